import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.segment import ladder_moves, loyalty_ladder


def log(**days):
    """Make a log of purchases of 5 on the stated days since the first of January."""
    start = pd.Timestamp("2024-01-01")
    rows = [(who, start + pd.Timedelta(days=day), 5.0) for who, when in days.items() for day in when]
    return pd.DataFrame(rows, columns=["customer_id", "date", "amount"])


def test_the_ladder_counts_purchase_days():
    rows = log(a=[0, 0], b=[0, 1], c=[0, 1, 2], d=[0, 1, 2, 3])
    assert loyalty_ladder(rows, as_of="2024-12-31").astype(str).tolist() == ["one-off", *["long-term"] * 2, "loyal"]
    with pytest.raises(ValueError, match="loyal must be above long_term"):
        loyalty_ladder(rows, as_of="2024-12-31", long_term=4, loyal=4)


def test_moves_on_the_ladder_add_up():
    """At CDNOW 85 of 1,317 one-off customers (6.5 %) became long-term in half a year, 116 of 643 (18 %) loyal."""
    moves = ladder_moves(load_cdnow(), start="1997-12-31", end="1998-06-30")
    assert (moves[["silent", "bought", "to_long_term", "to_loyal"]].sum(axis=1) == moves["customers"]).all()
    assert moves["to_long_term"].tolist() == [85, 0, 0] and moves["to_loyal"].tolist() == [14, 116, 0]
    assert moves["climbed"].round(3).tolist()[:2] == [0.075, 0.180] and np.isnan(moves["climbed"]["loyal"])
    with pytest.raises(ValueError, match="start must lie before end"):
        ladder_moves(load_cdnow(), start="1997-12-31", end="1997-12-31")
