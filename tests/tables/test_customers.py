"""Is one row per customer right, whatever the engine, and does bad input get an answer?"""

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.datasets import load_cdnow, load_complete_journey, load_online_retail
from custseg.schema import SchemaError
from custseg.tables import customer_table
from tests.engines import ENGINES as HARD_ENGINES
from tests.engines import assert_like_pandas, hard_log, shuffled


def test_the_table_by_hand(transactions):
    table = customer_table(transactions, as_of="2024-03-11")
    assert table.index.tolist() == ["a", "b"]
    a, b = table.loc["a"], table.loc["b"]
    assert (a["recency"], a["tenure"], a["frequency"]) == (39, 61, 2)  # two rows of one day are one occasion
    assert (a["amount"], a["mean_amount"], a["returned"], a["cost"], a["margin"]) == (15.0, 7.5, 0.0, 9.0, 6.0)
    assert (b["recency"], b["frequency"], b["amount"], b["returned"]) == (10, 1, 5.0, 3.0)  # a return is no occasion
    assert table.attrs["as_of"] == "2024-03-11"


def test_orders_are_occasions_where_there_are_orders(transactions):
    with_orders = transactions.assign(order_id=["1", "2", "3", "4", "5"])
    assert customer_table(with_orders, as_of="2024-03-11")["frequency"].tolist() == [3, 1]


def test_cdnow_repeat_rate_and_totals():
    purchases = load_cdnow()
    table = customer_table(purchases[purchases["date"] <= "1997-09-30"], as_of="1997-09-30")
    # Fader, Hardie & Lee 2005: 2,357 customers, of whom 946 bought again in the 39 weeks
    assert len(table) == 2357
    assert int((table["frequency"] > 1).sum()) == 946


ENGINES = {
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": pa.Table.from_pandas,
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame)),
}


@pytest.mark.heavy
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_table(engine):
    baskets = load_complete_journey()
    expected = customer_table(baskets, as_of="2017-12-31")
    found = customer_table(ENGINES[engine](baskets), as_of="2017-12-31")
    pd.testing.assert_frame_equal(found, expected)
    assert found.attrs == expected.attrs


def test_online_retail_with_returns(outside_data):
    lines = load_online_retail()
    with pytest.raises(SchemaError, match=r"33 of 4372 customers have returns and no purchase .*only_returns='drop'"):
        customer_table(lines, as_of="2011-12-09", only_returns="raise")
    table = customer_table(lines, as_of="2011-12-09")
    assert len(table) == 4322
    assert table.attrs["customers_with_only_returns_dropped"] == 33
    assert table.attrs["customers_who_gave_everything_back"] == 17


rows = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 60), st.integers(0, 500)), min_size=1, max_size=30
)  # amounts in whole pence: sums are exact


def frame(drawn):
    start = pd.Timestamp("2024-01-01")
    return pd.DataFrame(
        {
            "customer_id": [row[0] for row in drawn],
            "date": [start + pd.Timedelta(days=row[1]) for row in drawn],
            "amount": [row[2] / 4 for row in drawn],
        }
    )


@given(rows, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(
        customer_table(frame(drawn), as_of="2024-03-31"), customer_table(frame(shuffled), as_of="2024-03-31")
    )


@given(rows, st.integers(1, 100))
def test_a_later_day_only_shifts_recency_and_tenure(drawn, days):
    early = customer_table(frame(drawn), as_of="2024-03-31")
    late = customer_table(frame(drawn), as_of=pd.Timestamp("2024-03-31") + pd.Timedelta(days=days))
    assert (late["recency"] - early["recency"]).eq(days).all()
    assert (late["tenure"] - early["tenure"]).eq(days).all()
    pd.testing.assert_frame_equal(late.drop(columns=["recency", "tenure"]), early.drop(columns=["recency", "tenure"]))


@given(rows)
def test_money_in_another_unit_only_scales_money(drawn):
    table = customer_table(frame(drawn), as_of="2024-03-31")
    cents = customer_table(frame(drawn).assign(amount=lambda t: t["amount"] * 4), as_of="2024-03-31")
    money = ["amount", "mean_amount", "returned"]
    pd.testing.assert_frame_equal(cents[money], table[money] * 4)
    pd.testing.assert_frame_equal(cents.drop(columns=money), table.drop(columns=money))


@given(rows)
def test_sums_are_kept(drawn):
    table = customer_table(frame(drawn), as_of="2024-03-31")
    assert table["amount"].sum() == frame(drawn)["amount"].sum()
    assert (table["recency"] <= table["tenure"]).all()
    assert table["frequency"].min() >= 1


def test_input_is_unchanged(transactions):
    before = transactions.copy(deep=True)
    customer_table(transactions, as_of="2024-03-11")
    pd.testing.assert_frame_equal(transactions, before)


def test_columns_that_are_missing_are_all_named(transactions):
    with pytest.raises(SchemaError) as error:
        customer_table(transactions.drop(columns=["date", "amount"]), as_of="2024-03-11")
    assert len(error.value.problems) == 2
    assert "'date'" in str(error.value)
    assert "'amount'" in str(error.value)


def test_every_bad_value_is_counted_at_once(transactions):
    bad = transactions.assign(
        customer_id=["b", None, "a", "a", "b"],
        date=pd.to_datetime(["2024-03-01", "2024-01-10", None, "2024-02-01", "2024-04-05"]),
        amount=[np.inf, 10.0, 5.0, np.nan, -3.0],
    )
    with pytest.raises(SchemaError) as error:
        customer_table(bad, as_of="2024-03-11")
    text = str(error.value)
    for part in [
        "1 row has no customer_id",
        "1 row has no date",
        "1 row has no amount",
        "amount is infinite or above 1e+100 in 1 row",
        "the last on 2024-04-05",
    ]:
        assert part in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date": ["2024-03-01"] * 5}, r"date must hold dates; found String"),
        ({"date": pd.to_datetime(["2024-03-01"] * 5, utc=True)}, r"without a zone; found UTC"),
        ({"amount": ["8 dollars"] * 5}, r"amount must hold numbers; found String"),
        ({"cost": [1.0, None, 1.0, 1.0, 1.0]}, r"1 row has no cost"),
        ({"amount": [-9.0] * 5, "cost": [1.0, -1.0, 1.0, 0.0, 0.0]}, r"2 returns have a positive cost"),
        ({"order_id": ["1", "2", None, None, "5"]}, r"2 rows have no order_id"),
    ],
)
def test_columns_of_another_type_or_with_holes_are_refused(transactions, change, message):
    with pytest.raises(SchemaError, match=message):
        customer_table(transactions.assign(**change), as_of="2024-03-11")


