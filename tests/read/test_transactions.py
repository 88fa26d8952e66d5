"""From a file to transactions, or to every problem at once; and the rows that were set aside."""

import datetime
import json
import time
import unicodedata
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pandas.testing import assert_frame_equal

from custseg.read import read_transactions, read_transactions_with_rejects
from custseg.schema import TRANSACTIONS, SchemaError, check_table

GOOD = "Customer ID;Order date;Amount;City\n007;31.01.2024 8:30;1.234,50 €;Köln\n8;05.02.2024;(2,00);\n"
BAD = """Customer ID,Order date,Amount,City
7,2024-01-31,1.5,Köln
,2024-01-31,1.5,Köln
8,soon,abc,Bonn
8,2024-02-30,inf,
9,9999-12-31,2.0,Bonn
7,2024-01-31,1.5,Köln
9,2025-01-01,3.0,Bonn
10,2024-03-01,4,5,Bonn
"""


@pytest.fixture
def write(tmp_path):
    def write(content, name="sales.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "customer_id": pd.Series(["007", "8", "8"], dtype=pd.StringDtype(na_value=np.nan)),
            "date": pd.to_datetime(["2024-01-31 08:30", "2024-02-05 00:00", "2024-02-05 00:00"]).astype(
                "datetime64[ns]"
            ),
            "amount": [1234.5, -2.0, 3.0],
        }
    )


def problems(*args, **stated):
    with pytest.raises(SchemaError) as caught:
        read_transactions(*args, **stated)
    return caught.value.problems


def test_a_file_becomes_transactions(write, table):
    found = read_transactions(write(GOOD))
    assert_frame_equal(found[["customer_id", "date", "amount"]], table.head(2))
    assert found["City"].tolist()[0] == "Köln"
    assert found["City"].isna().tolist() == [False, True]
    check_table(found, TRANSACTIONS)


def test_the_source_says_how_it_was_read(write):
    source = read_transactions(write(GOOD.encode("cp1252"))).attrs["source"]
    assert source == {
        "kind": "text",
        "name": "sales.csv",
        "encoding": "cp1252",
        "encoding_guessed": True,
        "separator": ";",
        "sheet": None,
        "decimal": ",",
        "currency": "EUR",
        "dayfirst": True,
        "columns": {"customer_id": "Customer ID", "date": "Order date", "amount": "Amount"},
        "rows_read": 2,
        "rows_blank": 0,
        "rows_dropped": 0,
        "duplicates_dropped": 0,
        "rows_rejected": 0,
        "rows_set_aside": 0,
        "decided": {
            "columns": {"customer_id": "Customer ID", "date": "Order date", "amount": "Amount"},
            "decimal": ",",
            "dayfirst": True,
        },
        "notes": [
            "the encoding was guessed: cp1252, in which words such as 'Köln' stand. If they are wrong, pass "
            "encoding=... ."
        ],
    }
    assert json.loads(json.dumps(source)) == source


def test_all_problems_at_once(write):
    found = problems(write(BAD), observed_until="2024-12-31", answers={"no_customer": "refuse"})
    assert [problem.split(" (")[0] for problem in found] == [
        "there are more fields than headers in 1 row",
        "customer_id is missing in 1 row",
        "date cannot be read in 2 rows",
        "date is outside the years 1678 to 2261 in 1 row",
        "amount cannot be read in 1 row",
        "amount is infinite in 1 row",
        "date is after observed_until",
        "every column repeats an earlier row in 1 row",
    ]
    text = "\n".join(found)
    for words in ("(row 9)", "(row 3)", "row 4: 'soon', row 5: '2024-02-30'", "row 6: '9999-12-31'", "row 4: 'abc'",
                  "row 5: 'inf'", "row 8: '2025-01-01 00:00:00'", "(row 7)"):  # fmt: skip
        assert words in text
    assert all(problem.endswith(".") for problem in found)


