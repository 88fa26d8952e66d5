from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BetaGeoNBD,
    BuyingWithTraits,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeo,
)
from custseg.repeat_buying.fitting import known_ratios as module
from custseg.repeat_buying.fitting.family import Ratio
from custseg.repeat_buying.fitting.search import climb
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here
HALF_CHI = 1.920729  # half the 95 % point of chi-square with one degree of freedom
T = np.linspace(27.0, 52.0, 300)
ALIKE = {"r": 1.0, "alpha": 5.0, "a": 1e6, "b": 3e6}
LEAVING = "mean dropout probability a/(a+b)"
GONE = "share gone by the mean time observed"


@pytest.fixture(scope="module")
def contracts():
    # the renewal rate falls with age, so that all that lies near is likeliest with one chance for everybody
    lost = {"t": [1, 2, 3, 4, 5, 5], "lost": [1, 1, 1, 1, 1, 0], "customers": [100, 110, 120, 130, 140, 100]}
    return pd.DataFrame(lost)


@pytest.fixture(scope="module")
def alike():
    fitted = BetaGeoNBD().fit(BetaGeoNBD.from_params(**ALIKE).simulate(T, random_state=2))
    assert np.isinf(fitted.params_[["a", "b"]]).all(), "these customers must rest on the limit: choose another seed"
    return fitted


@pytest.fixture(scope="module")
def same_rate():
    truth = ParetoNBD.from_params(r=1.0, alpha=5.0, s=1e6, beta=3e7)
    fitted = ParetoNBD().fit(truth.simulate(T, random_state=0))
    assert np.isinf(fitted.params_[["s", "beta"]]).all(), "these customers must rest on the limit: choose another seed"
    return fitted


def held_height(fitted, places, values):
    """Give the highest log-likelihood with some search coordinates held, the others climbing from several places."""
    lower, upper = (side.copy() for side in fitted.bounds(fitted.rows_))
    lower[places] = upper[places] = values
    starts = [fitted.search_point_.copy() for _ in range(3)]
    for start, share in zip(starts, (0.0, 0.5, 1.0), strict=True):
        start[3] = lower[3] + share * (upper[3] - lower[3])
    return max(climb(fitted, fitted.rows_, start, (lower, upper)).value for start in starts)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_where_all_leave_alike_the_interval_is_that_of_one_chance(contracts, level):
    fitted = ShiftedBetaGeo().fit(contracts)
    # every renewal is a toss of one coin: 600 contracts ended, 1,800 renewals
    lost, renewed, drop = 600, 1800, {0.8: 0.821187, 0.95: HALF_CHI}[level]  # half of 1.642374, tables of chi-square

    def height(p):
        return lost * np.log(p) + renewed * np.log1p(-p)

    ends = [brentq(lambda p: height(p) - height(0.25) + drop, *side) for side in ((0.01, 0.25), (0.25, 0.99))]
    summary = fitted.summary(level=level)
    row = summary.loc["mean dropout probability alpha/(alpha+beta)"]
    assert row["estimate"] == pytest.approx(0.25, abs=1e-6)
    assert row[["low", "high"]].tolist() == pytest.approx(ends, rel=1e-3)
    assert row["se_hessian"] == pytest.approx(np.sqrt(0.25 * 0.75 / 2400), rel=1e-3)
    assert summary.loc[["alpha", "beta"], ["low", "high"]].isna().all(axis=None)
    assert summary.attrs["ratios"] == {row.name: "profile likelihood"}


def test_the_sandwich_of_one_chance_counts_contracts_not_tosses(contracts):
    fitted = ShiftedBetaGeo().fit(contracts)
    row = fitted.ratio_intervals().iloc[0]
    # score of a contract: lost / p - renewed / (1 - p)
    score = contracts["lost"] / 0.25 - (contracts["t"] - contracts["lost"]) / 0.75
    curvature = 2400 / (0.25 * 0.75)
    expected = np.sqrt((contracts["customers"] * score**2).sum()) / curvature
    assert row["se_sandwich"] == pytest.approx(expected, rel=1e-3)


def test_summary_has_a_row_for_a_ratio_behind_the_parameters(alike):
    summary = alike.summary()
    assert list(summary.index) == ["r", "alpha", "a", "b", LEAVING] and summary.index.name == "parameter"
    assert list(summary.columns) == ["estimate", "se_hessian", "se_sandwich", "low", "high"]
    row = summary.loc[LEAVING]
    assert row["low"] < 0.25 < row["high"] and row["estimate"] == alike.likelihood_params_[2]
    assert row["high"] - row["low"] < 0.1 and 0 < row["se_hessian"] < 0.03


