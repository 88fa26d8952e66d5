#!/usr/bin/env python3
"""Do everything from a fresh clone: ``python3 make.py reports`` and ``python3 make.py test``.

Needs Python 3.11 or newer and pip or uv; nothing else. The first call makes an environment in ``.venv`` from
``requirements.lock``; later calls start at once. Standard library only.

tasks
    own        a page about the customers in your own file: ``own orders.csv``; see ``own --help``
    rating     a page about your own rated retailers: ``rating retailers.csv``; see ``rating --help``
    clients    a page about a bank's corporate clients: ``clients book.xlsx``; see ``clients --help``
    reports    run the studies and write the HTML reports (arguments: see ``python -m custseg studies --help``)
    test       ruff, types, unit tests, doctests, and every notebook's stored outputs
    lint       ruff, types, and the docstrings of every public name
    docs       write the manual to reports/manual: every public name, the studies from their stored outputs
    refresh    run the studies and store their outputs in notebooks/
    lab        open JupyterLab
    new        write the skeleton of a study or a grid: ``new study "Who buys on Mondays?"``, ``new grid price_by_age``

arguments of test; others are passed on to pytest
    --quick    no notebooks, no heavy tests, few examples of each property: what one runs before each commit
    --slow     the long simulations too
    --lowest   the quick tests with the lowest versions that pyproject.toml allows, in ``.venv-lowest``
    --newest   the quick tests with the newest versions, in ``.venv-newest``, which is made again at every call
    --pre      the same with versions that are not yet released, in ``.venv-pre``

``CUSTSEG_ENV=current`` uses the active environment instead of ``.venv`` (for conda users); ``CUSTSEG_ENV=FOLDER`` makes
the environment in that folder.
"""

from __future__ import annotations  # so that an old Python gets as far as our message

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
UV_LOCK = ROOT / "requirements-uv.lock"
PROJECT = ROOT / "pyproject.toml"

EXTRAS = ("reports", "docs", "test")  # not spark, which is outside the lock
FROM_PROJECT = ["-r", PROJECT, *(word for extra in EXTRAS for word in ("--extra", extra))]
VERSIONS = {  # which versions an environment holds, and how uv is asked for them
    "locked": ["--no-deps", "--require-hashes", "-r", LOCK],
    "lowest": ["--resolution", "lowest-direct", *FROM_PROJECT],
    "newest": FROM_PROJECT,
    "pre": ["--prerelease", "allow", *FROM_PROJECT],
}

# shows the complaints of mypy that are not in types-ratchet.txt; one that is there and no longer made fails as well
TYPES = """
import io, sys
from mypy import api
from mypy_baseline import main
if sys.version_info[:2] != (3, 11):  # the lock gives other Pythons another numpy, whose types read differently
    print("types are checked with Python 3.11 alone")
    sys.exit()
found, failed, _ = api.run([])
if failed or main(["filter"], io.StringIO(found), sys.stdout):
    sys.exit(failed or "Types: mend what stands above. If nothing does, a complaint is gone: take it off "
        "types-ratchet.txt with .venv/bin/mypy | .venv/bin/mypy-baseline sync")
"""
RUFF = [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]]
MYPY = ["-c", TYPES]
LINT = [*RUFF, MYPY, ["-m", "pytest", "-q", "tests/test_docstrings.py"]]
PYTEST = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
SPHINX = ["-W", "--keep-going", "-j", "2", "-d", "reports/.cache/manual"]  # a warning is an error
TASKS = {
    "own": [["-m", "custseg", "report", "--called", "python3 make.py own"]],
    "rating": [["-m", "custseg", "rating"]],
    "clients": [["-m", "custseg", "clients"]],
    "reports": [["-m", "custseg", "studies"]],
    "test": [*RUFF, MYPY, [*PYTEST, "--nbval", "tests", "custseg", "notebooks"]],
    "lint": LINT,
    "docs": [["-m", "sphinx", *SPHINX, "docs", "reports/manual"]],
    "refresh": [["-m", "custseg", "refresh"]],
    "lab": [["-m", "jupyter", "lab", "notebooks"]],
    "new": [["-m", "custseg", "new"]],
}
ABOUT = {  # what a task says before it begins; times are those of a quiet machine with two cores
    "own": "your file becomes a page with lists (ten seconds; a minute for a million rows)",
    "rating": "your table of retailers becomes a page with lists (ten seconds)",
    "clients": "your client book becomes a page with a list per branch (ten seconds)",
    "reports": "the studies become pages in reports/ (two to four minutes; seconds where nothing has changed)",
    "test": "ruff, types, then all tests and every notebook on two cores (a quarter of an hour to half an hour)",
    "lint": "ruff, types and docstrings (a minute; ten seconds where little has changed)",
    "docs": "the manual is written to reports/manual/ (a minute; seconds where little has changed)",
    "refresh": "the studies run and store their outputs in notebooks/ (two to four minutes for all)",
    "lab": "JupyterLab opens notebooks/ in the browser (Ctrl-C here ends it)",
    "new": "a skeleton is written, and what to do next is said (a second)",
}
QUICK = "the quick tests on two cores, without notebooks (under a minute)"

