import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD


def test_published_fit(cdnow, assert_printed):
    # Fader, Hardie & Lee 2005, Marketing Science 24(2), Table 2
    fitted = BetaGeoNBD().fit(cdnow)
    assert_printed(fitted, r=".243", alpha="4.414", a=".793", b="2.426")
    assert fitted.log_likelihood_ == pytest.approx(-9582.4, abs=0.05)
    assert fitted.log_likelihood_ == pytest.approx(-9582.429, abs=0.005)  # published: -9582.4; more digits are our own
    assert fitted.n_evaluations_ <= 12
    assert fitted.n_customers_ == 2357 and fitted.n_rows_ <= 1016  # customers: Fader, Hardie & Lee 2005


def test_published_conditional_expectation(cdnow):
    # Fader, Hardie & Lee 2005, spreadsheet: E[Y(39) | x = 2, t_x = 30.43, T = 38.86] = 1.226
    customer = pd.DataFrame({"x": [2], "t_x": [30.43], "T": [38.86]})
    assert BetaGeoNBD().fit(cdnow).expected_purchases(customer, horizon=39).iloc[0] == pytest.approx(1.226, abs=0.0005)