@pytest.mark.heavy
def test_inside_the_model_summary_has_no_ratio_and_the_method_has_them_all(cdnow):
    fitted = BetaGeoNBD().fit(cdnow)
    summary, ratios = fitted.summary(), fitted.ratio_intervals()
    assert list(summary.index) == ["r", "alpha", "a", "b"] and summary.attrs["ratios"] == {}
    assert list(ratios.index) == ["mean purchase rate r/alpha", LEAVING]
    expected = [fitted.r_ / fitted.alpha_, fitted.a_ / (fitted.a_ + fitted.b_)]
    np.testing.assert_allclose(ratios["estimate"], expected, rtol=1e-9)
    assert ((ratios["low"] < ratios["estimate"]) & (ratios["estimate"] < ratios["high"])).all()
    # the rate is a search coordinate: held at an end, the others climb to the target
    for end in ratios.loc["mean purchase rate r/alpha", ["low", "high"]]:
        height = held_height(fitted, [0], [np.log(end)])
        assert height == pytest.approx(fitted.log_likelihood_ - HALF_CHI, abs=5e-3)


@pytest.mark.heavy
def test_an_end_of_a_probability_is_where_the_best_of_the_others_has_fallen(alike):
    row = alike.summary().loc[LEAVING]
    for end in row[["low", "high"]]:
        values = alike.likelihood_params_.copy()
        values[2] = end
        height = held_height(alike, [2], [alike.search_point(values, alike.rows_)[2]])
        assert height == pytest.approx(alike.log_likelihood_ - HALF_CHI, abs=5e-3)


@pytest.mark.heavy
def test_an_end_of_a_rate_is_where_the_best_of_all_spreads_has_fallen(same_rate):
    row = same_rate.summary().loc["mean dropout rate s/beta"]
    assert row["low"] < 1 / 30 < row["high"] and row["estimate"] == same_rate.likelihood_params_[2]
    for end in row[["low", "high"]]:
        heights = []
        for spread in np.linspace(0.0, 3.0, 31):  # 1/s; the box has no side where the rate stays as it is
            values = same_rate.likelihood_params_.copy()
            values[2:] = end, spread
            heights.append(held_height(same_rate, [2, 3], same_rate.search_point(values, same_rate.rows_)[2:]))
        assert max(heights) == pytest.approx(same_rate.log_likelihood_ - HALF_CHI, abs=2e-2)
        assert max(heights) < same_rate.log_likelihood_ - HALF_CHI + 5e-3


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("family", "seed", "name"), [(BetaGeoNBD, 1, LEAVING), (ModifiedBetaGeoNBD, 10, LEAVING), (ParetoNBD, 10, GONE)]
)
def test_where_nobody_leaves_the_ratio_has_an_upper_end(family, seed, name):
    table = simulate_bg_nbd(np.full(300, 39.0), r=1.0, alpha=5.0, a=0.0, b=1.0, random_state=seed)
    fitted = family().fit(table)
    summary = fitted.summary()
    row = summary.loc[name]
    assert row["estimate"] == row["low"] == 0.0 < row["high"] < 0.1, "choose another seed: nobody leaves"
    assert row[["se_hessian", "se_sandwich"]].isna().all() and list(summary.index[4:]) == [name]
    assert summary.attrs["ratios"] == {name: "profile likelihood, which has one end: the ratio rests on 0"}
    values = fitted.likelihood_params_.copy()
    values[2:] = (row["high"], 0.5) if family is not ParetoNBD else (-np.log1p(-row["high"]) / 39.0, 0.0)
    height = held_height(fitted, [2], [fitted.search_point(values, fitted.rows_)[2]])
    assert height == pytest.approx(fitted.log_likelihood_ - HALF_CHI, abs=5e-3)


@pytest.mark.heavy
def test_where_nobody_leaves_an_end_of_the_rate_is_looked_for_in_every_way_of_leaving():
    # a higher rate is likelier if some leave at once; the fit, in which nobody does, was left at another way
    rng = np.random.default_rng(952)
    truth = ModifiedBetaGeoNBD.from_params(r=0.8, alpha=6.0, a=1e-4, b=10.0)
    fitted = ModifiedBetaGeoNBD().fit(truth.simulate(rng.integers(27, 53, 200).astype(float), random_state=rng))
    assert fitted.params_["a"] == 0.0, "choose another seed: nobody leaves"
    end = fitted.ratio_intervals().loc["mean purchase rate r/alpha", "high"]
    height = held_height(fitted, [0], [np.log(end)])
    assert height == pytest.approx(fitted.log_likelihood_ - HALF_CHI, abs=5e-3)


