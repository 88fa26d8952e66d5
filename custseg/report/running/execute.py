"""What came out of a notebook? Run it in a kernel of its own and say in words what went wrong."""

import asyncio
import atexit
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from .kernel import SERVER, kernel_environment, kernel_manager
from .notebook_file import code_cell_number
from .run_result import Failure, first_line
from .scratch import scratch_folder
from .stderr import stderr_failure, without_kernel_notices
from .unsafe_notes import with_unsafe_notes

_LOOK = 0.2  # seconds between two looks at whether everything must stop
_START = 120  # seconds for a kernel to start; a cold disk and a busy machine need more than the usual 60


class StoppedError(Exception):
    """The run was told to stop; nothing of it is kept."""


@dataclass(frozen=True)
class Execution:
    """An executed notebook.

    Attributes
    ----------
    notebook : NotebookNode
        With the outputs of all cells that ran; cells after a failure have none.
    seconds : float
        Wall time, start of the kernel included.
    failure : Failure or None
        Where and why it stopped, or what its cells wrote to stderr. Unsafe values are no failure: they are noted in
        the outputs.
    """

    notebook: NotebookNode
    seconds: float
    failure: Failure | None


def execute_notebook(
    notebook: NotebookNode,
    folder: Path,
    *,
    settings: Mapping[str, Any] | None = None,
    reader: bool = False,
    timeout: int = 600,
    several: bool = False,
    stop: Callable[[], bool] | None = None,
    begun: Callable[[int], None] | None = None,
) -> Execution:
    """Run all cells of a notebook in a new kernel of this interpreter.

    Parameters
    ----------
    notebook : NotebookNode
        In format 4; it is not changed.
    folder : Path
        The kernel's working folder.
    settings : mapping, optional
        What ``custseg.report.parameters`` finds set from outside; nothing by default.
    reader : bool, default False
        Whether a reader re-runs the page, as always with settings: a claim that does not hold then says so on it. For
        its author it stops the run.
    timeout : int, default 600
        Seconds that one cell may take.
    several : bool, default False
        Whether this process will execute other notebooks too. The kernel is then forked, where the system can, from a
        process that has imported what nearly every page needs: it starts at once, and is a new one otherwise.
    stop : callable, optional
        Asked several times a second; when it says True, the kernel is ended.
    begun : callable, optional
        Gets the place of each cell, among all cells, as it begins; from another thread.

    Returns
    -------
    Execution
        Errors in cells, output on stderr, timeouts and dead kernels are told in its ``failure`` and never raised.

    Raises
    ------
    StoppedError
        ``stop`` said True.
    """
    executed = _without_outputs(notebook)
    running = _Running(executed, begun or (lambda place: None))
    start = time.perf_counter()
    with scratch_folder() as scratch:
        kernel = _Kernel(scratch, folder, settings or {}, reader or bool(settings), timeout, several)
        error = _in_thread(running, kernel, stop or (lambda: False))
    seconds = time.perf_counter() - start
    for cell in executed.cells:
        without_kernel_notices(cell)
        with_unsafe_notes(cell)
    return Execution(executed, seconds, running.failure(error) or stderr_failure(executed))


class _Running:
    """Which cell runs now."""

    def __init__(self, notebook: NotebookNode, begun: Callable[[int], None]) -> None:
        self.notebook = notebook
        self.begun = begun
        self.index: int | None = None

    def begin(self, cell: NotebookNode, cell_index: int) -> None:
        cell.outputs = []
        self.index = cell_index
        self.begun(cell_index)

    def failure(self, error: str) -> Failure | None:
        if not error:
            return None
        if self.index is None:
            return Failure(None, "", error)
        cell = self.notebook.cells[self.index]
        if not any(output.output_type == "error" for output in cell.outputs):
            cell.outputs.append(new_output("error", ename="Stopped", evalue=error, traceback=[error]))
        return Failure(code_cell_number(self.notebook, self.index), first_line(cell.source), error)


@dataclass(frozen=True)
class _Kernel:
    """Where the kernel works, how long a cell may take, and whether others follow."""

    scratch: Path
    folder: Path
    settings: Mapping[str, Any]
    reader: bool
    timeout: int
    several: bool


def _in_thread(running: _Running, kernel: _Kernel, stop: Callable[[], bool]) -> str:
    """Execute away from the main thread: there nbclient would take Ctrl-C for itself and go on."""
    given_up = threading.Event()
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(lambda: asyncio.run(_execute(running, kernel, lambda: given_up.is_set() or stop())))
        try:
            return done.result()
        except BaseException:
            given_up.set()
            raise


async def _execute(running: _Running, kernel: _Kernel, stop: Callable[[], bool]) -> str:
    """Return the error in words, or an empty text."""
    manager = kernel_manager(kernel.scratch)
    if kernel.several:
        manager.server = SERVER
    client = NotebookClient(
        running.notebook,
        km=manager,
        timeout=kernel.timeout,
        startup_timeout=_START,
        iopub_timeout=60,
        raise_on_iopub_timeout=True,
        force_raise_errors=True,
        shutdown_kernel="immediate",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        on_cell_execute=running.begin,
    )
    environment = kernel_environment(kernel.scratch, kernel.settings, reader=kernel.reader)
    log = kernel.scratch / "kernel.log"
    with log.open("wb") as messages:
        options = {"env": environment, "cwd": str(kernel.folder), "stdout": messages, "stderr": messages}
        work = asyncio.ensure_future(client.async_execute(cleanup_kc=True, **options))
        try:
            await _wait(work, stop)
        finally:
            await _end(client, manager)
    try:
        work.result()
    except CellExecutionError as error:
        return f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        return f"took longer than {kernel.timeout} s and was ended; --timeout allows more"
    except DeadKernelError:
        return _death(manager, log)
    except Exception as error:
        return f"the kernel did not start ({type(error).__name__}: {error}){_last_lines(log)}"
    return ""


async def _wait(work: asyncio.Future, stop: Callable[[], bool]) -> None:
    """Wait for the notebook, or end it when it shall stop."""
    while not work.done():
        if not stop():
            await asyncio.wait([work], timeout=_LOOK)
        else:
            work.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await work
            raise StoppedError


async def _end(client: NotebookClient, manager: AsyncKernelManager) -> None:
    """End what nbclient leaves behind when it is stopped while the kernel starts, or the kernel does not start."""
    with suppress(Exception):
        if await manager.is_alive():
            await manager.shutdown_kernel(now=True)
        await manager.cleanup_resources()
    if client.kc is not None:
        client.kc.stop_channels()
    atexit.unregister(client._cleanup_kernel)


def _death(manager: AsyncKernelManager, log: Path) -> str:
    process = getattr(manager.provisioner, "process", None)
    code = process.poll() if process is not None else None
    if code is None:
        how = "for an unknown reason"
    elif code < 0:
        name = signal.Signals(-code).name
        how = f"by signal {name}" + (", as when memory runs out" if name == "SIGKILL" else "")
    else:
        how = f"with exit code {code}"
    return f"the kernel died {how}{_last_lines(log)}"


def _last_lines(log: Path, shown: int = 5) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return "".join(f"\n{line}" for line in lines[-shown:])


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    cleared = deepcopy(notebook)
    for cell in cleared.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return cleared
