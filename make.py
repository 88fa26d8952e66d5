#!/usr/bin/env python3
"""Do everything from a fresh clone: ``python3 make.py reports`` and ``python3 make.py test``.

Needs Python 3.11 or newer and pip or uv; nothing else. The first call makes an environment in ``.venv`` from
``requirements.lock``; later calls start at once. Standard library only.

tasks
    reports    run the studies and write the HTML reports (arguments: see ``python -m custseg studies --help``)
    test       ruff, unit tests, doctests, and every notebook's stored outputs (``--slow`` adds the long tests)
    lint       ruff alone
    docs       write the manual to reports/manual: every public name, the studies from their stored outputs
    refresh    run the studies and store their outputs in notebooks/
    lab        open JupyterLab

``CUSTSEG_ENV=current`` uses the active environment instead of ``.venv`` (for conda users).
"""

from __future__ import annotations  # so that an old Python gets as far as our message

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
MARK = ENV / "made-by-make.py"  # tells our environment from one that somebody else put there
STAMP = ENV / "installed.sha256"

LINT = [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]]
SPHINX = ["-W", "--keep-going", "-j", "2", "-d", "reports/.cache/manual"]  # a warning is an error
TASKS = {
    "reports": [["-m", "custseg", "studies"]],
    "test": [*LINT, ["-m", "pytest", "-n", "2", "--dist", "loadfile", "--nbval", "tests", "custseg", "notebooks"]],
    "lint": LINT,
    "docs": [["-m", "sphinx", *SPHINX, "docs", "reports/manual"]],
    "refresh": [["-m", "custseg", "refresh"]],
    "lab": [["-m", "jupyter", "lab", "notebooks"]],
}


def main() -> int:
    """Run one task; the exit code is that of the first step that failed."""
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever starts this may have an older Python)
        sys.exit(f"custseg needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    if len(sys.argv) < 2 or sys.argv[1] not in TASKS:
        sys.exit(f"usage: python3 make.py {{{'|'.join(TASKS)}}} [arguments that are passed on]\n\n{__doc__}")
    steps = TASKS[sys.argv[1]]
    python = ensure_environment()
    for number, step in enumerate(steps, 1):
        passed_on = sys.argv[2:] if number == len(steps) else []
        code = subprocess.run([python, *step, *passed_on], cwd=ROOT, env=child_environment()).returncode
        if code:
            return code
    return 0


def ensure_environment() -> Path:
    """Return the Python that has what the lock names, making ``.venv`` if need be."""
    if os.environ.get("CUSTSEG_ENV") == "current":
        return Path(sys.executable)
    python = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    key = environment_key()
    if python.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == key:
        return python
    started = time.monotonic()
    make_empty_environment()
    install(python)
    site = ask(python, "import sysconfig; print(sysconfig.get_path('purelib'))")
    (Path(site) / "custseg_clone.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    STAMP.write_text(key, encoding="utf-8")
    print(f"environment ready in {time.monotonic() - started:.0f} s: {ENV}", flush=True)
    return python


def environment_key() -> str:
    """Hash what an environment depends on: the lock, the interpreter, and where it lies."""
    if not LOCK.is_file():
        sys.exit(f"{LOCK.name} is missing from {ROOT}: this is not a complete clone of custseg.")
    parts = [LOCK.read_bytes(), sys.version.encode(), str(Path(sys.executable).resolve()).encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_empty_environment() -> None:
    """Make ``.venv`` without ensurepip, which Debian's bare Python lacks; never over somebody else's."""
    if ENV.exists() and not MARK.exists():
        sys.exit(f"{ENV} exists and was not made by make.py. Move it away, or set CUSTSEG_ENV=current to use your own.")
    try:
        venv.EnvBuilder(clear=ENV.exists(), with_pip=False, symlinks=os.name != "nt").create(ENV)
        MARK.touch()
    except OSError as error:
        sys.exit(
            f"Cannot make the environment in {ENV}: {error}. Is the folder writable, and is there room on the disk?"
        )


def install(python: Path) -> None:
    """Fill the environment from the lock, with uv if it is to be had, with pip otherwise."""
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--disable-pip-version-check"]
    pip_works = subprocess.run([*pip[:3], "--version"], capture_output=True).returncode == 0
    uv = shutil.which("uv")
    if not uv and pip_works and not os.environ.get("CUSTSEG_NO_UV"):
        # one small wheel turns a pip install of a minute or two into some seconds
        subprocess.run([*pip, "uv"], capture_output=True, env=child_environment())
        uv = shutil.which("uv", path=str(python.parent))
    if uv:
        command = [uv, "pip", "install", "-q", "--no-deps", "--python", python, "-r", LOCK]
    elif pip_works:
        command = [*pip, "--no-deps", "-r", LOCK]
    else:
        sys.exit(
            "Neither pip nor uv was found. Debian and Ubuntu: apt-get install python3-pip; or see the README for conda."
        )
    print(f"installing what {LOCK.name} names, once, with {'uv' if uv else 'pip'} ...", flush=True)
    if subprocess.run(command, cwd=ROOT, env=child_environment()).returncode:
        sys.exit("Installing the packages failed; the reason stands above. Check the network, then run this again.")


def ask(python: Path, code: str) -> str:
    """Return what a line of code prints in the environment."""
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


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
    env.setdefault("IPYTHONDIR", str(ENV / "ipython"))  # a user's start-up files must not change results
    return env


if __name__ == "__main__":
    sys.exit(main())