def test_the_faulty_rows_are_set_aside(write):
    transactions, rejects = read_transactions_with_rejects(write(BAD), observed_until="2024-12-31")
    assert transactions["customer_id"].tolist() == ["7"]
    assert rejects["row"].tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert rejects["reason"].tolist() == [
        "customer_id is missing",
        "date cannot be read; amount cannot be read",
        "date cannot be read; amount is infinite",
        "date is outside the years 1678 to 2261",
        "every column repeats an earlier row",
        "date is after observed_until (2024-12-31)",
        "has 5 fields under a header of 4",
    ]
    assert list(rejects) == ["row", "reason", "Customer ID", "Order date", "Amount", "City"]
    assert rejects.loc[1].tolist()[2:] == ["8", "soon", "abc", "Bonn"]
    assert rejects.loc[6].tolist()[2:] == ["10", "2024-03-01", "4", "5,Bonn"]
    source = transactions.attrs["source"]
    assert (source["rows_read"], source["rows_dropped"], source["rows_rejected"]) == (8, 7, 7)


def test_no_faulty_row(write, table):
    transactions, rejects = read_transactions_with_rejects(write(GOOD))
    assert_frame_equal(transactions[list(table)], table.head(2))
    assert len(rejects) == 0
    assert list(rejects) == ["row", "reason", "Customer ID", "Order date", "Amount", "City"]


def test_rejects_keep_columns_called_row_and_reason():
    table = pd.DataFrame(
        {"customer_id": ["a", None], "date": "2024-01-05", "amount": [1, 2], "row": [7, 8], "reason": "x"}
    )
    _, rejects = read_transactions_with_rejects(table)
    assert list(rejects)[-2:] == ["row (original)", "reason (original)"]
    assert rejects.loc[0].tolist() == [1, "customer_id is missing", "", "2024-01-05", "2", "8", "x"]


def test_what_concerns_the_whole_table_is_refused_by_both(write):
    path = write('customer_id,date,amount\n1,1/2/2024,"1,234"\n,1/3/2024,5\n')
    for read in (read_transactions, read_transactions_with_rejects):
        with pytest.raises(SchemaError, match="dayfirst=True") as caught:
            read(path)
        assert "decimal='.'" in str(caught.value)
    transactions, rejects = read_transactions_with_rejects(path, dayfirst=True, decimal=".")
    assert transactions[["date", "amount"]].to_numpy().tolist() == [[pd.Timestamp("2024-02-01"), 1234.0]]
    assert rejects["row"].tolist() == [3]


def test_no_row_is_left():
    table = pd.DataFrame({"customer_id": [None, "a"], "date": ["2024-01-05", "soon"], "amount": [1, 2]})
    with pytest.raises(SchemaError, match="no row is left") as caught:
        read_transactions_with_rejects(table)
    assert len(caught.value.problems) == 3


def test_only_rows_that_do_not_fit(write):
    path = write("customer_id,date,amount\n1,2024-01-05,1,5\n")
    for read in (read_transactions, read_transactions_with_rejects):
        with pytest.raises(SchemaError, match=r"more fields than headers in 1 row \(row 2\)"):
            read(path)


@pytest.mark.parametrize(("duplicates", "rows"), [("keep", 3), ("drop", 2)])
def test_repeated_rows(table, duplicates, rows):
    table = pd.concat([table.head(2), table.head(1)])
    for found in (
        read_transactions(table, duplicates=duplicates),
        read_transactions_with_rejects(table, duplicates=duplicates)[0],
    ):
        assert len(found) == rows
        assert found.attrs["source"]["rows_dropped"] == found.attrs["source"]["duplicates_dropped"] == 3 - rows


def test_repeated_rows_teach(table):
    (found,) = problems(pd.concat([table, table.head(1)], ignore_index=True))
    assert found == (
        "every column repeats an earlier row in 1 row (row 3). Pass duplicates='keep' if each is a purchase of its "
        "own, duplicates='drop' if the file repeats itself."
    )


def test_one_customer_with_only_returns_is_valid():
    found = read_transactions(pd.DataFrame({"customer_id": ["a"], "date": ["2024-01-05"], "amount": [-5]}))
    assert found["amount"].tolist() == [-5.0]


def test_the_source_is_not_changed(table):
    table = table.assign(extra=[[1], [2], [3]])
    before = table.copy(deep=True)
    found = read_transactions(table)
    found["amount"] = 0.0
    found.loc[0, "customer_id"] = "x"
    assert_frame_equal(table, before)
    assert table.attrs == {}


