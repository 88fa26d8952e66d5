import numpy as np
import pytest

from custseg.repeat_buying.likelihood.alive_or_gone import mix_alive_and_gone


def test_shares_and_logarithm():
    mix = mix_alive_and_gone(np.array([np.log(3.0)]), np.array([0.25]), exclusive=True)
    assert mix.log[0] == pytest.approx(np.log(0.75 + 0.25 * 3))
    assert mix.gone[0] == pytest.approx(0.5) and mix.alive[0] == pytest.approx(0.5)


@pytest.mark.parametrize("exclusive", [True, False])
def test_derivatives(exclusive):
    D, leave, h = np.array([0.7]), np.array([0.2]), 1e-6

    def log(d, rate):
        return mix_alive_and_gone(d, rate, exclusive=exclusive).log[0]

    mix = mix_alive_and_gone(D, leave, exclusive=exclusive)
    assert mix.gone[0] == pytest.approx((log(D + h, leave) - log(D - h, leave)) / (2 * h), rel=1e-6)
    assert mix.by_leave[0] == pytest.approx((log(D, leave + h) - log(D, leave - h)) / (2 * h), rel=1e-6)
    slopes = [mix_alive_and_gone(D + s, leave, exclusive=exclusive).by_leave[0] for s in (h, -h)]
    assert mix.by_both[0] == pytest.approx((slopes[0] - slopes[1]) / (2 * h), rel=1e-5)


def test_huge_ratios_do_not_overflow():
    mix = mix_alive_and_gone(np.array([1e6, 1e6]), np.array([0.3, 0.0]), exclusive=True)
    assert mix.log.tolist() == [1e6 + np.log(0.3), 0.0]  # who never leaves has stayed, however long the silence
    assert mix.gone.tolist() == [1.0, 0.0]


def test_who_is_almost_surely_gone_is_alive_with_the_probability_that_it_is():
    """Not with that of a silence e^60 times as likely if gone, where derivatives are cut."""
    D = np.array([59.0, 61.0, 300.0, 2000.0, 2000.0])
    alive = mix_alive_and_gone(D, np.array([0.25, 0.25, 0.25, 0.25, 0.0]), exclusive=True).alive
    np.testing.assert_allclose(alive, [*(3.0 * np.exp(-D[:3])), 0.0, 1.0], rtol=1e-12)
