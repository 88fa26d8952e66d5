"""How does a kernel start at once? It is forked from a process that has imported what nearly every page needs.

``python -m custseg.report.running.kernel_server`` is that process. It has one thread and draws and computes nothing, so
that what it forks is as a new interpreter in which the first cells have only imported. :mod:`forked_kernel` starts and
asks it; its requests come through a socket on stdin, and it ends, with every kernel that is left, when that is closed.
The folder that is named as its argument is then gone, too.
"""

import builtins
import contextlib
import json
import os
import runpy
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

NUMBER = struct.Struct("q")  # how the id of a kernel's process and its exit code are sent
_LONGEST_READ = 65536  # bytes; a longer request comes in pieces

# what nearly every page imports in its first cells, and a kernel before them. No picture is drawn before a kernel has
# its shell, or matplotlib would not know where to show it; and no package that starts threads, as polars does
PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "matplotlib.pyplot",
    "seaborn",
    "sklearn.cluster",
    "custseg.datasets",
    "custseg.tables",
    "custseg.value",
    "custseg.segment",
    "custseg.decide",
    "custseg.exhibit",
    "custseg.plot",
    "custseg.report",
)


def main() -> None:
    """Import, then fork a kernel at each request; what is forked goes on as ``python -m ipykernel_launcher``."""
    del sys.path[0]  # the folder in which we were started; a kernel has its own
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # read as ipykernel is imported: a kernel ends when we are gone
    requests = socket.socket(fileno=os.dup(0))
    with _as_in_a_kernel():
        for name in PRELOADED:
            import_module(name)
    if _has_spoken() or threading.active_count() > 1:
        sys.exit("Kernels must be started one by one: an import wrote to stderr or started a thread.")
    request = _serve(requests)
    if request is None:
        for folder in sys.argv[1:]:  # whoever asked was perhaps killed, and clears up nothing
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # at once: to take 2,500 modules apart takes seconds, and whoever stopped would wait for it
    _become(request)
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


@contextlib.contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Let pandas find a kernel's shell as it is imported: in a terminal it would show other columns of a wide table."""
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    try:
        yield
    finally:
        del vars(builtins)["get_ipython"]


def _has_spoken() -> bool:
    """Say whether an import warned: in a kernel of its own that would stand on the page, here nobody would see it."""
    sys.stderr.flush()
    return os.fstat(2).st_size > 0


def _serve(requests: socket.socket) -> dict[str, Any] | None:
    """Fork whenever asked. Returns the request in each kernel, and None here when nobody can ask any more."""
    kernels: dict[int, socket.socket] = {}
    with _bell() as rung:
        while True:
            ready, _, _ = select.select([requests, rung], [], [])
            if rung in ready:
                rung.recv(_LONGEST_READ)
                _tell_ends(kernels)
            if requests not in ready:
                continue
            request, files = _received(requests)
            if request is None:
                _end_all(kernels)
                return None
            log, told = files
            kernel = os.fork()
            if not kernel:
                for end in (requests, *kernels.values()):
                    end.close()
                os.close(told)
                return request | {"log": log}
            os.close(log)
            kernels[kernel] = socket.socket(fileno=told)
            _send(kernels[kernel], kernel)


@contextlib.contextmanager
def _bell() -> Iterator[socket.socket]:
    """Give a socket that has something to read when a kernel has ended; leaving it leaves the signals as they were."""
    rung, rings = socket.socketpair()
    rings.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)  # must not be ignored, or nothing rings
    signal.set_wakeup_fd(rings.fileno())
    try:
        yield rung
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        rung.close()
        rings.close()


def _received(requests: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """Read one line of JSON, with the kernel's log and the socket on which its end is told."""
    text, files, _, _ = socket.recv_fds(requests, _LONGEST_READ, 2)
    while text and not text.endswith(b"\n"):
        more = requests.recv(_LONGEST_READ)
        text = text + more if more else b""
    return (json.loads(text) if text else None), files


def _send(told: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # whoever asked is gone, which the requests tell too
        told.sendall(NUMBER.pack(number))


def _tell_ends(kernels: dict[int, socket.socket]) -> None:
    for kernel in list(kernels):
        ended, status = os.waitpid(kernel, os.WNOHANG)
        if ended:
            told = kernels.pop(kernel)
            _send(told, os.waitstatus_to_exitcode(status))
            told.close()


def _end_all(kernels: dict[int, socket.socket]) -> None:
    """Kill what still runs, with the processes that it started."""
    for kernel in kernels:
        for kill in (os.killpg, os.kill):  # a kernel that was forked this moment leads no group yet
            with contextlib.suppress(ProcessLookupError):
                kill(kernel, signal.SIGKILL)
        os.waitpid(kernel, 0)


def _become(request: dict[str, Any]) -> None:
    """Make of this process, forked a moment ago, what a new interpreter would be at its start."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for opened, number in ((nothing, 0), (request["log"], 1), (request["log"], 2)):
        os.dup2(opened, number)
    os.close(nothing)
    os.close(request["log"])
    os.environ.clear()
    os.environ.update(request["environment"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(request["folder"])
    sys.path.insert(0, str(Path.cwd()))  # as `python -m` has it; the launcher takes it out again
    sys.argv[1:] = request["arguments"]
    tempfile.tempdir = None  # the folder of this kernel, and not one that an import has looked up for all of them
    sys.modules["numpy"].random.seed()  # else all kernels would go on from one state; `random` sees to itself


if __name__ == "__main__":
    main()
