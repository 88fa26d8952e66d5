import numpy as np
import pytest

from custseg.repeat_buying.likelihood.mixed_draws import draw_fraction, draw_rate

N = 50_000


@pytest.mark.parametrize("spread", [0.0, 0.5, 4.0])
def test_rates_have_the_mean_and_spread(spread):
    drawn = draw_rate(np.random.default_rng(0), np.full(N, 0.3), np.full(N, spread))
    assert drawn.mean() == pytest.approx(0.3, rel=0.05)
    assert drawn.var() / 0.3**2 == pytest.approx(spread, rel=0.1, abs=1e-12)


@pytest.mark.parametrize(("mean", "polarity"), [(0.3, 0.0), (0.3, 0.4), (0.3, 1.0), (0.0, 0.5)])
def test_fractions_have_the_mean_and_polarity(mean, polarity):
    drawn = draw_fraction(np.random.default_rng(0), np.full(N, mean), np.full(N, polarity))
    assert drawn.mean() == pytest.approx(mean, rel=0.03)
    assert drawn.var() == pytest.approx(mean * (1 - mean) * polarity, rel=0.05, abs=1e-12)  # a beta's variance
