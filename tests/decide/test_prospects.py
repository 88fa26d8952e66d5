"""Are a list's prospects the rates of its rule before, and is it for learning only where something can be seen?"""

from functools import partial

import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.decide import (
    action_lists,
    comeback_rates,
    comeback_table,
    largest_customers,
    list_prospects,
    overdue,
    rhythm_at_cuts,
    smallest_effect,
)
from custseg.simulate import simulate_business

CUTS = ["1997-06-30", "1997-09-30", "1997-12-31", "1998-03-31"]
RULES = {"largest": partial(largest_customers, customers=10), "late": overdue}
ASKED = {"ahead": 91, "observed_until": "1998-06-30"}


@pytest.fixture(scope="module")
def past():
    return rhythm_at_cuts(load_cdnow(), cuts=CUTS, **ASKED)


def lists(**members):
    return pd.Series({f"{name}{n}": name for name, size in members.items() for n in range(size)}, dtype="object")


@pytest.mark.heavy
def test_the_rates_are_those_of_the_rules_at_past_days(past):
    today = action_lists(load_cdnow(), RULES, as_of="1998-06-30", random_state=1)["list"]
    table = list_prospects(today, past, RULES)
    rates = comeback_table(load_cdnow(), RULES, cuts=CUTS, **ASKED).groupby("list", sort=False)
    pd.testing.assert_frame_equal(
        table[["members", "came_back"]], rates[["members", "came_back"]].sum(), check_index_type=False
    )
    once = comeback_rates(load_cdnow(), RULES, cuts=CUTS, **ASKED)
    assert table["people"].tolist() == once["members"].tolist()
    assert ((table["high"] - table["low"]) > 0.9 * (once["high"] - once["low"])).all(), "no surer for counting twice"


def test_a_rule_is_judged_by_all_days_and_not_by_those_new_on_the_list():
    """Who is late for long comes back seldom: counting each customer on the first day alone promised too much."""
    shop = simulate_business("plain", customers=3000, random_state=7)
    cuts = [shop.as_of - pd.Timedelta(days=91 * back) for back in (5, 4, 3, 2)]
    before = rhythm_at_cuts(shop.rows, cuts=cuts, ahead=91, observed_until=shop.as_of)
    last = shop.as_of - pd.Timedelta(days=91)
    today = action_lists(shop.rows, {"late": overdue}, as_of=last, random_state=1)["list"]
    promised = list_prospects(today, before, {"late": overdue}).loc["late"]
    later = shop.rows[(shop.rows["date"] > last)]["customer_id"]
    came = today.index.isin(later).mean()
    once = comeback_rates(shop.rows, {"late": overdue}, cuts=cuts, ahead=91, observed_until=shop.as_of).loc["late"]
    assert abs(promised["share"] - came) < abs(once["share"] - came)


def test_a_list_as_long_as_those_before_shows_what_they_would_have_shown(past):
    before = list_prospects(lists(late=1), past, RULES).loc["late"]
    table = list_prospects(lists(late=int(before["members"])), past, RULES)
    outcome = pd.Series([1.0] * int(before["came_back"]) + [0.0] * int(before["members"] - before["came_back"]))
    assert table.loc["late", "smallest_effect"] == pytest.approx(smallest_effect(outcome)["smallest_effect"].iloc[0])


def test_four_times_as_many_show_half_the_effect(past):
    few, many = (list_prospects(lists(late=n), past, RULES).loc["late"] for n in (100, 400))
    assert many["smallest_effect"] == pytest.approx(few["smallest_effect"] / 2)
    assert many["for_learning"] and not few["for_learning"]


def test_too_few_before_say_nothing_of_an_effect(past):
    table = list_prospects(lists(largest=10, late=300), past, RULES, fewest=60)
    assert table.loc["largest", "people"] < 60 <= table.loc["largest", "members"] * 2
    assert pd.isna(table.loc["largest", "smallest_effect"]) and not table.loc["largest", "for_learning"]


def test_without_a_past_day_nothing_is_known():
    table = list_prospects(lists(late=3), pd.DataFrame(), RULES)
    assert table.loc["late", "customers"] == 3 and table["members"].sum() == 0
    assert table[["share", "low", "amount_per_return", "smallest_effect"]].isna().all(axis=None)


@pytest.mark.parametrize("held", ["object", "str", "string", "category"])
def test_names_are_counted_however_they_are_held(held):
    rules, names = {"all": lambda rhythm: rhythm["recency"] >= 0}, lists(all=3, gone=2)
    table = list_prospects(names.astype(held), pd.DataFrame(), rules)
    assert table.index.tolist() == ["all"] and table["customers"].tolist() == [3]
    pd.testing.assert_frame_equal(table, list_prospects(names, pd.DataFrame(), rules))


def test_without_a_rule_there_is_no_list():
    table = list_prospects(pd.Series([], dtype="object"), pd.DataFrame(), {})
    assert table.empty and table["smallest_effect"].dtype == "float64"
