"""Where a text may be cut: behind whole rows, whatever stands in quotation marks."""

import gzip
import random

import pandas as pd
import pytest

from custseg.read.files.delimited import read_delimited
from custseg.read.parts import long_text
from custseg.read.parts import text_parts as module
from custseg.read.parts.text_parts import record_ends, text_parts
from custseg.read.parts.whole import Part, Pass, reading
from custseg.schema import SchemaError


@pytest.mark.parametrize("seed", range(40))
def test_rows_end_where_a_byte_by_byte_reader_says(count_records, seed):
    chance = random.Random(seed)
    data = "".join(chance.choices(['"', '""', ",", "\n", "\r\n", "\r", "a", '"a\nb"', ',"c,d",'], k=60)).encode()
    ends = record_ends(data, b",")
    assert len(ends) + (not len(ends) or int(ends[-1]) < len(data)) == count_records(data)
    for end in ends[:-1]:
        assert count_records(data[:end]) + count_records(data[end:]) == count_records(data)


def in_parts(path, **options):
    """Read a file in parts of two rows, one after the other."""
    now, rows = Pass(), []
    options = {"encoding": None, "separator": None, "batch_rows": 2, **options}
    for read, _, last in text_parts(path, **options):
        with reading(Part(now, last=last)):
            rows.append(read())
    return rows


@pytest.mark.parametrize("at_once", [64, 2**24])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_parts_are_the_rows_of_the_file_with_their_numbers(tmp_path, monkeypatch, encoding, at_once):
    monkeypatch.setattr(long_text, "AT_ONCE", at_once)
    lines = [
        f"{n};{'Müller' if n % 2 else chr(34) + 'Ko' + chr(10) + 'ln' + chr(34)};2024-01-{n:02}" for n in range(1, 20)
    ]
    path = tmp_path / "sales.csv"
    path.write_bytes(("Report\nname;who;date\n" + "\n\n".join(lines) + "\n").encode(encoding))
    parts, whole = in_parts(path), read_delimited(path)
    assert len(parts) > 5
    pd.testing.assert_frame_equal(pd.concat([part.table for part in parts], ignore_index=True), whole.table)
    assert [number for part in parts for number in part.numbers] == whole.numbers.tolist()
    assert {part.source["encoding"] for part in parts} == {whole.source["encoding"]}


def test_packed_files_and_files_without_header(tmp_path):
    rows = "".join(f" 0000{n} 199701{n:02}  1   1{n}.77\n" for n in range(10, 25))
    (tmp_path / "log.txt").write_text(rows)
    (tmp_path / "log.txt.gz").write_bytes(gzip.compress(rows.encode()))
    whole = read_delimited(tmp_path / "log.txt")
    for name in ("log.txt", "log.txt.gz"):
        parts = in_parts(tmp_path / name)
        pd.testing.assert_frame_equal(pd.concat([part.table for part in parts], ignore_index=True), whole.table)
        assert [number for part in parts for number in part.numbers] == whole.numbers.tolist()


def test_a_row_that_never_ends_does_not_fill_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 1000)
    monkeypatch.setattr(long_text, "BLOCK", 500)
    path = tmp_path / "sales.csv"
    path.write_text('a,b\n"' + "x" * 500_000 + "\n")
    monkeypatch.setattr(module, "record_ends", lambda *_: module.np.array([], dtype=int))
    with pytest.raises(SchemaError, match="never closed"):
        in_parts(path)


def test_a_damaged_archive_is_refused(tmp_path):
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n" * 1000)[:-20])
    with pytest.raises(SchemaError, match="cannot be unpacked"):
        in_parts(path)
