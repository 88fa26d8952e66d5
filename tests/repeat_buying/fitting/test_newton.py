import numpy as np
import pytest

from custseg.repeat_buying.fitting.newton import maximise


def bowl(centre, curvature):
    centre, curvature = np.array(centre), np.array(curvature)

    def function(z):
        d = z - centre
        return -0.5 * d @ curvature @ d, -curvature @ d, -curvature

    return function


def test_quadratic_in_two_evaluations_and_a_look():
    found = maximise(bowl([1.0, -0.5], [[2.0, 0.3], [0.3, 1.0]]), np.zeros(2), np.full(2, -9.0), np.full(2, 9.0))
    np.testing.assert_allclose(found.point, [1.0, -0.5], atol=1e-9)
    assert found.converged and found.evaluations == 2 and not found.held.any()


def test_rests_on_the_side_of_the_box():
    curvature = [[2.0, 0.9], [0.9, 1.0]]
    found = maximise(bowl([3.0, 1.0], curvature), np.zeros(2), np.full(2, -9.0), np.array([1.0, 9.0]))
    # with the first coordinate at 1 the second is 1 - .9 * (1 - 3) / 1 = 2.8
    np.testing.assert_allclose(found.point, [1.0, 2.8], atol=1e-8)
    assert found.converged and list(found.held) == [True, False]


def test_leaves_a_saddle():
    def function(z):
        x, y = z
        value = -((x**2 - 1) ** 2) - y**2
        gradient = np.array([-4 * x * (x**2 - 1), -2 * y])
        return value, gradient, np.array([[4 - 12 * x**2, 0.0], [0.0, -2.0]])

    found = maximise(function, np.array([1e-3, 2.0]), np.full(2, -9.0), np.full(2, 9.0))
    np.testing.assert_allclose(found.point, [1.0, 0.0], atol=1e-5)


def test_turns_back_from_where_the_function_ends():
    def function(z):
        if z[0] >= 2:
            return -np.inf, np.zeros(1), np.zeros((1, 1))
        gap = 2 - z[0]
        return np.log(gap) + 3 * z[0], np.array([3 - 1 / gap]), np.array([[-1 / gap**2]])

    found = maximise(function, np.zeros(1), np.array([-9.0]), np.array([9.0]))
    assert found.point[0] == pytest.approx(5 / 3, abs=1e-5)


def test_says_when_it_gave_up():
    def ramp(z):
        return float(z[0]), np.ones(1), np.zeros((1, 1))

    assert not maximise(ramp, np.zeros(1), np.array([0.0]), np.array([1e9]), max_evaluations=3).converged
