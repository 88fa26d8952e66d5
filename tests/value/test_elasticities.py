import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value import clv_elasticities, clv_formula

timings = st.sampled_from([(0, 0), (1, 0), (1, 1), (2, 0)])
horizons = st.one_of(st.just(np.inf), st.integers(1, 60))


@given(st.floats(0.05, 0.98), st.floats(0.01, 0.9), horizons, timings, st.floats(0, 0.3))
def test_elasticities_are_the_slopes_of_the_value(r, i, n, timing, cost):
    first, certain = timing
    settings = {"periods": n, "first_payment": first, "certain_until": certain}
    gross = clv_formula(100, r, i, **settings)
    causes = {"margin": 100, "retention": r, "discount_rate": i, "acquisition_cost": cost * gross}
    found = clv_elasticities(**causes, **settings)
    value = clv_formula(**causes, **settings)
    for cause, level in causes.items():
        step = 1e-6 * level
        up = clv_formula(**(causes | {cause: level + step}), **settings)
        down = clv_formula(**(causes | {cause: level - step}), **settings)
        assert found[cause] == pytest.approx((up - down) / (2e-6 * value), rel=1e-4, abs=1e-4)
    assert found["margin"] + found["acquisition_cost"] == pytest.approx(1)


def test_closed_forms_of_the_retention_elasticity():
    # d ln [r / (1 + i - r)] / d ln r = (1 + i) / (1 + i - r)
    assert clv_elasticities(100, 0.8, 0.1)["retention"] == pytest.approx(1.1 / 0.3)
    # without discounting and leaving, payments lie on average (n - 1) / 2 periods after the first
    flat = clv_elasticities(100, 1.0, 0.0, periods=5, certain_until=1)
    assert flat["retention"] == pytest.approx(2) and flat["discount_rate"] == 0
    nearly = clv_elasticities(100, 1 - 1e-8, 0.0, periods=5, certain_until=1)
    assert nearly["retention"] == pytest.approx(2, abs=1e-7)
    assert clv_elasticities(100, 0.0, 0.1, first_payment=0)["retention"] == 0


def test_elasticities_per_customer():
    margin = pd.Series([10.0, 20.0], index=["ann", "bob"])
    found = clv_elasticities(margin, 0.8, 0.1, acquisition_cost=5)
    assert found.loc["bob"].to_dict() == pytest.approx(clv_elasticities(20, 0.8, 0.1, acquisition_cost=5).to_dict())


def test_elasticities_of_nothing():
    with pytest.raises(ValueError, match="lifetime value is zero"):
        clv_elasticities(0, 0.8, 0.1)
