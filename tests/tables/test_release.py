"""Does memory go back to the system once nobody needs it, and does nothing happen where a system cannot do that?"""

import ctypes
import sys
from pathlib import Path

import numpy as np
import pytest

from custseg.tables._release import release_memory


def held():
    """Give the MB that this process holds in no file."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says how much memory is held")
def test_memory_that_is_free_goes_back():
    parts = [np.ones(8_000) for _ in range(4_000)]  # 64 kB each, 256 MB: too small to be given back one by one
    last = np.ones(8_000)
    full = held()
    del parts
    release_memory()
    assert full - held() > 200 and last.sum() == 8_000


def test_without_the_c_library_of_linux_nothing_happens(monkeypatch):
    def none(*_):
        raise OSError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", none)
    release_memory()
