"""A file of any size, read in parts: the tables, rejects, faults and questions that all of it gives in memory."""

import json

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.read import convert_transactions, read_transactions, read_transactions_with_rejects
from custseg.read.parts import long_text, parquet_parts, text_parts
from custseg.schema import SchemaError
from custseg.tables import customer_table

ROWS = 60
FAULTS = {
    "no customer": ("customer", ""),
    "guest": ("customer", "Guest"),
    "zero": ("customer", "0"),
    "nines": ("customer", "99999"),
    "zeros": ("customer", "00000"),
    "masked": ("customer", "12***34"),
    "one customer": ("customer", "1007"),
    "no date": ("date", ""),
    "unread date": ("date", "soon"),
    "other order": ("date", "25.1.2024"),
    "late": ("date", "5.6.2031"),
    "far": ("date", "5.6.1950"),
    "no amount": ("amount", ""),
    "unread amount": ("amount", "x"),
    "huge": ("amount", "99999999999999999"),
    "point": ("amount", "12.50"),
    "thousands": ("amount", "1.250"),
    "dollars": ("amount", "$5"),
    "cancelled": ("status", "cancelled"),
    "pending": ("status", "pending"),
    "refund": ("status", "refunded"),
    "paid back": ("amount", "-12"),
    "in brackets": ("amount", "(12)"),
    "other letters": ("status", "bezahlt, Köln"),
    "total": ("customer", "Total"),
    "header": ("all", ""),
    "again": ("again", ""),
    "long": ("long", ""),
    "short": ("short", ""),
}


@pytest.fixture(autouse=True)
def short_tail(monkeypatch):
    """Let the last part be short, so that small files have several parts."""
    monkeypatch.setattr(text_parts, "TAIL", 20)
    monkeypatch.setattr(parquet_parts, "TAIL", 20)


DAYS = {
    "day first": "{day}.{month}.2024",
    "month first": "{month}/{day}/2024",
    "year first": "2024-{month:02}-{day:02}",
    "short, day first": "{day}/{month}/24",
    "short, year first": "24-{month:02}-{day:02}",
}


def lines_of(planted, seed, separator=";", days="day first", lowest=1000, orders=False):
    """Write a log with faults, each in the rows that are named."""
    chance = np.random.default_rng(seed)
    lines = []
    for place in range(ROWS):
        row = {
            "customer": str(chance.integers(lowest, lowest + 20)),
            "date": DAYS[days].format(month=chance.integers(1, 13), day=chance.integers(1, 13)),
            "amount": str(chance.integers(1, 90)) + chance.choice(["", ",50"]),
            "status": chance.choice(["paid", "paid", "shipped"]),
            **({"order number": f"B-{place // 2 % 20:03}"} if orders else {}),
        }
        extra = ""
        for fault, rows in planted.items():
            column, cell = FAULTS[fault]
            if place not in rows:
                continue
            if column == "all":
                row = {name: name for name in row}
            elif column == "again" and lines:
                lines.append(lines[-1])
            elif column in row:
                row[column] = cell
            extra = {"long": f"{separator}1{separator}2", "short": "!"}.get(column, extra)
        cells = [f'"{cell}"' if separator in cell else cell for cell in row.values()]
        lines.append(separator.join(cells[:-1] if extra == "!" else cells) + extra.strip("!"))
    return "\n".join([separator.join(row), *lines]) + "\n"


def verdict(call):
    """Give a table, or the problems of an error."""
    try:
        return call(), None
    except SchemaError as error:
        return None, error.problems


def check_alike(path, folder, rows, **stated):
    """Hold the file in parts to the file in memory: refused, and with rejects."""
    target, aside = folder / "log.parquet", folder / "rejects.parquet"
    memory, problems = verdict(lambda: read_transactions(path, **stated))
    parts, of_parts = verdict(lambda: convert_transactions(path, target, batch_rows=rows, **stated))
    assert of_parts == problems
    if memory is not None:
        pd.testing.assert_frame_equal(pd.read_parquet(target), memory)
        assert json.loads(json.dumps(parts[1], default=str)) == json.loads(
            json.dumps(memory.attrs["source"], default=str)
        )
    memory, problems = verdict(lambda: read_transactions_with_rejects(path, **stated))
    parts, of_parts = verdict(lambda: convert_transactions(path, target, rejects=aside, batch_rows=rows, **stated))
    assert of_parts == problems
    if memory is not None:
        pd.testing.assert_frame_equal(pd.read_parquet(target), memory[0])
        pd.testing.assert_frame_equal(pd.read_parquet(aside).astype(str), memory[1].astype(str))


