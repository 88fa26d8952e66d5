import numpy as np
import pandas as pd
import pytest

from custseg.decide import compare_lists, predict_campaigns
from custseg.schema import SchemaError


@pytest.fixture
def campaigns():
    random = np.random.default_rng(3)
    index = pd.MultiIndex.from_product([range(4), range(120)], names=["campaign_id", "customer_id"])
    keen = pd.Series(random.poisson(2, 120) + 1.0).reindex(index.get_level_values("customer_id")).to_numpy()
    table = pd.DataFrame({"frequency": keen, "recency": 5.0, "amount": keen * 10}, index)
    table["answered"] = random.uniform(size=len(table)) < keen / 10
    table["start_date"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(40 * index.get_level_values("campaign_id"), "D")
    table["end_date"] = table["start_date"] + pd.Timedelta(days=30)
    return table


def test_each_campaign_is_learnt_from_those_that_were_over(campaigns):
    long = campaigns.copy()
    long.loc[1, "end_date"] = pd.Timestamp("2024-04-15")  # still running when the third begins, over before the fourth
    found = predict_campaigns(long, since="2024-02-01", columns=["frequency"], models=["logistic"])
    assert found.groupby("campaign_id")["learnt_from"].first().to_dict() == {1: 120, 2: 120, 3: 360}


def test_answers_to_later_campaigns_change_nothing(campaigns):
    other = campaigns.copy()
    other.loc[[2, 3], "answered"] = ~other.loc[[2, 3], "answered"]
    asked = {"since": "2024-02-01", "columns": ["frequency"]}
    own, again = predict_campaigns(campaigns, **asked), predict_campaigns(other, **asked)
    pd.testing.assert_frame_equal(own.loc[[1, 2]].drop(columns="answered"), again.loc[[1, 2]].drop(columns="answered"))


def test_what_cannot_be_predicted_is_said(campaigns):
    with pytest.raises(SchemaError, match="no campaign begins on 2025-01-01"):
        predict_campaigns(campaigns, since="2025-01-01", columns=["frequency"])
    with pytest.raises(SchemaError, match="before 2024-01-01 there are 0 mailings"):
        predict_campaigns(campaigns, since="2023-01-01", columns=["frequency"])
    with pytest.raises(SchemaError, match="lacks 'end_date'"):
        predict_campaigns(campaigns.drop(columns="end_date"), since="2024-02-01", columns=["frequency"])
    with pytest.raises(ValueError, match="models must be some of"):
        predict_campaigns(campaigns, since="2024-02-01", columns=["frequency"], models=["oracle"])


def test_lists_are_equally_long_in_every_campaign_and_equals_are_taken_in_part():
    index = pd.MultiIndex.from_tuples(
        [(1, "a"), (1, "b"), (1, "c"), (2, "a"), (2, "b"), (2, "c")], names=["campaign_id", "customer_id"]
    )
    answered = pd.Series([True, False, True, False, False, True], index)
    wrote = pd.Series([True, True, False, True, False, False], index)
    scores = pd.DataFrame({"wrote": wrote * 1.0, "tied": [2.0, 1.0, 1.0, 1.0, 1.0, 1.0]}, index)
    table = compare_lists(answered, scores, rival="wrote", as_many_as=wrote)
    assert table["letters"].tolist() == [3, 3]
    # tied: a for sure and half of b or c in the first campaign, a third of each in the second
    assert table["answers"].tolist() == pytest.approx([1, 1 + 1 / 2 + 1 / 3])
    assert table.loc["tied", "difference"] == pytest.approx((1 / 2 + 1 / 3) / 3)


def test_the_customer_is_the_unit_of_the_intervals(campaigns):
    scores = campaigns[["frequency"]].assign(by_lot=0.0)
    own = compare_lists(campaigns["answered"], scores, rival="by_lot", depth=0.25)
    twice = pd.concat([campaigns, campaigns.rename(index=lambda name: name + 10, level="campaign_id")])
    again = compare_lists(twice["answered"], twice[["frequency"]].assign(by_lot=0.0), rival="by_lot", depth=0.25)
    columns = ["share", "low", "high", "difference", "difference_low", "difference_high"]
    pd.testing.assert_frame_equal(own[columns], again[columns])


@pytest.mark.heavy
def test_an_interval_of_the_difference_holds_the_truth_about_as_often_as_it_says():
    """Two scores that say nothing: their difference is 0, whatever the habits of the customers."""
    random = np.random.default_rng(1)
    index = pd.MultiIndex.from_product([range(3), range(150)], names=["campaign_id", "customer_id"])
    held = 0
    for _ in range(100):
        habit = np.tile(random.beta(0.5, 2, 150), 3)
        answered = pd.Series(random.uniform(size=450) < habit, index)
        scores = pd.DataFrame({"one": np.tile(random.uniform(size=150), 3), "other": random.uniform(size=450)}, index)
        row = compare_lists(answered, scores, rival="other", depth=0.3).loc["one"]
        held += row["difference_low"] <= 0 <= row["difference_high"]
    assert held >= 89, f"95 % intervals held 0 in {held} of 100 trials"


def test_lists_that_do_not_fit_are_refused(campaigns):
    scores = campaigns[["frequency"]]
    with pytest.raises(SchemaError, match=r"(?s)as_many_as has another index.*rival 'lot' is no column"):
        compare_lists(campaigns["answered"], scores, rival="lot", as_many_as=campaigns["answered"].head())
    with pytest.raises(ValueError, match="one of the two"):
        compare_lists(campaigns["answered"], scores, rival="frequency")
    with pytest.raises(ValueError, match="lists would be empty"):
        compare_lists(campaigns["answered"], scores, rival="frequency", as_many_as=campaigns["answered"] & False)
