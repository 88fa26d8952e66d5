import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import (
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BetaGeoNBD,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
)

R, ALPHA, A, B, S, BETA = 0.243, 4.414, 0.793, 2.426, 0.606, 11.669
BG = BetaGeoNBD.from_params(r=R, alpha=ALPHA, a=A, b=B, unit="W")
MBG = ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="W")
PARETO = ParetoNBD.from_params(r=0.553, alpha=10.578, s=S, beta=BETA, unit="W")
MODELS = [BG, MBG, PARETO]
CUSTOMERS = pd.DataFrame(
    {"x": [0, 2, 26, 400, 5], "t_x": [0.0, 30.43, 30.86, 38.0, 12.0], "T": [38.86, 38.86, 31.0, 38.86, 12.0]}
)


@pytest.mark.heavy
@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_counts_add_up_and_have_the_right_mean(model):
    chances = model.purchase_probabilities(CUSTOMERS, horizon=20.0, largest=400)
    assert (chances >= -1e-12).all(axis=None)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=2e-6)
    mean = chances.to_numpy() @ chances.columns.to_numpy()
    np.testing.assert_allclose(mean, model.expected_purchases(CUSTOMERS, horizon=20.0), rtol=1e-4)
    new = model.new_customer_probabilities(horizon=39.0, largest=3000)
    assert new @ new.index == pytest.approx(model.new_customer_purchases(horizon=39.0), rel=1e-4)


@pytest.mark.heavy
@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_simulated_customers_behave_as_predicted(model):
    cohort = model.simulate(np.full(40_000, 39.0), random_state=1)
    assert cohort["x"].mean() == pytest.approx(model.new_customer_purchases(horizon=39.0), rel=0.06)
    alive = model.probability_alive(cohort)
    for low, high in ((0.0, 0.2), (0.4, 0.6), (0.8, 0.999)):  # calibrated: of those at 50 %, half are customers
        group = (alive >= low) & (alive < high)
        if group.sum() > 300:
            assert cohort.loc[group, "sim_alive"].mean() == pytest.approx(alive[group].mean(), abs=0.05)
    future = model.simulate_purchases(cohort, horizon=39.0, random_state=2)
    assert future.sum() == pytest.approx(model.expected_purchases(cohort, horizon=39.0).sum(), rel=0.06)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_being_alive_later_is_less_likely(model):
    now, later, much = (model.probability_alive(CUSTOMERS, ahead=t) for t in (0.0, 10.0, 1000.0))
    assert (later < now).all() and (much < later).all() and (much > 0).all()


REGULAR = [
    family.from_params(k=k, r=0.85, alpha=1.45, a=0.79, b=2.42, unit="W")
    for family in (BetaGeoCNBD, ModifiedBetaGeoCNBD)
    for k in (1, 3, 40)
]
DONORS = BetaGeoBetaBinom.from_params(alpha=1.204, beta=0.750, gamma=0.657, delta=2.783)


@pytest.mark.parametrize(
    "model", [*MODELS, *REGULAR, DONORS], ids=lambda m: f"{type(m).__name__}-{getattr(m, 'k_', 1)}"
)
def test_in_no_time_nobody_buys(model):
    seen = (
        CUSTOMERS.assign(n=CUSTOMERS["T"])
        if model is not DONORS
        else pd.DataFrame({"x": [0, 2], "t_x": [0, 4], "n": 6})
    )
    assert (model.expected_purchases(seen, horizon=0) == 0.0).all()
    chances = model.purchase_probabilities(seen, horizon=0, largest=2)
    assert (chances[0] == 1.0).all() and (chances[[1, 2]] == 0.0).all(axis=None)
    assert model.new_customer_purchases(horizon=0) == 0.0
    assert model.new_customer_probabilities(horizon=0).iloc[0] == 1.0


def test_last_purchase_today_is_alive():
    assert PARETO.probability_alive(CUSTOMERS).iloc[4] == 1.0
    assert BG.probability_alive(CUSTOMERS).iloc[0] == 1.0  # no chance to leave before a repeat purchase
    assert MBG.probability_alive(CUSTOMERS).iloc[0] < 1.0


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_heavy_buyers_are_never_nan(model):
    heavy = pd.DataFrame({"x": [20_000, 20_000], "t_x": [1.0, 999.9], "T": [1000.0, 1000.0]})
    assert np.isfinite(model.probability_alive(heavy)).all()
    assert model.probability_alive(heavy).iloc[0] < 1e-20
    assert np.isfinite(model.expected_purchases(heavy, horizon=52)).all()
    assert np.isfinite(model.discounted_purchases(heavy, discount_rate=0.1)).all()


def test_predictions_keep_the_order_and_the_table(cdnow):
    before = cdnow.copy()
    forward = BG.expected_purchases(cdnow, horizon=39)
    backward = BG.expected_purchases(cdnow.iloc[::-1], horizon=39)
    pd.testing.assert_series_equal(forward, backward.iloc[::-1])
    pd.testing.assert_frame_equal(cdnow, before)


def test_wrong_arguments_are_explained():
    nameless = BetaGeoNBD.from_params(r=R, alpha=ALPHA, a=A, b=B)
    with pytest.raises(ValueError, match="unit of t_x and T is not stated"):
        nameless.discounted_purchases(CUSTOMERS, discount_rate=0.1)
    with pytest.raises(ValueError, match="for ever needs a positive discount_rate"):
        BG.discounted_purchases(CUSTOMERS, discount_rate=0.0)
    with pytest.raises(ValueError, match="horizon must be a finite time"):
        BG.expected_purchases(CUSTOMERS, horizon=-1)
    for rate in (-2.0, 10, True, "0.1", np.nan):
        with pytest.raises(ValueError, match=r"discount_rate must be a fraction .*write 10 % as 0\.10"):
            BG.discounted_purchases(CUSTOMERS, discount_rate=rate)
    for time in (True, np.timedelta64(5, "D"), "5", 5j, np.inf):
        with pytest.raises(ValueError, match="horizon must be a finite time"):
            BG.expected_purchases(CUSTOMERS, horizon=time)
    for times in (["2024-01-01"], [True], [-1.0]):
        with pytest.raises(ValueError, match="T must be"):
            BG.simulate(times)
    with pytest.raises(ValueError, match="largest must be"):
        BG.purchase_probabilities(CUSTOMERS, horizon=1, largest=1.5)
    with pytest.raises(ValueError, match="expected parameters r, alpha, a, b"):
        BetaGeoNBD.from_params(r=1.0)
    with pytest.raises(ValueError, match="positive and finite numbers, found a=0"):
        BetaGeoNBD.from_params(r=1.0, alpha=1.0, a=0, b=1.0)
    with pytest.raises(ValueError, match="positive and finite numbers, found r=one, b=True"):
        BetaGeoNBD.from_params(r="one", alpha=1.0, a=1.0, b=True)


def test_seeds_and_numbers_of_counts_are_checked(cdnow):
    model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    with pytest.raises(TypeError, match="random_state must be a whole number, a Generator or None, found str 'a'"):
        model.simulate_purchases(cdnow, horizon=1.0, random_state="a")
    for ask in (lambda: model.purchase_probabilities(cdnow, horizon=1.0, largest=10**30),
                lambda: model.new_customer_probabilities(horizon=1.0, largest=10**30)):  # fmt: skip
        with pytest.raises(ValueError, match="largest must be at most 1,000,000"):
            ask()
