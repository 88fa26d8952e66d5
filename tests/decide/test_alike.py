"""Who is alike, how many of them came back, and who is taken as well where they are few?"""

import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.decide import comeback_of_alike, kinds_of_customers, rhythm_at_cuts, rhythm_table


def past_of(**kinds):
    """Rows of one cut: name to (purchase days, silence, customers, of whom came back)."""
    rows = [
        (f"{name}{number}", days, silent, number < back)
        for name, (days, silent, customers, back) in kinds.items()
        for number in range(customers)
    ]
    table = pd.DataFrame(rows, columns=["customer_id", "purchase_days", "recency", "came_back"])
    return table.assign(cut=pd.Timestamp("2024-01-01")).set_index(["cut", "customer_id"])


def today(days, silent):
    return pd.DataFrame({"purchase_days": [days], "recency": [silent]}, index=["ann"])


def test_the_borders_of_the_classes():
    rhythm = pd.DataFrame({"purchase_days": [1, 2, 4, 9, 10], "recency": [0, 30, 31, 365, 366]})
    assert kinds_of_customers(rhythm).to_numpy().tolist() == [[1, 0], [2, 0], [3, 31], [5, 183], [10, 366]]


@pytest.mark.heavy
def test_the_shares_are_those_that_pandas_counts():
    log = load_cdnow()
    past = rhythm_at_cuts(log, cuts=["1997-12-31", "1998-03-31"], ahead=91, observed_until="1998-06-30")
    rhythm = rhythm_table(log, as_of="1998-06-30")
    found = comeback_of_alike(rhythm, past)
    one = past[(past["purchase_days"] == 1) & past["recency"].between(183, 365)].reset_index()
    first = one.sort_values("cut").drop_duplicates("customer_id")
    ids = rhythm.index[(rhythm["purchase_days"] == 2) & rhythm["recency"].between(183, 365)]
    two = past[(past["purchase_days"] == 2) & past["recency"].between(183, 365)].reset_index()
    two = two.sort_values("cut").drop_duplicates("customer_id")
    assert found.loc[ids, "alike"].unique().tolist() == [len(two)]
    assert found.loc[ids, "share"].iloc[0] == pytest.approx(two["came_back"].mean())
    assert len(first) > len(two)


def test_with_few_alike_those_who_bought_more_often_are_taken_then_less_often_but_never_once():
    past = past_of(ten=(12, 5, 20, 20), five=(6, 5, 20, 10), once=(1, 5, 500, 5))
    found = comeback_of_alike(today(15, 9), past).loc["ann"]
    assert (found["alike"], found["share"]) == (40, 0.75)
    assert (found["bought_from"], found["bought_to"]) == (5, 10)
    assert comeback_of_alike(today(2, 9), past).loc["ann", "alike"] == 40
    assert comeback_of_alike(today(1, 9), past).loc["ann", "alike"] == 500


def test_nobody_is_alike_with_another_silence():
    past = past_of(silent=(3, 400, 100, 1))
    found = comeback_of_alike(today(3, 20), past).loc["ann"]
    assert found["alike"] == 0 and pd.isna(found["share"])


def test_without_a_past_nobody_is_alike():
    assert comeback_of_alike(today(3, 20), pd.DataFrame())["alike"].tolist() == [0]