def test_where_everyone_leaves_at_once_the_ratio_has_a_lower_end():
    table = pd.DataFrame({"x": [0] * 60 + [1] * 90, "t_x": [0.0] * 60 + list(np.linspace(0.1, 5.0, 90)), "T": 300.0})
    fitted = BetaGeoNBD().fit(table)
    row = fitted.summary().loc[LEAVING]
    assert row["estimate"] == row["high"] == 1.0 and 0.9 < row["low"] < 1.0


@pytest.mark.heavy
def test_what_is_known_of_two_shares_that_run_off_is_what_their_product_leaves_open():
    """Some buy always and the others never, some leave before they begin and the others never: 6 of 30 buy at all."""
    n = [5] * 5 + [7] * 8 + [8] * 6 + [6] * 5 + [4] * 4 + [5, 6]
    x = [0] * 24 + [4] * 4 + [5, 6]
    fitted = BetaGeoBetaBinom().fit(pd.DataFrame({"x": x, "t_x": x, "n": n}))
    assert not fitted.params_.any(), "all four parameters rest on nought"

    def height(share):
        return 6 * np.log(share) + 24 * np.log1p(-share)

    least = brentq(lambda share: height(share) - height(0.2) + HALF_CHI, 0.01, 0.2)
    ends = fitted.summary().iloc[4:][["low", "high"]].to_numpy()
    np.testing.assert_allclose(ends, [[least, 1.0], [0.0, 1.0 - least]], atol=1e-3)


@pytest.mark.parametrize("estimate", [0.0, 1.0])
def test_an_end_that_is_never_reached_is_the_other_side(monkeypatch, estimate):
    monkeypatch.setattr(module, "end_off_the_limit", lambda *arguments: None)
    model = SimpleNamespace(ratios=(Ratio("share", ((0, False),), 1.0, 0),))
    assert module._interval(model, 0, estimate, -5.0)[:2] == (0.0, 1.0)


@pytest.mark.parametrize("value", [0.0, np.inf, np.nan])
def test_a_ratio_that_is_no_coordinate_has_no_end_where_it_rests(value):
    model = SimpleNamespace(ratios=(Ratio("rate", ()),))
    low, high, made = module._interval(model, 0, value, -5.0)
    assert np.isnan(low) and np.isnan(high) and made.startswith("none")


def test_a_share_ends_at_one(monkeypatch):
    monkeypatch.setattr(module, "ends_beside_limits", lambda *arguments: (0.2, np.inf))
    monkeypatch.setattr(module, "_RatiosReported", lambda model: model)
    model = SimpleNamespace(ratios=(Ratio("share", (), 1.0), Ratio("rate", ())))
    assert [module._interval(model, number, 0.5, -5.0)[:2] for number in (0, 1)] == [(0.2, 1.0), (0.2, np.inf)]


