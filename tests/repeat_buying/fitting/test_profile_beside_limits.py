from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, BuyingWithTraits, GammaGamma, ParetoNBD
from custseg.repeat_buying.fitting import profile_beside_limits as module
from custseg.repeat_buying.fitting.profile_beside_limits import ends_beside_limits
from custseg.repeat_buying.fitting.profile_likelihood import profile_interval
from custseg.repeat_buying.fitting.search import climb
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here
HALF_CHI = 1.920729  # half the 95 % point of chi-square with one degree of freedom


@pytest.mark.heavy
@pytest.mark.parametrize("family", [BetaGeoNBD, ParetoNBD, GammaGamma])
def test_inside_the_model_both_ways_give_the_same_ends(cdnow, family):
    fitted = family().fit(cdnow)
    for number in (0, len(fitted.params_) - 1):
        found = ends_beside_limits(fitted, number, fitted.log_likelihood_ - HALF_CHI)
        np.testing.assert_allclose(found, profile_interval(fitted, number, 0.95), rtol=3e-4)


@pytest.fixture(scope="module")
def nobody_leaves():
    table = simulate_bg_nbd(np.full(300, 39.0), r=1.0, alpha=5.0, a=0.0, b=1.0, random_state=1)
    fitted = BetaGeoNBD().fit(table)
    assert fitted.params_["a"] == 0, "these customers must rest on the limit: choose another seed"
    return fitted


@pytest.mark.heavy
def test_what_is_known_has_an_interval_and_what_rests_on_the_limit_has_none(nobody_leaves):
    summary = nobody_leaves.summary()
    known = summary.loc[["r", "alpha"]]
    assert (known["low"] < known["estimate"]).all() and (known["estimate"] < known["high"]).all()
    assert summary.loc[["a", "b"], ["low", "high"]].isna().all(axis=None)
    r, alpha = known.loc["r"], known.loc["alpha"]
    assert r["low"] < 1.0 < r["high"] and alpha["low"] < 5.0 < alpha["high"]  # the truth


def test_an_end_is_where_the_best_of_the_others_has_fallen(nobody_leaves):
    # r is one search coordinate here: held at the end, the others climb to a height that must be the target
    fitted = nobody_leaves
    for end in ends_beside_limits(fitted, 0, fitted.log_likelihood_ - HALF_CHI):
        at_end = fitted.likelihood_params_.copy()
        at_end[1] = 1.0 / end
        start = fitted.search_point(at_end, fitted.rows_)
        lower, upper = (side.copy() for side in fitted.bounds(fitted.rows_))
        lower[1] = upper[1] = start[1]
        height = climb(fitted, fitted.rows_, start, (lower, upper)).value
        assert height == pytest.approx(fitted.log_likelihood_ - HALF_CHI, abs=5e-3)


@pytest.mark.heavy
def test_an_effect_of_which_only_the_low_end_is_known_has_that_end():
    # of one group nobody leaves: any large effect will do, a small one is refuted by dozens of log-likelihood units
    rng = np.random.default_rng(23)
    T = rng.uniform(30, 60, 300)
    groups = [
        simulate_bg_nbd(part, r=1.5, alpha=6.0, a=a, b=b, random_state=rng).assign(group=name)
        for name, part, a, b in (("stay", T[:150], 1e-9, 3.0), ("leave", T[150:], 1.0, 2.0))
    ]
    fitted = BuyingWithTraits(ParetoNBD(), ["group"]).fit(pd.concat(groups, ignore_index=True))
    number = list(fitted.params_.index).index("leaving group[stay]")
    value = fitted.params_.iloc[number]
    assert 0 < value < np.inf and fitted.limits_reached_, "choose another seed: a limit, but not of the effect"
    low, high = ends_beside_limits(fitted, number, fitted.log_likelihood_ - HALF_CHI)
    assert low == 0.0 and value < high < 0.2
    # held at the end, the others climb to a height that must be the target
    place = fitted.n_family + 1
    lower, upper = (side.copy() for side in fitted.bounds(fitted.rows_))
    lower[place] = upper[place] = np.log(high) * fitted.coding_.scale[fitted.effect_columns][1]
    start = fitted.search_point_.copy()
    start[place] = lower[place]
    height = climb(fitted, fitted.rows_, start, (lower, upper)).value
    assert height == pytest.approx(fitted.log_likelihood_ - HALF_CHI, abs=5e-3)


@pytest.mark.slow
def test_intervals_beside_a_limit_hold_the_truth():
    truth, held = {"r": 1.0, "alpha": 5.0}, []
    for seed in range(120):
        table = simulate_bg_nbd(np.full(150, 39.0), **truth, a=0.005, b=2.0, random_state=seed)
        fitted = BetaGeoNBD().fit(table)
        if fitted.held_.any():
            ends = fitted.confidence_intervals()
            held += [ends.loc[name, "low"] <= value <= ends.loc[name, "high"] for name, value in truth.items()]
    assert len(held) > 100 and 0.89 <= np.mean(held) <= 0.99  # 95 % promised; 3 standard errors of 136 are 6 %


@pytest.mark.heavy
def test_an_end_that_the_data_do_not_give_is_open():
    # everybody buys alike: how alike is not known upwards
    table = simulate_bg_nbd(np.full(200, 39.0), r=200.0, alpha=1000.0, a=0.0, b=1.0, random_state=3)
    fitted = BetaGeoNBD().fit(table)
    ends = [ends_beside_limits(fitted, number, fitted.log_likelihood_ - HALF_CHI) for number in (0, 1)]
    assert all(np.isnan(low) or (low > 1 and high == np.inf) for low, high in ends)


@pytest.mark.parametrize("slope", [0.0, np.inf, np.nan])
def test_a_parameter_that_nothing_free_moves_has_no_ends(slope, monkeypatch):
    monkeypatch.setattr(module, "_logarithm", lambda model, number, point: (0.0, np.array([slope])))
    fitted = SimpleNamespace(
        params_=pd.Series([2.0]), held_=np.array([False]), hessian_=-np.eye(1), search_point_=np.zeros(1)
    )
    assert np.isnan(ends_beside_limits(fitted, 0, -1.0)).all()