@pytest.mark.heavy
@given(
    planted=st.dictionaries(
        st.sampled_from(list(FAULTS)),
        st.one_of(
            st.sets(st.integers(0, ROWS - 1), min_size=1),
            st.sets(st.integers(ROWS - 9, ROWS - 1), min_size=1),  # in the last part alone
            st.integers(1, 4).map(lambda step: set(range(0, ROWS, step))),
        ),
        max_size=4,
    ),
    seed=st.integers(0, 1000),
    separator=st.sampled_from([";", ",", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "gb18030", "utf-16"]),
    days=st.sampled_from(list(DAYS)),
    lowest=st.sampled_from([1000, 100, 1]),
    orders=st.booleans(),
    unclear=st.sampled_from(["ask", "decide"]),
    dayfirst=st.sampled_from([None, True, False]),
    rows=st.sampled_from([7, 7, 19, 1000]),
)
def test_parts_find_what_is_found_in_memory(tmp_path_factory, planted, encoding, unclear, dayfirst, rows, **log):
    folder = tmp_path_factory.mktemp("parts")
    (folder / "sales.csv").write_text(lines_of(planted, **log), encoding=encoding)
    check_alike(folder / "sales.csv", folder, rows, unclear=unclear, dayfirst=dayfirst)


@pytest.mark.heavy
@pytest.mark.parametrize("lowest", [1, 100, 1000])
@pytest.mark.parametrize(("name", "rows"), [("0", 25), ("0", 5), ("99999", 25), ("99999", 19), ("-1", 25)])
def test_an_id_such_as_0_is_nobody_if_it_holds_far_more_than_others(tmp_path, lowest, name, rows):
    """As in memory: more than 20 rows, and ten times what is usual, wherever they stand."""
    chance = np.random.default_rng(4)
    customers = [str(number) for number in range(lowest, lowest + 50)] + [name] * rows
    table = pd.DataFrame({"customer": chance.permutation(customers), "date": "2024-01-05"})
    table["amount"] = chance.integers(10, 99, len(table))
    table.to_csv(tmp_path / "sales.csv", index=False)
    check_alike(tmp_path / "sales.csv", tmp_path, 8, duplicates="keep")
    _, source = convert_transactions(tmp_path / "sales.csv", tmp_path / "log.parquet", duplicates="keep", batch_rows=8)
    nobody = rows > 20 or (lowest == 1000 and name != "99999")
    assert source["rows_set_aside"] == (rows if nobody else 0)


@pytest.mark.parametrize("usual", [1, 3])
def test_a_crowd_holds_twenty_times_what_is_usual_in_the_whole_file(tmp_path, usual):
    """With 42 of 210 rows it holds enough; with 42 and 3 rows each for others it does not."""
    customers = np.repeat([f"c{number}" for number in range(90)], usual).tolist() + ["till"] * 42 * (1 + usual)
    table = pd.DataFrame({"customer": np.random.default_rng(4).permutation(customers), "date": "2024-01-05"})
    table["amount"] = range(1, len(table) + 1)
    table.to_csv(tmp_path / "sales.csv", index=False)
    check_alike(tmp_path / "sales.csv", tmp_path, 25)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "gb18030", "utf-16", "utf-8-sig"])
def test_the_encoding_is_decided_by_the_whole_file(tmp_path, encoding, monkeypatch):
    """As for files that are too long to be decoded at once: the letters stand in the last rows only."""
    for name, size in {"AT_ONCE": 199, "BLOCK": 64, "BEGIN": 50}.items():
        monkeypatch.setattr(long_text, name, size)
    text = lines_of({"other letters": {55, 57}}, 1)
    (tmp_path / "sales.csv").write_text(text, encoding=encoding)
    check_alike(tmp_path / "sales.csv", tmp_path, 7, dayfirst=True)


