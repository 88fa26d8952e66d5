"""Is taking up told from rare buying?"""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from custseg.value import adoption_rates, new_categories

from .conftest import CUT, drawn_log, log_of


@pytest.mark.heavy
def test_the_grocers_departments(departments):
    rates = adoption_rates(departments, after="2017-06-30", category="department")
    # counted from the baskets by another program: households without the department until June, and how many took it up
    known = {"DELI": (598, 270), "PASTRY": (561, 264), "MEAT": (368, 158)}
    assert {name: tuple(rates.loc[name, ["customers", "adopters"]].astype(int)) for name in known} == known
    rows = new_categories(departments, after="2017-06-30", category="department")
    counted = rows.groupby("category")
    assert counted.size().reindex(rates.index, fill_value=0).equals(rates["adopters"].rename(None))
    assert counted["amount"].sum().reindex(rates.index, fill_value=0).to_numpy() == pytest.approx(rates["amount"])
    assert not rows.duplicated(["customer_id", "category"]).any() and (rows["date"] > "2017-06-30").all()


def test_chance_is_that_of_dealing_the_orders_out_anew():
    days = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-08-01", "2024-09-01"]
    with_fish = (1, 4)
    log = log_of(
        [
            ("ann", day, kind, 1.0)
            for n, day in enumerate(days)
            for kind in (["bread", "fish"] if n in with_fish else ["bread"])
        ]
    )
    deals = [set(deal) for deal in combinations(range(5), 2)]
    expected = np.mean([deal <= {3, 4} for deal in deals])
    assert adoption_rates(log, after=CUT, category="department").loc["fish", "by_chance"] == pytest.approx(expected)


@pytest.mark.heavy
def test_where_nothing_changes_chance_brings_all_of_it():
    seen = pd.concat([adoption_rates(drawn_log(seed), after=CUT, category="department") for seed in range(12)])
    inside = seen["adopters"].between(seen["chance_low"], seen["chance_high"]).mean()
    assert inside > 0.85, f"of ranges of 95 % {inside:.0%} hold: look at the spread of what chance brings"
    assert seen["adopters"].sum() == pytest.approx(seen["by_chance"].sum(), rel=0.1)


def test_a_category_that_did_not_exist_before_is_more_than_chance():
    log = drawn_log(1)
    fresh = log[log["date"] > CUT].drop_duplicates("customer_id").assign(department="new")
    rates = adoption_rates(pd.concat([log, fresh]), after=CUT, category="department")
    assert rates.loc["new", "adopters"] > rates.loc["new", "chance_high"]


def test_rows_may_come_in_any_order_and_money_in_any_unit():
    log = drawn_log(2)
    rates = adoption_rates(log, after=CUT, category="department")
    shuffled = adoption_rates(log.sample(frac=1, random_state=0), after=CUT, category="department")
    pd.testing.assert_frame_equal(shuffled.sort_index(), rates.sort_index())
    cents = adoption_rates(log.assign(amount=100 * log["amount"]), after=CUT, category="department")
    assert cents["amount"].to_numpy() == pytest.approx(100 * rates["amount"].to_numpy())
    pd.testing.assert_frame_equal(cents.drop(columns="amount"), rates.drop(columns="amount"))


def test_customers_without_the_category_and_those_with_it_are_everybody():
    log = drawn_log(3)
    rates = adoption_rates(log, after=CUT, category="department")
    known = log.loc[log["date"] <= CUT]
    held = known.groupby("department")["customer_id"].nunique().reindex(rates.index, fill_value=0)
    assert (held + rates["customers"] == known["customer_id"].nunique()).all()


def test_the_log_is_left_as_it_is():
    log = drawn_log(4)
    before = log.copy()
    new_categories(log, after=CUT, category="department")
    pd.testing.assert_frame_equal(log, before)