# ends a process when the other end of standard input closes, that is, when make.py has gone, however it went
WATCHER = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the watched process by itself
pid = int(sys.stdin.read())
for ending in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
    try:
        os.kill(pid, ending)
    except OSError:
        break
    time.sleep(5)
"""


def main() -> int:
    """Run one task; the exit code is that of the first step that failed."""
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever starts this may have an older Python)
        sys.exit(f"custseg needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    usage = f"usage: python3 make.py {{{'|'.join(TASKS)}}} [arguments that are passed on]\n\n{__doc__}"
    if sys.argv[1:2] in (["--help"], ["-h"], ["help"]):
        print(usage)
        return 0
    if len(sys.argv) < 2 or sys.argv[1] not in TASKS:
        sys.exit(usage)
    task, arguments = sys.argv[1], sys.argv[2:]
    versions, about, steps = plan(task, arguments)
    python = ensure_environment(versions, f"{task}: {{}}{about}")
    for step in steps:
        code = run([python, *step], Path.cwd() if task in ("own", "rating", "clients") else ROOT)
        if code:
            return code
    return 0


def plan(task: str, arguments: list[str]) -> tuple[str, str, list[list[str]]]:
    """Give the versions that a task wants, what it will say, and its steps with the arguments in the last one."""
    if task == "lint" and arguments:
        sys.exit(
            f"lint takes no arguments; found {' '.join(arguments)}. For one file: .venv/bin/python -m ruff check FILE."
        )
    asked = [name for name in VERSIONS if task == "test" and f"--{name}" in arguments]
    if len(asked) > 1:
        sys.exit(
            f"Only one set of versions can be tested at once; found --{' and --'.join(asked)}. Call test for each."
        )
    versions = asked[0] if asked else "locked"
    steps, about, passed_on = TASKS[task], ABOUT[task], [word for word in arguments if word != f"--{versions}"]
    if versions != "locked":  # other versions of ruff may see other things
        steps, about, passed_on = [[*PYTEST, "tests", "custseg"]], QUICK, ["--quick", *passed_on]
    elif task == "test":
        if "--quick" in arguments:
            steps, about = [*RUFF, [*PYTEST, "tests", "custseg"]], f"ruff, then {QUICK}"
        if os.environ.get("CUSTSEG_ENV") != "current":
            passed_on = ["--locked", *passed_on]
    return versions, about, [*steps[:-1], [*steps[-1], *passed_on]]


def ensure_environment(versions: str = "locked", announcement: str = "{}the work") -> Path:
    """Say what will happen, and return the Python that has the packages, making its environment if need be."""
    if os.environ.get("CUSTSEG_ENV") == "current":
        if versions != "locked":
            sys.exit(f"--{versions} makes an environment of its own: unset CUSTSEG_ENV=current.")
        if subprocess.run([sys.executable, "-c", "import lazy_loader"], capture_output=True).returncode:
            sys.exit(
                f"CUSTSEG_ENV=current uses {sys.executable}, which lacks the packages: activate the environment first "
                "(conda activate custseg), or unset CUSTSEG_ENV to have make.py make one."
            )
        print(announcement.format(""), flush=True)
        return Path(sys.executable)
    folder = environment_folder(versions)
    key = environment_key(folder, versions)
    reason = what_is_missing(folder, key) or ("always made again" if versions in ("newest", "pre") else "")
    python = python_in(folder)
    first = f"first an environment in {folder} ({reason}; half a minute to three, as the network goes), then "
    print(announcement.format(first if reason else ""), flush=True)
    if reason:
        started = time.monotonic()
        make_empty_environment(folder)
        install(python, folder, versions)
        site = site_packages(folder)
        (site / "custseg_clone.pth").write_text(f"{ROOT}\n", encoding="utf-8")
        stamp(folder).write_text("\n".join([key, *sorted(names_in(site))]), encoding="utf-8")
        print(f"environment ready in {time.monotonic() - started:.0f} s", flush=True)
    return python


def environment_folder(versions: str) -> Path:
    """Name the folder of an environment: ``.venv`` or what ``CUSTSEG_ENV`` says, and the versions if not the lock's."""
    base = Path(os.environ.get("CUSTSEG_ENV") or ROOT / ".venv").absolute()
    folder = base if versions == "locked" else base.with_name(f"{base.name}-{versions}")
    if os.pathsep in str(folder):
        sys.exit(
            f"{folder} has {os.pathsep!r} in its name, which separates folders in PATH: no environment works there. "
            "Move the clone, or name another folder in CUSTSEG_ENV."
        )
    return folder


def environment_key(folder: Path, versions: str) -> str:
    """Hash what an environment depends on: the lock or the bounds, the interpreter, and where all lies."""
    wanted = LOCK if versions == "locked" else PROJECT
    if not wanted.is_file():
        sys.exit(f"{wanted.name} is missing from {ROOT}: this is not a complete clone of custseg.")
    text = wanted.read_bytes()
    if wanted == LOCK and b"--hash=sha256:" not in text:
        sys.exit(f"{LOCK} names no package ({len(text)} bytes): get it again with git checkout {LOCK.name}.")
    places = [str(Path(sys.executable).resolve()), str(ROOT), str(folder)]
    return hashlib.sha256(b"\0".join([text, sys.version.encode(), *(place.encode() for place in places)])).hexdigest()


