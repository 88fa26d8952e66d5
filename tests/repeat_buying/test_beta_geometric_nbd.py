import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD


@pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD])
def test_search_coordinates_and_reported_parameters_and_back(cdnow, model):
    fitted = model().fit(cdnow)
    np.testing.assert_allclose(
        fitted.search_point(fitted.likelihood_params_, fitted.rows_), fitted.search_point_, rtol=1e-12
    )
    parameters = dict(zip(fitted.parameter_names, fitted.params_, strict=True))
    np.testing.assert_allclose(fitted.from_reported(parameters), fitted.likelihood_params_, rtol=1e-12)


def test_slopes_of_the_reported_parameters(cdnow):
    fitted = BetaGeoNBD().fit(cdnow)
    _, slopes = fitted.reported_parameters(fitted.likelihood_params_)
    for i in range(4):
        step = np.zeros(4)
        step[i] = 1e-6
        up, down = (fitted.reported_parameters(fitted.likelihood_params_ + sign * step)[0] for sign in (1, -1))
        np.testing.assert_allclose(slopes[:, i], (up - down) / 2e-6, rtol=1e-6, atol=1e-6)


def test_published_fit(cdnow, assert_printed):
    # Fader, Hardie & Lee 2005, Marketing Science 24(2), Table 2
    fitted = BetaGeoNBD().fit(cdnow)
    assert_printed(fitted, r=".243", alpha="4.414", a=".793", b="2.426")
    assert fitted.log_likelihood_ == pytest.approx(-9582.4, abs=0.05)
    assert fitted.log_likelihood_ == pytest.approx(-9582.429, abs=0.005)  # published: -9582.4; more digits are our own
    assert fitted.n_evaluations_ <= 12
    assert fitted.n_customers_ == 2357 and fitted.n_rows_ <= 1016  # customers: Fader, Hardie & Lee 2005


def test_fit_of_the_r_package(cdnow):
    # R package CLVTools, test suite, CDNOW
    fitted = BetaGeoNBD().fit(cdnow)
    np.testing.assert_allclose(fitted.params_, [0.2425945, 4.4136019, 0.7929199, 2.4258881], rtol=1e-5)
    assert fitted.log_likelihood_ == pytest.approx(-9582.429, abs=0.0005)


def test_published_conditional_expectation(cdnow):
    # Fader, Hardie & Lee 2005, spreadsheet: E[Y(39) | x = 2, t_x = 30.43, T = 38.86] = 1.226
    customer = pd.DataFrame({"x": [2], "t_x": [30.43], "T": [38.86]})
    assert BetaGeoNBD().fit(cdnow).expected_purchases(customer, horizon=39).iloc[0] == pytest.approx(1.226, abs=0.0005)


def test_published_fit_of_the_modified_model(cdnow, assert_printed):
    # R package BTYDplus on the same data; model: Batislam, Denizel & Filiztekin 2007
    fitted = ModifiedBetaGeoNBD().fit(cdnow)
    assert_printed(fitted, r=".525", alpha="6.183", a=".891", b="1.614")
    assert fitted.log_likelihood_ == pytest.approx(-9582.136, abs=0.005)
    assert fitted.n_evaluations_ <= 12
    assert fitted.n_customers_ == 2357 and fitted.n_rows_ <= 1016  # customers: Fader, Hardie & Lee 2005


def test_one_time_buyers_may_be_gone():
    model = ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614)
    silent = pd.DataFrame({"x": 0, "t_x": 0.0, "T": [0.0, 10.0, 1000.0]})
    alive = model.probability_alive(silent)
    assert alive.is_monotonic_decreasing
    assert alive.iloc[0] == pytest.approx(1.614 / (0.891 + 1.614))  # just bought: stayed with probability b / (a + b)
