"""What the tests of reading share: a count of records that knows nothing of the reader."""

from collections.abc import Callable

import pytest

CR, LF, MARK = b'\r\n"'


@pytest.fixture(scope="session")
def count_records() -> Callable[..., int]:
    return records


def records(data: bytes, separator: bytes = b",") -> int:
    """Count records byte by byte: a quotation mark opens a field at its start only; a line end in a field is text."""
    count, at_start, inside, pending = 0, True, False, False
    for place, byte in enumerate(data):
        pending = True
        if inside:
            inside = byte != MARK
            at_start = not inside  # a second mark is a mark inside the field: it opens the field again
        elif byte == MARK and at_start:
            inside = True
        elif byte == LF or (byte == CR and data[place + 1 : place + 2] != b"\n"):
            count, at_start, pending = count + 1, True, False
        else:
            at_start = byte == separator[0]
    return count + pending
