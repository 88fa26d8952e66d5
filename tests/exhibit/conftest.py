"""Claims with wordings of their own, twins with a share of large ones, and a reader at work."""

import numpy as np
import pytest

from custseg.exhibit import claim, claim_wordings
from custseg.resample import Twin

WORDS = {
    "fall.both.holds": "**Both** groups of {n:,} {unit} fell, by {a:.0%} and {b:.0%}.",
    "fall.both.otherwise": "Only one of {n:,} {unit} fell.",
    "fall.alone.holds": "Both fell.",
    "fall.plain": "No claim.",
}


@pytest.fixture
def catalogue(monkeypatch):
    """Add wordings to those of the catalogue."""
    known = claim_wordings.phrases()
    monkeypatch.setattr(claim_wordings, "phrases", lambda: known | WORDS)


@pytest.fixture
def reader(monkeypatch):
    """Re-run as a reader does."""
    monkeypatch.setenv(claim_wordings.READER, "1")


@pytest.fixture
def twins():
    """Make a finished twin of which so large a share is as large: ``twins(0.3, n=1000)``."""

    def make(share_as_large, n=1000):
        draws = np.zeros(n)
        draws[: round(share_as_large * (n + 1)) - 1] = 2.0
        return Twin("the month shuffled", 1.0, draws)

    return make


@pytest.fixture
def both(catalogue):
    """Make a claim with two wordings: ``both(holds, **more)``."""
    return lambda holds, **more: claim("fall.both", holds=holds, n=2357, unit="customers", a=0.3, b=0.2, **more)
