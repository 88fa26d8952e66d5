"""Is the rule that is used the one that was best on the past, and does it step aside where the past cannot judge?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import choose_forecast, expected_customers, recent_money_ahead

DULL = ["carried on", "same days a year before"]
ASKED = {"observed_until": "1998-06-30", "days_ahead": 91}


@pytest.fixture(scope="module")
def choice():
    return choose_forecast(load_cdnow(), DULL, **ASKED)


def test_what_came_is_the_money_of_those_known_at_the_cut(choice):
    log = load_cdnow()
    for cut, row in choice.past.iterrows():
        known = log.loc[log["date"] <= cut, "customer_id"].unique()
        window = log[(log["date"] > cut) & (log["date"] <= row["until"]) & log["customer_id"].isin(known)]
        assert row["actual"] == pytest.approx(window["amount"].sum())
        assert row["purchases"] == len(window.drop_duplicates(["customer_id", "date"]))


def test_the_dull_rules_say_what_they_say_by_hand(choice):
    log = load_cdnow()
    cut = choice.past.index[-1]
    seen = log[log["date"] <= cut]
    assert choice.past["carried on"].iloc[-1] == pytest.approx(
        recent_money_ahead(seen, cut, cut + pd.Timedelta(days=91), days=91)
    )
    then = cut - pd.Timedelta(days=364)
    before = seen[seen["customer_id"].isin(seen.loc[seen["date"] <= then, "customer_id"])]
    window = before[(before["date"] > then) & (before["date"] <= then + pd.Timedelta(days=91))]
    assert choice.past["same days a year before"].iloc[-1] == pytest.approx(window["amount"].sum())


def test_the_errors_and_the_interval_are_those_of_the_chosen_rule(choice):
    past = choice.past
    ratio = past["actual"] / past["carried on"]
    assert choice.rule == "carried on"
    assert choice.missed == pytest.approx(float((ratio - 1).abs().mean()))
    assert choice.high / choice.estimate == pytest.approx(choice.estimate / choice.low)
    assert not choice.rules.loc["same days a year before", "judged"], "its past covers one window"


def test_the_best_until_then_never_sees_later_windows(choice):
    first = choice.by_then.first_valid_index()
    assert (choice.past["until"] <= first).any()
    assert choice.by_then[choice.past.index < choice.past["until"].min()].isna().all()


def test_too_few_purchases_give_no_interval():
    log = load_cdnow()
    few = log[log["customer_id"].isin(log["customer_id"].unique()[:40])]
    choice = choose_forecast(few, observed_until="1998-06-30")
    assert (choice.rule, choice.windows) == ("carried on", 0)
    assert np.isnan(choice.low)


def test_one_row_and_refunds_alone_give_nothing():
    for amount in (5.0, -5.0):
        log = pd.DataFrame({"customer_id": ["a"], "date": pd.to_datetime(["2024-01-01"]), "amount": [amount]})
        choice = choose_forecast(log, observed_until="2024-03-01")
        assert choice.estimate == 0
        assert expected_customers(log, choice, observed_until="2024-03-01")["expected_amount"].sum() == 0


def test_windows_in_which_nothing_came_judge_no_rule():
    """They buy each December; in March nothing comes, whatever the last quarter brought."""
    days = pd.to_datetime([f"{year}-12-15" for year in range(2015, 2024)])
    people = [f"c{number}" for number in range(120)]
    log = pd.DataFrame(
        {"customer_id": np.repeat(people, len(days)), "date": np.tile(days, len(people)), "amount": 10.0}
    )
    choice = choose_forecast(log, DULL, observed_until="2023-12-31")
    assert np.isnan(choice.low)
    assert (choice.rule, choice.estimate) == ("same days a year before", 0.0)


def test_a_rule_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="'magic'"):
        choose_forecast(load_cdnow(), ["magic"], **ASKED)


def test_the_order_of_rows_does_not_matter(choice):
    mixed = load_cdnow().sample(frac=1, random_state=3)
    assert choose_forecast(mixed, DULL, **ASKED).estimate == pytest.approx(choice.estimate)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"every": 0}, "every must be a whole number of days, 1 or more"),
        ({"purchases": -1}, "purchases must be a whole number of days with a purchase, 0 or more"),
        ({"level": 0.0}, "level must be between 0 and 1, found 0.0"),
        ({"level": 1.0}, "level must be between 0 and 1, found 1.0"),
    ],
)
def test_numbers_out_of_range_are_refused_in_a_log_that_judges_no_rule_too(wrong, said):
    log = load_cdnow()
    few = log[log["customer_id"].isin(log["customer_id"].unique()[:40])]
    with pytest.raises(ValueError, match=said):
        choose_forecast(few, DULL, **ASKED, **wrong)
