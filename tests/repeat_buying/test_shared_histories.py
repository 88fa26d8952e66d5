"""Are the counts of histories those of the table with a row per customer, on every engine, and do fits agree?"""

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import BetaGeoNBD, ParetoNBD, repeat_purchase_counts, repeat_purchase_table
from custseg.repeat_buying.shared_histories import _grain_number
from custseg.schema import SchemaError, UnsafeValueWarning

ENGINES = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}
UNTIL = "2024-11-20"


def log(returns, ids=str):
    """Give a year of purchases over two new years, some of them returned, by few customers so that histories meet."""
    random = np.random.default_rng(5)
    n = 1_500
    days = pd.to_datetime("2023-12-20") + pd.to_timedelta(random.integers(0, 380, n), unit="D")
    amount = random.integers(1, 400, n) / 4
    back = (random.uniform(size=n) < 0.08) & (np.arange(n) > 300) & returns
    who = np.minimum(random.geometric(0.002, n), 900)
    return pd.DataFrame(
        {
            "customer_id": pd.Series(who).astype(ids),
            "date": days + pd.to_timedelta(random.integers(0, 1440, n), unit="min"),
            "amount": np.where(back, -amount, amount),
        }
    )


def counted(table):
    return table.groupby(["x", "t_x", "T"]).size().rename("customers").reset_index()


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("refunds", ["net", "drop"])
@pytest.mark.parametrize(("grain", "period"), [("D", "W"), ("D", "D"), ("W", "W"), ("W", "M")])
@pytest.mark.parametrize("engine", ENGINES)
def test_counts_are_those_of_the_table(engine, grain, period, refunds):
    rows, settings = log(True), {"observed_until": UNTIL, "grain": grain, "period": period, "refunds": refunds}
    expected = repeat_purchase_table(rows, **settings)
    found = repeat_purchase_counts(ENGINES[engine](rows), **settings)
    pd.testing.assert_frame_equal(found, counted(expected), check_dtype=False)
    shared = set(expected.attrs) & set(found.attrs)
    assert {name: found.attrs[name] for name in shared} == {name: expected.attrs[name] for name in shared}
    assert {"unit", "rows_after", "refund_rows", "refund_amount_without_purchase", "customers"} <= shared


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("engine", ENGINES)
def test_ids_may_be_whole_numbers_and_rows_in_any_order(engine):
    rows = log(True, "int64")
    shuffled = rows.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(
        repeat_purchase_counts(ENGINES[engine](shuffled), observed_until=UNTIL),
        repeat_purchase_counts(rows, observed_until=UNTIL),
    )


@pytest.mark.parametrize("model", [BetaGeoNBD, ParetoNBD])
def test_a_fit_to_counts_is_the_fit_to_customers(model):
    settings = {"observed_until": "1997-09-30", "grain": "W"}
    counts = repeat_purchase_counts(pl.from_pandas(load_cdnow()), **settings)
    table = repeat_purchase_table(load_cdnow(), **settings)
    assert len(counts) < len(table) / 3
    found, expected = model().fit(counts), model().fit(table)
    assert found.n_customers_ == expected.n_customers_ == 2357
    assert found.log_likelihood_ == pytest.approx(expected.log_likelihood_, rel=1e-12)
    np.testing.assert_allclose(found.params_, expected.params_, rtol=1e-6)
    purchases = found.expected_purchases(counts, horizon=39) @ counts["customers"]
    assert purchases == pytest.approx(expected.expected_purchases(table, horizon=39).sum(), rel=1e-6)


FAULTS = {
    "no amount": ({"amount": None}, "1 row has no amount"),
    "infinite": ({"amount": float("inf")}, "amount is infinite"),
    "no date": ({"date": pd.NaT}, "1 row has no date"),
    "no customer": ({"customer_id": None}, "1 row has no customer_id"),
    "blank customer": ({"customer_id": "  "}, "1 row has no customer_id"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_faults_are_named_as_in_memory(engine, fault):
    change, message = FAULTS[fault]
    rows = log(False)
    for name, value in change.items():
        rows.loc[3, name] = value
    with pytest.raises(SchemaError, match=message):
        repeat_purchase_counts(ENGINES[engine](rows), observed_until=UNTIL)


@pytest.mark.parametrize("engine", ENGINES)
def test_refunds_may_be_an_error(engine):
    with pytest.raises(SchemaError, match=r"rows are refunds \(amount below zero\)"):
        repeat_purchase_counts(ENGINES[engine](log(True)), observed_until=UNTIL, refunds="raise")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_log_without_purchases_says_so(engine):
    with pytest.raises(SchemaError, match=r"hold no purchase up to 2020-01-01: there is nobody to follow\. Check"):
        repeat_purchase_counts(ENGINES[engine](log(False)), observed_until="2020-01-01")
    only_returns = log(False).assign(amount=-1.0)
    with pytest.raises(SchemaError, match=r"All [\d,]+ rows up to then are refunds"):
        repeat_purchase_counts(ENGINES[engine](only_returns), observed_until=UNTIL)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_log_that_ends_early_or_has_a_hole_is_warned_of(engine):
    rows = log(False)
    with pytest.warns(UnsafeValueWarning, match="the log ends on"):
        repeat_purchase_counts(ENGINES[engine](rows), observed_until="2025-09-30")
    hole = rows[~rows["date"].between("2024-05-01", "2024-07-30")]
    with pytest.warns(UnsafeValueWarning, match="nobody bought from 2024-05-01"):
        repeat_purchase_counts(ENGINES[engine](hole), observed_until=UNTIL)


def test_grains_that_the_engine_cannot_count_are_refused():
    with pytest.raises((ValueError, TypeError), match="grain"):
        repeat_purchase_counts(log(False), observed_until=UNTIL, grain="M")


def test_days_have_their_number_on_every_engine():
    days = pd.DataFrame({"date": pd.date_range("1899-12-25", "2105-01-05", freq="37D").astype("datetime64[us]")})
    for engine in ("polars", "duckdb"):
        frame = nw.from_native(ENGINES[engine](days)).lazy().select(nw.col("date").cast(nw.Date))
        number = (
            frame.select("date", when=_grain_number(nw.col("date"), 0, 1)).collect().to_pandas().sort_values("date")
        )
        expected = (days["date"].to_numpy().astype("datetime64[D]")).astype("int64")
        assert number["when"].tolist() == expected.tolist()


@pytest.mark.parametrize("row", [0, 1, 2])
@pytest.mark.parametrize("refunds", ["net", "raise"])
def test_an_id_of_spaces_is_refused_wherever_it_stands(row, refunds):
    """A purchase is asked of its customer; a refund and a row after the last day are asked themselves."""
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"])
    log = pd.DataFrame({"customer_id": ["ann", "ann", "bob"], "date": days, "amount": [9.0, -4.0, 5.0]})
    log.loc[row, "customer_id"] = " \u3000"
    with pytest.raises(SchemaError, match="1 row has no customer_id"):
        repeat_purchase_counts(pl.from_pandas(log), observed_until="2024-01-05", refunds=refunds)
