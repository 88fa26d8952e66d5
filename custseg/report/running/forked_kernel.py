"""Who starts a kernel from a process that has imported already? ``KernelServer``, where the system can fork."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from multiprocessing.util import Finalize
from pathlib import Path
from typing import BinaryIO

from .kernel_server import NUMBER
from .scratch import scratch_folder

LAUNCHER = ["-m", "ipykernel_launcher"]
_PATIENCE = 120  # seconds for the imports; a cold disk and a busy machine need more than the usual two
_GRACE = 5  # seconds for the process to end its kernels


class ForkedKernel:
    """A kernel's process, told of by the one that forked it: what jupyter asks of a ``subprocess.Popen``.

    Attributes
    ----------
    pid : int
        The process.
    returncode : int or None
        As in ``Popen``: None while it runs.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, told: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._told = told
        told.setblocking(False)

    def poll(self) -> int | None:
        """Give the exit code, or None while it runs."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                number = self._told.recv(NUMBER.size)
                # nothing more can be told when the process that forked it is gone: that has killed it
                self.returncode = NUMBER.unpack(number)[0] if number else -signal.SIGKILL
                self._told.close()
        return self.returncode

    def wait(self) -> int:
        """Give the exit code as soon as there is one."""
        if self.returncode is None:
            self._told.setblocking(True)
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel alone, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class KernelServer:
    """A process that has imported what nearly every page needs, and forks kernels.

    It is started at the first kernel and ends, with every kernel that is left, when this process does, however that
    happens. It is worth its start for several kernels; for a single one it only costs.

    Parameters
    ----------
    environment : callable
        Gives the environment variables of a kernel from a scratch folder, as
        :func:`custseg.report.running.kernel.kernel_environment` does.
    """

    def __init__(self, environment: Callable[[Path], Mapping[str, str]]) -> None:
        self._environment = environment
        # the libraries of macOS do not survive a fork
        self._usable = hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"
        self._requests: socket.socket | None = None
        self._around: dict[str, str] = {}
        self._opened = ExitStack()

    @property
    def running(self) -> bool:
        """Whether there is such a process now."""
        return self._usable and self._requests is not None

    async def fork(
        self, command: Sequence[str], *, env: Mapping[str, str], cwd: str, stdout: BinaryIO, **others: object
    ) -> ForkedKernel | None:
        """Start a kernel.

        Parameters
        ----------
        command : sequence of str
            How it would be started otherwise: ``python -m ipykernel_launcher`` and arguments.
        env : mapping
            All environment variables of the kernel.
        cwd : str
            Its working folder.
        stdout : file
            Where it writes what no cell shows, its stderr as well.
        **others
            What else jupyter hands to ``Popen``; nothing of it matters here.

        Returns
        -------
        ForkedKernel or None
            None if this kernel must be started in the ordinary way: the system cannot fork safely, another command is
            asked for, the variables around us have changed since the imports, or forking failed.
        """
        if not self._usable or list(command[:3]) != [sys.executable, *LAUNCHER]:
            return None
        request = {"environment": dict(env), "folder": cwd, "arguments": list(command[3:])}
        try:
            requests = self._requests or self._start()
            if self._around != dict(os.environ):
                return None
            return await asyncio.wait_for(_asked(requests, request, stdout), _PATIENCE)
        except (OSError, TimeoutError):  # it did not start, said something while it imported, or is gone
            self.end()
            return None
        except asyncio.CancelledError:  # a kernel that nobody waits for must not start
            self.end()
            raise

    def end(self) -> None:
        """End the process and its kernels; afterwards none is forked any more."""
        self._usable = False
        self._opened.close()

    def _start(self) -> socket.socket:
        self._around = dict(os.environ)
        scratch = self._opened.enter_context(scratch_folder())
        requests, theirs = socket.socketpair()
        self._opened.enter_context(requests)
        with theirs, (scratch / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "custseg.report.running.kernel_server", str(scratch)],
                stdin=theirs.fileno(),
                stdout=log,
                stderr=log,
                env=dict(self._environment(scratch)),
                cwd=scratch,  # in the folder of another clone, that one would be imported
                start_new_session=True,  # Ctrl-C is for whoever asks
            )
        self._opened.callback(_gone, process)
        self._opened.callback(requests.close)  # it is waited for after that
        Finalize(None, self._opened.close, exitpriority=0)  # `atexit` is not heard in a process of multiprocessing
        self._requests = requests
        return requests


async def _asked(requests: socket.socket, request: Mapping[str, object], log: BinaryIO) -> ForkedKernel:
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            line = json.dumps(request).encode() + b"\n"
            sent = socket.send_fds(requests, [line], [log.fileno(), theirs.fileno()])
            requests.sendall(line[sent:])
        ours.setblocking(False)
        number = await asyncio.get_running_loop().sock_recv(ours, NUMBER.size)
        if len(number) != NUMBER.size:
            raise ConnectionError("the process that forks kernels is gone")
        return ForkedKernel(NUMBER.unpack(number)[0], ours)
    except BaseException:
        ours.close()
        raise


def _gone(process: subprocess.Popen) -> None:
    """Wait until it has ended its kernels."""
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
