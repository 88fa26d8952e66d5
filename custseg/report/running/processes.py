"""How do several studies run at once, and all stop together? One process each, ended by one word from the first."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

_GRACE = 5  # seconds that a worker whose parent is gone may take to end its kernel

_stop: Any = None  # this worker's view of the event that the parent sets


def default_jobs() -> int:
    """Give the number of studies that run at once unless told: two, or one on a machine with one core."""
    return min(2, os.cpu_count() or 1)


def stopping() -> bool:
    """Say, inside a worker, whether everything must stop."""
    return _stop is not None and _stop.is_set()


def each(function: Callable[[Any], Any], tasks: Sequence[Any], *, jobs: int) -> Iterator[tuple[Any, Any]]:
    """Apply a function to each task in processes of its own.

    Parameters
    ----------
    function : callable
        A module's function of one task. If it may take long, it asks :func:`stopping` now and then.
    tasks : sequence
        Anything that can be pickled.
    jobs : int
        How many at once.

    Yields
    ------
    task, result
        As they finish. An exception in the function, or a process that was killed, is a result too.

    Notes
    -----
    Ctrl-C, or any other exception here, asks all workers to stop and waits until their kernels have ended. A worker
    whose parent was killed stops by itself.
    """
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(stop,))
    try:
        futures = {executor.submit(function, task): task for task in tasks}
        for future in as_completed(futures):
            error = future.exception()
            yield futures[future], future.result() if error is None else error
    except BaseException:
        stop.set()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _begin(stop: Any) -> None:
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent alone decides
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        _stop.set()
        threading.Event().wait(_GRACE)
        os._exit(1)
