"""Are groups judged by what they did, and are there none where nothing tells customers apart?"""

import pandas as pd
import pytest

from custseg.brief import customer_groups, groups_that_mean_something, open_book
from custseg.brief.groups import _in_plain_words, _rule
from custseg.datasets import load_cdnow
from custseg.simulate import simulate_business
from tests.brief.by_hand import business


@pytest.fixture(scope="module")
def cdnow():
    return open_book(load_cdnow())


@pytest.mark.heavy
def test_what_the_best_band_did_agrees_with_pandas(cdnow):
    section, column = groups_that_mean_something(cdnow), cdnow.bands.column
    log, cut = load_cdnow(), pd.Timestamp("1998-03-31")
    seen = log[log["date"] <= cut].groupby("customer_id").agg(last=("date", "max"))
    later = log[log["date"] > cut].groupby("customer_id")["amount"].sum().reindex(seen.index, fill_value=0.0)
    assert column == "recency"
    best = seen["last"] >= seen["last"].max() - pd.Timedelta(days=0)
    silence = (cut - seen["last"]).dt.days
    worse = silence.rank(method="max", ascending=False) - silence.groupby(silence).transform("size")
    best = worse >= 0.8 * len(seen)
    (differ,) = [one for one in (*section.claims, *section.more) if getattr(one, "id", "") == "groups.differ"]
    assert differ.values["top"] == round(100 * (later[best] > 0).mean())
    assert f"{later[best].sum() / later.sum():.0%} of what known customers brought" in section.exhibit.title
    assert differ.twin.p < 0.05


@pytest.mark.heavy
def test_the_title_says_more_only_of_what_surely_explains_more(cdnow):
    title, explained = groups_that_mean_something(cdnow).title, cdnow.bands.explained
    surely = (explained.drop(["value quintiles", "boosted trees"])["minus_quintiles_low"] > 0).any()
    assert ("told more" in str(title)) == surely


@pytest.mark.heavy
def test_figure_and_table_say_of_which_day_their_bands_are(cdnow):
    section = groups_that_mean_something(cdnow)
    assert section.exhibit.caption.startswith("Bands as of 31 March 1998")
    place = next(at for at, one in enumerate(section.more) if getattr(one, "id", "") == "groups.today")
    assert "as of 30 June 1998" in str(section.more[place]) and "31 March 1998" in str(section.more[place])
    assert list(section.more[place + 1].columns) == ["rule", "customers", "money"], "it stands above its table"


@pytest.mark.heavy
def test_title_sentence_and_table_name_the_same_rival_with_the_same_share(cdnow):
    section = groups_that_mean_something(cdnow)
    explained = next(one for one in section.more if getattr(one, "id", "") == "groups.explained")
    table = next(one for one in section.more if isinstance(one, pd.DataFrame))
    rival = explained.values["rival"]
    assert rival in str(section.title)
    assert f"{rival} {table.iloc[:, 0][rival]}" in str(explained)


@pytest.mark.heavy
def test_everybody_has_a_group_with_a_rule_that_is_true(cdnow):
    groups = customer_groups(cdnow)
    assert groups.index.equals(cdnow.customers.index)
    assert groups.groupby("group")["rule"].nunique().eq(1).all()
    recency = cdnow.customers["recency"].groupby(groups["group"]).agg(["min", "max"])
    assert f"last bought {recency['min'].iloc[-1]} to {recency['max'].iloc[-1]} days ago" in set(groups["rule"])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("three_weeks", "the file covers 21 days"),
        ("nobody_came_back", "none of them"),
        ("given_back", "nobody known quarter ago"),
        ("one_customer", "customers known quarter ago, 1"),
    ],
)
def test_files_that_cannot_group_step_aside(kind, words):
    section = groups_that_mean_something(business(kind))
    assert section.aside
    assert words.replace("quarter", "13 weeks") in str(section.title)


@pytest.mark.heavy
def test_thirty_customers_are_too_few():
    shop = simulate_business("thirty_customers", random_state=1)
    assert "Too few customers to group" in str(groups_that_mean_something(open_book(shop.rows, as_of=shop.as_of)).title)


def test_no_group_is_judged_by_money_that_jumps():
    book = business("prices_times_ten")
    section = groups_that_mean_something(book)
    assert section.aside and "amounts jump" in str(section.title)
    assert customer_groups(book)["rule"].str.contains("days ago").all(), "no group may be cut by what was spent"


def test_the_names_of_tests_do_not_reach_the_page():
    reason = "One crowd (k = 2: rise over the copula 0.32, at least 3.2 asked; k = 2: chance 1, at most 0.01 asked). "
    assert _in_plain_words(reason + "Many share one value: frequency = 1 (54%).") == (
        "One crowd. Many share one value: frequency = 1 (54%)."
    )


def test_one_purchase_and_one_day_stand_in_the_singular(cdnow):
    assert _rule(cdnow, "frequency", 1, 1) == "bought once"
    assert _rule(cdnow, "recency", 1, 1) == "last bought 1 day ago"
    assert _rule(cdnow, "frequency", 2, 2) == "bought 2 times"