KNOWN = [
    (BetaGeoNBD, {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.4}, [0.8 / 6.0, 0.25]),
    (BetaGeoCNBD, {"k": 3, "r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.4}, [0.8 / 18.0, 0.25]),
    # by the mean time of 10 the share (1 + 10/14)^-.7 stays
    (ParetoNBD, {"r": 0.8, "alpha": 6.0, "s": 0.7, "beta": 14.0}, [0.8 / 6.0, 0.05, 1 - (24.0 / 14.0) ** -0.7]),
    (BetaGeoBetaBinom, {"alpha": 1.2, "beta": 0.8, "gamma": 0.6, "delta": 2.4}, [0.6, 0.2]),
    (ShiftedBetaGeo, {"alpha": 0.6, "beta": 1.8}, [0.25]),
    (BetaDiscreteWeibull, {"alpha": 0.6, "beta": 1.8, "c": 1.4}, [0.25]),
    (GammaGamma, {"p": 6.0, "q": 4.0, "gamma": 15.0}, [30.0]),  # 6 * 15 / 3
]


@pytest.mark.parametrize(("family", "parameters", "expected"), KNOWN)
def test_ratios_are_those_of_the_parameters_with_exact_slopes(family, parameters, expected):
    model, rows = family.from_params(**parameters), SimpleNamespace(mean_time=10.0)
    here = model.likelihood_params_
    values, slopes = model.ratio_values(here, rows)
    np.testing.assert_allclose(values, expected, rtol=1e-12)
    assert len(values) == len(model.ratios) and slopes.shape == (len(values), len(here))
    for place, step in enumerate(1e-6 * np.eye(len(here))):
        up, down = (model.ratio_values(here + side, rows)[0] for side in (step, -step))
        np.testing.assert_allclose(slopes[:, place], (up - down) / 2e-6, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("family", [family for family, _, _ in KNOWN])
def test_every_limit_of_a_ratio_is_one_of_the_family(family):
    limits = {(limit.coordinate, limit.upper) for limit in family.limits}
    assert all(set(ratio.limits) <= limits for ratio in family.ratios)
    # both parameters of a mean run off where customers are alike: there a ratio is known
    alike = [limit for limit in family.limits if "→ ∞" in limit.sentence and not limit.upper]
    assert alike and all(
        any((limit.coordinate, limit.upper) in ratio.limits for ratio in family.ratios) for limit in alike
    )


def test_spend_without_a_mean_has_no_interval():
    mean, slopes = GammaGamma.from_params(p=6.0, q=0.9, gamma=15.0).ratio_values(
        np.array([3.0, 1 / 0.9, 1 / 6.0]), None
    )
    assert mean.tolist() == [np.inf] and not slopes.any()


def test_of_spenders_who_are_alike_the_mean_spend_is_known():
    truth, x = GammaGamma.from_params(p=6.0, q=1e7, gamma=5e7), np.tile([1, 2, 3, 5], 60)
    rng = np.random.default_rng(4)
    spend = rng.gamma(truth.p_ * x) * 5.0 / x  # everybody's purchases are worth 30 on average
    fitted = GammaGamma().fit(pd.DataFrame({"x": x, "m_x": spend}))
    assert np.isinf(fitted.params_["q"]), "these customers must rest on the limit: choose another seed"
    row = fitted.summary().loc["mean spend p gamma/(q-1)"]
    assert row["low"] < 30.0 < row["high"] and row["high"] - row["low"] < 4.0
    assert row["estimate"] == pytest.approx(fitted.population_mean_)


@pytest.mark.heavy
def test_with_traits_the_ratio_is_that_of_the_customer_that_others_are_compared_with():
    rng = np.random.default_rng(0)
    stay, leave = (
        BetaGeoNBD.from_params(r=1.0, alpha=5.0, a=p * 1e6, b=(1 - p) * 1e6).simulate(T, random_state=rng)
        for p in (0.15, 0.45)
    )
    table = pd.concat([stay.assign(group="stay"), leave.iloc[:280].assign(group="leave")], ignore_index=True)
    fitted = BuyingWithTraits(BetaGeoNBD(), ["group"]).fit(table)
    assert np.isinf(fitted.params_[["a", "b"]]).all(), "these customers must rest on the limit: choose another seed"
    summary = fitted.summary()
    row = summary.loc[LEAVING]
    assert fitted.reference_ == {"group": "stay"} and row["low"] < 0.15 < row["high"] < 0.3
    assert fitted.limits_reached_[0].endswith(f"= {row['estimate']:.4g}")
    assert summary.loc["leaving group[leave]", ["low", "high"]].notna().all()
    here = fitted.likelihood_params_
    _, slopes = fitted.ratio_values(here, fitted.rows_)
    for place in (0, 2, 4, 5):
        step = 1e-6 * np.eye(len(here))[place]
        up, down = (fitted.ratio_values(here + side, fitted.rows_)[0] for side in (step, -step))
        np.testing.assert_allclose(slopes[:, place], (up - down) / 2e-6, rtol=1e-5, atol=1e-9)
    assert all(ratio.coordinate is None for ratio in fitted.ratios)
    assert fitted.ratios[1].limits == ((3, False), (3, True))


@pytest.mark.parametrize("level", [0.0, 1.0, 1.5])
def test_a_level_is_a_share(alike, level):
    with pytest.raises(ValueError, match="level must be between 0 and 1"):
        alike.ratio_intervals(level=level)


def test_without_data_there_are_no_intervals():
    with pytest.raises(ValueError, match="without data"):
        BetaGeoNBD.from_params(r=1.0, alpha=1.0, a=1.0, b=1.0).ratio_intervals()