def test_reading_twice_changes_nothing(table):
    once = read_transactions(table)
    assert_frame_equal(read_transactions(once), once)


def test_row_order_and_labels(table):
    shuffled = table.iloc[[2, 0, 1]]
    found = read_transactions(shuffled)
    assert found["amount"].tolist() == [3.0, 1234.5, -2.0]
    assert found.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "pandas", "polars", "index"])
def test_every_source_gives_the_same(table, tmp_path, kind):
    path = tmp_path / f"sales.{kind}"
    if kind == "csv":
        table.to_csv(path, index=False)
    elif kind == "xlsx":
        table.to_excel(path, index=False)
    elif kind == "parquet":
        table.to_parquet(path)
    sources = {"pandas": table, "polars": pl.from_pandas(table), "index": table.set_index("customer_id")}
    assert_frame_equal(read_transactions(sources.get(kind, path)), table)


def test_excel_row_numbers_and_sheets(table, tmp_path):
    path = tmp_path / "sales.xlsx"
    with pd.ExcelWriter(path) as writer:
        table.assign(customer_id=["a", None, "b"]).to_excel(writer, sheet_name="Sales", index=False)
        table.to_excel(writer, sheet_name="Copy", index=False)
    assert problems(path) == (
        "sales.xlsx has 2 sheets with content: 'Sales', 'Copy'. Say which one holds the transactions: sheet='Sales'. "
        "They have the same headers: sheet=['Sales', 'Copy'] reads them all.",
    )
    assert (
        "customer_id is missing in 1 row (row 3)" in problems(path, sheet="Sales", answers={"no_customer": "refuse"})[0]
    )
    assert len(read_transactions(path, sheet="Sales")) == 2
    assert read_transactions(path, sheet="Copy").attrs["source"]["sheet"] == "Copy"


def test_float_identifiers():
    table = pd.DataFrame({"customer_id": [12346.0, 7.0], "date": "2024-01-05", "amount": [1, 2]})
    found = read_transactions(table)
    assert found["customer_id"].tolist() == ["12346", "7"]
    assert found.attrs["source"]["notes"] == ["customer_id: floats such as 12346.0 were read as '12346'."]


def test_chinese_file(write):
    content = "客户编号,交易日期,消费金额（元）,城市\n001,2024年1月5日,¥5.50,北京\n002,2024年1月6日,7元,上海\n"
    found = read_transactions(write(content.encode("gb18030")))
    assert found["customer_id"].tolist() == ["001", "002"]
    assert found["amount"].tolist() == [5.5, 7.0]
    assert found["城市"].tolist() == ["北京", "上海"]
    assert found.attrs["source"]["encoding"] == "gb18030"


@pytest.mark.parametrize(
    ("stated", "error", "words"),
    [
        ({"decimal": ";"}, ValueError, "decimal must be '.', ',' or 'each'"),
        ({"separator": ";;"}, ValueError, "separator must be one plain character"),
        ({"dayfirst": "yes"}, ValueError, "dayfirst must be True, False or None"),
        ({"duplicates": "first"}, ValueError, "duplicates must be 'raise', 'keep' or 'drop', found 'first'"),
        (
            {"observed_until": "31/12/2024"},
            ValueError,
            "observed_until must be a day from 1678 to 2261 such as '2024-12-31', .*; found '31/12/2024'",
        ),
        ({"observed_until": "2024-13-01"}, ValueError, "observed_until must be a day"),
        ({"columns": {"when": "x"}}, ValueError, "columns names 'when'"),
        ({"sheet": "a"}, ValueError, "sheet= means nothing"),
    ],
)
def test_arguments_are_checked(write, stated, error, words):
    with pytest.raises(error, match=words):
        read_transactions(write(GOOD), **stated)


@pytest.mark.parametrize(
    "observed_until", ["2024-02-05", datetime.date(2024, 2, 5), pd.Timestamp("2024-02-05", tz="UTC")]
)
def test_any_day_for_observed_until(table, observed_until):
    assert len(read_transactions(table, observed_until=observed_until)) == 3
    assert "date is after observed_until (2024-02-04) in 2 rows" in problems(table, observed_until="2024-02-04")[0]


