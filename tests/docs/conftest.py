"""What the tests of the manual may use."""

import pytest

import custseg


@pytest.fixture(autouse=True)
def extension(root, monkeypatch):
    """Let the tests import the extension that lies in ``docs/``."""
    monkeypatch.syspath_prepend(root / "docs")


@pytest.fixture
def rooms(extension):
    """Give the rooms as the manual reads them."""
    from manual.names import read_rooms

    return read_rooms(custseg)


@pytest.fixture
def studies(rooms):
    """Give the studies as the manual reads them."""
    from manual.uses import NOTEBOOKS, read_studies

    return read_studies(NOTEBOOKS, rooms)
