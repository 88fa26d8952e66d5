import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, ParetoNBD, prediction_interval
from custseg.repeat_buying.fitting.parameter_draws import parameter_draws

CDNOW = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}  # Fader, Hardie & Lee (2005)


@pytest.fixture(scope="module")
def bg(cdnow):
    return BetaGeoNBD().fit(cdnow)


@pytest.fixture(scope="module")
def on_a_limit():
    """400 customers with the parameters of CDNOW, for whom the fit says that all have the same dropout rate."""
    table = ParetoNBD.from_params(**CDNOW).simulate(np.full(400, 39.0), random_state=17)[["x", "t_x", "T"]]
    table["t_x"] = np.where(table["x"] > 0, np.maximum(np.floor(table["t_x"]), 1.0), 0.0)
    model = ParetoNBD().fit(table)
    assert model.held_.any(), "these customers must rest on a limit: choose another seed"
    return table, model


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["likelihood", "hessian", "sandwich", "bootstrap"])
def test_prediction_intervals_per_customer_and_segment(cdnow, bg, kind):
    few = cdnow.head(40)
    labels = pd.Series(np.where(few["x"] > 0, "again", "once"), index=few.index)

    def expected(model):
        return model.expected_purchases(few, horizon=39)

    options = {"kind": kind, "n_draws": 25, "level": 0.9, "random_state": 1}
    each = prediction_interval(expected, bg, **options)
    groups = prediction_interval(expected, bg, by=labels, **options)
    assert len(each) == 40 and (each["low"] <= each["high"]).all()
    assert groups["estimate"].sum() == pytest.approx(each["estimate"].sum())
    assert (groups["low"] < groups["estimate"]).all() and (groups["estimate"] < groups["high"]).all()


def test_wrong_arguments_are_explained(bg):
    with pytest.raises(ValueError, match='statistic must be "sum" or "mean", found \'median\''):
        prediction_interval(lambda model: model.params_, bg, statistic="median")
    with pytest.raises(ValueError, match="level must be between 0 and 1, found 95"):
        prediction_interval(lambda model: model.params_, bg, level=95)
    with pytest.raises(
        ValueError, match="kind must be one of 'likelihood', 'bootstrap', 'sandwich', 'hessian'; found 'profile'"
    ):
        prediction_interval(lambda model: model.params_, bg, kind="profile")
    known = BetaGeoNBD.from_params(r=1.0, alpha=1.0, a=1.0, b=1.0)
    with pytest.raises(ValueError, match="made with from_params: without data"):
        prediction_interval(lambda model: model.params_, known)
    for level, draws, needed in ((0.95, 38, 39), (0.8, 8, 9), (0.9, 18, 19)):
        with pytest.raises(ValueError, match=f"at least {needed} for a level of {level:g}, found {draws}"):
            prediction_interval(lambda model: model.params_, bg, level=level, n_draws=draws)
    with pytest.raises(ValueError, match="n_draws must be a whole number of at least 2, found 1"):
        prediction_interval(lambda model: model.params_, bg, n_draws=1)
    with pytest.raises(ValueError, match="an interval needs a fitted model, found none"):
        prediction_interval(lambda: pd.Series([1.0]))
    others = pd.Series("all", index=["nobody", "else"])
    with pytest.raises(ValueError, match="by must have the index of what predict returns"):
        prediction_interval(lambda model: model.params_, bg, by=others)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("kind", ["sandwich", "hessian"])
def test_a_covariance_is_refused_where_the_fit_rests_on_a_limit(on_a_limit, kind):
    table, model = on_a_limit
    with pytest.raises(ValueError, match=f'kind="{kind}" needs a maximum inside the model, but ParetoNBD rests on a'):
        prediction_interval(lambda m: m.expected_purchases(table, horizon=39), model, kind=kind)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("kind", ["likelihood", "bootstrap"])
def test_at_a_limit_the_interval_of_the_base_is_wide_and_holds(on_a_limit, kind):
    table, model = on_a_limit
    everybody = pd.Series("all", index=table.index)
    found = prediction_interval(
        lambda m: m.expected_purchases(table, horizon=39), model, by=everybody, kind=kind, n_draws=79, random_state=1
    ).loc["all"]
    truth = ParetoNBD.from_params(**CDNOW, unit="W").expected_purchases(table, horizon=39).sum()
    assert found["low"] <= truth <= found["high"]
    assert found["high"] > 1.3 * found["estimate"]  # a normal distribution on the limit gave 1.2


@pytest.mark.heavy
def test_a_level_covers_what_it_says_of_the_draws(bg, cdnow):
    # 199 draws leave 5 outside on either side at 95 %, 10 at 90 %: an interval of another level is seen at once
    few = cdnow.head(3)
    options = {"n_draws": 199, "random_state": 1}
    drawn = np.stack([m.expected_purchases(few, horizon=39) for m in parameter_draws(bg, "likelihood", 199, 1)])
    for level, outside in ((0.95, 4), (0.9, 9), (0.8, 19)):
        found = prediction_interval(lambda m: m.expected_purchases(few, horizon=39), bg, level=level, **options)
        assert ((drawn < found["low"].to_numpy()).sum(axis=0) == outside).all()
        assert ((drawn > found["high"].to_numpy()).sum(axis=0) == outside).all()
