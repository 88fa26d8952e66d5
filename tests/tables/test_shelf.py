"""Are numbers in files read as those in memory, do they leave memory, and does another process find them?"""

import gc
import io
import mmap
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from custseg.tables import _shelf
from custseg.tables._shelf import beside, dump, is_shelved, load, rest, room, shelved, taken, taken_rows


class Pair(NamedTuple):
    """Two arrays."""

    one: np.ndarray
    other: np.ndarray | None = None


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(_shelf, "SMALL", 1)


def in_files(array):
    return _shelf._pages_of(np.asarray(array)) is not None


def table():
    days = pd.to_datetime(["2024-01-01", None, "2024-03-01"])
    columns = {
        "customer_id": np.array([2, 0, 1], dtype=np.int32),
        "amount": [1.5, np.nan, -0.0],
        "date": days,
        "late": [True, False, True],
        "name": ["ann", "bob", "eve"],
        "kind": pd.Categorical(["a", "b", "a"]),
        "month": pd.PeriodIndex(days, freq="M"),
    }
    frame = pd.DataFrame(columns, index=pd.Index([7, 5, 9], name="row"))
    frame.attrs = {"source": {"name": "shop"}}
    return frame


def test_a_table_says_the_same_from_files():
    frame = table()
    held = shelved(frame)
    pd.testing.assert_frame_equal(held, frame)
    assert held.attrs == frame.attrs
    assert all(in_files(held[name].to_numpy()) for name in ("customer_id", "amount", "date", "late"))
    assert in_files(held.index.to_numpy()) and not in_files(frame["amount"].to_numpy())


def test_series_indexes_and_tuples_are_held_too():
    series = table()["amount"]
    index = pd.MultiIndex.from_product([pd.to_datetime(["2024-01-01", "2024-04-01"]), range(200)], names=["cut", "who"])
    pair = Pair(np.arange(9), None)
    held = shelved((series, index, pair, "text", 1.5))
    pd.testing.assert_series_equal(held[0], series)
    assert held[1].equals(index) and held[1].names == index.names and in_files(held[1].codes[1])
    assert type(held[2]) is Pair and held[2].one.tolist() == list(range(9)) and held[3:] == ("text", 1.5)
    assert in_files(held[0].to_numpy()) and in_files(held[2].one) and held[2].other is None


def test_what_lies_in_a_file_is_not_written_again():
    held = shelved(np.arange(9))
    assert shelved(held) is held
    again = shelved(pd.DataFrame({"all": held, "some": np.arange(9.0)}, copy=False))
    assert np.shares_memory(again["all"].to_numpy(), held)


def test_what_is_worked_out_of_an_array_lies_where_the_array_lies():
    here, held = np.arange(9), shelved(np.arange(9))
    assert not is_shelved(beside(here, 3, np.int32)) and is_shelved(beside(held, 3, np.int32))
    found = room(4, np.int32)
    found[:] = [3, 1, 2, 0]
    assert is_shelved(found) and found.dtype == np.int32
    assert not shelved(found).flags.writeable and found.flags.writeable  # once it is kept


@pytest.mark.parametrize("step", [2, 100])
def test_some_entries_are_taken_in_steps(monkeypatch, step):
    monkeypatch.setattr(_shelf, "STEP", step)
    here, held = np.arange(9.0), shelved(np.arange(9.0))
    for rows in (here > 4, np.array([7, 0, 7]), np.array([], dtype=np.int64)):
        some = taken(held, rows)
        assert taken(here, rows).tolist() == some.tolist() == here[rows].tolist()
        assert is_shelved(some) == bool(len(some))
    assert is_shelved(taken(here, shelved(np.array([1, 2]))))


def test_some_rows_of_a_table_are_taken():
    frame = table()
    rows = np.array([True, False, True])
    pd.testing.assert_frame_equal(taken_rows(shelved(frame), rows), frame[rows].reset_index(drop=True))
    assert taken_rows(frame, rows).attrs == frame.attrs
    assert is_shelved(taken_rows(shelved(frame), np.array([2, 0]))["amount"].to_numpy())


def test_it_cannot_be_changed():
    held = shelved(np.arange(9))
    with pytest.raises(ValueError, match="read-only"):
        held[3] = 1


