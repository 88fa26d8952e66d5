"""Is nobody lost in a later window?"""

import warnings

import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.tables import amount_between, customer_table
from tests.engines import ENGINES


def test_later_amounts_keep_every_customer_and_every_dollar():
    purchases = load_cdnow()
    early = customer_table(purchases[purchases["date"] <= "1997-09-30"], as_of="1997-09-30")
    later = amount_between(purchases, early.index, after="1997-09-30", until="1998-06-30")
    assert later.index.equals(early.index)
    # lifetimes and the CDNOW literature: 684 customers buy again in the 39 weeks of the holdout
    assert int((later > 0).sum()) in (683, 684)  # one of them only at a price of zero
    assert early["amount"].sum() + later.sum() == pytest.approx(purchases["amount"].sum())


def test_windows_meet_without_gap_or_overlap(transactions):
    everyone = pd.Index(["a", "b"], name="customer_id")
    first = amount_between(transactions, everyone, after="2024-01-01", until="2024-02-01")
    second = amount_between(transactions, everyone, after="2024-02-01", until="2024-03-11")
    assert first.tolist() == [15.0, 0.0]
    assert second.tolist() == [0.0, 5.0]


@pytest.mark.parametrize("engine", ["pandas", *ENGINES])
@pytest.mark.parametrize(("back", "share"), [(5.0, None), (40.0, "4.0% of all that was bought")])
def test_what_came_back_unsold_is_set_beside_all_that_was_bought(engine, back, share):
    """Customer r alone comes home from an engine, who bought for 10 of 1,000; half a percent is not worth a warning."""
    log = pd.DataFrame(
        {
            "customer_id": ["r", "r", "a"],
            "date": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
            "amount": [-back, 10.0, 990.0],
        }
    )
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        given = log if engine == "pandas" else ENGINES[engine](log)
        amounts = amount_between(given, pd.Index(["a", "r"]), after="2023-12-31", until="2024-01-31")
    assert amounts.tolist() == [990.0, 10.0]
    assert [share in str(one.message) for one in said] == ([True] if share else [])


def test_windows_that_make_no_sense(transactions):
    everyone = pd.Index(["a", "b"])
    with pytest.raises(ValueError, match="until must be later than after"):
        amount_between(transactions, everyone, after="2024-02-01", until="2024-02-01")
    with pytest.raises(ValueError, match="after must be a day"):
        amount_between(transactions, everyone, after="then", until="2024-02-01")
    with pytest.raises(ValueError, match="more than once: 'a'"):
        amount_between(transactions, pd.Index(["a", "a"]), after="2024-01-01", until="2024-02-01")
    with pytest.raises(SchemaError, match="nobody bought or returned anything after 2025-02-01, up to 2025-03-01"):
        amount_between(transactions, everyone, after="2025-02-01", until="2025-03-01")


def test_ids_are_a_list_of_ids(transactions):
    assert amount_between(transactions, ["a", "x"], after="2024-01-01", until="2024-03-11").tolist() == [15.0, 0.0]
    for wrong in (transactions, "a", None, 5):
        with pytest.raises(TypeError, match=r"customer_ids must be ids, such as table\.index"):
            amount_between(transactions, wrong, after="2024-01-01", until="2024-03-11")
