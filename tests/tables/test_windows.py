"""Is a day kept whole, on every engine, and does the log still know whose it is?"""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.schema import SchemaError
from custseg.tables import customer_table, log_between, log_facts


def test_the_first_day_is_left_out_and_the_last_is_kept_to_its_end(transactions):
    kept = log_between(transactions, after="2024-01-09", until="2024-01-10")
    assert kept["amount"].tolist() == [10.0, 5.0]
    assert list(kept.columns) == list(transactions.columns)
    assert log_between(transactions, after="2024-01-10")["amount"].tolist() == [8.0, 0.0, -3.0]
    assert len(log_between(transactions)) == len(transactions)


def test_every_engine_keeps_the_same_rows(transactions):
    kept = log_between(pl.from_pandas(transactions), after="2024-01-09", until="2024-02-01")
    assert isinstance(kept, pl.DataFrame)
    assert kept["amount"].to_list() == [10.0, 5.0, 0.0]
    lazy = log_between(pl.from_pandas(transactions).lazy(), until="2024-02-01")
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect()["amount"].to_list() == [10.0, 5.0, 0.0]
    table = pa.Table.from_pandas(transactions, preserve_index=False)
    kept = log_between(table, after="2024-01-09", until="2024-02-01")
    assert isinstance(kept, pa.Table)
    assert kept["amount"].to_pylist() == [10.0, 5.0, 0.0]
    relation = log_between(duckdb.from_arrow(table), after="2024-01-09", until="2024-02-01")
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    assert sorted(relation.df()["amount"]) == [0.0, 5.0, 10.0]


@pytest.mark.heavy
def test_a_cut_log_can_be_summed_up_as_of_its_last_day():
    cut = log_between(load_complete_journey(), until="2017-06-30")
    assert len(customer_table(cut, as_of="2017-06-30")) == 1914, "households of the first half-year, counted by hand"


def test_a_cut_log_knows_whose_it_is():
    facts = log_facts(log_between(load_cdnow(), until="1997-09-30"))
    assert (facts.name, facts.currency_code, facts.starts_with_first_purchase) == ("CDNOW", "USD", True)


def test_what_cannot_be_cut_is_refused(transactions):
    with pytest.raises(ValueError, match="until must be later than after; found until 2024-01-10 and after 2024-01-10"):
        log_between(transactions, after="2024-01-10", until="2024-01-10")
    with pytest.raises(ValueError, match="until must be a day"):
        log_between(transactions, until="soon")
    with pytest.raises(SchemaError, match=r"nobody bought or returned anything after 2024-05-01, up to 2024-05-02\."):
        log_between(transactions, after="2024-05-01", until="2024-05-02")
    with pytest.raises(SchemaError, match="lacks column 'amount'"):
        log_between(transactions.drop(columns="amount"), until="2024-05-01")


def test_the_log_itself_stays(transactions):
    before = transactions.copy()
    kept = log_between(transactions, until="2024-01-10")
    kept["amount"] = 0
    pd.testing.assert_frame_equal(transactions, before)