def test_nothing_is_written(write, tmp_path):
    path = write(GOOD)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read_transactions(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "UTC"])
@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of a process can be set on Unix only")
def test_the_time_zone_of_the_computer_does_not_matter(monkeypatch, write, zone, table):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert_frame_equal(read_transactions(write(GOOD))[list(table)], table.head(2))
    finally:
        monkeypatch.undo()
        time.tzset()


CELLS = st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
IDS = CELLS.filter(lambda text: text.casefold() not in ("nan", "none", "null", "na", "n/a", "nat", "#n/a", "<na>"))
ROWS = st.lists(
    st.tuples(
        IDS.map(lambda text: unicodedata.normalize("NFC", "c" + text)),  # as ids are read
        st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2099, 12, 31)).map(
            lambda m: m.replace(microsecond=0)
        ),
        st.integers(-(10**10), 10**10).map(lambda cents: cents / 100),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.heavy
@settings(max_examples=25)
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    decimal=st.sampled_from([".", ","]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    form=st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]),
)
def test_what_was_written_comes_back(tmp_path_factory, rows, separator, decimal, encoding, form):
    rows = [*rows, ("last", datetime.datetime(2024, 1, 31), 0.5)]  # shows the order of the day and the decimal sign
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"]).astype(
        {"customer_id": pd.StringDtype(na_value=np.nan), "date": "datetime64[ns]"}
    )
    path = tmp_path_factory.mktemp("round") / "sales.csv"
    text = table.to_csv(None, index=False, sep=separator, decimal=decimal, date_format=form, lineterminator="\n")
    path.write_bytes(text.encode(encoding))
    stated = encoding if encoding == "gb18030" else None
    found = read_transactions(path, duplicates="keep", encoding=stated, answers={"far_days": "keep"})
    assert_frame_equal(found, table)
    source = found.attrs["source"]
    assert (source["separator"], source["decimal"], source["rows_read"]) == (separator, decimal, len(table))


KINDS_OF_CELLS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.datetimes(timezones=st.sampled_from([None, datetime.UTC])),
    st.decimals(allow_nan=False),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(
        ["1,234", "1.5", "1,5", "5/1/2024", "31/1/2024", "2024-01-05", "€5", "$5", "12346.0", 45296, pd.NA, pd.NaT]
    ),
)


@pytest.mark.heavy
@settings(max_examples=15)
@given(
    rows=st.lists(st.tuples(*[KINDS_OF_CELLS] * 5), min_size=1, max_size=8),
    duplicates=st.sampled_from(["raise", "keep", "drop"]),
    stated=st.sampled_from([{}, {"dayfirst": True, "decimal": ",", "observed_until": "2024-01-10"}]),
)
def test_any_cells_become_transactions_or_problems(rows, duplicates, stated):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount", "quantity", "note"], dtype=object)
    try:
        transactions, rejects = read_transactions_with_rejects(table, duplicates=duplicates, **stated)
    except SchemaError as error:
        assert error.problems
        return
    check_table(transactions, TRANSACTIONS)
    source = transactions.attrs["source"]
    assert len(transactions) + source["rows_dropped"] == source["rows_read"]
    assert source["rows_read"] + source["rows_blank"] == len(table)
    assert len(rejects) == source["rows_rejected"]


@given(content=st.binary(max_size=200), name=st.sampled_from(["a.csv", "a.xlsx", "a.parquet"]))
def test_any_bytes_are_refused_politely(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SchemaError):
        read_transactions(tmp_path / name)


@pytest.mark.slow
def test_a_million_rows_are_read_whole(tmp_path):
    size = 1_000_000
    places = np.arange(size)
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(places % 63_072_000, unit="s")
    table = pd.DataFrame({"customer_id": places % 50_000, "date": dates, "amount": (places % 10_007) / 100})
    table.to_csv(tmp_path / "sales.csv", index=False)
    found = read_transactions(tmp_path / "sales.csv", duplicates="keep")
    assert len(found) == size
    assert found["amount"].sum() == pytest.approx(table["amount"].sum())


