"""What the tests of the manual may use."""

import sys
from pathlib import Path

import pytest

import custseg

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs"))  # where the extension lies

from manual.names import read_rooms
from manual.uses import NOTEBOOKS, read_studies


@pytest.fixture(scope="session")
def rooms():
    """Give the rooms as the manual reads them."""
    return read_rooms(custseg)


@pytest.fixture(scope="session")
def studies(rooms):
    """Give the studies as the manual reads them."""
    return read_studies(NOTEBOOKS, rooms)
