"""Does a page say the same of a file that is held as numbers, and is such a file read as any other?"""

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from custseg import brief
from custseg.brief import _lists_in_words, _long_file, customer_rows, open_book
from custseg.brief._long_file import is_long, numbered, read_long
from custseg.decide import business_signs
from custseg.read import read_transactions_with_rejects
from custseg.report.own.outline import SECTIONS
from custseg.schema import SchemaError
from custseg.tables import _customer_blocks, _shelf

KEEP = {"duplicates": "keep"}


def shop(customers=250, *, orders="O{:05d}", seed=1):
    """Give two years of a shop with refunds, products, names, a channel, and a column that no page asks for."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(customers), 1 + rng.poisson(rng.gamma(1.0, 4.0, customers)))
    n = len(who)
    rows = pd.DataFrame(
        {
            "order_id": [orders.format(number) for number in range(n)],
            "customer_id": [f"K{number:03d}" for number in who],
            "date": pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 730, n), "D"),
            "amount": rng.gamma(2.0, 25.0, n).round(2),
            "product": rng.choice(["tea", "cup", "pot"], n),
            "channel": rng.choice(["web", "shop"], n),
            "customer_name": [f"Name {number}" for number in who],
            "remark": rng.choice(["", "gift", "call first"], n),
            "weight": rng.integers(1, 9, n),
        }
    )
    back = rows.sample(frac=0.06, random_state=seed).assign(amount=lambda some: -some["amount"])
    back["date"] += pd.Timedelta(days=9)
    return pd.concat([rows, back[back["date"] < "2024-01-01"]]).sort_values("date", kind="stable", ignore_index=True)


def written(rows, path):
    if path.suffix == ".csv":
        rows.to_csv(path, index=False)
    else:
        rows.to_parquet(path, index=False)
    return path


@pytest.fixture
def every_file_is_long(monkeypatch):
    monkeypatch.setattr(_long_file, "LONG", 1)


def said_of(book):
    """Give all that a page says, and what stands in its tables."""
    said = []
    for name in SECTIONS:
        section = getattr(brief, name)(book)
        said += section.facts()
        said += [one.to_html() for one in section.more if isinstance(one, pd.DataFrame)]
        said += [section.table.to_html()] if isinstance(section.table, pd.DataFrame) else []
        said += [listed.astype("object").to_csv() for listed in section.lists.values()]
    return said


def same(long, short):
    assert long.people is not None and short.people is None
    assert (str(brief.opening(long)), repr(long)) == (str(brief.opening(short)), repr(short))
    assert said_of(long) == said_of(short)
    sheets, plain = customer_rows(long), customer_rows(short)
    assert list(sheets) == list(plain)
    for name, sheet in sheets.items():
        pd.testing.assert_frame_equal(sheet.astype("object"), plain[name].astype("object"), check_index_type=False)
    assert list(brief.customer_groups(long).index) == list(brief.customer_groups(short).index)
    pd.testing.assert_frame_equal(brief.band_moves(long), brief.band_moves(short), check_index_type=False)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("ending", "asked"),
    [
        (".parquet", {}),
        (".csv", {"by": "channel", "margin": 0.3, "reading": KEEP}),
        (".parquet", {"by": "product", "as_of": "2023-09-30"}),
    ],
)
def test_a_page_says_the_same_of_it(tmp_path, monkeypatch, ending, asked):
    path = written(shop(), tmp_path / f"shop{ending}")
    short = open_book(path, **asked)
    monkeypatch.setattr(_long_file, "LONG", 1)
    monkeypatch.setattr(_shelf, "SMALL", 64)  # all of it in files, and a fifth of the customers after another
    monkeypatch.setattr(_customer_blocks, "MOST", 300)
    monkeypatch.setattr(_lists_in_words, "PART", 7)
    long = open_book(path, **asked)
    assert set(long.log.columns) & {"remark", "weight"} == set()
    same(long, short)


def test_reasons_of_a_long_list_are_categories_that_lie_in_files(monkeypatch):
    monkeypatch.setattr(_long_file, "LONG", 1)
    monkeypatch.setattr(_shelf, "SMALL", 16)
    book = open_book(shop(), name="shop")
    name = book.lists["list"].value_counts().idxmax()
    sheet = _lists_in_words.list_sheet(book, name)
    assert len(sheet) > 30 and len(sheet["why"].cat.categories) < len(sheet)
    assert _shelf.is_shelved(sheet["why"].array.codes)
    assert sheet["why"].tolist() == _lists_in_words._with_lot(
        book,
        book.lists.loc[sheet.index, "draw"],
        _lists_in_words.reasons(book, book.lists.loc[sheet.index], name),
    )


@pytest.mark.heavy
def test_a_table_in_memory_is_held_in_the_same_way(monkeypatch):
    rows, costs = shop(), pd.DataFrame({"customer_id": ["K001", "K002", "nobody"], "cost": [5.0, 7.0, 1.0]})
    short = open_book(rows, name="shop", costs=costs, margin=0.4)
    monkeypatch.setattr(_long_file, "LONG", 1)
    same(open_book(rows, name="shop", costs=costs, margin=0.4), short)


@pytest.mark.heavy
def test_one_large_account_is_called_by_its_id(monkeypatch):
    rows = shop()
    giant = rows["customer_id"] == "K007"
    rows["amount"] = rows["amount"].where(~giant, 1_000 * rows["amount"])
    short = open_book(rows, name="shop", keep=["K007"])
    monkeypatch.setattr(_long_file, "LONG", 1)
    long = open_book(rows, name="shop", keep=["K007"])
    assert "K007" in str(brief.why_sales_moved(long).facts())
    same(long, short)


@pytest.mark.usefixtures("every_file_is_long")
@pytest.mark.parametrize("orders", ["O{:05d}", "order of the year {:05d}", "Bestellung-ü{:d}"])
def test_it_is_read_as_any_other(tmp_path, orders):
    rows = shop(40, orders=orders)
    rows.loc[3, "amount"] = np.nan
    path = written(rows, tmp_path / "shop.parquet")
    (log, ids), set_aside = read_long(path, KEEP, lambda column: column == "channel")
    plain, aside = read_transactions_with_rejects(path, **KEEP)
    pd.testing.assert_frame_equal(set_aside, aside)
    assert {**log.attrs["source"]} == {**plain.attrs["source"]}
    assert ids[log["customer_id"]].tolist() == plain["customer_id"].tolist() and ids.is_monotonic_increasing
    assert log["order_id"].tolist() == pd.factorize(plain["order_id"], sort=True)[0].tolist()
    for name in ("date", "amount", "channel", "weight"):
        pd.testing.assert_series_equal(log[name], plain[name])
    assert log["product"].tolist() == plain["product"].tolist()
    assert log.duplicated().tolist() == plain.duplicated().tolist()


@pytest.mark.usefixtures("every_file_is_long")
def test_columns_whose_cells_hold_several_values_are_kept(tmp_path):
    """PyArrow knows a column of structs by the names of its fields only, and refused to read it with the texts."""
    rows = shop(30)
    rows["parcel"] = [{"weight": weight} for weight in rows["weight"]]
    rows["tags"] = [[remark] for remark in rows["remark"]]
    found, _ = read_long(written(rows, tmp_path / "shop.parquet"), KEEP, lambda name: name == "remark")
    assert found.log["remark"].tolist() == rows["remark"].tolist()
    assert found.log["parcel"].tolist() == rows["parcel"].tolist()
    assert [list(tags) for tags in found.log["tags"]] == rows["tags"].tolist()


@pytest.mark.usefixtures("every_file_is_long")
@pytest.mark.parametrize("none", [None, ""])
def test_orders_without_a_name_stay_names(tmp_path, none):
    rows = shop(40)
    rows.loc[5, "order_id"] = none
    path = written(rows, tmp_path / "shop.parquet")
    (log, _), _ = read_long(path, KEEP, lambda column: False)
    plain, _ = read_transactions_with_rejects(path, **KEEP)
    pd.testing.assert_series_equal(log["order_id"], plain["order_id"])


@pytest.mark.usefixtures("every_file_is_long")
def test_what_leaves_something_open_is_asked_as_of_any_other_file(tmp_path):
    path = written(shop(30).assign(date="5/1/2024"), tmp_path / "shop.csv")
    assert read_long(path, KEEP, lambda column: False) is None
    with pytest.raises(SchemaError, match="date can be read in two ways"):
        open_book(path)


@pytest.mark.usefixtures("every_file_is_long")
def test_somebody_left_out_is_set_aside_with_all_that_the_file_says(tmp_path):
    path = written(shop(60), tmp_path / "shop.parquet")
    book = open_book(path, leave_out=["K003"])
    assert "K003" not in book.ids and book.people is not None
    assert set(book.set_aside["customer_id"]) == {"K003"} and book.set_aside["remark"].notna().all()


@pytest.mark.usefixtures("every_file_is_long")
def test_nothing_is_left_behind(tmp_path, monkeypatch):
    path = written(shop(30), tmp_path / "shop.csv")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_long(path, KEEP, lambda column: False)
    read_long(written(shop(30).assign(date="5/1/2024"), tmp_path / "open.csv"), KEEP, lambda column: False)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["open.csv", "shop.csv"]


@pytest.mark.usefixtures("every_file_is_long")
@pytest.mark.parametrize("when", ["before", "while it is read"])
def test_a_folder_for_temporary_files_that_is_gone_is_said_with_what_to_do(tmp_path, monkeypatch, when):
    path, folder = written(shop(), tmp_path / "shop.csv"), tmp_path / "temporary"
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    if when != "before":
        folder.mkdir()
        monkeypatch.setattr(_long_file, "release_memory", lambda: shutil.rmtree(folder))  # once it is converted
    with pytest.raises(FileNotFoundError, match=r"^shop\.csv is so long .* folder is gone .*temporary.* set TMPDIR to"):
        open_book(path, reading=KEEP)


@pytest.mark.usefixtures("every_file_is_long")
def test_another_fault_of_the_disk_is_said_as_it_is(tmp_path, monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_long_file, "release_memory", full)
    with pytest.raises(OSError, match=r"^\[Errno 28\] No space left on device$"):
        open_book(written(shop(), tmp_path / "shop.csv"), reading=KEEP)


def test_only_files_that_are_long_are_read_so(tmp_path, monkeypatch):
    paths = [written(shop(30), tmp_path / f"shop{ending}") for ending in (".csv", ".parquet")]
    assert not any(map(is_long, paths))
    rows = len(shop(30))
    monkeypatch.setattr(_long_file, "LONG", rows)
    assert is_long(paths[1]) and is_long(str(paths[1]))
    monkeypatch.setattr(_long_file, "LONG", rows + 1)
    assert not is_long(paths[1])
    monkeypatch.setattr(_long_file, "LONG", paths[0].stat().st_size // _long_file.BYTES)
    assert is_long(paths[0])
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(b"PAR1 no more")
    for other in (damaged, tmp_path, tmp_path / "not there.csv", Path("x" * 300), shop(30), [paths[0]]):
        assert not is_long(other)


def test_a_short_log_stays_as_it_is():
    log = shop(30)
    assert numbered(log, None, lambda column: False)[0] is log


@pytest.mark.usefixtures("every_file_is_long")
def test_its_numbers_lie_in_files(tmp_path, monkeypatch):
    monkeypatch.setattr(_shelf, "SMALL", 64)
    monkeypatch.setattr(_shelf, "MOST", 240)  # small ones are many
    book = open_book(written(shop(60), tmp_path / "shop.parquet"), by="channel")
    held = [book.log, book.quick, book.customers, book.rhythm, book.waits, book.lists, book.past, book.lookback.known]
    for table in held:
        plain = [name for name, column in table.items() if isinstance(column.dtype, np.dtype)]
        assert plain and all(_shelf._pages_of(table[name].to_numpy()) is not None for name in plain)
    ids = pa.array(customer_rows(book)["customers"].index.array)
    starts = {np.frombuffer(pages, np.uint8).__array_interface__["data"][0] for pages in _shelf._FILES}
    assert {part.address for part in ids.buffers() if part} <= starts, "the ids of the sheets stand in memory"
    book.rest()
    assert book.log["amount"].sum() == pytest.approx(book.net["left"].sum() - book.net["unplaced"].sum())


@pytest.mark.usefixtures("every_file_is_long")
def test_a_row_is_as_many_bytes_as_the_manual_says(root, tmp_path):
    """A customer and an order of 4 bytes each, a day and an amount of 8."""
    rows = shop()[["order_id", "customer_id", "date", "amount"]]
    book = open_book(written(rows, tmp_path / "shop.parquet"), reading=KEEP)
    assert book.log.memory_usage(index=False).sum() == book.quick.memory_usage(index=False).sum() == 24 * len(rows)
    said = " ".join((root / "docs" / "beyond.rst").read_text("utf-8").split())
    assert "the day and the amount: 24 bytes, and as much again for what refunds undo" in said


@pytest.mark.usefixtures("every_file_is_long")
@pytest.mark.parametrize("most", [50, 10_000])
def test_rows_that_repeat_others_are_counted_in_parts(tmp_path, monkeypatch, most):
    rows = shop(60)
    twice = pd.concat([rows, rows]).sort_values("date", kind="stable", ignore_index=True)
    monkeypatch.setattr(_customer_blocks, "MOST", most)
    for name in ("shop.parquet", "shop.csv"):
        with pytest.raises(SchemaError, match="50% of the rows repeat an earlier one in every column"):
            open_book(written(twice, tmp_path / name))


@pytest.mark.usefixtures("every_file_is_long")
def test_signs_name_customers_by_their_ids():
    log = shop(60)
    held, ids = numbered(log, None, lambda column: False)
    end = log["date"].max()
    pd.testing.assert_frame_equal(_long_file.signs_of(held, ids, end), business_signs(log, observed_until=end))


@pytest.mark.usefixtures("every_file_is_long")
def test_rows_that_were_let_go_are_worked_out_again():
    book = open_book(shop(60), name="shop")
    before, waits = book.quick, book.waits
    book.let_rows_go()
    assert not {"quick", "waits"} & set(book.__dict__)
    assert book.quick is not before and book.quick.equals(before)
    pd.testing.assert_frame_equal(book.waits, waits)
