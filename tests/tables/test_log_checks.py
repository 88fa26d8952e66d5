"""Does one fault have one sentence, whatever dataframe holds it, in every function that takes a purchase log?"""

import datetime as dt
from datetime import date
from decimal import Decimal

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from custseg.repeat_buying import repeat_purchase_table
from custseg.schema import SchemaError, day_number
from custseg.tables import amount_between, customer_table, net_refunds, transactions_summary
from custseg.tables._log_checks import is_unfit
from custseg.value import (
    basket_table,
    cohort_table,
    interpurchase_times,
    new_categories,
    repeat_rate,
    revenue_bridge,
    sales_change,
)

ENGINES = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}
FUNCTIONS = {
    "customer_table": lambda log: customer_table(log, as_of="2024-03-31"),
    "amount_between": lambda log: amount_between(
        log, customer_table(log, as_of="2024-03-31").index, after="2024-01-01", until="2024-03-31"
    ),
    "transactions_summary": lambda log: transactions_summary(log=log),
    "cohort_table": lambda log: cohort_table(log, observed_until="2024-03-31"),
    "revenue_bridge": lambda log: revenue_bridge(
        log, before=("2024-01-01", "2024-01-31"), after=("2024-02-01", "2024-03-31")
    ),
    "basket_table": basket_table,
    "interpurchase_times": interpurchase_times,
    "repeat_purchase_table": lambda log: repeat_purchase_table(log, observed_until="2024-03-31", period="D"),
    "repeat_rate": lambda log: repeat_rate(log, observed_until="2024-03-31"),
}
every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)

each_way = pytest.mark.parametrize(
    "function", [FUNCTIONS[name] for name in ("customer_table", "transactions_summary", "cohort_table")]
)  # sums on the engine, counts on the engine, arrays


def log(**changes):
    days = pd.to_datetime(["2024-01-05 23:30", "2024-02-05 00:10", "2024-01-09 12:00"])
    return pd.DataFrame({"customer_id": ["a", "a", "b"], "date": days, "amount": [1.0, 2.0, 3.0]}).assign(**changes)


@pytest.mark.heavy
@every_engine
@every_function
def test_every_function_takes_every_engine(function, engine):
    expected = function(log())
    compare = pd.testing.assert_series_equal if isinstance(expected, pd.Series) else pd.testing.assert_frame_equal
    compare(function(engine(log())), expected)


FAULTS = {
    "no rows": (log()[:0], "transactions is empty: expected at least one row."),
    "text as dates": (log(date=["5.1.2024"] * 3), "date must hold dates; found String. Use read_transactions, or cast"),
    "zone": (log(date=log().date.dt.tz_localize("UTC")), "date must be local time without a zone; found "),
    "text as money": (log(amount=["1", "2", "3"]), "amount must hold numbers; found String. Use read_transactions, or"),
    "truth as money": (log(amount=[True] * 3), "amount must hold numbers; found Boolean."),
    "spans as money": (log(amount=pd.to_timedelta([1, 2, 3], "D")), "amount must hold numbers; found Duration"),
    "days as money": (log(amount=log().date), "amount must hold numbers; found Datetime"),
    "fractions as ids": (log(customer_id=[1.0, 1.0, 2.0]), "found Float64. Cast it to whole numbers"),
    "days as ids": (log(customer_id=log().date), "customer_id must hold text or whole numbers; found Datetime"),
    "no id": (log(customer_id=["a", None, "b"]), "1 row has no customer_id: drop it, or use read_transactions"),
    "blank ids": (log(customer_id=["", " ", "b"]), "2 rows have no customer_id: drop them, or use read_transactions"),
    "no date": (log(date=[pd.NaT, pd.NaT, pd.Timestamp("2024-01-09")]), "2 rows have no date: drop them, or use"),
    "no amount": (log(amount=[1.0, None, 3.0]), "1 row has no amount: drop it, or use read_transactions"),
    "infinite": (log(amount=[1.0, np.inf, -1e300]), "amount is infinite or above 1e+100 in 2 rows: correct or drop"),
    "far future": (
        log(date=pd.Series(["9999-12-31", "2024-02-05", "1500-01-01"]).astype("datetime64[us]")),
        "dates must lie from 1678 to 2261; found 1500-01-01 to 9999-12-31: correct them.",
    ),
    "no column": (log().rename(columns={"date": "day"}), "transactions lacks column 'date'"),
}


