"""What the tests of reading in parts share: small parts."""

import pytest

from custseg.read.parts import parquet_parts, text_parts


@pytest.fixture(autouse=True)
def short_tail(monkeypatch):
    """Let the last part be short, so that small files have several parts."""
    monkeypatch.setattr(text_parts, "TAIL", 2)
    monkeypatch.setattr(parquet_parts, "TAIL", 2)