@pytest.mark.slow
def test_a_year_of_a_real_shop(outside_data):
    path = outside_data / "online_retail" / "year_2009_2010.parquet"
    stated = {"columns": {"date": "invoice_ts"}, "duplicates": "keep"}
    transactions, rejects = read_transactions_with_rejects(path, **stated)
    # the file has 525,461 rows, 107,927 of them without a customer
    assert (len(transactions), len(rejects)) == (525_461 - 107_927, 107_927)
    assert rejects["reason"].unique().tolist() == ["customer_id is missing"]
    assert "amount is quantity × unit_price: there is no amount." in transactions.attrs["source"]["notes"]
    check_table(transactions, TRANSACTIONS)


@pytest.mark.parametrize(
    "observed_until", [pd.NaT, float("nan"), 20240101, "9999-12-31", datetime.date(9999, 1, 1), "2024", "now"]
)
def test_what_is_no_day(table, observed_until):
    with pytest.raises(
        ValueError,
        match="observed_until must be a day from 1678 to 2261 such as '2024-12-31', or a date or Timestamp; found",
    ):
        read_transactions(table, observed_until=observed_until)


@pytest.mark.parametrize("separator", [5, "", '"', "\n", "\uff0c", "\0", b",", [","]])
def test_what_is_no_separator(write, separator):
    with pytest.raises(ValueError, match="separator must be one plain character such as ';'"):
        read_transactions(write(GOOD), separator=separator)


@pytest.mark.parametrize(
    "stated", [{"dayfirst": pd.NA}, {"dayfirst": 2}, {"decimal": np.array([1, 2])}, {"duplicates": None}]
)
def test_what_is_no_choice(write, stated):
    with pytest.raises(ValueError, match=f"{next(iter(stated))} must be .*, found"):
        read_transactions(write(GOOD), **stated)


def test_columns_must_be_a_mapping(write):
    with pytest.raises(TypeError, match=r"columns must be a mapping such as .*, found list"):
        read_transactions(write(GOOD), columns=["date"])


def test_a_signalling_decimal_is_no_number(table):
    with pytest.raises(SchemaError, match=r"amount cannot be read in 1 row \(row 0: 'sNaN'\)"):
        read_transactions(table.head(1).assign(amount=[Decimal("sNaN")]))


def test_a_formula_without_a_value_is_called_by_its_name(tmp_path):
    book = Workbook()
    for row in (
        ["customer_id", "date", "amount", "order"],
        ["a", "2024-01-05", "=D2*2", 2],
        ["=B2", "2024-01-06", 3, 1],
    ):
        book.active.append(row)
    book.save(tmp_path / "sales.xlsx")
    assert problems(tmp_path / "sales.xlsx") == (
        "customer_id is a formula without a stored value in 1 row (row 3: '=B2'). "
        "Open the file in a spreadsheet, save it with its values and read it again.",
        "amount is a formula without a stored value in 1 row (row 2: '=D2*2'). "
        "Open the file in a spreadsheet, save it with its values and read it again.",
    )


def test_an_amount_beyond_cents_is_set_aside():
    sales = pd.DataFrame({"customer_id": ["a", "b"], "date": ["2024-01-05"] * 2, "amount": ["1.50", "9" * 30]})
    assert "amount is so large that cents would be lost in a sum in 1 row" in problems(sales)[0]


def test_a_product_beyond_all_numbers():
    sales = pd.DataFrame({"customer_id": ["a"], "date": ["2024-01-05"], "quantity": [1e200], "unit_price": [1e200]})
    assert problems(sales) == (
        "quantity × unit_price is so large that cents would be lost in a sum in 1 row (row 0). Correct them, "
        "or set them aside with read_transactions_with_rejects.",
    )


def test_two_zones_are_said(table):
    dates = ["2024-02-01 04:30:00+00:00", "2024-01-31 23:30:00-05:00", "2024-02-01T00:00:00Z"]
    found = read_transactions(table.assign(date=dates))
    assert any("there are 2 zones ('+00:00', '-05:00')" in note for note in found.attrs["source"]["notes"])


def test_notes_hold_no_control_characters(write):
    found = read_transactions(
        write("customer_id,date,amount,order_id\x1b[31m\n1,24/1/2024,5,x\x1b\n"), columns={"order_id": None}
    )
    assert "\x1b" not in " ".join(found.attrs["source"]["notes"])
