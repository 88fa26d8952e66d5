import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, prediction_interval


@pytest.fixture(scope="module")
def bg(cdnow):
    return BetaGeoNBD().fit(cdnow)


@pytest.mark.parametrize("kind", ["hessian", "sandwich", "bootstrap"])
def test_prediction_intervals_per_customer_and_segment(cdnow, bg, kind):
    few = cdnow.head(40)
    labels = pd.Series(np.where(few["x"] > 0, "again", "once"), index=few.index)

    def expected(model):
        return model.expected_purchases(few, horizon=39)

    options = {"kind": kind, "n_draws": 25, "random_state": 1}
    each = prediction_interval(expected, bg, **options)
    groups = prediction_interval(expected, bg, by=labels, **options)
    assert len(each) == 40 and (each["low"] <= each["high"]).all()
    assert groups["estimate"].sum() == pytest.approx(each["estimate"].sum())
    assert (groups["low"] < groups["estimate"]).all() and (groups["estimate"] < groups["high"]).all()


def test_outcomes_vary_more_than_expectations(cdnow, bg):
    rng = np.random.default_rng(0)
    few = cdnow.head(60)
    all_in_one = pd.Series("all", index=few.index)
    expected = prediction_interval(
        lambda m: m.expected_purchases(few, horizon=39), bg, by=all_in_one, n_draws=40, random_state=0
    )
    outcome = prediction_interval(
        lambda m: m.simulate_purchases(few, horizon=39, random_state=rng), bg, by=all_in_one, n_draws=40, random_state=0
    )
    assert (outcome["high"] - outcome["low"]).iloc[0] > 2 * (expected["high"] - expected["low"]).iloc[0]


def test_wrong_arguments_are_explained(bg):
    with pytest.raises(ValueError, match='statistic must be "sum" or "mean", found \'median\''):
        prediction_interval(lambda model: model.params_, bg, statistic="median")
    with pytest.raises(ValueError, match="level must be between 0 and 1, found 95"):
        prediction_interval(lambda model: model.params_, bg, level=95)
    with pytest.raises(ValueError, match="kind must be one of hessian, sandwich, bootstrap, found 'profile'"):
        prediction_interval(lambda model: model.params_, bg, kind="profile")
    known = BetaGeoNBD.from_params(r=1.0, alpha=1.0, a=1.0, b=1.0)
    with pytest.raises(ValueError, match="made with from_params: without data"):
        prediction_interval(lambda model: model.params_, known)
