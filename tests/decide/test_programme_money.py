"""Is what a programme costs paid back when the formula says?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.decide import conversion_payback, programme_return
from custseg.value import annuity_factor


@given(st.floats(1, 1e4), st.floats(0.001, 0.5), st.integers(1, 40))
def test_payback_inverts_the_annuity(saving, rate, periods):
    paid = saving * float(annuity_factor(rate, periods))
    assert conversion_payback(paid, saving, discount_rate=rate) == pytest.approx(periods, rel=1e-5)


def test_without_discounting_and_never():
    found = conversion_payback(pd.Series([100.0, 100.0, 0.0, 0.0]), pd.Series([25.0, 0.0, 5.0, -1.0]))
    assert found.tolist() == [4, np.inf, 0, 0]
    assert conversion_payback(100.0, 10.0, discount_rate=0.1) == np.inf  # just the interest
    with pytest.raises(ValueError, match="investment is negative"):
        conversion_payback(-1.0, 1.0)


@given(st.floats(0, 100), st.floats(0, 1000), st.integers(1, 20), st.floats(0, 0.5))
def test_at_the_break_even_benefit_nothing_is_left(running, once, periods, rate):
    at = programme_return(1.0, running, once, periods, discount_rate=rate)["break_even_benefit"]
    table = programme_return(at, running, once, periods, discount_rate=rate)
    assert table["net"] == pytest.approx(0, abs=1e-6)
    if once > 1e-6:
        assert table["payback"] == pytest.approx(periods, rel=1e-4)


def test_costs_and_returns():
    table = programme_return(50.0, 10.0, 100.0, 5)
    assert table["return"] == pytest.approx((250 - 150) / 150)
    assert np.isnan(programme_return(1.0, 0.0, 0.0, 3)["return"])
    for argument in ({"running_cost": -1.0}, {"investment": -1.0}, {"periods": 0}, {"discount_rate": 10.0}):
        with pytest.raises(ValueError, match=next(iter(argument))):
            programme_return(**({"benefit": 1.0, "running_cost": 0.0, "investment": 1.0, "periods": 3} | argument))