@pytest.mark.heavy
@pytest.mark.parametrize("fault", FAULTS)
@every_engine
@each_way
def test_one_fault_has_one_sentence(function, engine, fault):
    table, sentence = FAULTS[fault]
    with pytest.raises(SchemaError) as error:
        function(engine(table))
    assert sentence in str(error.value)


@every_engine
@each_way
@pytest.mark.parametrize("spaces", [chr(0xA0), chr(0x3000), "\x1c\x85", "\t \n"])
def test_an_id_of_any_spaces_is_none(function, engine, spaces):
    """Trimming without saying what: DuckDB takes the spaces of ASCII, polars those of Unicode, pandas both."""
    with pytest.raises(SchemaError, match="1 row has no customer_id: drop it"):
        function(engine(log(customer_id=["a", "a", spaces])))


KINDS_OF_GAPS = {
    "empty": ["x", "", ""],
    "spaces": ["x", " ", "\t\u3000"],
    "beside other letters": ["é", "\xa0", None],
    "objects": np.array(["x", "", " "], dtype=object),
    "categories": pd.Categorical(["x", "", " "]),
    "whole numbers": pd.array([1, None, None], dtype="Int64"),
    "fractions": [1.0, np.nan, None],
}
BY_ORDER = {
    "customer_table": FUNCTIONS["customer_table"],
    "basket_table": basket_table,
    "sales_change": lambda log: sales_change(
        log, before=("2024-01-01", "2024-01-31"), after=("2024-02-01", "2024-03-31")
    ),
    "new_categories": lambda log: new_categories(log, after="2024-01-31"),
}


@pytest.mark.parametrize("orders", KINDS_OF_GAPS.values(), ids=KINDS_OF_GAPS)
@pytest.mark.parametrize("function", BY_ORDER.values(), ids=BY_ORDER)
@every_engine
def test_an_order_without_a_name_is_a_gap(function, engine, orders):
    """Such rows were one order together: that of the empty name, of spaces, or called nan."""
    with pytest.raises(SchemaError, match="2 rows have no order_id: name each order, or drop the column"):
        function(engine(log(order_id=orders, product="tea")))


@every_engine
@pytest.mark.parametrize("orders", [["x", " x", "é"], ["~", "0", "订单 1"], [0, 1, 2], [0.5, 1.0, -1.0]])
def test_orders_of_any_other_name_are_counted(engine, orders):
    assert customer_table(engine(log(order_id=orders)), as_of="2024-03-31")["frequency"].tolist() == [2, 1]


@every_engine
@pytest.mark.parametrize("name", ["order_id", "product"])
@pytest.mark.parametrize("blank", ["", " ", "\xa0"])
def test_a_refund_that_names_nothing_names_no_purchase_either(engine, name, blank):
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"])
    back = pd.DataFrame({"customer_id": "a", "date": days, "amount": [5.0, 5.0, -3.0], name: [blank, "x", blank]})
    assert net_refunds(engine(back))["left"].tolist() == [5.0, 2.0, 0.0], "the last one, not the one without a name"


@every_engine
@every_function
def test_a_gap_among_whole_numbers_is_a_gap(function, engine):
    """What comes home from an engine must not become a column of fractions."""
    with pytest.raises(SchemaError, match="1 row has no customer_id: drop it"):
        function(engine(log(customer_id=pd.array([1, None, 2], dtype="Int64"))))


@pytest.mark.parametrize("fault", FAULTS)
@every_function
def test_one_fault_has_one_sentence_in_every_function(function, fault):
    table, sentence = FAULTS[fault]
    with pytest.raises(SchemaError) as error:
        function(table)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (log().set_index("customer_id"), "customer_id stands in the index: use transactions.reset_index()."),
        (log(date=log().date.dt.tz_localize("America/New_York")), "without a zone; found America/New_York. Convert"),
        (log(date=log().date.dt.to_period("D")), "found period[D]. Cast it: table['date'].dt.to_timestamp()."),
    ],
)
@every_function
def test_what_only_pandas_has_is_called_by_its_name(function, table, sentence):
    with pytest.raises(SchemaError) as error:
        function(table)
    assert sentence in str(error.value)


