"""Does a table from memory reach the engine of another, and is it still there when memory forgot it?"""

import gc
from datetime import date

import narwhals as nw
import pandas as pd
import pytest

from custseg.tables._native import held_in_memory, on_engine_of, under_each_other
from tests.engines import ENGINES

ABOVE = pd.DataFrame({"customer_id": ["a"], "day": [date(2024, 1, 1)], "money": [2.5], "times": [4]})
BELOW = pd.DataFrame({"customer_id": ["z"], "day": pd.to_datetime(["2024-03-01"]), "money": [1.5], "times": [3]})


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyarrow"])  # which is counted in memory
def test_rows_come_under_those_of_the_engine(engine):
    native = ENGINES[engine](ABOVE)
    both = under_each_other(nw.from_native(native).lazy(), BELOW, native)
    gc.collect()
    found = both.sort("customer_id").collect().to_pandas()
    assert found["customer_id"].tolist() == ["a", "z"] and found["money"].tolist() == [2.5, 1.5]
    assert pd.to_datetime(found["day"]).dt.strftime("%m-%d").tolist() == ["01-01", "03-01"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_kind_of_frame_stays(engine):
    native = ENGINES[engine](ABOVE)
    assert type(on_engine_of(BELOW, native)) is type(native)
    assert on_engine_of(BELOW, ABOVE) is BELOW


def test_nothing_is_put_under_nothing():
    frame = nw.from_native(ENGINES["polars lazy"](ABOVE))
    assert under_each_other(frame, BELOW.head(0), ABOVE) is frame


def test_rows_of_a_lazy_plan_are_in_memory_unless_it_reads_a_file(tmp_path):
    polars = pytest.importorskip("polars")
    frame = polars.from_pandas(ABOVE)
    frame.write_parquet(tmp_path / "above.parquet")
    file = polars.scan_parquet(tmp_path / "above.parquet")
    assert held_in_memory(ABOVE) and held_in_memory(frame)
    assert held_in_memory(frame.lazy().filter(polars.col("times") > 1))
    assert not held_in_memory(file)
    assert not held_in_memory(frame.lazy().join(file, on="customer_id"))


def test_rows_of_duckdb_may_lie_in_a_file():
    duckdb = pytest.importorskip("duckdb")
    assert not held_in_memory(duckdb.sql("select 1 as a"))
