"""What is seen while a report is made, and how long will it take? A line a stage, and on a terminal a bar.

`Telling`.
"""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_START = 5.0  # seconds until the first cell has run: Python, Jupyter, pandas
_SMALL = 8.0  # seconds that the rest is expected to take where no earlier run is known and the file is small
_EACH_MB = 0.7  # seconds more for each megabyte, as measured on a log of a million rows
_QUIET = 5.0  # seconds between two lines where there is no terminal
_PULSE = 0.5


class Telling:
    """Says which part of the page is being made, and about how long the rest will take.

    Parameters
    ----------
    tell : callable
        Gets each line.
    parts : sequence of str
        What is made, in order: "the file is read", "3 of 11".
    expected : mapping of str to float
        Seconds of each part in the last run of this report; may be empty.
    size : int
        Bytes of the file.

    Notes
    -----
    The bar is drawn on stderr, and only if that is a terminal. Elsewhere a line is told at most every five seconds.
    """

    def __init__(
        self, tell: Callable[[str], None], parts: Sequence[str], expected: Mapping[str, float], size: int
    ) -> None:
        guess = (_SMALL + _EACH_MB * size / 1e6) / max(len(parts) - 1, 1)
        guesses = {part: guess if place else _START for place, part in enumerate(parts)}
        self._expected = {part: float(expected.get(part, seconds)) for part, seconds in guesses.items()}
        self._tell = tell
        self._took: dict[str, float] = {}
        self._now, self._since, self._told = "", time.monotonic(), time.monotonic()
        self._bar: Any = None
        self._ended = threading.Event()

    def __enter__(self) -> Telling:
        self._tell(f"The report takes {about(self.left())}.")
        if sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            columns, lines = shutil.get_terminal_size()
            form = {"bar_format": "|{bar:24}| {desc}", "leave": False}
            self._bar = tqdm(total=sum(self._expected.values()), file=sys.stderr, ncols=columns, nrows=lines, **form)
            threading.Thread(target=self._pulse, daemon=True).start()
        self.begin(next(iter(self._expected)))
        return self

    def __exit__(self, *error: object) -> None:
        self._end()
        self._ended.set()
        if self._bar is not None:
            self._bar.close()

    @property
    def took(self) -> dict[str, float]:
        """Seconds of each part that has ended."""
        return {part: round(seconds, 2) for part, seconds in self._took.items()}

    def begin(self, part: str) -> None:
        """Tell that a part begins, and the one before it has ended."""
        if part == self._now:
            return
        self._end()
        self._now, self._since = part, time.monotonic()
        if self._bar is None and time.monotonic() - self._told >= _QUIET:
            self._told = time.monotonic()
            self._tell(f"{part}; {about(self.left())} left")
        self._show()

    def left(self) -> float:
        """Give the seconds that are left, at the pace of the parts that have ended."""
        done = sum(self._expected[part] for part in self._took if part in self._expected)
        pace = min(max(sum(self._took.values()) / done, 0.25), 4.0) if done else 1.0
        passed = (time.monotonic() - self._since) / pace if self._now else 0.0
        still = {part: seconds for part, seconds in self._expected.items() if part not in self._took}
        begun = max(still.pop(self._now, 0.0) - passed, 0.0)
        return pace * (begun + sum(still.values()))

    def _end(self) -> None:
        if self._now:
            self._took[self._now] = time.monotonic() - self._since
        self._now = ""

    def _pulse(self) -> None:
        while not self._ended.wait(_PULSE):
            self._show()

    def _show(self) -> None:
        if self._bar is not None and self._now:
            self._bar.n = max(0.0, self._bar.total - self.left())
            self._bar.set_description_str(f"{self._now}, {about(self.left())} left")


def about(seconds: float) -> str:
    """Round a guess so that it does not look like a measurement."""
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    return f"about {seconds / 60:.0f} min"