@every_function
def test_columns_that_occur_twice_are_refused(function):
    twice = pd.concat([log(), log()[["amount"]]], axis=1)
    for table in (twice, pa.Table.from_arrays([pa.array([1])] * 2, names=["amount", "amount"])):
        with pytest.raises(SchemaError, match=r"columns that occur twice.*amount"):
            function(table)


@every_function
def test_something_else_than_a_frame_is_refused(function):
    for thing in ([1, 2], None, {"customer_id": ["a"]}, "log.csv"):
        with pytest.raises(TypeError, match=r"transactions must be a dataframe .*; found "):
            function(thing)


@every_engine
@pytest.mark.parametrize("function", [FUNCTIONS["customer_table"], FUNCTIONS["cohort_table"], FUNCTIONS["repeat_rate"]])
def test_rows_after_the_last_day_are_counted(function, engine):
    late = log(date=pd.to_datetime(["2024-03-31 23:59", "2024-04-01 00:00", "2024-05-01 00:00"]))
    with pytest.raises(SchemaError, match=r"2 rows of 3 lie after (as_of|observed_until) 2024-03-31, .* 2024-05-01"):
        function(engine(late))


KINDS_OF_DAYS = {
    "seconds": log().date.astype("datetime64[s]"),
    "dates": [moment.date() for moment in log().date],
    "arrow dates": pd.array([moment.date() for moment in log().date], dtype=pd.ArrowDtype(pa.date32())),
    "arrow times": log().date.astype(pd.ArrowDtype(pa.timestamp("us"))),
}
KINDS_OF_MONEY = {
    "whole": [1, 2, 3],
    "small": np.array([1, 2, 3], dtype=np.int8),
    "nullable": pd.array([1, 2, 3], dtype="Int64"),
    "decimals": [Decimal("1.00"), Decimal("2.00"), Decimal("3.00")],
    "arrow decimals": pd.array(
        [Decimal("1.00"), Decimal("2.00"), Decimal("3.00")], dtype=pd.ArrowDtype(pa.decimal128(9, 2))
    ),
    "single": np.array([1, 2, 3], dtype=np.float32),
}


@pytest.mark.heavy
@pytest.mark.parametrize(
    "change",
    [{"date": days} for days in KINDS_OF_DAYS.values()] + [{"amount": money} for money in KINDS_OF_MONEY.values()],
)
@every_engine
@each_way
def test_days_and_money_of_any_kind_give_one_table(function, engine, change):
    expected = function(log())
    compare = pd.testing.assert_series_equal if isinstance(expected, pd.Series) else pd.testing.assert_frame_equal
    compare(function(engine(log(**change))), expected)


def test_the_zone_of_a_session_moves_no_day():
    session = duckdb.connect()
    session.execute("set timezone = 'America/Los_Angeles'")
    session.register("log", log())
    pd.testing.assert_frame_equal(
        customer_table(session.sql("select * from log"), as_of="2024-03-31"), customer_table(log(), as_of="2024-03-31")
    )
    with pytest.raises(SchemaError, match="found America/Los_Angeles"):
        customer_table(session.sql("select * replace (date::timestamptz as date) from log"), as_of="2024-03-31")
    moved = session.sql("select * replace (date::timestamptz at time zone 'America/Los_Angeles' as date) from log")
    pd.testing.assert_frame_equal(customer_table(moved, as_of="2024-03-31"), customer_table(log(), as_of="2024-03-31"))


def test_the_casts_that_the_messages_name_work():
    expected = customer_table(log(), as_of="2024-03-31")
    zoned = log(date=log().date.dt.tz_localize("Asia/Shanghai"))
    floats = log(customer_id=[1.0, 1.0, 2.0])
    polars = pl.from_pandas(zoned).with_columns(pl.col("date").dt.replace_time_zone(None))
    for cast in (zoned.assign(date=zoned.date.dt.tz_localize(None)), polars):
        pd.testing.assert_frame_equal(customer_table(cast, as_of="2024-03-31"), expected)
    for cast in (
        floats.astype({"customer_id": "int64"}),
        pl.from_pandas(floats).with_columns(pl.col("customer_id").cast(pl.Int64)),
        duckdb.sql("select * replace (cast(customer_id as bigint) as customer_id) from floats"),
    ):
        assert customer_table(cast, as_of="2024-03-31").index.tolist() == [1, 2]


