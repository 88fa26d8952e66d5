"""Pass by pass until nothing new is found, and never for ever."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custseg.read.files.rows import as_rows
from custseg.read.parts.passes import carried
from custseg.read.parts.whole import overall
from custseg.read.transactions import understood
from custseg.schema import SchemaError


def parts_of(*sizes):
    """Give parts of a log with so many rows each, as a file would."""
    starts = np.cumsum([0, *sizes])

    def part(start, stop):
        table = pd.DataFrame(
            {"customer_id": "c1", "date": "2024-01-05", "amount": [str(n) for n in range(start, stop)]}
        )
        return as_rows(table, list(table), np.arange(start, stop) + 2, {"kind": "text", "name": "log"})

    def parts():
        for place, (start, stop) in enumerate(itertools.pairwise(starts)):
            yield lambda start=start, stop=stop: part(start, stop), stop / starts[-1], place == len(sizes) - 1

    return parts


def read(parts, folder, understand=understood, **options):
    return carried(parts, "log.csv", Path("log.parquet"), {}, understand, folder, aside=False, **options)


def test_parts_are_written_one_below_the_other(tmp_path):
    steps = []
    kept, source, _ = read(parts_of(3, 4, 5), tmp_path, progress=lambda *step: steps.append(step))
    assert pd.read_parquet(kept.paths["purchases"])["amount"].tolist() == list(range(12))
    assert source["rows_read"] == 12 and source["rows_dropped"] == 0
    assert [number for number, _, _ in steps] == [1, 1, 1, 2, 2, 2]


def test_one_part_is_read_once(tmp_path):
    steps = []
    read(parts_of(5), tmp_path, progress=lambda *step: steps.append(step))
    assert steps == [(1, 5, 1.0)]


def test_parts_that_never_agree_are_refused(tmp_path):
    calls = iter(range(10_000))

    def restless(rows, stated):
        overall("restless", next(calls))
        return understood(rows, stated)

    with pytest.raises(SchemaError, match="still do not agree"):
        read(parts_of(2, 2), tmp_path, restless)
