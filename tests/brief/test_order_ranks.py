"""Are orders numbered in the order of their names, however long these are?"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.brief import _order_ranks
from custseg.brief._order_ranks import order_ranks, ranks
from custseg.tables import _customer_blocks

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)


def read(names, path, **settings):
    pq.write_table(pa.table({"order_id": pa.array(names, pa.string())}), path, **settings)
    with pq.ParquetFile(path) as file:
        return order_ranks(file)


@given(st.lists(NAMES, min_size=1, max_size=30))
def test_numbers_lie_in_the_order_of_names(tmp_path_factory, names):
    found = read(names, tmp_path_factory.mktemp("orders") / "log.parquet", row_group_size=7)
    several = sorted(set(names))
    assert found.tolist() == [several.index(name) for name in names]


@pytest.mark.parametrize(
    "names",
    [
        ["a", "ab", "a ", "aa"],
        ["12345678", "123456789", "1234567", "12345678 "],
        ["ü", "z", "七", "üb", "\U0001f600"],
        ["the same eight bytes, twice: b", "the same eight bytes, twice: a", "the same"],
    ],
)
def test_short_long_and_foreign_names(tmp_path, names):
    several = sorted(names)
    assert read(names * 2, tmp_path / "log.parquet").tolist() == [several.index(name) for name in names] * 2


@pytest.mark.parametrize("odd", [None, "", "a\0"])
def test_names_that_have_no_number_stay_names(tmp_path, odd):
    names = ["b", odd, "a"]
    found = read(names, tmp_path / "log.parquet")
    assert isinstance(found, pd.Series) and found.astype(object).where(found.notna(), None).tolist() == names


def test_numbers_of_which_some_are_sorted_after_others(monkeypatch):
    numbers = np.random.default_rng(1).integers(2**60, 2**60 + 300, 5_000).astype(np.uint64)
    whole = ranks(numbers)
    monkeypatch.setattr(_customer_blocks, "MOST", 700)
    assert (ranks(numbers) == whole).all()
    assert (whole == np.unique(numbers, return_inverse=True)[1]).all()


@pytest.mark.parametrize("farthest", [8, 16, 64])
def test_the_rest_of_long_names_is_read_at_once(tmp_path, monkeypatch, farthest):
    monkeypatch.setattr(_order_ranks, "FARTHEST", farthest)
    long = [f"{'order ' * 30}{ending}" for ending in ("b", "a", "", "ü" * 900)]
    names = [*long, "order ", "ordeR", "o" * farthest, "o" * (farthest + 1), "七" * 30, *long]
    several = sorted(set(names))
    assert read(names, tmp_path / "log.parquet", row_group_size=3).tolist() == [several.index(name) for name in names]


def test_one_very_long_name_is_no_reason_to_read_the_file_again_and_again(tmp_path, monkeypatch):
    reads = []
    once = _order_ranks._eight_bytes
    monkeypatch.setattr(_order_ranks, "_eight_bytes", lambda file, start: reads.append(start) or once(file, start))
    assert read(["b", "a" * 5_000, "a"], tmp_path / "log.parquet").tolist() == [2, 1, 0]
    assert len(reads) == 8
