import numpy as np
import pytest

from custseg.repeat_buying.likelihood.pareto_coordinates import dropout_from_survival


@pytest.mark.parametrize(("loss", "polarity"), [(0.5, 0.6), (1e-3, 0.3), (2.0, 1e-6), (0.02, 0.5), (5.0, 0.9)])
def test_survival_is_what_was_asked_for_and_derivatives_are_exact(loss, polarity):
    here = dropout_from_survival(loss, polarity, 30.0)
    assert np.log1p(here.v * here.mu * 30.0) / here.v == pytest.approx(loss, rel=1e-9)
    for i in (0, 1):
        step = np.zeros(2)
        step[i] = 1e-6 * (loss, max(polarity, 1e-2))[i]
        up, down = (dropout_from_survival(loss + s * step[0], polarity + s * step[1], 30.0) for s in (1, -1))
        slopes = (np.array(up) - down) / (2 * step[i])
        known = (
            [here.mu_by_loss, 0, here.mu_by_loss_twice, here.mu_by_both, 0],
            [here.mu_by_polarity, here.v_by_polarity, *here[6:]],  # both, polarity twice
        )[i]
        np.testing.assert_allclose(slopes[:2], known[:2], rtol=1e-5, atol=1e-9)
        np.testing.assert_allclose(slopes[2:5], known[2:], rtol=1e-4, atol=1e-6)


def test_no_loss_is_no_dropout_and_no_spread_is_one_rate():
    assert dropout_from_survival(0.0, 0.4, 30.0).mu == 0.0
    assert dropout_from_survival(0.6, 0.0, 30.0)[:2] == pytest.approx((0.02, 0.0))
