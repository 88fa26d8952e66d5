import mpmath as mp
import numpy as np
import pytest
from scipy.special import gammaln

from custseg.repeat_buying.likelihood import pareto, pareto_sums
from custseg.repeat_buying.likelihood.pareto_at_once import (
    by_row,
    is_at_once,
    later_dropout,
    probability_alive,
    shape_and_scale,
)
from custseg.repeat_buying.likelihood.purchase_rows import compress


def of(rows):
    return [level.unique[level.codes] for level in (rows.x, rows.t_x, rows.T)]


def integrated(x, t, T, log_mean, u, loss, s):
    """Give log-likelihood and P(alive) of one customer by Schmittlein, Morrison & Colombo 1987.

    Over the time of leaving, in ``q = log(1 + time / beta)``, in which the density is ``s exp(-s q)``.
    """
    r = 1 / mp.mpf(u)
    alpha, beta = r / mp.exp(log_mean), mp.exp(-mp.mpf(loss) / s)

    def bought(y):
        return mp.gamma(r + x) / mp.gamma(r) * alpha**r * (alpha + y) ** -(r + x)

    first, last = mp.log(1 + t / beta), mp.log(1 + T / beta)
    cuts = [first, *(last - k for k in (60, 40, 30, 20, 15, 10, 7, 5, 3, 2, 1) if last - k > first), last]
    left = mp.quad(lambda q: s * mp.exp(-s * q) * bought(beta * mp.expm1(q)), cuts)
    stayed = mp.exp(-s * last) * bought(T)
    return float(mp.log(stayed + left)), float(stayed / (stayed + left))


@pytest.mark.parametrize(
    ("log_mean", "u", "loss", "s"), [(-2.0, 1.3, 0.7, 0.002), (-1.0, 0.3, 3.0, 1e-3), (1.0, 2.5, 3.0, 0.01)]
)
def test_likelihood_and_probability_alive_against_quadrature(log_mean, u, loss, s):
    customers = np.array([[0, 0, 20], [0, 0, 3], [2, 9.5, 20], [30, 5, 20], [1, 0.01, 20], [4, 20, 20]], dtype=float)
    rows = compress(*customers.T)
    parameters = np.array([log_mean, u, loss, -1.0 - s])
    value, alive = by_row(parameters, rows)[0], probability_alive(parameters, rows)
    with mp.workdps(30):
        exact = [integrated(*map(mp.mpf, customer), log_mean, u, loss, s) for customer in zip(*of(rows), strict=True)]
    np.testing.assert_allclose(value, [one for one, _ in exact], rtol=1e-9)
    np.testing.assert_allclose(alive, [one for _, one in exact], rtol=1e-9)


@pytest.mark.parametrize("loss", [0.0, 0.4, 5.0])
def test_at_s_of_zero_some_bought_once_and_the_others_are_nbd_buyers(rows, loss):
    log_mean, u = -2.0, 0.8
    x, _, T = of(rows)
    r, alpha = 1 / u, np.exp(-log_mean) / u
    nbd = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T)  # Ehrenberg's, timing known
    exact = np.where(x > 0, nbd - loss, np.log(-np.expm1(-loss) + np.exp(nbd - loss)))
    parameters = np.array([log_mean, u, loss, -1.0])
    np.testing.assert_allclose(by_row(parameters, rows)[0], exact, rtol=1e-12, atol=1e-12)
    alive = np.where((x > 0) | (T == 0), 1.0, np.exp(nbd - loss - exact))  # in no time nobody has left
    np.testing.assert_allclose(probability_alive(parameters, rows), alive, rtol=1e-11)


@pytest.mark.parametrize(
    "parameters",
    [(-2.5, 1.7, 0.7, -1.002), (-1.0, 0.3, 3.0, -1.01), (-2.0, 1e-3, 0.2, -1.0005), (0.5, 3.0, 2.0, -1.001)],
)
def test_gradient_and_hessian_are_exact(rows, parameters):
    point, counts = np.array(parameters), rows.counts
    value, score, hessian = pareto.log_likelihood(point, rows)
    assert np.isfinite(value).all() and np.allclose(hessian, hessian.T)
    for i, width in enumerate((1e-5, 1e-5, 1e-5, 1e-6)):  # the shape s is small, and its likelihood bends on its scale
        step = width * np.eye(4)[i]
        up, down = (pareto.log_likelihood(point + side, rows) for side in (step, -step))
        scale = np.abs(score).max()
        np.testing.assert_allclose(score[i], (up[0] - down[0]) / (2 * width), rtol=1e-5, atol=1e-5 * scale)
        column = (up[1] - down[1]) @ counts / (2 * width)
        np.testing.assert_allclose(hessian[i], column, rtol=2e-4, atol=1e-4 * np.abs(hessian).max())


