import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.repeat_buying.fitting.coordinates import (
    fraction,
    from_zero,
    log_flat_fraction,
    to_fraction,
    to_from_zero,
)


@given(st.floats(0.0, 1e5))
def test_from_zero_and_back(value):
    assert from_zero(to_from_zero(value)).value == pytest.approx(value, rel=1e-12, abs=1e-13)


@given(st.floats(0.0, 1.0))
def test_fraction_and_back(value):
    assert fraction(to_fraction(value)).value == pytest.approx(value, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize(("there", "limit"), [(to_from_zero(0.0), 0.0)])
def test_zero_is_reached_exactly(there, limit):
    assert from_zero(there).value == limit
    assert fraction(to_fraction(0.0)).value == 0.0 and fraction(to_fraction(1.0)).value == 1.0


@pytest.mark.parametrize("offset", [0.05, 1e-6])
@pytest.mark.parametrize("mapping", [from_zero, fraction])
def test_derivatives(mapping, offset):
    h = 1e-5
    for z in (-2.0, 0.3, 2.0):
        up, here, down = mapping(z + h, offset), mapping(z, offset), mapping(z - h, offset)
        assert here.first == pytest.approx((up.value - down.value) / (2 * h), rel=1e-6)
        assert here.second == pytest.approx((up.first - down.first) / (2 * h), rel=1e-6)


def test_a_flat_fraction_is_as_often_below_a_third_as_its_name_says():
    z = np.linspace(to_fraction(0.0), to_fraction(1.0), 4001)
    density = np.exp([log_flat_fraction(point) for point in z])
    assert np.trapezoid(density, z) == pytest.approx(1.0, abs=1e-4)
    below = z <= to_fraction(1.0 / 3.0)
    assert np.trapezoid(density[below], z[below]) == pytest.approx(1.0 / 3.0, abs=1e-3)


def test_what_only_rounding_parts_from_a_limit_is_on_it():
    for end, limit, inward in ((to_fraction(0.0), 0.0, 1), (to_fraction(1.0), 1.0, -1)):
        assert fraction(end + inward * 1e-13).value == limit
        assert 0 < fraction(end + inward * 1e-12).value < 1
    assert from_zero(to_from_zero(0.0) + 1e-13).value == 0
    assert from_zero(to_from_zero(0.0) + 1e-12).value > 0
