"""Is what was known on a past day what pandas finds, and what came after it too?"""

import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.decide import rhythm_at_cuts, rhythm_table

ASKED = {"ahead": 91, "observed_until": "1998-06-30"}


def test_each_cut_sees_nothing_younger_and_counts_what_came_after():
    log, cut = load_cdnow(), pd.Timestamp("1998-01-31")
    past = rhythm_at_cuts(log, cuts=["1997-09-30", cut], **ASKED).xs(cut, level="cut")
    known = rhythm_table(log[log["date"] <= cut], as_of=cut)
    pd.testing.assert_frame_equal(past[known.columns], known, check_index_type=False)
    later = log[(log["date"] > cut) & (log["date"] <= cut + pd.Timedelta(days=91))]
    brought = later.groupby("customer_id")["amount"].sum().reindex(past.index)
    assert (past["came_back"] == brought.notna()).all()
    assert past["amount_later"].to_numpy() == pytest.approx(brought.fillna(0.0).to_numpy())
    days = later.groupby("customer_id")["date"].nunique().reindex(past.index).fillna(0)
    assert (past["purchase_days_later"] == days).all()


def test_whole_numbers_stay_whole_numbers():
    log = pd.DataFrame({"customer_id": [7, 12, 7], "date": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"])})
    past = rhythm_at_cuts(log.assign(amount=1.0), cuts=["2024-01-10"], ahead=30, observed_until="2024-03-01")
    assert past.loc[pd.Timestamp("2024-01-10"), "came_back"].to_dict() == {7: True, 12: False}


def test_a_lazy_frame_is_collected_once():
    polars = pytest.importorskip("polars")
    log, collected = load_cdnow(), []

    def told(part):
        collected.append(len(part))
        return part

    lazy = polars.from_pandas(log[["customer_id", "date", "amount"]]).lazy().map_batches(told)
    past = rhythm_at_cuts(lazy, cuts=["1998-03-31"], **ASKED)
    assert collected == [len(log)]
    pd.testing.assert_frame_equal(past, rhythm_at_cuts(log, cuts=["1998-03-31"], **ASKED), check_index_type=False)


@pytest.mark.parametrize(
    "cuts, words", [([], "found none"), (["1998-06-01"], "leave 91 days"), (["1996-12-31"], "nobody had bought")]
)
def test_days_that_cannot_be_watched_are_refused(cuts, words):
    with pytest.raises(ValueError, match=words):
        rhythm_at_cuts(load_cdnow(), cuts=cuts, **ASKED)
