import pandas as pd
import pytest

from custseg.repeat_buying import ModifiedBetaGeoNBD


def test_published_fit(cdnow, assert_printed):
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
