"""Are those who bought again counted in the right group?"""

import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import comebacks_by_history, history_groups
from custseg.schema import SchemaError


def test_counts_agree_with_pandas():
    log, cut = load_cdnow(), pd.Timestamp("1998-03-31")
    seen = log[log["date"] <= cut].groupby("customer_id")["date"].nunique()
    later = log[(log["date"] > cut) & (log["date"] <= cut + pd.Timedelta(days=91))]
    back = seen.index.isin(later["customer_id"])
    table = comebacks_by_history(log, cut=cut, days_ahead=91)
    assert table["customers"].sum() == len(seen)
    assert table.loc["1", ["customers", "came_back"]].tolist() == [(seen == 1).sum(), back[seen == 1].sum()]
    assert table.loc["5–9", "came_back"] == back[seen.between(5, 9)].sum()
    assert table["purchases_after"].sum() == len(
        later[later["customer_id"].isin(seen.index)].drop_duplicates(["customer_id", "date"])
    )


def test_silence_is_counted_in_windows():
    log = pd.DataFrame(
        {
            "customer_id": ["a", "b", "c"],
            "date": pd.to_datetime(["2024-03-01", "2024-02-12", "2024-01-01"]),
            "amount": 1.0,
        }
    )
    groups = history_groups(log, observed_until="2024-03-11", days_ahead=14)
    assert groups["silent"].astype(str).tolist() == ["at most one window", "one to two windows", "over two windows"]


def test_a_model_says_how_many_purchases_it_expected():
    table = comebacks_by_history(load_cdnow(), cut="1998-03-31", model="BG/NBD", by_silence=True)
    assert (table["expected"] > 0).all()


def test_nobody_before_the_cut_is_said():
    with pytest.raises(SchemaError, match="nobody had bought"):
        comebacks_by_history(load_cdnow(), cut="1996-12-31")


def test_an_unknown_model_is_named():
    with pytest.raises(ValueError, match="'NBD'"):
        comebacks_by_history(load_cdnow(), cut="1998-03-31", model="NBD")
