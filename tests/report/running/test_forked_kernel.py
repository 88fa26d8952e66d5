"""When is a kernel not forked, and does the handle on one say what ``Popen`` would?"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from custseg.report.running.forked_kernel import LAUNCHER, ForkedKernel, KernelServer
from custseg.report.running.kernel_server import NUMBER
from custseg.report.running.study_files import PROJECT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are not forked there")


def asked(server, log, command=(sys.executable, *LAUNCHER, "-f", "kernel.json")):
    options = {"env": dict(os.environ), "cwd": str(Path.cwd()), "stdout": log, "stderr": log}
    return asyncio.run(server.fork(command, **options))


def test_another_command_is_not_forked(tmp_path):
    server = KernelServer(lambda scratch: dict(os.environ))
    with (tmp_path / "log").open("wb") as log:
        assert asked(server, log, (sys.executable, "-c", "1")) is None
        assert asked(server, log, ("/another/python", *LAUNCHER)) is None
    assert not server.running


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_it_is_not_forked_where_that_is_not_safe(tmp_path, monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delattr(os, "fork", raising=False) if platform == "win32" else None
    server = KernelServer(lambda scratch: dict(os.environ))
    with (tmp_path / "log").open("wb") as log:
        assert asked(server, log) is None
    assert not server.running


@pytest.mark.parametrize(
    "fault",
    ["raise ImportError('gone')", "import sys\nprint('old data', file=sys.stderr)", "import os\nos._exit(0)"],
)
def test_without_clean_imports_kernels_are_started_one_by_one(tmp_path, monkeypatch, fault):
    """What warns as it is imported must warn on the page, where it fails the study."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / "first on the path"
    folder.mkdir()
    (folder / "ipykernel.py").write_text(fault)  # the first name that is imported
    path = os.pathsep.join([str(folder), str(PROJECT)])
    server = KernelServer(lambda scratch: os.environ | {"PYTHONPATH": path})
    with (tmp_path / "log").open("wb") as log:
        assert asked(server, log) is None
        assert not server.running
        assert asked(server, log) is None, "it is not tried again"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first on the path", "log"]


def test_where_the_process_cannot_start_kernels_are_started_one_by_one(tmp_path, monkeypatch):
    def full(*command, **options):
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server = KernelServer(lambda scratch: dict(os.environ))
    with (tmp_path / "log").open("wb") as log:
        assert asked(server, log) is None
    assert not server.running
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_variables_that_changed_since_the_imports_are_not_overlooked(tmp_path, monkeypatch):
    server = KernelServer(lambda scratch: dict(os.environ))
    monkeypatch.setattr(server, "_requests", "a socket")
    monkeypatch.setattr(server, "_around", dict(os.environ))
    monkeypatch.setattr("custseg.report.running.forked_kernel._asked", forked)
    with (tmp_path / "log").open("wb") as log:
        assert asked(server, log) == "forked"
        monkeypatch.setenv("TZ", "Asia/Shanghai")
        assert asked(server, log) is None


async def forked(requests, request, log):
    return "forked"


@pytest.fixture
def sleeper():
    ours, theirs = socket.socketpair()
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield ForkedKernel(process.pid, ours), process, theirs
    process.kill()
    process.wait()
    theirs.close()
    ours.close()


@pytest.mark.parametrize(("end", "code"), [("kill", -signal.SIGKILL), ("terminate", -signal.SIGTERM)])
def test_it_is_ended_and_its_end_is_told_as_popen_tells_it(sleeper, end, code):
    kernel, process, told = sleeper
    assert kernel.poll() is None
    getattr(kernel, end)()
    assert process.wait() == code
    told.sendall(NUMBER.pack(code))
    assert (kernel.wait(), kernel.poll(), kernel.returncode) == (code, code, code)
    kernel.kill()  # nobody is hit: its number may be another process's by now


def test_when_nobody_can_tell_any_more_it_counts_as_killed(sleeper):
    kernel, _, told = sleeper
    told.close()
    assert (kernel.wait(), kernel.returncode) == (-signal.SIGKILL, -signal.SIGKILL)
