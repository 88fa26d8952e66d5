import numpy as np
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import repeat_purchase_table
from custseg.repeat_buying.likelihood.purchase_rows import compress


@pytest.fixture(scope="session")
def cdnow():
    """CDNOW, first 39 weeks to 1997-09-30 and the 39 weeks after."""
    return repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", holdout_until="1998-06-30")


@pytest.fixture(scope="session")
def rows():
    """Sixty ordinary customers, one just arrived, and two heavy buyers."""
    rng = np.random.default_rng(2)
    T = np.concatenate([rng.uniform(10, 39, 60), [0.0, 5.0, 39.0]])
    x = np.concatenate([rng.integers(0, 9, 60), [0, 3, 300]]).astype(float)
    t_x = np.where(x > 0, T * np.concatenate([rng.uniform(0.05, 1, 60), [0.0, 1.0, 0.98]]), 0.0)
    return compress(x, t_x, T)


@pytest.fixture(scope="session")
def assert_printed():
    """Check parameters to within half a unit of the last printed digit."""

    def check(fitted, **printed):
        for name, text in printed.items():
            half_a_unit = 0.5 * 10.0 ** -len(text.split(".")[1])
            assert abs(getattr(fitted, f"{name}_") - float(text)) <= half_a_unit, name
        assert fitted.limits_reached_ == () and fitted.notes_ == ()

    return check


@pytest.fixture(scope="session")
def assert_exact_derivatives(rows, assert_exact_derivatives_of):
    """Check gradient and Hessian of a likelihood of the sixty customers against central differences."""
    return lambda function, point: assert_exact_derivatives_of(function, point, rows.counts)


@pytest.fixture(scope="session")
def assert_exact_derivatives_of():
    """Check gradient and Hessian of a likelihood of rows with counts against central differences."""

    def check(function, point, counts):
        point = np.array(point)
        value, score, hessian = function(point)
        for i in range(len(point)):
            step = np.zeros(len(point))
            step[i] = 1e-5 * max(abs(point[i]), 1e-4)
            up, down = function(point + step), function(point - step)
            width = 2 * step[i]
            differences = (up[0] - down[0]) / width
            np.testing.assert_allclose(score[i], differences, rtol=1e-5, atol=1e-6 * np.abs(score).max())
            column = (up[1] @ counts - down[1] @ counts) / width
            np.testing.assert_allclose(hessian[i], column, rtol=2e-4, atol=1e-5 * np.abs(hessian).max())
        assert np.isfinite(value).all() and np.allclose(hessian, hessian.T)

    return check
