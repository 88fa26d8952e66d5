import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, ParetoNBD


def test_published_fit(cdnow, assert_printed):
    # Fader, Hardie & Lee 2005, Marketing Science 24(2), Table 2
    fitted = ParetoNBD().fit(cdnow)
    assert_printed(fitted, r=".553", alpha="10.578", s=".606", beta="11.669")
    assert fitted.log_likelihood_ == pytest.approx(-9595.0, abs=0.05)
    assert fitted.log_likelihood_ == pytest.approx(-9594.976, abs=0.005)  # published: -9595.0; more digits are our own
    assert fitted.n_evaluations_ <= 12
    assert fitted.n_customers_ == 2357 and fitted.n_rows_ <= 1016  # customers: Fader, Hardie & Lee 2005


def test_published_predictions(cdnow):
    # R package BTYD, walkthrough, customer 1516
    regular = pd.DataFrame({"x": [26], "t_x": [30.86], "T": [31.0]})
    model = ParetoNBD().fit(cdnow)
    assert model.expected_purchases(regular, horizon=52).iloc[0] == pytest.approx(25.46, abs=0.005)
    assert model.probability_alive(regular).iloc[0] == pytest.approx(0.9979, abs=0.00005)


def test_fit_of_the_r_package(cdnow):
    # R package CLVTools, test suite, CDNOW; its search ends beside the maximum, where the likelihood is as high
    fitted = ParetoNBD().fit(cdnow)
    np.testing.assert_allclose(fitted.params_, [0.55315, 10.57633, 0.60625, 11.67150], rtol=3e-4)
    assert fitted.log_likelihood_ == pytest.approx(-9594.976, abs=0.0005)
    np.testing.assert_allclose(
        fitted.standard_errors(), [0.0476264, 0.8427222, 0.1872594, 6.2105448], rtol=2e-4, err_msg="CLVTools"
    )


def test_heavy_buyers_who_came_a_moment_ago_are_alive_and_never_missing():
    # R package CLVTools, test suite: four customers for whom P(alive) was once not a number
    model = ParetoNBD.from_params(r=0.5143, alpha=2.8845, s=0.2856, beta=14.1087)
    heavy = pd.DataFrame(
        {
            "x": [221, 254, 161, 204],
            "t_x": [103.42857, 97.14286, 94.71429, 98.57143],
            "T": [103.57143, 97.28571, 98.0, 99.42857],
        }
    )
    alive = model.probability_alive(heavy)
    assert alive.between(0.7, 1.0).all() and alive.idxmin() == 2  # the one who has been silent for three weeks
    assert np.isfinite(model.expected_purchases(heavy, horizon=10)).all()


def test_search_coordinates_and_back(cdnow):
    model = ParetoNBD().fit(cdnow)
    np.testing.assert_allclose(
        model.search_point(model.likelihood_params_, model.rows_), model.search_point_, rtol=1e-12
    )
    parameters = dict(zip(model.parameter_names, model.params_, strict=True))
    np.testing.assert_allclose(model.from_reported(parameters), model.likelihood_params_, rtol=1e-12)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_customers_who_all_bought_last_when_they_were_last_watched():
    # nobody can have left: it is the NBD, and there is no time between the last purchase and the end to integrate over
    table = pd.DataFrame({"x": [1, 2, 3, 5, 2] * 8, "t_x": 30.0, "T": 30.0})
    found, plain = ParetoNBD().fit(table), BetaGeoNBD().fit(table)
    assert any("no dropout detected" in sentence for sentence in found.limits_reached_)
    assert found.log_likelihood_ == pytest.approx(found.log_likelihood_without_dropout(), abs=1e-9)
    assert found.log_likelihood_ == pytest.approx(plain.log_likelihood_of_nbd(), abs=1e-6)


def test_parameters_of_several_search_points_are_those_of_each_with_exact_derivatives(cdnow):
    model = ParetoNBD()
    rows = model.compress(cdnow)
    points = np.array([*model.starts(rows), [0.0, -1.0, -2.9, -2.9]])  # the last one: nobody leaves, or nearly so
    several = model.several_likelihood_parameters(points, rows)
    for which, point in enumerate(points):
        here = model.likelihood_parameters(point, rows)
        assert all((of_all[which] == alone).all() for of_all, alone in zip(several, here, strict=True))
        np.testing.assert_allclose(model.search_point(here.value, rows), point, atol=1e-9)
        for place, step in enumerate(1e-5 * np.eye(4)):
            up, down = (model.likelihood_parameters(point + side, rows) for side in (step, -step))
            np.testing.assert_allclose(here.first[:, place], (up.value - down.value) / 2e-5, rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(here.second[:, :, place], (up.first - down.first) / 2e-5, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("beta", [1e-308, 1e-312, 5e-324])
def test_known_parameters_with_a_beta_too_short_for_doubles_predict_as_the_closed_form(beta):
    """S(t) is (beta / t)^s there; s / beta, or its square, is beyond doubles."""
    s = 1e-3
    model = ParetoNBD.from_params(r=2.0, alpha=5.0, s=s, beta=beta, unit="W")
    assert (model.s_, model.beta_) == pytest.approx((s, beta), rel=1e-9)
    of_40, of_20 = (np.exp(s * (np.log(beta) - np.log(time))) for time in (40.0, 20.0))
    seen = pd.DataFrame({"x": [0, 2], "t_x": [0.0, 40.0], "T": [40.0, 40.0]})
    alive, none = model.probability_alive(seen), (5.0 / 45.0) ** 2.0
    assert alive[1] == 1.0
    assert alive[0] == pytest.approx(of_40 * none / (1.0 - of_40 + of_40 * none), rel=0.01)  # few leave later
    assert model.new_customer_purchases(horizon=20.0) == pytest.approx(0.4 * 20.0 * of_20 / (1.0 - s), rel=1e-6)


def test_of_known_parameters_by_which_nobody_is_left_nothing_is_expected():
    model = ParetoNBD.from_params(r=2.0, alpha=5.0, s=10.0, beta=1e-200, unit="W")
    seen = pd.DataFrame({"x": [0], "t_x": [0.0], "T": [40.0]})
    assert model.probability_alive(seen)[0] == model.new_customer_purchases(horizon=20.0) == 0.0
