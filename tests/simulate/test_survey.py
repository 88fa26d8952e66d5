import numpy as np
import pandas as pd
import pytest

from custseg.judgement import (
    level_scores,
    net_promoter_score,
    peak_end_score,
    perceived_value,
    satisfaction_gap,
    satisfaction_index,
)
from custseg.simulate.survey import (
    COST_ITEMS,
    GAIN_ITEMS,
    MOMENTS,
    NEED_ITEMS,
    SATISFACTION_ITEMS,
    simulate_survey,
)


def sim(items):
    return [f"sim_{item}" for item in items]


@pytest.fixture(scope="module")
def customers():
    amounts = np.random.RandomState(0).lognormal(3, 1.5, 20_000).round(2)
    return pd.DataFrame({"amount": amounts}, index=pd.Index(map(str, range(20_000)), name="customer_id"))


@pytest.fixture(scope="module")
def everybody(customers):
    return simulate_survey(customers, response_rate=1, missing=0)


def test_value_goes_with_spend_as_stated(customers, everybody):
    truth = everybody[1]
    rank = customers["amount"].rank()
    # a normal correlation of .3 is a rank correlation of 6 / pi * asin(.3 / 2) = .287
    assert truth["sim_true_value_to_customer"].rank().corr(rank) == pytest.approx(0.287, abs=0.02)
    assert truth["sim_true_value_to_customer"].std() == pytest.approx(1, abs=0.02)
    unrelated = simulate_survey(customers, correlation=0)[1]["sim_true_value_to_customer"]
    assert abs(unrelated.rank().corr(rank)) < 0.02


def test_every_measure_finds_the_true_value(everybody):
    survey, truth = everybody
    value = truth["sim_true_value_to_customer"]
    perceived = perceived_value(survey, gains=sim(GAIN_ITEMS), costs=sim(COST_ITEMS), low=1, high=10)
    assert perceived["value_to_customer"].corr(value) > 0.9
    gap = satisfaction_gap(survey, experience="sim_experience", expectation="sim_expectation", low=1, high=10)
    assert gap["gap"].corr(value) > 0.5
    peak = peak_end_score(survey, sim(MOMENTS), low=1, high=10)
    assert peak["peak_end"].corr(value) > 0.7
    assert net_promoter_score(survey["sim_recommend"])["score"] < 0
    index = satisfaction_index(survey, sim(SATISFACTION_ITEMS))
    assert index["satisfaction_index"] == pytest.approx(100 * 5.5 / 9, abs=2)
    levels = level_scores(survey, {level: sim(items) for level, items in NEED_ITEMS.items()}, low=1, high=10)
    assert levels["basic"].mean() > levels["expected"].mean() > levels["ideal"].mean()


def test_the_way_of_answering_cancels_in_the_difference_only(everybody):
    survey, truth = everybody
    value = truth["sim_true_value_to_customer"]
    gain = survey[sim(GAIN_ITEMS)].mean(axis=1)
    difference = gain - survey[sim(COST_ITEMS)].mean(axis=1)
    assert difference.corr(value) > gain.corr(value) + 0.1


def test_with_a_halo_the_way_of_answering_counts_twice_in_the_difference(customers):
    survey, truth = simulate_survey(customers, response_rate=1, missing=0, halo=1.0)
    value = truth["sim_true_value_to_customer"]
    difference = survey[sim(GAIN_ITEMS)].mean(axis=1) - survey[sim(COST_ITEMS)].mean(axis=1)
    # 2 v + 2 u and noise of variance 1 / 2: 2 / sqrt(8.5), a little less for answers held to the scale
    assert difference.corr(value) == pytest.approx(2 / np.sqrt(8.5), abs=0.02)
    plain = simulate_survey(customers, response_rate=1, missing=0, style=0.0)[0]
    gains = plain[sim(GAIN_ITEMS)]
    assert gains.corr().iloc[0, 1] < 0.55, "without a way of answering two gains share v alone, half of their variance"


def test_moments_have_variances_of_their_own(customers):
    told = {"response_rate": 1, "missing": 0}
    survey, truth = simulate_survey(customers, moment_spread=2.0, **told)
    alike, _ = simulate_survey(customers, moment_spread=0.0, **told)
    rest = survey[sim(MOMENTS)].sub(truth["sim_true_value_to_customer"], axis=0)
    assert rest.std().between(1.9, 2.4).all(), "the own part and the noise: sqrt(4 + 1), less what the scale cuts off"
    assert rest.corr().to_numpy()[~np.eye(len(MOMENTS), dtype=bool)].max() < 0.1
    assert alike[sim(MOMENTS)].std().max() < rest.std().min()


@pytest.mark.parametrize(("weight", "first"), [(0.0, "mean"), (1.0, "peak_end")])
def test_what_is_remembered_is_the_mean_or_the_peak_and_the_end(customers, weight, first):
    survey, _ = simulate_survey(customers, response_rate=1, missing=0, moment_spread=2.0, peak_end=weight)
    with_memory = peak_end_score(survey, sim(MOMENTS))[["mean", "peak_end"]].corrwith(survey["sim_memory"])
    assert with_memory.idxmax() == first


def test_those_who_get_more_answer_more_often(customers):
    survey, truth = simulate_survey(customers)
    took_part = truth["sim_took_part"]
    assert list(survey.index) == list(truth.index[took_part])
    assert took_part.mean() == pytest.approx(0.5, abs=0.02)
    by_part = truth.groupby("sim_took_part")["sim_true_value_to_customer"].mean()
    # around a rate of one half the share rises by .3 / 4 per unit of v: the means differ by .075 / (.5 * .5)
    assert by_part[True] - by_part[False] == pytest.approx(0.3, abs=0.05)
    assert survey.isna().to_numpy().mean() == pytest.approx(0.04, abs=0.005)
    fair = simulate_survey(customers, response_bias=0)[1]
    by_part = fair.groupby("sim_took_part")["sim_true_value_to_customer"].mean()
    assert abs(by_part[True] - by_part[False]) < 0.05


def test_answers_are_whole_numbers_on_their_scale(everybody):
    survey = everybody[0]
    assert survey.columns.str.startswith("sim_").all()
    assert (survey == survey.round()).to_numpy().all()
    others = survey.drop(columns="sim_recommend")
    assert others.min().min() == 1 and survey.max().max() == 10
    assert survey["sim_recommend"].min() == 0


def test_the_same_seed_gives_the_same_survey_and_the_input_stays(customers):
    before = customers.copy()
    first, second = simulate_survey(customers.head(50)), simulate_survey(customers.head(50))
    for one, other in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(customers, before)


def test_all_problems_come_at_once(customers):
    with pytest.raises(ValueError) as caught:
        wrong = {"style": -1.0, "halo": 2.0, "moment_spread": np.nan, "peak_end": -0.1}
        simulate_survey(customers.head(0), spend="margin", correlation=2, response_rate=0, missing=1, **wrong)
    named = ["lack column 'margin'", "at least one customer", "correlation", "response_rate", "missing must", *wrong]
    for words in named:
        assert words in str(caught.value)
    with pytest.raises(ValueError, match="missing or infinite values"):
        simulate_survey(customers.head(3).assign(amount=[1, np.nan, 2]))
