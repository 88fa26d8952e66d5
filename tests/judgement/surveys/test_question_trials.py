import numpy as np
import pandas as pd
import pytest

from custseg.judgement import perceived_value, question_trials
from custseg.judgement.surveys.question_trials import COSTS, GAINS, QUESTIONS
from custseg.simulate import simulate_survey


@pytest.fixture(scope="module")
def customers():
    random = np.random.RandomState(0)
    amounts = random.lognormal(3, 1.5, 500).round(2)
    index = pd.Index([f"c{n}" for n in range(500)], name="customer_id")
    return pd.DataFrame({"amount": amounts, "frequency": random.poisson(5, 500) + 1.0}, index=index)


def test_what_a_list_reaches_is_what_a_hand_count_gives(customers):
    told = {"halo": 0.2}
    tried = question_trials(customers, {"one": told}, calls=20, n_sets=1, random_state=3).set_index("questions")
    survey, truth = simulate_survey(customers, random_state=4, **told)
    payers = customers["amount"].nlargest(250).index
    poor = truth["sim_true_value_to_customer"][payers].nsmallest(50).index
    value = (
        perceived_value(survey, gains=GAINS, costs=COSTS)["value_to_customer"].reindex(payers).dropna().sort_values()
    )
    border = value.iloc[19]
    sure, tied = value[value < border].index, value[value == border].index
    part = (20 - len(sure)) / len(tied)
    expected = sure.isin(poor).sum() + part * tied.isin(poor).sum()
    assert tried["reached"]["gains less costs"] == pytest.approx(expected)
    money = customers["amount"]
    spent = money[sure[sure.isin(poor)]].sum() + part * money[tied[tied.isin(poor)]].sum()
    assert tried["spend_reached"]["gains less costs"] == pytest.approx(spent)
    assert (tried["poorly_served"] == 50).all()
    assert (tried["poorly_served_who_answered"] == survey.index.isin(poor).sum()).all()


def test_the_truth_reaches_as_many_as_there_are_and_no_list_reaches_more(customers):
    tried = question_trials(customers, {"usual": {}}, calls=30, n_sets=5)
    reached = tried.pivot_table(index="set", columns="questions", values="reached")
    best = reached.pop("the truth of those who answered")
    answered = tried.groupby("set")["poorly_served_who_answered"].first()
    assert best.tolist() == np.minimum(answered, 30).tolist()
    assert (reached.le(best, axis=0)).all(axis=None)
    assert tried.groupby("questions")["asked"].first().to_dict() == QUESTIONS


@pytest.mark.heavy
def test_the_difference_wins_without_a_halo_and_loses_under_a_full_one(customers):
    tried = question_trials(customers, {0.0: {"halo": 0.0}, 1.0: {"halo": 1.0}}, calls=40, n_sets=10)
    reached = tried.pivot_table(index="world", columns="questions", values="reached")
    gain = reached["gains less costs"] - reached["satisfaction, one question"]
    assert gain[0.0] > 3 and gain[1.0] < 0


def test_columns_that_need_no_survey_make_a_list_of_all_payers(customers):
    world = {"correlation": 1.0}  # who spends least of the payers gets least
    told = {"without_survey": ["amount"], "calls": 50, "n_sets": 1}
    row = question_trials(customers, {"tied": world}, **told).set_index("questions").loc["amount"]
    assert row["reached"] == row["poorly_served"] == 50, "the silent are on this list too"
    assert row["asked"] == 0


def test_surveys_of_one_number_are_the_same_in_all_worlds(customers):
    tried = question_trials(customers, {"one": {}, "two": {}}, calls=20, n_sets=2)
    one, two = (tried[tried["world"] == world].drop(columns="world") for world in ("one", "two"))
    pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))


def test_all_problems_come_at_once(customers):
    with pytest.raises(ValueError) as caught:
        question_trials(customers, {}, spend="margin", without_survey=["visits"], payers=1.0, poorly=0.0)
    for words in ("column 'margin'", "column 'visits'", "payers must", "poorly must", "one or more worlds"):
        assert words in str(caught.value)
    gaps = customers.assign(frequency=np.nan)
    with pytest.raises(ValueError, match="'frequency' has missing or infinite values"):
        question_trials(gaps, {"usual": {}}, without_survey=["frequency"])
    with pytest.raises(ValueError, match="Call fewer, or raise the response rate"):
        question_trials(customers, {"usual": {}}, calls=240)
