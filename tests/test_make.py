"""Does the set-up script answer in one clear sentence whatever is missing, and leave other people's folders alone?"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def make(root, tmp_path, monkeypatch):
    """Load make.py as if it lay in an empty folder."""
    spec = importlib.util.spec_from_file_location("make", root / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "ENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(module, "MARK", tmp_path / ".venv" / "made-by-make.py")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "installed.sha256")
    monkeypatch.delenv("CUSTSEG_ENV", raising=False)
    (tmp_path / "requirements.lock").write_text("")
    return module


def run(root, *arguments):
    return subprocess.run([sys.executable, root / "make.py", *arguments], capture_output=True, text=True, cwd=root)


@pytest.mark.parametrize("arguments", [[], ["report"], ["--help"]])
def test_unknown_task_prints_the_tasks(root, arguments):
    result = run(root, *arguments)
    assert result.returncode == 1
    assert "usage: python3 make.py {reports|test|lint|docs|refresh|lab}" in result.stderr


def test_uses_the_standard_library_alone(root):
    imported = [
        line.split()[1]
        for line in (root / "make.py").read_text("utf-8").splitlines()
        if line.startswith(("import ", "from "))
    ]
    assert set(imported) - {"__future__"} <= sys.stdlib_module_names


def test_missing_lock_is_named(make):
    make.LOCK.unlink()
    with pytest.raises(SystemExit, match=r"requirements\.lock is missing .* not a complete clone"):
        make.ensure_environment()


def test_an_environment_of_somebody_else_is_left_alone(make):
    (make.ENV / "bin").mkdir(parents=True)
    (make.ENV / "precious").write_text("mine")
    with pytest.raises(SystemExit, match=r"was not made by make\.py"):
        make.ensure_environment()
    assert (make.ENV / "precious").read_text() == "mine"


def test_neither_pip_nor_uv_is_one_sentence(make, monkeypatch):
    monkeypatch.setattr(make.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(make.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    with pytest.raises(SystemExit, match="Neither pip nor uv was found"):
        make.ensure_environment()
    assert not make.STAMP.exists()


def test_failed_install_leaves_no_stamp_and_is_tried_again(make, monkeypatch):
    real = subprocess.run
    monkeypatch.setattr(make.shutil, "which", lambda *_, **__: "false")
    monkeypatch.setattr(
        make.subprocess,
        "run",
        lambda command, **options: real(["false"]) if "--version" not in command else real(["true"]),
    )
    for _ in range(2):
        with pytest.raises(SystemExit, match="Installing the packages failed"):
            make.ensure_environment()
    assert not make.STAMP.exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_read_only_folder_is_said(make, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SystemExit, match="Is the folder writable"):
        make.ensure_environment()
    tmp_path.chmod(0o700)


def test_current_environment_is_used_when_asked_for(make, monkeypatch):
    monkeypatch.setenv("CUSTSEG_ENV", "current")
    assert make.ensure_environment() == Path(sys.executable)
    assert not make.ENV.exists()


def test_second_call_does_nothing(make):
    python = make.ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    make.STAMP.write_text(make.environment_key())
    before = sorted(make.ENV.rglob("*"))
    assert make.ensure_environment() == python
    assert sorted(make.ENV.rglob("*")) == before


def test_children_do_not_inherit_what_would_change_results(make, monkeypatch):
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PIP_USER"):
        monkeypatch.setenv(name, "1")
    child = make.child_environment()
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PIP_USER"} & set(child)
    assert child["JUPYTER_PREFER_ENV_PATH"] == "1"