@pytest.mark.parametrize("stays", [np.array(["a", "b"], dtype=object), np.ones((2, 2)), "text", None])
def test_other_things_stay_as_they_are(stays):
    assert shelved(stays) is stays


def test_few_numbers_stay_in_memory(monkeypatch):
    monkeypatch.setattr(_shelf, "SMALL", 9 * 8 + 1)
    numbers = np.arange(9)
    assert shelved(numbers) is numbers and in_files(shelved(np.arange(10)))


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="this system cannot lay room aside")
def test_room_is_laid_aside_or_lies_in_memory(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "posix_fallocate", full)
        assert not is_shelved(room(9, np.int64)) and room(9, np.int64).tolist() == [0] * 9
    monkeypatch.delattr(os, "posix_fallocate")  # as on macOS: zeros are written
    monkeypatch.setattr(_shelf, "STEP", 7)
    assert is_shelved(found := room(9, np.int64)) and found.tolist() == [0] * 9


def test_categories_lie_in_files(monkeypatch):
    table = pd.DataFrame({"product": pd.Categorical(["b", None, "a", "b"] * 40)})
    held = shelved(table)
    assert is_shelved(held["product"].array.codes)
    pd.testing.assert_frame_equal(held, table)
    rows = np.array([3, 1, 2] * 40)
    pd.testing.assert_frame_equal(taken_rows(held, rows), table.iloc[rows].reset_index(drop=True))


TEXTS = ["ann", None, "", "Zoë", "周", "bob" * 9]
STORAGE = getattr(pd.Series(TEXTS, dtype="str").dtype, "storage", "")  # none before pandas 3


@pytest.mark.parametrize("rows", [slice(None), slice(1, 5), slice(0, 0)])
def test_text_lies_in_files(rows):
    texts = pd.Series(TEXTS, dtype="str", name="why").iloc[rows]
    held = shelved(texts)
    pd.testing.assert_series_equal(held, texts)
    assert held[held == "Zoë"].index.tolist() == texts[texts == "Zoë"].index.tolist()
    index = pd.Index(texts.dropna(), name="customer_id")
    pd.testing.assert_index_equal(shelved(index), index)
    pd.testing.assert_index_equal(shelved(index)[::-1], index[::-1])


def test_text_in_parts_lies_in_files():
    parts = pd.concat([pd.Series(TEXTS, dtype="str"), pd.Series(TEXTS[::-1], dtype="str")])
    pd.testing.assert_frame_equal(shelved(parts.to_frame("why")), parts.to_frame("why"))


@pytest.mark.skipif(STORAGE != "pyarrow", reason="text of Python stays in memory")
def test_text_in_a_file_is_not_written_again():
    before = len(_shelf._FILES)
    held = shelved(pd.Series(TEXTS, dtype="str"))
    there = len(_shelf._FILES)
    again = shelved(held)
    assert there > before and len(_shelf._FILES) == there
    pd.testing.assert_series_equal(again, held)
    del held, again
    gc.collect()
    assert len(_shelf._FILES) == before


def test_without_room_text_stays_in_memory(monkeypatch):
    texts = pd.Series(TEXTS, dtype="str")
    monkeypatch.setattr(_shelf, "MOST", 0)
    pd.testing.assert_series_equal(shelved(texts), texts)


def test_without_room_numbers_stay_in_memory(monkeypatch):
    numbers = np.arange(9)

    def full(*_):
        raise OSError(28, "No space left on device")

    before = len(_shelf._FILES)
    with monkeypatch.context() as patch:
        patch.setattr(_shelf.np, "ascontiguousarray", full)
        assert shelved(numbers) is numbers
    with monkeypatch.context() as patch:
        patch.setattr(_shelf, "TemporaryFile", full)
        assert shelved(numbers) is numbers
    monkeypatch.setattr(_shelf, "MOST", 0)
    assert shelved(numbers) is numbers and len(_shelf._FILES) == before


FEW_FILES = """
import resource, subprocess
import numpy as np
from custseg.tables import _shelf
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
_shelf.SMALL = 64
held = [_shelf.shelved(np.arange(9) + number) for number in range(300)]
print(all(one[3] == number + 3 for number, one in enumerate(held)), len(_shelf._FILES) > 5)
print(len([open("/dev/null") for _ in range(20)]))
"""