@pytest.mark.heavy
@pytest.mark.parametrize("fault", list(FAULTS))
def test_each_fault_alone(tmp_path, fault):
    (tmp_path / "sales.csv").write_text(lines_of({fault: {3, 29, 30, 58}}, 1))
    check_alike(tmp_path / "sales.csv", tmp_path, 19, dayfirst=True, observed_until="2030-12-31")


def test_what_only_the_last_part_shows_holds_for_the_first(tmp_path):
    """The decimal comma, the order of days and a second currency stand in the last rows only."""
    days = [f"{n % 12 + 1}/{n % 11 + 1}/2024" for n in range(59)] + ["31/1/2024"]
    amounts = ["1,250"] * 59 + ["1,5"]
    table = pd.DataFrame({"customer": [f"c{n % 9}" for n in range(60)], "date": days, "amount": amounts})
    table.to_csv(tmp_path / "sales.csv", index=False, sep=";")
    log, source = convert_transactions(tmp_path / "sales.csv", tmp_path / "log.parquet", batch_rows=10)
    assert source["decimal"] == "," and source["dayfirst"] is True
    assert pd.read_parquet(log)["amount"].iloc[0] == 1.25
    check_alike(tmp_path / "sales.csv", tmp_path, 10)


@pytest.mark.parametrize("empty", ["\n", ";;;\n", " ; ;\n"])
@pytest.mark.parametrize("place", [10, 40, ROWS])
def test_parts_without_content_are_no_end(tmp_path, empty, place):
    """Spreadsheets export thousands of empty lines; remarks above them stand at the end all the same."""
    lines = lines_of({}, 1).splitlines(keepends=True)
    lines[place + 1 : place + 1] = ["Exported from the shop\n"] * 15 + [empty] * 50
    (tmp_path / "sales.csv").write_text("".join(lines))
    check_alike(tmp_path / "sales.csv", tmp_path, 7, dayfirst=True)


def test_another_column_of_customers_may_be_found_further_down(tmp_path):
    """Only then the first one is looked at as one of states, of which the first parts say more than the last."""
    rows = [f"C{n % (23 if n < 30 else 5)},{'x' if n > 57 else ''},2024-01-{n % 28 + 1:02},{n + 5}" for n in range(60)]
    (tmp_path / "sales.csv").write_text("\n".join(["customer,client,date,amount", *rows]) + "\n")
    check_alike(tmp_path / "sales.csv", tmp_path, 30)


@pytest.mark.parametrize("index", ["nr", "customer_id", None])
def test_rows_of_parquet_are_numbered_and_called_as_their_table_was(tmp_path, index):
    """The index of a pandas table is kept in the file as a column, or as the numbers that it was made of."""
    table = pd.DataFrame({"customer_id": [f"C{n % 9}" for n in range(60)], "date": pd.Timestamp("2024-01-05")})
    table["amount"] = np.arange(1.0, 61.0)
    table.loc[[30, 58], "amount"] = np.nan
    table = table.set_index(index) if index in table else table.set_axis(pd.RangeIndex(5, 185, 3, name=index))
    table.to_parquet(tmp_path / "sales.parquet", row_group_size=17)
    check_alike(tmp_path / "sales.parquet", tmp_path, 23)
    with pytest.raises(SchemaError, match=r"rows 95, 179\)" if index is None else r"rows 30, 58\)"):
        convert_transactions(tmp_path / "sales.parquet", tmp_path / "log.parquet", batch_rows=23)


def test_parquet_with_empty_rows_and_pairs(tmp_path):
    """Rows of nothing are counted; pairs, whose type Arrow cannot tell from what pandas holds, are kept as text."""
    table = pa.table(
        {
            "customer_id": [f"C{n % 9}" for n in range(60)] + [None] * 60,
            "date": [pd.Timestamp("2024-01-05")] * 60 + [None] * 60,
            "amount": [float(n) for n in range(60)] + [None] * 60,
            "more": pa.array([[("k", n)] for n in range(60)] + [None] * 60, pa.map_(pa.string(), pa.int64())),
        }
    )
    pq.write_table(table, tmp_path / "sales.parquet")
    memory = read_transactions(tmp_path / "sales.parquet")
    log, source = convert_transactions(tmp_path / "sales.parquet", tmp_path / "log.parquet", batch_rows=23)
    found = pd.read_parquet(log)
    pd.testing.assert_frame_equal(found.drop(columns="more"), memory.drop(columns="more"))
    assert found["more"].tolist() == memory["more"].map(str).tolist()
    assert source["rows_blank"] == memory.attrs["source"]["rows_blank"] == 60


