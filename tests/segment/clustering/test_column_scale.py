import numpy as np
import pytest

from custseg.segment.clustering.column_scale import exponent_of, location_scale, near_one, quantile


@pytest.mark.parametrize("values", [[1e-320, 3e-320], [1e-200, -4e-200], [-1.7e308, 1.7e308], [1e150, 1e-300]])
def test_extreme_numbers_are_brought_near_one_without_a_digit_changed(values):
    values = np.array(values)
    near, exponent = near_one(values), exponent_of(values)
    assert 0.5 <= np.abs(near).max() < 1
    back = np.ldexp(near, exponent)
    assert back[np.abs(values) > 1e-290].tolist() == values[np.abs(values) > 1e-290].tolist()


def test_ordinary_numbers_are_left_alone():
    values = np.array([1e-80, -3.0, 1e90])
    assert near_one(values) is values and exponent_of(np.zeros(3)) == exponent_of(np.zeros(0)) == 0
    # 2 ** -300 and 2 ** 300 are the limits, the largest number decides
    assert exponent_of(np.array([2.0**300])) == 301 and exponent_of(np.array([2.0**299])) == 0
    assert exponent_of(np.array([2.0**-302])) == -301 and exponent_of(np.array([2.0**-301])) == 0
    assert exponent_of(np.array([1e-5]), least=-10) == -16


def test_a_scale_in_another_unit_is_the_same_scale():
    values, counts = np.sort(np.random.default_rng(0).normal(size=50)), np.ones(50)
    for scaling in ("standard", "robust"):
        center, scale = location_scale(values, counts, scaling)
        assert location_scale(1024 * values, counts, scaling) == (1024 * center, 1024 * scale)
    assert location_scale(values, counts, "none") == (0.0, 1.0)
    # quartiles that are equal leave the standard deviation
    assert location_scale(np.array([0.0, 1.0]), np.array([9.0, 1.0]), "robust") == (0.0, pytest.approx(0.3))


def test_a_quantile_is_a_value_that_somebody_has():
    assert quantile(np.array([1.0, 5.0]), np.array([3.0, 1.0]), 0.75) == 1.0