KINDS_OF_IDS = {
    "whole": [1, 1, 20],
    "small": np.array([1, 1, 20], dtype=np.uint8),
    "nullable": pd.array([1, 1, 20], dtype="Int64"),
    "arrow": pd.array([1, 1, 20], dtype="int64[pyarrow]"),
    "categories": pd.Categorical([1, 1, 20]),
    "objects": np.array([1, 1, 20], dtype=object),
}
KINDS_OF_TEXT = {
    "text": ["x", "x", "é"],
    "objects": np.array(["x", "x", "é"], dtype=object),
    "arrow": pd.array(["x", "x", "é"], dtype="string[pyarrow]"),
    "categories": pd.Categorical(["x", "x", "é"], categories=["nobody", "é", "x"]),
}


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("ids", "dtype"),
    [(ids, np.dtype("int64")) for ids in KINDS_OF_IDS.values()]
    + [(ids, pd.Index(["a"]).astype("str").dtype) for ids in KINDS_OF_TEXT.values()],
)
@every_engine
def test_tables_of_one_log_join_whatever_made_them(engine, ids, dtype):
    table = engine(log(customer_id=ids))
    one = customer_table(table, as_of="2024-03-31")
    assert one.index.dtype == dtype
    assert one.index.name == "customer_id"
    for other in (
        interpurchase_times(table),
        amount_between(table, one.index, after="2024-01-01", until="2024-03-31"),
        repeat_purchase_table(table, observed_until="2024-03-31", period="D"),
    ):
        assert other.index.dtype == dtype
        assert other.index.isin(one.index).all()
    assert amount_between(table, one.index, after="2023-12-31", until="2024-03-31").tolist() == one["amount"].tolist()


@every_function
def test_whole_numbers_beside_text_are_refused(function):
    mixed = np.array([1, "1", "b"], dtype=object)
    for ids in (mixed, pd.Categorical(mixed)):
        with pytest.raises(SchemaError, match=r"text or whole numbers, not both in one column\. Cast it to text"):
            function(log(customer_id=ids))
        function(log(customer_id=pd.Series(ids).astype(str)))


def test_ids_beyond_64_bits_are_text():
    large = log(customer_id=np.array([2**70, 2**70, 1], dtype=object))
    assert customer_table(large, as_of="2024-03-31").index.tolist() == ["1", str(2**70)]


def test_dates_may_be_plain_dates_on_an_engine():
    plain = pl.DataFrame({"customer_id": [1], "date": [date(2024, 1, 5)], "amount": [2]})
    assert customer_table(plain, as_of="2024-01-06").loc[1, "recency"] == 1


@pytest.mark.parametrize(
    ("change", "unfit"),
    [
        ({}, False),
        ({"amount": -3.0, "cost": -1.0}, False),
        ({"amount": -3.0, "cost": 0.0}, False),
        ({"amount": 0.0, "cost": 1.0}, False),
        ({"amount": -3.0, "cost": 1.0}, True),
        ({"amount": None}, True),
        ({"cost": float("nan")}, True),
        ({"amount": float("inf")}, True),
        ({"date": dt.datetime(2024, 1, 8)}, True),
        ({"date": dt.datetime(1670, 1, 1)}, True),
        ({"date": None}, True),
        ({"customer_id": None}, False),
    ],
)
def test_a_row_is_unfit_by_any_fault_but_its_customer(change, unfit):
    row = {"customer_id": "ann", "date": dt.datetime(2024, 1, 7), "amount": 3.0, "cost": 1.0} | change
    kinds = {"customer_id": pl.String, "date": pl.Datetime, "amount": pl.Float64, "cost": pl.Float64}
    frame = pl.DataFrame([row], schema=kinds)
    found = nw.from_native(frame).select(unfit=is_unfit(list(row), day_number("2024-01-07", "day")))
    assert found["unfit"].to_list() == [unfit], "rows are set aside for a fault, and for nothing else"