def what_is_missing(folder: Path, key: str) -> str:
    """Say why an environment cannot be used as it is; nothing where it can. Looks at names alone, so it is quick."""
    if not python_in(folder).exists() or not stamp(folder).is_file():
        return "once"
    noted, *installed = stamp(folder).read_text(encoding="utf-8").splitlines()
    if noted != key:
        return "the versions, Python or the folder have changed"
    gone = sorted(set(installed) - names_in(site_packages(folder)))
    return f"{', '.join(gone[:3])}{' ...' if gone[3:] else ''} is gone from it" if gone else ""


def python_in(folder: Path) -> Path:
    """Name the interpreter of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(folder: Path) -> Path:
    """Name the file with the key of an environment and with everything that was installed in it."""
    return folder / "installed.txt"


def site_packages(folder: Path) -> Path:
    """Name the folder of an environment where its packages are."""
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))


def names_in(site: Path) -> set[str]:
    """List packages, their versions and whatever else lies directly in a folder of packages."""
    return {path.name for path in site.iterdir() if path.name != "__pycache__"} if site.is_dir() else set()


def make_empty_environment(folder: Path) -> None:
    """Make an environment without ensurepip, which Debian's bare Python lacks; never over somebody else's."""
    mark = folder / "made-by-make.py"
    if folder.exists() and not mark.exists():
        sys.exit(
            f"{folder} exists and was not made by make.py. Move it away, or set CUSTSEG_ENV=current to use your own."
        )
    try:
        venv.EnvBuilder(clear=folder.exists(), with_pip=False, symlinks=os.name != "nt").create(folder)
        mark.touch()
    except OSError as error:
        sys.exit(
            f"Cannot make the environment in {folder}: {error}. Is the folder writable, and is there room on the disk?"
        )


def install(python: Path, folder: Path, versions: str) -> None:
    """Fill an environment, with uv if it is to be had; the lock with pip otherwise."""
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--disable-pip-version-check"]
    pip_works = subprocess.run([*pip[:3], "--version"], capture_output=True).returncode == 0
    uv = shutil.which("uv")
    if not uv and pip_works and not os.environ.get("CUSTSEG_NO_UV"):
        uv = install_uv(pip, python)
    if uv:
        command = [uv, "pip", "install", "-q", "--python", python, *VERSIONS[versions]]
    elif versions != "locked":
        sys.exit(f"Only uv can choose the {versions} versions, and it was not found: pip install uv.")
    elif pip_works:
        command = [*pip, *VERSIONS["locked"]]
    else:
        sys.exit(
            "Neither pip nor uv was found. Debian and Ubuntu: apt-get install python3-pip; or see the README for conda."
        )
    failed = run(command)
    if failed and uv and pip_works and versions == "locked":  # uv reads neither pip's settings nor its certificates
        print(
            "uv could not install the packages; the reason stands above. pip tries it, which takes minutes.", flush=True
        )
        failed = run([*pip, *VERSIONS["locked"]])
    if failed:
        sys.exit("Installing the packages failed; the reason stands above. Check the network, then run this again.")


def install_uv(pip: list[str | Path], python: Path) -> str | None:
    """Put the pinned uv into an environment: one small wheel turns a pip install of minutes into some seconds."""
    command = [*pip, "--no-deps", "--require-hashes", "-r", UV_LOCK]
    result = subprocess.run(command, capture_output=True, text=True, env=child_environment())
    if result.returncode:
        print(f"uv could not be installed; pip goes on alone. It said:\n{result.stdout}{result.stderr}", flush=True)
    return shutil.which("uv", path=str(python.parent))


def run(command: list[str | Path], folder: Path = ROOT) -> int:
    """Run a process in a folder to its end. It does not outlive this one, even if this one is killed."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    watcher = subprocess.Popen([sys.executable, "-I", "-S", "-c", WATCHER], stdin=subprocess.PIPE, **quiet)
    child = subprocess.Popen(command, cwd=folder, env=child_environment())
    watcher.stdin.write(f"{child.pid}\n".encode())
    watcher.stdin.flush()
    try:
        return child.wait()
    except KeyboardInterrupt:  # the terminal has told the child as well: let it tidy up
        try:
            child.wait(10)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            child.kill()
        return 130
    finally:
        watcher.kill()
        watcher.communicate()


def child_environment() -> dict[str, str]:
    """Return the variables for child processes, without those that would slow them down or change what they find."""
    env = dict(os.environ)
    # PYTHONDONTWRITEBYTECODE makes every kernel compile pandas and scikit-learn again: 6 s instead of 2 s a study
    for name in (
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "PYTHONHOME",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_REQUIRE_VIRTUALENV",
    ):
        env.pop(name, None)
    env["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel of this environment, not a user's of the same name
    env.setdefault("IPYTHONDIR", str(ROOT / ".venv-ipython"))  # a user's start-up files must not change results
    return env


if __name__ == "__main__":
    sys.exit(main())
