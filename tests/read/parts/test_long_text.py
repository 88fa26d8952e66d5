"""Long text files: their encoding is decided by all of them, a block at a time."""

import pytest

from custseg.read.parts import long_text
from custseg.read.parts.long_text import encoding_of, in_utf8, unpacking
from custseg.schema import SchemaError

LINES = ["name;town"] + [f"n{number};Bonn" for number in range(40)] + ["ö;Köln", "Ü;Düren"]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Let files of some hundred bytes be long ones."""
    for name, size in {"AT_ONCE": 99, "BLOCK": 16, "BEGIN": 20}.items():
        monkeypatch.setattr(long_text, name, size)


def read(path, codec):
    with unpacking(path) as (file, _):
        return b"".join(in_utf8(file, codec, path.name)).decode()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig", "utf-16", "utf-16-le"])
def test_letters_in_the_last_lines_decide(tmp_path, encoding):
    (tmp_path / "a.csv").write_text("\n".join(LINES), encoding=encoding)
    found = encoding_of(tmp_path / "a.csv", None)
    assert read(tmp_path / "a.csv", found.codec).splitlines() == LINES
    assert found.guessed == (encoding in ("cp1252", "utf-16-le"))


def test_a_damaged_place_is_named_with_its_row(tmp_path):
    """In row 42 of 43 one byte is missing, and ten letters are sound."""
    lines = [*LINES[:-1], "ÄÖÜäöüßéàè"]
    (tmp_path / "a.csv").write_bytes("\n".join(lines).encode().replace("Kö".encode(), b"K\xb6"))
    with pytest.raises(SchemaError, match="UTF-8 but for 1 place, the first in row 42"):
        encoding_of(tmp_path / "a.csv", None)


def test_a_stated_encoding_is_held_to_the_end(tmp_path):
    (tmp_path / "a.csv").write_bytes("\n".join(LINES).encode() + b"\n\xe4\xb8")  # half a letter
    with pytest.raises(SchemaError, match="not valid utf-8: a byte in or near row 44"):
        encoding_of(tmp_path / "a.csv", "utf-8")


def test_what_the_guess_cannot_read_is_refused(tmp_path):
    """Byte 0x81 has no meaning in cp1252."""
    (tmp_path / "a.csv").write_bytes("\n".join(LINES).encode("cp1252") + b"\n\x81;x")
    with pytest.raises(SchemaError, match="not valid cp1252: a byte in or near row 44"):
        read(tmp_path / "a.csv", "cp1252")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_lines_with_other_letters_are_looked_at(tmp_path, end):
    (tmp_path / "a.csv").write_bytes(end.join(LINES).encode("cp1252"))
    with (tmp_path / "a.csv").open("rb") as file:
        found = long_text._with_other_letters(file).decode("cp1252").split(end)
    assert found[0] == LINES[0] and found[-2:] == LINES[-2:] and len(found) < 6
