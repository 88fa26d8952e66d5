"""Does the set-up script answer in one clear sentence whatever is missing, and leave other people's folders alone?"""

import ast
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml


@pytest.fixture
def make(root, tmp_path, monkeypatch):
    """Load make.py as if it lay in an empty folder."""
    spec = importlib.util.spec_from_file_location("make", root / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    for name, file in {"LOCK": "requirements.lock", "PROJECT": "pyproject.toml"}.items():
        monkeypatch.setattr(module, name, tmp_path / file)
    for name in ("CUSTSEG_ENV", "CUSTSEG_NO_UV"):
        monkeypatch.delenv(name, raising=False)
    module.LOCK.write_text("something==1.0 \\\n    --hash=sha256:00\n")
    module.PROJECT.write_text("[project]\n")
    return module


@pytest.fixture
def folder(tmp_path):
    """Name the environment's folder."""
    return tmp_path / ".venv"


@pytest.fixture
def ready(make, folder):
    """Lay out an environment that looks as if one package had been installed."""
    python = make.python_in(folder)
    python.parent.mkdir(parents=True)
    python.touch()
    (folder / "made-by-make.py").touch()
    for name in ("something", "something-1.0.dist-info"):
        (make.site_packages(folder) / name).mkdir(parents=True)
    names = make.names_in(make.site_packages(folder))
    make.stamp(folder).write_text("\n".join([make.environment_key(folder, "locked"), *names]))
    return python


@pytest.fixture
def installs(make, monkeypatch):
    """Put a stand-in for every installation; list what was asked for."""
    asked = []
    monkeypatch.setattr(make, "install", lambda python, folder, versions: asked.append(versions))

    def create(builder, folder):
        make.site_packages(folder).mkdir(parents=True, exist_ok=True)
        make.python_in(folder).parent.mkdir(exist_ok=True)
        make.python_in(folder).touch()

    monkeypatch.setattr(make.venv.EnvBuilder, "create", create)
    return asked


def run(root, *arguments):
    return subprocess.run([sys.executable, root / "make.py", *arguments], capture_output=True, text=True, cwd=root)


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_is_no_mistake(root, word):
    result = run(root, word)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("usage: python3 make.py {")


@pytest.mark.parametrize("arguments", [[], ["report"], ["--helf"]])
def test_unknown_task_prints_the_tasks(root, make, arguments):
    result = run(root, *arguments)
    assert result.returncode == 1
    assert f"usage: python3 make.py {{{'|'.join(make.TASKS)}}}" in result.stderr


def test_every_task_is_described_and_says_what_it_will_do(make):
    assert set(make.ABOUT) == set(make.TASKS), "give each task of TASKS a sentence with its duration in ABOUT"
    listed = re.findall(r"^    (\w+) ", make.__doc__, flags=re.M)
    assert listed == list(make.TASKS), "list each task of TASKS in the docstring, in the same order"


def test_uses_the_standard_library_alone(root):
    nodes = list(ast.walk(ast.parse((root / "make.py").read_text("utf-8"))))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


class TestPlan:
    def test_quick_leaves_the_notebooks_out(self, make):
        _, about, steps = make.plan("test", ["--quick", "-x"])
        assert "without notebooks" in about
        assert steps[-1] == [*make.PYTEST, "tests", "custseg", "--locked", "--quick", "-x"]
        assert steps[:-1] == make.RUFF

    def test_the_whole_has_them_and_is_strict_about_deprecations(self, make):
        versions, _, steps = make.plan("test", ["--slow"])
        assert versions == "locked"
        assert steps[-1][-3:] == ["notebooks", "--locked", "--slow"]
        assert make.MYPY in steps

    @pytest.mark.parametrize("versions", ["lowest", "newest", "pre"])
    def test_other_versions_run_the_quick_tests_and_only_warn_of_deprecations(self, make, versions):
        found, _, steps = make.plan("test", [f"--{versions}", "-x"])
        assert found == versions
        assert steps == [[*make.PYTEST, "tests", "custseg", "--quick", "-x"]]

    def test_an_environment_of_the_user_is_not_the_lock(self, make, monkeypatch):
        monkeypatch.setenv("CUSTSEG_ENV", "current")
        assert "--locked" not in make.plan("test", [])[2][-1]

    def test_arguments_reach_the_last_step_alone(self, make):
        assert make.plan("docs", ["-v"])[2] == [*make.TASKS["docs"][:-1], [*make.TASKS["docs"][-1], "-v"]]
        assert make.plan("reports", ["--lowest"])[0] == "locked"

    def test_two_sets_of_versions_are_refused(self, make):
        with pytest.raises(SystemExit, match=r"Only one set of versions .* found --lowest and --newest"):
            make.plan("test", ["--newest", "--lowest"])

    def test_lint_takes_no_arguments(self, make):
        with pytest.raises(SystemExit, match="lint takes no arguments; found --bogus"):
            make.plan("lint", ["--bogus"])


class TestWhatIsSaidFirst:
    def test_one_line_when_all_is_ready(self, make, ready, capsys):
        make.ensure_environment("locked", "lint: {}ruff")
        assert capsys.readouterr().out == "lint: ruff\n"

    def test_one_line_before_the_environment_is_made(self, make, folder, installs, capsys):
        make.ensure_environment("locked", "lint: {}ruff")
        first, *_ = capsys.readouterr().out.splitlines()
        assert first.startswith(f"lint: first an environment in {folder} (once; half a minute")
        assert first.endswith("then ruff")


class TestWhatIsRefused:
    def test_missing_lock_is_named(self, make):
        make.LOCK.unlink()
        with pytest.raises(SystemExit, match=r"requirements\.lock is missing .* not a complete clone"):
            make.ensure_environment()

    @pytest.mark.parametrize("text", ["", "numpy==2.4.6\n"])
    def test_a_lock_without_hashes_is_no_lock(self, make, text):
        make.LOCK.write_text(text)
        with pytest.raises(SystemExit, match=rf"names no package \({len(text)} bytes\): get it again"):
            make.ensure_environment()

    def test_a_folder_name_that_separates_folders(self, make, tmp_path, monkeypatch):
        monkeypatch.setattr(make, "ROOT", tmp_path / f"a{os.pathsep}b")
        with pytest.raises(SystemExit, match=r"separates folders in PATH.*Move the clone"):
            make.ensure_environment()

    def test_an_environment_of_somebody_else_is_left_alone(self, make, folder):
        (folder / "bin").mkdir(parents=True)
        (folder / "precious").write_text("mine")
        with pytest.raises(SystemExit, match=r"was not made by make\.py"):
            make.ensure_environment()
        assert (folder / "precious").read_text() == "mine"

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
    def test_read_only_folder_is_said(self, make, tmp_path):
        tmp_path.chmod(0o500)
        with pytest.raises(SystemExit, match="Is the folder writable"):
            make.ensure_environment()
        tmp_path.chmod(0o700)

    def test_other_versions_in_the_user_s_environment(self, make, monkeypatch):
        monkeypatch.setenv("CUSTSEG_ENV", "current")
        with pytest.raises(SystemExit, match="--lowest makes an environment of its own"):
            make.ensure_environment("lowest")


class TestWhichEnvironment:
    def test_current_environment_is_used_when_asked_for(self, make, folder, monkeypatch):
        monkeypatch.setenv("CUSTSEG_ENV", "current")
        assert make.ensure_environment() == Path(sys.executable)
        assert not folder.exists()

    def test_a_folder_of_one_s_own(self, make, tmp_path, monkeypatch, installs):
        monkeypatch.setenv("CUSTSEG_ENV", str(tmp_path / "elsewhere"))
        assert tmp_path / "elsewhere" in make.ensure_environment().parents
        assert tmp_path / "elsewhere-lowest" in make.ensure_environment("lowest").parents

    def test_each_set_of_versions_has_its_own(self, make, tmp_path, installs):
        for versions, name in [("locked", ".venv"), ("lowest", ".venv-lowest"), ("newest", ".venv-newest")]:
            assert tmp_path / name in make.ensure_environment(versions).parents
        assert installs == ["locked", "lowest", "newest"]

    def test_git_ignores_them_all(self, root):
        assert ".venv*" in (root / ".gitignore").read_text("utf-8").splitlines()


class TestSecondCall:
    def test_does_nothing(self, make, folder, ready, installs):
        before = sorted(folder.rglob("*"))
        assert make.ensure_environment() == ready
        assert sorted(folder.rglob("*")) == before
        assert installs == []

    @pytest.mark.parametrize("gone", ["something", "something-1.0.dist-info"])
    def test_notices_a_missing_package_and_mends_it(self, make, folder, ready, installs, capsys, gone):
        (make.site_packages(folder) / gone).rmdir()
        make.ensure_environment()
        assert f"{gone} is gone from it" in capsys.readouterr().out
        assert installs == ["locked"]

    def test_notices_another_version(self, make, folder, ready, installs):
        old = make.site_packages(folder) / "something-1.0.dist-info"
        old.rename(old.with_name("something-2.0.dist-info"))
        make.ensure_environment()
        assert installs == ["locked"]

    def test_what_was_added_by_hand_is_nobody_s_business(self, make, folder, ready, installs):
        (make.site_packages(folder) / "debugger").mkdir()
        make.ensure_environment()
        assert installs == []

    def test_another_lock_makes_the_environment_again(self, make, ready, installs):
        make.LOCK.write_text(make.LOCK.read_text() + "other==1.0 --hash=sha256:00\n")
        make.ensure_environment()
        assert installs == ["locked"]

    def test_the_newest_versions_are_looked_up_again(self, make, installs):
        for _ in range(2):
            make.ensure_environment("newest")
            make.ensure_environment("lowest")
        assert installs == ["newest", "lowest", "newest"]


class TestInstalling:
    @pytest.fixture
    def commands(self, make, monkeypatch):
        """Note what would be run, and let it succeed."""
        asked = []

        def succeed(command, **options):
            asked.append([str(word) for word in command])
            return subprocess.CompletedProcess(command, 0, "", "")

        monkeypatch.setattr(make.subprocess, "run", succeed)
        monkeypatch.setattr(make, "run", lambda command: succeed(command).returncode)
        monkeypatch.setattr(make.shutil, "which", lambda name, path=None: "uv" if path else None)
        return asked

    def test_uv_is_pinned_and_every_package_has_its_hash(self, make, folder, commands):
        make.install(folder / "bin/python", folder, "locked")
        _, uv, packages = commands
        assert "--require-hashes" in uv
        assert uv[-1].endswith("requirements-uv.lock")
        assert packages[0] == "uv"
        assert "--require-hashes" in packages

    def test_pip_alone_requires_hashes_too(self, make, folder, commands, monkeypatch):
        monkeypatch.setenv("CUSTSEG_NO_UV", "1")
        make.install(folder / "bin/python", folder, "locked")
        assert commands[-1][1:3] == ["-m", "pip"]
        assert {"--require-hashes", "--no-deps"} <= set(commands[-1])

    def test_other_versions_need_uv(self, make, folder, commands, monkeypatch):
        monkeypatch.setenv("CUSTSEG_NO_UV", "1")
        with pytest.raises(SystemExit, match="Only uv can choose the lowest versions"):
            make.install(folder / "bin/python", folder, "lowest")

    def test_lowest_means_what_we_ask_for_ourselves(self, make, folder, commands):
        make.install(folder / "bin/python", folder, "lowest")
        assert commands[-1][commands[-1].index("--resolution") + 1] == "lowest-direct"

    def test_why_uv_could_not_be_installed_is_shown(self, make, folder, monkeypatch, capsys):
        answer = subprocess.CompletedProcess([], 1, "", "no such wheel")
        monkeypatch.setattr(make.subprocess, "run", lambda *_, **__: answer)
        assert make.install_uv(["pip"], folder / "bin/python") is None
        assert "uv could not be installed; pip goes on alone. It said:\nno such wheel" in capsys.readouterr().out

    def test_pip_goes_on_where_uv_fails(self, make, folder, commands, monkeypatch, capsys):
        monkeypatch.setattr(
            make, "run", lambda command: commands.append([*map(str, command)]) or int(command[0] == "uv")
        )
        make.install(folder / "bin/python", folder, "locked")
        assert [command[0] == "uv" for command in commands[-2:]] == [True, False]
        assert commands[-1][1:3] == ["-m", "pip"] and "--require-hashes" in commands[-1]
        assert "pip tries it" in capsys.readouterr().out

    def test_neither_pip_nor_uv_is_one_sentence(self, make, folder, monkeypatch):
        monkeypatch.setattr(make.shutil, "which", lambda *_, **__: None)
        monkeypatch.setattr(make.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
        with pytest.raises(SystemExit, match="Neither pip nor uv was found"):
            make.install(folder / "bin/python", folder, "locked")

    def test_failure_leaves_no_stamp_and_is_tried_again(self, make, folder, monkeypatch):
        monkeypatch.setattr(make.shutil, "which", lambda *_, **__: "uv")
        monkeypatch.setattr(make, "run", lambda command: 1)
        for _ in range(2):
            with pytest.raises(SystemExit, match="Installing the packages failed"):
                make.ensure_environment()
        assert not make.stamp(folder).exists()

    def test_the_lock_of_uv_is_one_hashed_version(self, root):
        text = (root / "requirements-uv.lock").read_text("utf-8")
        assert re.match(r"uv==[\d.]+ \\\n", text)
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) == len(text.splitlines()) - 1


class TestChildren:
    def test_the_exit_code_is_theirs(self, make):
        assert make.run([sys.executable, "-S", "-c", "raise SystemExit(7)"]) == 7

    def test_they_do_not_inherit_what_would_change_results(self, make, monkeypatch):
        for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PIP_USER"):
            monkeypatch.setenv(name, "1")
        child = make.child_environment()
        assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PIP_USER"} & set(child)
        assert child["JUPYTER_PREFER_ENV_PATH"] == "1"

    @pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
    def test_they_die_with_make_py_even_if_it_is_killed(self, root):
        child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
        code = f"import make, sys; make.run([sys.executable, '-S', '-c', {child!r}])"
        parent = subprocess.Popen([sys.executable, "-S", "-c", code], cwd=root, stdout=subprocess.PIPE, text=True)
        pid = int(parent.stdout.readline())
        time.sleep(0.05)  # until the watcher has been told
        parent.kill()
        parent.wait()
        assert ended(pid), "make.py was killed and its child goes on: see WATCHER in make.py"
        parent.stdout.close()


def ended(pid: int, seconds: float = 10) -> bool:
    """Wait for a process to end; what is still there after that is ended here."""
    for _ in range(int(seconds / 0.02)):
        state = Path(f"/proc/{pid}/stat")
        if (state.parent.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z") or not alive(pid):
            return True
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class TestDeprecations:
    """A package that will change one day fails the suite with the locked versions, and warns with others."""

    @pytest.fixture
    def outcome(self, root, tmp_path):
        (tmp_path / "tests").mkdir()
        for name in ("pyproject.toml", "tests/conftest.py"):
            (tmp_path / name).write_text((root / name).read_text("utf-8"), encoding="utf-8")
        (tmp_path / "tests" / "test_it.py").write_text(
            "import warnings\n"
            "def test_deprecation():\n    warnings.warn('will change', DeprecationWarning)\n"
            "def test_warning():\n    warnings.warn('look', UserWarning)\n"
        )

        def outcome(*arguments):
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:nbval", "tests", *arguments]
            return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

        return outcome

    @pytest.mark.heavy
    def test_other_versions_warn_of_them_and_fail_on_all_else(self, outcome):
        assert "1 failed, 1 passed" in outcome()

    @pytest.mark.heavy
    def test_locked_versions_fail_on_both(self, outcome):
        assert "2 failed" in outcome("--locked")


def commands_of(workflow: Path) -> list[str]:
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    return [step["run"] for job in jobs for step in job["steps"] if "run" in step]


class TestWorkflows:
    @pytest.fixture
    def workflows(self, root):
        return sorted((root / ".github" / "workflows").glob("*.yml"))

    def test_every_command_is_one_that_runs_here_too(self, make, workflows):
        commands = [command for workflow in workflows for command in commands_of(workflow)]
        tasks = [re.fullmatch(r"python make\.py (\w+)( .*)?", command) for command in commands]
        unknown = [c for c, t in zip(commands, tasks, strict=True) if not (t and t[1] in make.TASKS)]
        assert set(unknown) <= {"bash .ci/run"}, "a job runs a task of make.py, so that anybody can run it"

    def test_every_task_that_can_fail_unseen_has_a_job(self, make, workflows):
        commands = " ".join(command for workflow in workflows for command in commands_of(workflow))
        at_the_keyboard = {"refresh", "lab", "new", "own", "rating", "clients"}
        missing = [task for task in make.TASKS if task not in at_the_keyboard and f"make.py {task}" not in commands]
        assert set(missing) <= {"reports"}, "add a job to .github/workflows/ci.yml; .ci/run makes the reports"

    def test_every_set_of_versions_is_tried(self, make, workflows):
        text = "".join(workflow.read_text("utf-8") for workflow in workflows)
        assert [name for name in make.VERSIONS if name != "locked" and f"--{name}" not in text] == []

    def test_they_may_only_read(self, workflows):
        assert workflows
        for workflow in workflows:
            assert yaml.safe_load(workflow.read_text("utf-8"))["permissions"] == {"contents": "read"}
