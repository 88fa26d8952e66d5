"""What is one row of the comparison? A piece of work, our way and the others, and what of the answers must be equal."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

Task = Callable[[], Any]
Answer = Callable[[Any], Any]
DUCK = duckdb.connect(config={"threads": 1})


class Work(NamedTuple):
    """One row of the table: what is done, our way, the others, what of the answers must be equal, and the aim."""

    name: str
    size: int
    ours: Task
    others: dict[str, Task]
    answer: Answer | None = None
    seconds: float | None = None
    times_the_best: float | None = None


class Part(NamedTuple):
    """Pieces of work on the same data: their names, and what draws the data and gives them one by one."""

    name: str
    works: tuple[str, ...]
    make: Callable[[int, int], Iterator[Work]]


def part(*works: str) -> Callable[[Callable[[int, int], Iterator[Work]]], Part]:
    """Say which pieces a function gives, so that no data are drawn where none of them is asked for."""
    return lambda make: Part(make.__name__, works, make)


def numbered(letter: str, n: int, digits: int = 8) -> pd.Series:
    """Give so many ids as text, such as c00000007."""
    return letter + pd.Series(np.arange(n)).astype("str").str.zfill(digits)
