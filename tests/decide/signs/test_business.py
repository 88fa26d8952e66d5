"""Is each odd business told by its sign, and a plain shop by none?"""

import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.decide import business_signs
from custseg.read import read_transactions
from custseg.simulate import simulate_business

SIGN = {
    "three_weeks": "short",
    "equal_amounts": "equal amounts",
    "one_large_account": "one account",
    "every_thirty_days": "by contract",
    "nobody_came_back": "nobody back",
    "only_returns": "refunds only",
    "log_begins_late": "begins late",
    "export_92_days_late": "stale",
    "strong_fourth_quarter": "season",
    "two_months_missing": "hole",
    "till": "one id for many",
    "forty_accounts": "own rhythm",
    "donors": "once a year",
    "two_thirds_new": "mostly newcomers",
    "no_newcomers": "no newcomers",
    "prices_times_ten": "prices jump",
    "wholesale_and_consumers": "large buyers",
    "zero_amounts": "free",
    "two_ids": "two ids",
    "one_customer": "one customer",
}


def signs(kind, seed):
    shop = simulate_business(kind, random_state=seed)
    rows = read_transactions(shop.rows, duplicates="keep", unclear="decide")
    return business_signs(rows, observed_until=shop.asked_on)


@pytest.mark.heavy
@pytest.mark.parametrize(("kind", "sign"), SIGN.items())
def test_an_odd_business_is_told(kind, sign):
    table = signs(kind, 2)
    assert table.loc[sign, "shows"], table.loc[sign].to_dict()


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["plain", "thirty_customers", "returned_after_14_days"])
def test_a_shop_with_nothing_odd_shows_no_sign(kind):
    for seed in range(5):
        table = signs(kind, seed)
        assert not table["shows"].any(), table[table["shows"]]


@pytest.mark.slow
def test_plain_shops_seldom_show_a_sign():
    shown = pd.concat([signs("plain", seed)["shows"] for seed in range(200)], axis=1)
    assert shown.any().mean() <= 0.05, shown.mean(axis=1)


def test_two_real_shops_show_what_is_known_of_them():
    cdnow = business_signs(load_cdnow(), observed_until="1998-06-30")
    assert cdnow.index[cdnow["shows"]].tolist() == ["no newcomers"]  # by design: all first bought by 25 March 1997
    grocer = business_signs(load_complete_journey(), observed_until="2017-12-31")
    assert not grocer["shows"].any()


def test_the_order_of_rows_does_not_matter():
    log = load_cdnow()
    mixed = log.sample(frac=1, random_state=3)
    one, other = (business_signs(rows, observed_until="1998-06-30") for rows in (log, mixed))
    pd.testing.assert_frame_equal(one, other)
