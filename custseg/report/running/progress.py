"""What is seen while studies run, and how long will it take? A plan first, then a line a study and the time left.

``announce`` and ``plan_line`` say what will happen, ``expected`` in which order, ``Progress`` what happens.
"""

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from .run_result import StudyRun
from .scratch import sweep

_UNKNOWN = 15.0  # seconds a study, where no earlier run is known; the studies of the repository take 9 to 22
_AROUND = 5.0  # seconds for the processes to start and for what is written at the end


def announce(tell: Callable[[str], None], studies: int, where: str) -> None:
    """Say at once what begins and where its results will lie; then clear up after runs that were killed.

    Parameters
    ----------
    tell : callable
        Gets each line.
    studies : int
        How many there are.
    where : str
        Where the results will lie, as the second half of a sentence.
    """
    tell(f"{studies} {'study' if studies == 1 else 'studies'}: {where}")
    swept = sweep()
    if swept:
        tell(f"Scratch folders of runs that were killed, now deleted: {swept}")


def plan_line(known: Mapping[str, float | None], jobs: int) -> str:
    """Say what will run and about how long it will take.

    Parameters
    ----------
    known : mapping
        Each study that has to run: its name to the seconds that it took before, None if that is not known.
    jobs : int
        How many run at once.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> plan_line({"01-who-stays": 20.0, "02-who-pays": 9.5}, jobs=2)
    '2 to run, 2 at a time: about 25 s, going by their last runs.'
    >>> plan_line({"01-who-stays": None}, jobs=2)
    '1 to run: about 20 s, if a study takes 15 s; no earlier run is known here.'
    """
    if not known:
        return "Nothing has to run."
    unknown = sum(seconds is None for seconds in known.values())
    why = "going by their last runs."
    if unknown == len(known):
        why = f"if a study takes {_UNKNOWN:.0f} s; no earlier run is known here."
    elif unknown:
        others = "the one" if unknown == 1 else f"each of the {unknown}"
        why = f"going by their last runs; {_UNKNOWN:.0f} s for {others} that never ran here."
    at_once = f", {jobs} at a time" if len(known) > 1 else ""
    seconds = _AROUND + _until_all_are_done(expected(known).values(), jobs)
    return f"{len(known)} to run{at_once}: {_about(seconds)}, {why}"


def expected(known: Mapping[str, float | None]) -> dict[str, float]:
    """Give the seconds that each study is expected to take, longest first: so two processes end together.

    Parameters
    ----------
    known : mapping
        As for :func:`plan_line`.

    Returns
    -------
    dict
        Name to seconds; equal ones keep their order.
    """
    filled = {name: _UNKNOWN if seconds is None else seconds for name, seconds in known.items()}
    return dict(sorted(filled.items(), key=lambda item: -item[1]))


class Progress:
    """Tells a line as a study starts and as it ends; beneath them, on a terminal, a bar with the time left.

    Parameters
    ----------
    tell : callable
        Gets each line.
    total : int
        How many studies there are, those included that need not run.
    known : mapping
        Those that run, as for :func:`plan_line`.
    jobs : int
        How many run at once.

    Notes
    -----
    The bar is drawn on stderr, and only if that is a terminal. Elsewhere the lines alone are told, without control
    characters, and say the time left.
    """

    def __init__(self, tell: Callable[[str], None], total: int, known: Mapping[str, float | None], jobs: int) -> None:
        self._tell = tell
        self._total = total
        self._expected = expected(known)
        self._jobs = jobs
        self._told = 0
        self._started: dict[str, float] = {}
        self._took: dict[str, float] = {}
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        if self._expected and sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            columns, lines = shutil.get_terminal_size()  # 80 by 24 where the terminal does not say: tqdm draws nothing
            size = {"ncols": columns, "nrows": lines}
            form = {"bar_format": "|{bar:24}| {desc}", "leave": False}
            self._bar = tqdm(total=sum(self._expected.values()), file=sys.stderr, **size, **form)
            self.show()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def begin(self, name: str) -> None:
        """Tell that a study starts."""
        self._started[name] = time.monotonic()
        self._say(f"{name} starts")

    def end(self, run: StudyRun) -> None:
        """Tell how a study went."""
        self._told += 1
        if run.name in self._started:
            self._took[run.name] = time.monotonic() - self._started.pop(run.name)
        left = self._left()
        also = f"; {_about(left)} left" if left and self._took and self._bar is None else ""
        self._say(f"[{self._told}/{self._total}] {run.line()}{also}")

    def show(self) -> None:
        """Draw the bar anew."""
        if self._bar is None:
            return
        left = self._left()
        done = f"{len(self._took)} of {len(self._expected)} have run"
        self._bar.n = max(0.0, self._bar.total - sum(self._open().values()))
        self._bar.set_description_str(f"{done}, {_about(left)} left" if left else done)

    def _say(self, line: str) -> None:
        with self._bar.external_write_mode() if self._bar is not None else nullcontext():
            self._tell(line)
        self.show()

    def _open(self) -> dict[str, float]:
        """Give the seconds that each unfinished study still needs, as they were expected."""
        now, pace = time.monotonic(), self._pace()
        passed = {name: (now - start) / pace for name, start in self._started.items()}
        return {
            name: max(seconds - passed.get(name, 0.0), 1.0)
            for name, seconds in self._expected.items()
            if name not in self._took
        }

    def _left(self) -> float:
        """Give the seconds until the last study ends, at the pace of those that have ended; 0 if all have."""
        still = self._open()
        running = [still[name] for name in self._started]
        waiting = [seconds for name, seconds in still.items() if name not in self._started]
        return self._pace() * _until_all_are_done([*running, *waiting], self._jobs)

    def _pace(self) -> float:
        before = sum(self._expected[name] for name in self._took)
        # bounded, since a study that failed at once the last time says little about the others
        return min(max(sum(self._took.values()) / before, 0.25), 4.0) if before else 1.0


def _until_all_are_done(durations: Any, jobs: int) -> float:
    """Give the time until all are done, if each begins, in this order, where a place is free first."""
    places = [0.0] * max(jobs, 1)
    for seconds in durations:
        places[places.index(min(places))] += seconds
    return max(places)


def _about(seconds: float) -> str:
    """Round a guess so that it does not look like a measurement."""
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    return f"about {seconds / 60:.0f} min"