@pytest.mark.skipif(os.name != "posix", reason="the system's limit is told there")
def test_where_few_files_may_be_open_others_can_still_open_some():
    run = subprocess.run([sys.executable, "-c", FEW_FILES], capture_output=True, text=True, timeout=60)
    assert run.stdout.split() == ["True", "True", "20"], run.stderr


def test_a_file_goes_with_the_last_array_in_it():
    gc.collect()
    before = len(_shelf._FILES)
    held = shelved(np.arange(9))
    part = held[2:4]
    file = _shelf._FILES[_shelf._pages_of(held)]
    del held
    assert len(_shelf._FILES) == before + 1 and part.tolist() == [2, 3]
    del part
    gc.collect()
    assert len(_shelf._FILES) == before and file.closed


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory of processes is told by Linux alone")
def test_pages_leave_memory_and_come_back():
    held = shelved(np.ones(4_000_000))  # 32 MB

    def megabytes():
        lines = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines() if "Rss" in line)
        return int(lines["RssFile"].split()[0]) / 2**10

    assert held.sum() == 4_000_000
    read = megabytes()
    rest()
    assert megabytes() < read - 25
    assert held.sum() == 4_000_000


PROGRAM = """
import sys
from custseg.tables import _shelf
found, part = _shelf.load(sys.stdin.buffer)
print(found["amount"].sum(), found["name"].tolist(), part.tolist(), _shelf._pages_of(part) is not None)
"""


@pytest.mark.skipif(os.name != "posix", reason="files are handed on where processes share their numbers")
def test_another_process_reads_the_files():
    frame = pd.DataFrame({"amount": np.arange(100_000.0), "name": "a"}).head(100_000)
    frame["name"] = frame["name"].astype("category")
    held = shelved(frame)
    written, files = dump((held.assign(name=["b"] * len(held)).head(2), held["amount"].to_numpy()[5:8]))
    assert len(files) == 1
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=written, capture_output=True, pass_fds=files, check=True, timeout=60
    )
    assert run.stdout.decode().split() == ["1.0", "['b',", "'b']", "[5.0,", "6.0,", "7.0]", "True"]


def test_what_is_in_memory_travels_whole():
    written, files = dump({"numbers": np.arange(5), "table": table()})
    assert not files
    found = load(io.BytesIO(written))
    pd.testing.assert_frame_equal(found["table"], table())
    assert found["numbers"].tolist() == [0, 1, 2, 3, 4]


def test_a_large_table_travels_as_places(monkeypatch):
    if os.name != "posix":
        pytest.skip("files are handed on where processes share their numbers")
    held = shelved(pd.DataFrame({"amount": np.arange(100_000.0)}))
    written, files = dump(held)
    assert len(written) < 10_000 and len(files) == 1


def test_without_advice_to_the_system_nothing_happens(monkeypatch):
    monkeypatch.delattr(mmap, "MADV_DONTNEED", raising=False)
    held = shelved(np.arange(9))
    rest()
    assert held.sum() == 36


class _Circle:
    """Holds an array, and itself: only Python's search for such circles lets it go."""

    def __init__(self, held):
        self.held, self.itself = held, self


def test_files_of_arrays_that_nobody_can_reach_make_room(monkeypatch):
    gc.collect()
    monkeypatch.setattr(_shelf, "MOST", len(_shelf._FILES) + 3)
    gc.disable()
    try:
        for _ in range(3):
            _Circle(shelved(np.arange(2**18)))
        assert len(_shelf._FILES) == _shelf.MOST
        assert _shelf.is_shelved(shelved(np.arange(2**18)))
    finally:
        gc.enable()


def test_where_all_files_are_held_unreachable_ones_are_looked_for_once(monkeypatch):
    gc.collect()
    monkeypatch.setattr(_shelf, "MOST", len(_shelf._FILES) + 2)
    held = [shelved(np.arange(2**18)) for _ in range(2)]
    looks = []
    monkeypatch.setattr(_shelf.gc, "collect", lambda: looks.append(1))
    assert not any(_shelf.is_shelved(shelved(np.arange(2**18))) for _ in range(4)) and len(looks) == 1
    held.pop()
    assert _shelf.is_shelved(shelved(np.arange(2**18)))