def test_something_else_than_a_frame_is_refused():
    with pytest.raises(TypeError, match=r"must be a dataframe.*found list"):
        customer_table([1, 2], as_of="2024-03-11")


def test_the_last_moment_of_as_of_is_not_the_future(transactions):
    late = transactions.assign(date=pd.to_datetime(["2024-03-11 23:59:59"] * 5))
    assert customer_table(late, as_of="2024-03-11")["recency"].tolist() == [0, 0]


@pytest.mark.parametrize("as_of", ["yesterday", None, pd.NaT, "2024-13-01", "01/02/2024", "9999-12-31"])
def test_as_of_must_be_a_day(transactions, as_of):
    with pytest.raises(ValueError, match="as_of must be a day"):
        customer_table(transactions, as_of=as_of)


def test_no_rows_and_only_returns(transactions):
    with pytest.raises(SchemaError, match="empty"):
        customer_table(transactions.head(0), as_of="2024-03-11")
    with pytest.raises(SchemaError, match="every transaction is a return"):
        customer_table(transactions.tail(1), as_of="2024-03-11")
    with pytest.raises(SchemaError, match=r"1 of 2 customers have returns and no purchase \('b'\)"):
        customer_table(transactions.drop(index=0), as_of="2024-03-11", only_returns="raise")
    with pytest.raises(ValueError, match="only_returns must be one of 'raise', 'drop'; found 'keep'"):
        customer_table(transactions, as_of="2024-03-11", only_returns="keep")


def test_one_customer_with_one_purchase():
    one = pd.DataFrame({"customer_id": ["x"], "date": [pd.Timestamp("2024-01-01")], "amount": [1.0]})
    assert customer_table(one, as_of="2024-01-01").loc["x", ["recency", "tenure", "frequency"]].tolist() == [0, 0, 1]


def test_narwhals_frames_are_taken_too(transactions):
    pd.testing.assert_frame_equal(
        customer_table(nw.from_native(transactions), as_of="2024-03-11"),
        customer_table(transactions, as_of="2024-03-11"),
    )


def home(found):
    """Bring a native table into pandas, in the shape of the table that comes home by itself."""
    frame = nw.from_native(found)
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    table = frame.to_pandas().set_index("customer_id").sort_index()
    days = ["first_purchase", "last_purchase"]
    return table.assign(**{name: pd.to_datetime(table[name]).astype("datetime64[ns]") for name in days})


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("costs", [False, True])
@pytest.mark.parametrize("engine", HARD_ENGINES)
def test_the_table_may_stay_on_its_engine(engine, costs):
    for returns in (False, True):
        log = hard_log(returns=returns)
        log = log.assign(cost=log["amount"] / 2) if costs else log.drop(columns="order_id")
        given = HARD_ENGINES[engine](shuffled(log))
        found = customer_table(given, as_of="2025-01-15", native=True)
        assert type(found) is type(given)
        expected = customer_table(log, as_of="2025-01-15")
        pd.testing.assert_frame_equal(home(found), expected, check_exact=True)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("engine", HARD_ENGINES)
def test_shuffled_rows_threads_and_orders_change_nothing(engine):
    assert_like_pandas(engine, lambda log: customer_table(log, as_of="2025-01-15"))


@pytest.mark.parametrize("engine", HARD_ENGINES)
def test_a_native_table_refuses_what_the_other_refuses(engine):
    def refused(log, **settings):
        problems = []
        for frame, native in ((log, False), (HARD_ENGINES[engine](log), True)):
            with pytest.raises(SchemaError) as error:
                customer_table(frame, as_of="2025-01-15", native=native, **settings)
            problems.append(sorted(error.value.problems))
        assert problems[0] == problems[1]

    refused(hard_log().head(0))
    refused(hard_log().assign(amount=-1.0))
    refused(hard_log().assign(amount=[None, float("inf"), *[1.0] * 598], customer_id=["  ", *["a"] * 599]))
    only_returns = hard_log().assign(amount=lambda log: log["amount"].where(log["customer_id"] != "c005", -1.0))
    refused(only_returns, only_returns="raise")


def test_pandas_is_native_to_itself(transactions):
    tables = [customer_table(transactions, as_of="2024-03-11", native=native) for native in (False, True)]
    pd.testing.assert_frame_equal(*tables)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_native_table_keeps_whole_numbers():
    log = hard_log().assign(customer_id=lambda log: log["customer_id"].str[1:].astype("int32"))
    found = customer_table(pl.from_pandas(log), as_of="2025-01-15", native=True)
    assert found["customer_id"].dtype.is_integer()
    assert sorted(found["customer_id"]) == customer_table(log, as_of="2025-01-15").index.tolist()
