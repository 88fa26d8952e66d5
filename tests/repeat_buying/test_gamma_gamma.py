import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import GammaGamma
from custseg.simulate.repeat_buying import simulate_gamma_gamma

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


def test_published_fit(cdnow, assert_printed):
    # Fader & Hardie 2013, note 025
    fitted = GammaGamma().fit(cdnow)
    assert_printed(fitted, p="6.25", q="3.74", gamma="15.44")
    assert fitted.log_likelihood_ == pytest.approx(-4055.9177, abs=0.00005)  # R package CLVTools, test suite
    assert fitted.n_customers_ == 946 and fitted.n_evaluations_ <= 12


def test_expected_spend_lies_between_own_mean_and_population(cdnow):
    spend = GammaGamma().fit(cdnow)
    expected = spend.expected_spend(cdnow)
    # Fader & Hardie 2013, note 025: the population mean is p gamma / (q - 1)
    assert spend.population_mean_ == pytest.approx(spend.p_ * spend.gamma_ / (spend.q_ - 1))
    np.testing.assert_allclose(expected[cdnow["x"] == 0], spend.population_mean_)
    again = cdnow["x"] > 0
    low = np.minimum(cdnow.loc[again, "m_x"], spend.population_mean_)
    high = np.maximum(cdnow.loc[again, "m_x"], spend.population_mean_)
    assert ((expected[again] >= low) & (expected[again] <= high)).all()


def test_gamma_gamma_limits_are_named():
    rng = np.random.default_rng(0)
    x = rng.integers(1, 30, 500)
    alike = pd.DataFrame({"x": x, "m_x": 10 * rng.gamma(5 * x) / (5 * x)})
    for seed in range(8):
        rng = np.random.default_rng(seed)
        alike["m_x"] = 10 * rng.gamma(5 * x) / (5 * x)
        fitted = GammaGamma().fit(alike)
        if np.isinf(fitted.q_):
            break
    assert "customers do not differ in mean spend" in fitted.limits_reached_[0]
    np.testing.assert_allclose(fitted.expected_spend(alike), fitted.population_mean_, rtol=1e-4)
    steady = pd.DataFrame({"x": x, "m_x": 10 / rng.gamma(5, size=500)})
    assert any("same size" in s for s in GammaGamma().fit(steady).limits_reached_) or GammaGamma().fit(steady).p_ > 20


def test_heavy_tail_is_said_in_words():
    table = simulate_gamma_gamma(np.full(800, 3), p=2.0, q=0.6, gamma=10.0, random_state=0)
    fitted = GammaGamma().fit(table)
    assert fitted.q_ < 1 and fitted.population_mean_ == np.inf
    assert any("mean spend is infinite" in note for note in fitted.notes_)
    assert fitted.expected_spend(pd.DataFrame({"x": [0], "m_x": [np.nan]})).iloc[0] == np.inf


@pytest.mark.parametrize("unknown", [np.nan, 0.0])
def test_customers_whose_repeat_spend_is_unknown_keep_their_place(cdnow, unknown):
    some = cdnow.index[cdnow["x"] > 0][:6]
    table = cdnow.copy()
    table.loc[some, "m_x"] = unknown
    fitted = GammaGamma().fit(table)
    expected = fitted.expected_spend(table)
    assert fitted.n_customers_ == 940 and any("6 customers bought again" in note for note in fitted.notes_)
    np.testing.assert_allclose(expected[some], fitted.population_mean_)
    np.testing.assert_array_equal(fitted.params_, GammaGamma().fit(cdnow.drop(some)).params_)
    assert expected.index.equals(table.index) and expected.notna().all()


def test_drawn_spend_is_on_average_what_is_expected_and_varies_as_the_model_says():
    model = GammaGamma.from_params(p=6.25, q=5.0, gamma=15.44)
    customers = pd.DataFrame({"x": [0, 3, 10], "m_x": [np.nan, 50.0, 20.0]})
    many = pd.concat([customers] * 4000, ignore_index=True)
    twice = pd.Series(2, index=many.index)
    drawn = model.simulate_spend(many, twice, random_state=1).to_numpy().reshape(4000, 3)
    expected = 2 * model.expected_spend(customers).to_numpy()
    assert (np.abs(drawn.mean(axis=0) - expected) < 4 * drawn.std(axis=0) / np.sqrt(4000)).all()
    # given the customer's level the two amounts vary by 1/p, and the level by what is known of it, 1 / (q + p x - 2)
    shape = 5.0 + 6.25 * customers["x"].to_numpy()
    squared = expected**2 * ((1 + 1 / 12.5) * (shape - 1) / (shape - 2) - 1)
    np.testing.assert_allclose(drawn.var(axis=0), squared, rtol=0.2)


def test_spend_is_drawn_beside_the_limits_too(cdnow):
    exact = pd.DataFrame({"x": [3] * 40, "m_x": np.linspace(10.0, 50.0, 40)})
    model = GammaGamma.from_params(p=1e9, q=2.0, gamma=1e-8)  # every purchase of a customer is of the same size
    drawn = model.simulate_spend(exact, pd.Series(1, index=exact.index), random_state=1)
    np.testing.assert_allclose(drawn, exact["m_x"], rtol=1e-3)


def test_drawn_spend_wants_whole_purchases_of_the_same_customers():
    model = GammaGamma.from_params(p=2.0, q=3.0, gamma=10.0)
    table = pd.DataFrame({"x": [3, 0], "m_x": [20.0, np.nan]})
    with pytest.raises(ValueError, match="purchases and table must have the same index"):
        model.simulate_spend(table, pd.Series([1, 1], index=[5, 6]))
    for wrong in ([0.5, 1], [-1, 1], [np.nan, 1]):
        with pytest.raises(ValueError, match="purchases must be whole numbers of zero or more"):
            model.simulate_spend(table, pd.Series(wrong))
