import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from custseg.datasets import load_complete_journey
from custseg.decide import answer_quality, lift_table, mailing_table, predict_answers
from custseg.decide.answers import answers_within, tie_groups
from custseg.schema import SchemaError
from custseg.segment import CustomerSegmenter


@pytest.fixture(scope="module")
def journey():
    campaigns = load_complete_journey("campaigns").merge(load_complete_journey("campaign_descriptions"))
    campaigns = campaigns[campaigns["campaign_type"] == "Type A"]
    answers = load_complete_journey("coupon_redemptions").rename(columns={"redemption_date": "date"})
    answers = answers[answers["campaign_id"].isin(campaigns["campaign_id"])]
    return mailing_table(load_complete_journey(), campaigns, answers)


@pytest.fixture(scope="module")
def predicted(journey):
    return predict_answers(journey, split="2017-08-01")


@pytest.mark.heavy
def test_the_large_campaigns_of_the_grocer(journey):
    """Type A: 27, 8, 13 and 18 with 27, 129, 159 and 164 households that redeemed a coupon; see the data's README."""
    assert len(journey) + journey.attrs["without_history"] == 288 + 844 + 853 + 908
    assert journey.groupby("campaign_id")["answered"].sum().loc[[8, 13, 18]].tolist() == [129, 159, 164]


def test_models_learn_from_earlier_mailings_only(journey, predicted):
    assert predicted.attrs["learnt_from"] + len(predicted) == len(journey)
    assert set(predicted.index.get_level_values("campaign_id")) == {13, 18}
    changed = journey.copy()
    later = changed["start_date"] >= "2017-08-01"
    changed.loc[later, "answered"] = ~changed.loc[later, "answered"]
    again = predict_answers(changed, split="2017-08-01")
    pd.testing.assert_frame_equal(again.drop(columns="answered"), predicted.drop(columns="answered"))


@pytest.mark.heavy
def test_segments_rank_worse_than_models_on_the_real_campaigns(predicted):
    quality = answer_quality(predicted, n_resamples=50)
    assert quality.loc["everybody alike", ["auc", "lift"]].tolist() == [0.5, 1.0]
    assert quality.loc["segments", "auc_low"] > 0.5
    assert quality.loc["segments", "auc_high"] < quality.loc["logistic", "auc_low"]
    assert quality.loc["logistic", "auc"] == pytest.approx(
        roc_auc_score(predicted["answered"], predicted["logistic"]), abs=1e-9
    )
    assert quality.loc["logistic", "brier"] == pytest.approx(
        brier_score_loss(predicted["answered"], predicted["logistic"]), abs=1e-9
    )
    lift = lift_table(predicted["answered"], predicted["logistic"]).loc[0.2, "lift"]
    assert quality.loc["logistic", "lift"] == pytest.approx(lift)


def test_customers_set_apart_have_a_chance_too(journey):
    segmenter = CustomerSegmenter(3, transforms="log1p", outlier_limit=2.5)
    columns = ["recency", "frequency", "amount"]
    predicted = predict_answers(journey, split="2017-08-01", segmenter=segmenter, columns=columns)
    assert predicted["segments"].between(0, 1).all()
    assert predicted["segments"].nunique() == 4


def test_equals_are_drawn_by_lot():
    answered = np.array([1.0, 0, 0, 1])
    assert answers_within(answered, tie_groups(np.zeros(4)), np.ones(4), 0.25) == pytest.approx(0.5)
    tied = tie_groups(np.array([0.9, 0.9, 0.1, 0.1]))
    assert answers_within(answered, tied, np.ones(4), 0.75) == pytest.approx(1.5)


def test_too_few_answers_are_refused(journey):
    with pytest.raises(SchemaError, match="from 2018-01-01 there are 0 mailings"):
        predict_answers(journey, split="2018-01-01")
    with pytest.raises(SchemaError, match="lacks 'age'"):
        predict_answers(journey, split="2017-08-01", columns=["age"])


def test_campaigns_that_still_run_on_the_day_are_not_learnt_from(journey):
    """Campaign 8 ended on 25 June 2017: on the 20th its last answers were still to come."""
    table = journey[journey.index.get_level_values("campaign_id") != 27]
    with pytest.raises(SchemaError, match="before 2017-06-20 there are 0 mailings"):
        predict_answers(table, split="2017-06-20")
    assert predict_answers(journey, split="2017-06-20").attrs["still_running"] == len(journey.loc[[8]])