def test_parquet_in_parts(tmp_path):
    chance = np.random.default_rng(2)
    table = pd.DataFrame(
        {
            "customer_id": pd.array(chance.integers(1000, 1030, 90), dtype="Int64").to_numpy(float),
            "date": pd.date_range("2024-01-01", periods=90, freq="5h"),
            "quantity": chance.integers(1, 5, 90),
            "unit_price": chance.gamma(2, 10, 90).round(2),
            "shop": None,
        }
    )
    table.loc[[4, 70], "customer_id"] = np.nan
    table.loc[80] = table.loc[3]
    table.to_parquet(tmp_path / "sales.parquet", row_group_size=40)
    check_alike(tmp_path / "sales.parquet", tmp_path, 11)


def test_the_engines_take_what_comes_back(tmp_path):
    (tmp_path / "sales.csv").write_text(lines_of({}, 3))
    expected = customer_table(read_transactions(tmp_path / "sales.csv", dayfirst=True), as_of="2025-01-31").sort_index()
    for engine, kind in {"polars": pl.LazyFrame, "duckdb": duckdb.DuckDBPyRelation}.items():
        log, _ = convert_transactions(
            tmp_path / "sales.csv", tmp_path / "log.parquet", engine=engine, dayfirst=True, batch_rows=9
        )
        assert isinstance(log, kind)
        found = customer_table(log, as_of="2025-01-31").sort_index()
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_progress_is_told_and_the_source_is_in_the_file(tmp_path):
    (tmp_path / "sales.csv").write_text(lines_of({}, 3))
    told = []
    log, source = convert_transactions(
        tmp_path / "sales.csv",
        tmp_path / "log.parquet",
        dayfirst=True,
        batch_rows=20,
        progress=lambda *step: told.append(step),
    )
    passes, rows, shares = zip(*told, strict=True)
    assert passes[0] == 1 and passes[-1] == 2 and rows[-1] == ROWS and shares[-1] == 1.0
    kept = json.loads(pq.read_metadata(log).metadata[b"custseg.source"])
    assert kept["rows_read"] == source["rows_read"] == ROWS


def test_nothing_appears_when_the_file_is_refused(tmp_path):
    (tmp_path / "sales.csv").write_text(lines_of({"unread date": {50}}, 1))
    with pytest.raises(SchemaError, match="date cannot be read with dayfirst=True in 1 row") as refused:
        convert_transactions(tmp_path / "sales.csv", tmp_path / "log.parquet", dayfirst=True, batch_rows=9)
    assert [path.name for path in tmp_path.iterdir()] == ["sales.csv"]
    assert not refused.value.paste


def test_the_line_to_paste_is_a_call_of_this_function(tmp_path):
    (tmp_path / "sales.csv").write_text(lines_of({"unread amount": {50}, "again": {4}}, 1))
    with pytest.raises(SchemaError) as refused:
        convert_transactions(tmp_path / "sales.csv", tmp_path / "log.parquet", dayfirst=True, batch_rows=9)
    call = refused.value.paste
    assert call.startswith("convert_transactions(") and "rejects=" in call
    eval(call, {"convert_transactions": convert_transactions})
    assert (tmp_path / "log-rejects.parquet").exists()


def test_what_only_memory_can_decide_is_named(tmp_path):
    bank = pd.DataFrame({"date": "2024-01-05", "Payee": ["a", "b"] * 20, "Debit": "", "Credit": "5.00"})
    bank.to_csv(tmp_path / "bank.csv", index=False)
    with pytest.raises(SchemaError, match="in two columns; that is decided with all of it in memory"):
        convert_transactions(
            tmp_path / "bank.csv", tmp_path / "log.parquet", columns={"customer_id": "Payee"}, batch_rows=9
        )


def orders_of_two_lines(second):
    """Write thirty orders of two lines; the second line of the twelfth is ``second``."""
    lines = [f"c{row // 2},2024-01-{row // 4 + 1:02},{row % 50 + 3}.50,O{row // 2},paid" for row in range(60)]
    lines[23] = second
    return "\n".join(["customer,date,amount,order_id,status", *lines, ""])


