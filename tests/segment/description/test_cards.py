import numpy as np
import pandas as pd
import pytest

from custseg.resample import share_intervals
from custseg.segment import segment_cards


@pytest.fixture
def customers():
    random = np.random.default_rng(0)
    amount = np.concatenate([random.uniform(900, 1100, 50), random.uniform(1, 100, 150), random.uniform(200, 400, 200)])
    recency = np.concatenate([random.uniform(1, 10, 50), random.uniform(200, 300, 150), random.uniform(50, 100, 200)])
    return pd.DataFrame({"amount": amount, "recency": recency})


LABELS = np.repeat([0, 2, 1], [50, 150, 200])


@pytest.mark.heavy
def test_names_follow_from_the_effects(customers):
    cards = segment_cards(customers, LABELS)
    assert cards.loc[0, "name_en"] == "high spend, recent"
    assert cards.loc[0, "name_zh"] == "消费额高、近期有购买"
    assert cards.loc[2, "name_en"] == "less recent, low spend"
    assert cards.loc[1, "name_en"] == "average"
    assert cards.loc[1, "name_zh"] == "与总体相近"
    assert cards["name_en"].is_unique


def test_a_card_holds_size_money_and_intervals(customers):
    cards = segment_cards(customers, LABELS)
    assert cards["customers"].sum() == 400
    assert cards["share_of_amount"].sum() == pytest.approx(1)
    assert (cards["share_of_amount_low"] < cards["share_of_amount"]).all()
    assert (cards["share_of_amount"] < cards["share_of_amount_high"]).all()
    assert cards.loc[0, "lift"] == pytest.approx(cards.loc[0, "share_of_amount"] / 0.125)
    assert cards.attrs["fidelity"] > 0.95
    assert cards.loc[0, "typical"].startswith("amount 1,")


def test_shares_have_the_intervals_of_shares_and_none_where_a_segment_brings_nothing(customers):
    idle = customers.assign(amount=np.where(LABELS == 2, 0.0, customers["amount"]))
    labels = pd.Series(LABELS, idle.index)
    cards = segment_cards(idle, labels)
    right = share_intervals(idle["amount"], labels)
    ends = ["share_of_amount_low", "share_of_amount_high"]
    np.testing.assert_array_equal(cards[ends], right.loc[cards.index, ["low", "high"]])
    assert cards.loc[2, ends].isna().all() and cards.loc[[0, 1], ends].notna().all(axis=None)


def test_swapping_the_numbers_swaps_the_names(customers):
    """Names depend on what the customers do, not on the number of the cluster."""
    first = segment_cards(customers, LABELS)
    second = segment_cards(customers, np.array([7, 8, 9])[LABELS])
    assert first["name_en"].tolist() == second["name_en"].tolist()


def test_segments_that_effects_cannot_tell_apart_get_letters(customers):
    labels = np.arange(400) % 2
    cards = segment_cards(customers, labels)
    assert cards["name_en"].tolist() == ["average A", "average B"]


def test_columns_may_bring_their_own_words(customers):
    table = customers.assign(sim_footfall=customers["amount"] * 3)
    words = {"sim_footfall": ("quiet street", "busy street", "冷清", "热闹")}
    cards = segment_cards(table, LABELS, columns=["sim_footfall"], words=words)
    assert cards.loc[0, "name_en"] == "busy street"
    plain = segment_cards(table, LABELS, columns=["sim_footfall"])
    assert plain.loc[0, "name_en"] == "high sim footfall"


def test_customers_set_apart_keep_their_own_card(customers):
    labels = LABELS.copy()
    labels[:3] = -1
    cards = segment_cards(customers, labels)
    assert cards.loc[-1, "name_en"] == "set apart"
    assert cards.loc[-1, "rule"].startswith("beyond")
    assert cards["customers"].sum() == 400
