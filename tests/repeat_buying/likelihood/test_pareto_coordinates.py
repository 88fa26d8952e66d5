import numpy as np
import pytest

from custseg.repeat_buying.likelihood.pareto_coordinates import (
    dropout_from_survival,
    largest_loss,
    likely_loss,
)
from custseg.repeat_buying.likelihood.purchase_rows import compress


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


def bought_again(customers, t_x):
    """Give rows of so many customers, watched for 10 weeks, with one who bought again."""
    x, last = np.zeros(customers), np.zeros(customers)
    x[0], last[0] = 1, t_x
    return compress(x, last, np.full(customers, 10.0))


@pytest.mark.parametrize(
    ("customers", "t_x", "largest"),
    [
        (100, 5.0, 400.0),  # at equal dropout rates at most 100 leave in 5 weeks, a loss of 200 by ten; twice as far
        (100, 10.0, 200.0),
        (2, 10.0, 10.0),
        (10**6, 1.0, 1e6),
    ],
)
def test_the_largest_loss_is_twice_what_those_who_came_back_allow(customers, t_x, largest):
    assert largest_loss(bought_again(customers, t_x)) == pytest.approx(largest)


@pytest.mark.parametrize(
    ("customers", "t_x", "likely"),
    [
        (100, 5.0, 2.0),  # the one who came back left after half the time: a rate of two
        (3, 10.0, 1.0),
        (3, 0.01, 1_000.0),
        (3, 1e-9, 5e5),
    ],
)
def test_the_likely_loss_is_how_fast_those_left_who_came_back(customers, t_x, likely):
    assert likely_loss(bought_again(customers, t_x)) == pytest.approx(likely)


@pytest.mark.parametrize(("loss", "polarity"), [(20.0, 30 / 31), (0.7, 0.9999), (3.0, 1.0), (0.0, 1.0)])
def test_where_beta_is_beyond_doubles_there_are_a_loss_by_one_unit_of_time_and_a_shape(loss, polarity):
    with np.errstate(all="raise"):
        here = dropout_from_survival(loss, polarity, 30.0)
    s = 1.0 / polarity - 1.0
    assert here.v == pytest.approx(-1.0 - s, rel=1e-14)
    assert here.mu + s * np.log(30.0) == pytest.approx(loss, rel=1e-12)  # S(30) = exp(-mu) 30^-s
    assert here.mu_by_loss == 1.0 and here.mu_by_loss_twice == here.mu_by_both == 0.0
    step = 1e-6
    before = dropout_from_survival(loss + 1.0, polarity - step, 30.0)
    for name, at in (("mu", 1.0), ("v", 0.0)):  # differences to one side, for there is none beyond 1
        slope, bend = getattr(here, f"{name}_by_polarity"), getattr(here, f"{name}_by_polarity_twice")
        difference = (getattr(here, name) + at - getattr(before, name)) / step
        assert difference == pytest.approx(slope - 0.5 * step * bend, rel=1e-8)
        assert (slope - getattr(before, f"{name}_by_polarity")) / step == pytest.approx(bend, rel=1e-4)
