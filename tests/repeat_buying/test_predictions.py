"""Every prediction against a closed form, 30-digit quadrature or simulation."""

import mpmath as mp
import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD

R, ALPHA, A, B, S, BETA = 0.243, 4.414, 0.793, 2.426, 0.606, 11.669
BG = BetaGeoNBD.from_params(r=R, alpha=ALPHA, a=A, b=B, unit="W")
MBG = ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="W")
PARETO = ParetoNBD.from_params(r=0.553, alpha=10.578, s=S, beta=BETA, unit="W")
MODELS = [BG, MBG, PARETO]
CUSTOMERS = pd.DataFrame(
    {"x": [0, 2, 26, 400, 5], "t_x": [0.0, 30.43, 30.86, 38.0, 12.0], "T": [38.86, 38.86, 31.0, 38.86, 12.0]}
)


def test_bg_expectation_is_the_published_closed_form():
    # Fader, Hardie & Lee 2005, equation 10
    for horizon in (1.0, 39.0, 400.0):
        ours = BG.expected_purchases(CUSTOMERS, horizon=horizon)
        for i, (x, t_x, T) in enumerate(CUSTOMERS.to_numpy()):
            with mp.workdps(80):  # the closed form cancels: heavy buyers need many digits
                x, t_x, T, t = map(mp.mpf, (x, t_x, T, horizon))
                ratio = ((ALPHA + T) / (ALPHA + T + t)) ** (R + x)
                series = mp.hyp2f1(R + x, B + x, A + B + x - 1, t / (ALPHA + T + t))
                alive = (A + B + x - 1) / (A - 1) * (1 - ratio * series)
                gone = A / (B + x - 1) * ((ALPHA + T) / (ALPHA + t_x)) ** (R + x) if x > 0 else 0
                exact = float(alive / (1 + gone))
            assert ours.iloc[i] == pytest.approx(exact, rel=1e-9)


def test_pareto_expectation_is_the_published_closed_form():
    # Schmittlein, Morrison & Colombo 1987, equation 22, given P(alive)
    alive = PARETO.probability_alive(CUSTOMERS)
    for horizon in (1.0, 39.0, 400.0):
        rate = (0.553 + CUSTOMERS["x"]) / (10.578 + CUSTOMERS["T"])
        clock = BETA + CUSTOMERS["T"]
        end = clock / (S - 1) * (1 - (clock / (clock + horizon)) ** (S - 1))
        np.testing.assert_allclose(
            PARETO.expected_purchases(CUSTOMERS, horizon=horizon), alive * rate * end, rtol=1e-11
        )


def test_pareto_discounted_purchases_are_the_published_closed_form():
    # Fader, Hardie & Lee 2005, JMR 42(4), equation 2: Tricomi's function
    weekly = np.log1p(0.15) * 7 / 365.25
    ours = PARETO.discounted_purchases(CUSTOMERS, discount_rate=0.15)
    alive = PARETO.probability_alive(CUSTOMERS)
    for i, (x, _, T) in enumerate(CUSTOMERS.to_numpy()):
        z = weekly * (BETA + T)
        life = (BETA + T) * mp.hyperu(1, 2 - S, z)  # the integral of exp(-weekly t) (1 + t / (beta + T))^-s
        assert ours.iloc[i] == pytest.approx(float(alive.iloc[i] * (0.553 + x) / (10.578 + T) * life), rel=1e-8)


def test_bg_discounted_purchases_against_quadrature():
    weekly = np.log1p(0.15) * 7 / 365.25
    ours = BG.discounted_purchases(CUSTOMERS.iloc[[1, 3]], discount_rate=0.15)
    alive = BG.probability_alive(CUSTOMERS.iloc[[1, 3]])
    for i, (x, _, T) in enumerate(CUSTOMERS.iloc[[1, 3]].to_numpy()):
        r, alpha, b = R + x, ALPHA + T, B + x

        def rate(t, r=r, alpha=alpha, b=b):
            return r / alpha * mp.exp(-weekly * t) * mp.hyp2f1(r + 1, A, A + b, -t / alpha)

        with mp.workdps(30):
            value = mp.quad(rate, [0, 1, 10, 100, 1000, 10_000, 20_000])
        assert ours.iloc[i] == pytest.approx(float(alive.iloc[i] * value), rel=1e-6)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_discounting_meets_its_limits(model):
    never = model.discounted_purchases(CUSTOMERS, discount_rate=0.0, horizon=39.0)
    np.testing.assert_allclose(never, model.expected_purchases(CUSTOMERS, horizon=39.0), rtol=1e-12)
    hardly = model.discounted_purchases(CUSTOMERS, discount_rate=1e-9, horizon=39.0)
    np.testing.assert_allclose(hardly, never, rtol=1e-8)
    ends = [model.discounted_purchases(CUSTOMERS, discount_rate=0.5, horizon=h) for h in (10.0, 100.0, None)]
    assert (ends[0] < ends[1]).all() and (ends[1] < ends[2]).all()
    monthly = model.discounted_purchases(CUSTOMERS, discount_rate=1.5 ** (1 / 12) - 1, discount_per="M")
    np.testing.assert_allclose(monthly, ends[2], rtol=1e-9)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_counts_add_up_and_have_the_right_mean(model):
    chances = model.purchase_probabilities(CUSTOMERS, horizon=20.0, largest=400)
    assert (chances >= -1e-12).all(axis=None)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=2e-6)
    mean = chances.to_numpy() @ chances.columns.to_numpy()
    np.testing.assert_allclose(mean, model.expected_purchases(CUSTOMERS, horizon=20.0), rtol=1e-4)
    new = model.new_customer_probabilities(horizon=39.0, largest=3000)
    assert new @ new.index == pytest.approx(model.new_customer_purchases(horizon=39.0), rel=1e-4)


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
    with pytest.raises(ValueError, match="discount_rate must be a fraction"):
        BG.discounted_purchases(CUSTOMERS, discount_rate=-2.0)
    with pytest.raises(ValueError, match="largest must be"):
        BG.purchase_probabilities(CUSTOMERS, horizon=1, largest=1.5)
    with pytest.raises(ValueError, match="expected parameters r, alpha, a, b"):
        BetaGeoNBD.from_params(r=1.0)
    with pytest.raises(ValueError, match="positive and finite, found a=0"):
        BetaGeoNBD.from_params(r=1.0, alpha=1.0, a=0, b=1.0)
