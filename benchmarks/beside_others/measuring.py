"""Which way is faster? The answers are compared first; then all are timed in turn."""

import gc
import time
from typing import Any

import numpy as np

from .work import Task, Work


def in_turn(tasks: dict[str, Task], repeats: int) -> dict[str, float]:
    """Give the least CPU seconds of each task; all are run in turn, so that a slow minute is slow for all."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(repeats):
        for name, task in tasks.items():
            gc.collect()
            start = time.process_time()
            task()
            times[name].append(time.process_time() - start)
    return {name: min(found) for name, found in times.items()}


def measured(work: Work, repeats: int) -> dict[str, Any]:
    """Check that the answers are equal, then time them."""
    own = work.ours()
    for name, other in work.others.items():
        theirs = other()  # run even where nothing is compared: the first call is the slow one
        if work.answer is not None:
            require_same(work.answer(own), work.answer(theirs), f"{work.name}: custseg and {name} disagree.")
    del own
    seconds = in_turn({"ours": work.ours, **work.others}, repeats)
    ours = seconds.pop("ours")
    peer = min(seconds, key=lambda name: seconds[name], default="")
    best = seconds.get(peer, float("nan"))
    reached = ours <= work.seconds if work.seconds is not None else ours <= work.times_the_best * best
    return {
        "work": work.name,
        "n": work.size,
        "ours": ours,
        "best": best,
        "peer": peer,
        "ratio": ours / best,
        "aim": f"{work.seconds:g} s" if work.seconds is not None else f"{work.times_the_best:g} x",
        "reached": reached,
        **{f"seconds of {name}": value for name, value in seconds.items()},
    }


def require_same(own: Any, other: Any, otherwise: str) -> None:
    """Stop the run unless two answers are equal, numbers but for rounding."""
    if isinstance(own, list):
        if own != other:
            raise SystemExit(f"{otherwise} {own} and {other}")
        return
    try:
        np.testing.assert_allclose(np.asarray(own, dtype=float), np.asarray(other, dtype=float), rtol=1e-9)
    except AssertionError as error:
        raise SystemExit(f"{otherwise}{error}") from None
