"""How do several studies run at once, and all stop together? One process each, ended by one word from the first."""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

_GRACE = 5  # seconds that a worker whose parent is gone may take to end its kernel
_PULSE = 1  # seconds between two looks at what runs
_LOOK = 0.2  # seconds between two looks at whether everything must stop
_GRAMMAR = "rfc3987_syntax"

_stop: Any = None  # this worker's view of the event that the parent sets
_several = False  # whether this worker will have more than one task


def default_jobs() -> int:
    """Give the number of studies that run at once unless told: two, or one on a machine with one core."""
    return min(2, os.cpu_count() or 1)


def stopping() -> bool:
    """Say, inside a worker, whether everything must stop."""
    return _stop is not None and _stop.is_set()


def several() -> bool:
    """Say, inside a worker, whether it will probably have more than one task: there are more of them than workers."""
    return _several


@contextmanager
def preparing() -> Iterator[None]:
    """Do what leaves nothing behind, such as imports: a worker that is told to stop ends in its middle."""
    if _stop is None:
        yield
        return
    done, either = threading.Event(), threading.Lock()

    def watch() -> None:
        while not done.wait(_LOOK):
            with either:
                if _stop.is_set() and not done.is_set():
                    os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with either:
            done.set()


def map_in_processes(
    function: Callable[[Any], Any],
    tasks: Iterable[Any],
    *,
    jobs: int,
    begun: Callable[[Any], None] = lambda task: None,
    pulse: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Any, Any]]:
    """Apply a function to each task in processes of its own.

    Parameters
    ----------
    function : callable
        A module's function of one task. If it may take long, it asks :func:`stopping` now and then.
    tasks : iterable
        Anything that can be pickled; begun in this order.
    jobs : int
        How many at once.
    begun : callable, optional
        Gets each task as it begins.
    pulse : callable, optional
        Called about once a second while tasks run.

    Yields
    ------
    task, result
        As they finish. An exception in the function, or a process that was killed, is a result too, and the other
        tasks do not suffer from it.

    Notes
    -----
    Ctrl-C, or any other exception here, asks all workers to stop and waits until their kernels have ended. A worker
    whose parent was killed stops by itself.
    """
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    waiting = deque(tasks)
    crowded = len(waiting) > jobs
    free: list[ProcessPoolExecutor] = []  # one process in each, so that a killed one takes no other along
    running: dict[Future, tuple[Any, ProcessPoolExecutor]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                worker = free.pop() if free else _worker(context, stop, crowded)
                running[worker.submit(function, waiting[0])] = waiting[0], worker
                begun(waiting.popleft())
            for future in wait(running, timeout=_PULSE, return_when=FIRST_COMPLETED).done:
                task, worker = running.pop(future)
                error = future.exception()
                free += [] if isinstance(error, BrokenProcessPool) else [worker]
                yield task, future.result() if error is None else error
            pulse()
    except BaseException:
        stop.set()
        raise
    finally:
        for worker in [*free, *(worker for _, worker in running.values())]:
            worker.shutdown(wait=True, cancel_futures=True)


def _worker(context: multiprocessing.context.BaseContext, stop: Any, crowded: bool) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(stop, crowded))


def _begin(stop: Any, crowded: bool) -> None:
    global _stop, _several
    _stop, _several = stop, crowded
    # Jupyter's checks of notebooks would read a grammar of web addresses for a second, which no notebook is asked about
    sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]  # so Python marks what cannot be imported
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent alone decides
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        _stop.set()
        threading.Event().wait(_GRACE)
        os._exit(1)