@pytest.mark.parametrize(("loss", "s"), [(0.3, 1e-3), (2.0, 1 / 150)])
def test_beside_where_beta_is_still_a_double_both_likelihoods_are_one(rows, loss, s):
    beta = np.exp(-loss / s)
    plain, at_once = np.array([-2.0, 1.2, s / beta, 1.0 / s]), np.array([-2.0, 1.2, loss, -1.0 - s])
    assert is_at_once(at_once) and not is_at_once(plain)
    np.testing.assert_allclose(by_row(at_once, rows)[0], pareto.by_row(plain, rows)[0], rtol=1e-10)
    np.testing.assert_allclose(
        pareto.probability_alive(at_once, rows), pareto.probability_alive(plain, rows), rtol=1e-10
    )
    assert shape_and_scale(loss, -1.0 - s)[0] == pytest.approx((s, beta), rel=1e-9)


def test_sums_over_places_of_both_kinds_are_those_of_each(rows):
    places = np.array([[-2.0, 1.2, 0.05, 1.5], [-2.0, 1.2, 0.7, -1.001], [-1.0, 0.5, 0.4, -1.0]])
    together = pareto_sums.summed(places, rows)
    for number, place in enumerate(places):
        value, score, hessian = pareto.log_likelihood(place, rows)
        assert together.value[number] == pytest.approx(rows.counts @ value, rel=1e-12)
        np.testing.assert_allclose(together.gradient[number], score @ rows.counts, rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(together.hessian[number], hessian, rtol=1e-7, atol=1e-7)


def test_customers_who_bought_last_at_the_end_or_were_seen_for_no_time_are_alive():
    rows = compress(np.array([0.0, 3.0]), np.array([0.0, 20.0]), np.array([0.0, 20.0]))
    parameters = np.array([-1.0, 0.7, 0.9, -1.002])
    _, _, T = of(rows)
    value, score, curvature = by_row(parameters, rows)
    assert (probability_alive(parameters, rows) == 1.0).all()
    assert value[T == 0] == 0.0 and not score[:, T == 0].any() and not curvature[:, T == 0].any()
    assert np.isfinite(value).all()


def test_a_loss_for_each_gives_what_one_gives(rows):
    losses = np.linspace(0.1, 2.0, len(rows))
    each = by_row([-1.2, 1.3, losses, -1.0003], rows)
    for row, own in enumerate(losses):
        for found, expected in zip(each, by_row([-1.2, 1.3, own, -1.0003], rows), strict=True):
            np.testing.assert_allclose(found[..., row], expected[..., row], rtol=1e-8, atol=1e-9)


def test_rates_beyond_doubles_have_no_likelihood(rows):
    with np.errstate(over="ignore"):
        assert all(np.isnan(part).all() for part in by_row([800.0, 1.0, 0.5, -1.0], rows))


def test_where_nearly_all_leave_at_once_numbers_stay_finite(rows):
    # a loss of 10^5 and a shape of 300: y^-s is beyond doubles, its ratios are not
    value, score, curvature = by_row([-2.0, 1.0, 1e5, -301.0], rows)
    x, t_x, T = of(rows)
    assert np.isfinite(value).all() and np.isfinite(score).all() and np.isfinite(curvature).all()
    assert (value[x == 0] == 0.0).all()
    gone = (x > 0) & (t_x < 0.9 * T)  # s / y of those who stay until y leave at once then: all who bought last at t_x
    r, bought = 1.0, np.log1p(np.exp(-2.0) * t_x)
    alone = gammaln(r + x) - 2.0 * x - (r + x) * bought - 1e5 - 300.0 * np.log(np.maximum(t_x, 1e-9))
    np.testing.assert_allclose(value[gone], alone[gone], rtol=0, atol=0.1)


def test_shape_and_scale_have_exact_slopes_and_end_at_zero():
    (s, beta), slopes = shape_and_scale(0.5, -1.005)
    assert (s, beta) == pytest.approx((0.005, np.exp(-100.0)))
    for column, step in enumerate(np.array([[1e-7, 0.0], [0.0, 1e-8]])):
        up, down = (np.array(shape_and_scale(0.5 + side * step[0], -1.005 + side * step[1])[0]) for side in (1, -1))
        np.testing.assert_allclose(slopes[:, column], (up - down) / (2 * step[column]), rtol=1e-5, atol=1e-60)
    assert shape_and_scale(0.5, -1.0)[0] == (0.0, 0.0)
    assert shape_and_scale(0.5, -1.0 - 1e-5)[0] == (pytest.approx(1e-5), 0.0)


def test_later_dropout_goes_on_from_the_time_seen():
    leaving, spread, stays = later_dropout(0.9, 0.002, np.array([30.0, 0.0]))
    after = stays * (1.0 + spread * leaving * 7.0) ** (-1.0 / spread)
    assert after == pytest.approx([(30.0 / 37.0) ** 0.002, np.exp(-0.9) * 7.0**-0.002], rel=1e-12)
    leaving, _, stays = later_dropout(0.9, 0.0, np.array([30.0, 0.0]))
    assert leaving.tolist() == [0.0, 0.0] and stays == pytest.approx([1.0, np.exp(-0.9)])