@pytest.mark.parametrize("second", ["c11,2024-01-06,{},O11,paid", "c7,2024-01-06,{},O11,", "c11,,{},O11,"])
@pytest.mark.parametrize("amount", ["", "1.2.3", "free"])
def test_an_amount_that_cannot_be_read_makes_no_further_line_of_an_order(tmp_path, second, amount):
    """Further lines have blank cells beside the blank amount, and are of their order's customer: as in memory."""
    path = tmp_path / "orders.csv"
    path.write_text(orders_of_two_lines(second.format(amount)))
    log, rejects = read_transactions_with_rejects(path)
    further = "c11,,,O11,"  # its day and its state are those of the first line
    if second.format(amount) == further:
        assert rejects["reason"].str.startswith("a further line of an order").all()
        with pytest.raises(SchemaError, match="orders whose amount stands on their first line only"):
            convert_transactions(path, tmp_path / "log.parquet", rejects=tmp_path / "rejects.parquet", batch_rows=7)
        return
    convert_transactions(path, tmp_path / "log.parquet", rejects=tmp_path / "rejects.parquet", batch_rows=7)
    assert len(pd.read_parquet(tmp_path / "log.parquet")) == len(log) == 59
    found = pd.read_parquet(tmp_path / "rejects.parquet")
    assert found[["row", "reason"]].to_numpy().tolist() == rejects[["row", "reason"]].to_numpy().tolist()


def test_one_file_by_two_names_is_not_written_twice(tmp_path):
    (tmp_path / "sales.csv").write_text("customer;date;amount\n7;31.1.2024;1,50\n8;1.2.2024;x\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "alias").symlink_to("out")
    for other in (tmp_path / "alias" / "log.parquet", tmp_path / "alias" / ".." / "out" / "log.parquet"):
        with pytest.raises(ValueError, match="is named twice"):
            convert_transactions(tmp_path / "sales.csv", tmp_path / "out" / "log.parquet", rejects=other)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("source", "target", "error", "words"),
    [
        ("sales.xlsx", "log.parquet", SchemaError, "is a workbook"),
        ("sales.doc", "log.parquet", SchemaError, "ends in '.doc'"),
        ("sales.parquet", "sales.parquet", ValueError, "named twice"),
        ("sales.csv", "none/log.parquet", FileNotFoundError, "no folder"),
        ("sales.csv", ".", IsADirectoryError, "is a folder"),
    ],
)
def test_files_that_cannot_be(tmp_path, source, target, error, words):
    (tmp_path / source).write_text("customer;date;amount\n1;2024-01-05;5\n")
    with pytest.raises(error, match=words):
        convert_transactions(tmp_path / source, tmp_path / target)


def test_arguments_are_checked(tmp_path):
    (tmp_path / "sales.csv").write_text(lines_of({}, 1))
    with pytest.raises(ValueError, match="batch_rows"):
        convert_transactions(tmp_path / "sales.csv", tmp_path / "log.parquet", batch_rows=0)
    with pytest.raises(ValueError, match="engine"):
        convert_transactions(tmp_path / "sales.csv", tmp_path / "log.parquet", engine="excel")


def test_log_and_rejects_are_replaced_both_or_neither(tmp_path):
    """The rejects were those of a conversion whose log could not be placed, beside the log of the one before."""
    (tmp_path / "sales.csv").write_text("customer;date;amount\n7;31.1.2024;1,50\n;1.2.2024;2,00\n")
    (tmp_path / "elsewhere").mkdir()
    log, rejects = tmp_path / "log.parquet", tmp_path / "elsewhere" / "rejects.parquet"
    rejects.write_text("of before")

    def a_folder_comes_between(*_):
        log.mkdir(exist_ok=True)

    with pytest.raises(OSError):
        convert_transactions(tmp_path / "sales.csv", log, rejects=rejects, progress=a_folder_comes_between)
    assert rejects.read_text() == "of before"
    log.rmdir()
    convert_transactions(tmp_path / "sales.csv", log, rejects=rejects)
    assert pd.read_parquet(log)["amount"].tolist() == [1.5] and len(pd.read_parquet(rejects)) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "elsewhere",
        "log.parquet",
        "rejects.parquet",
        "sales.csv",
    ]
