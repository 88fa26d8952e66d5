from math import comb

import numpy as np
import pytest
from scipy.special import betaln

from custseg.repeat_buying.likelihood.beta_geometric_binomial import compress, log_alive, log_likelihood, log_purchases

POINT = np.array([0.62, 0.34, 0.19, 0.22])
X = np.array([3.0, 0, 2, 6, 0, 1, 5, 0, 1])
T_X = np.array([4.0, 0, 6, 6, 0, 1, 9, 0, 30])
N = np.array([6.0, 6, 6, 6, 1, 9, 12, 0, 40])


@pytest.fixture(scope="module")
def rows():
    return compress(X, T_X, N, np.arange(1.0, 10.0))[0]


def papers(x, t_x, n, alpha, beta, gamma, delta):
    """Fader, Hardie & Shang 2010, equation 2, term by term."""
    still = betaln(alpha + x, beta + n - x) + betaln(gamma, delta + n)
    left = [betaln(alpha + x, beta + t_x - x + i) + betaln(gamma + 1, delta + t_x + i) for i in range(int(n - t_x))]
    return np.logaddexp.reduce([still, *left]) - betaln(alpha, beta) - betaln(gamma, delta)


def test_the_likelihood_is_the_papers(rows):
    m, v, p, w = POINT
    shapes = m * (1 / v - 1), (1 - m) * (1 / v - 1), p * (1 / w - 1), (1 - p) * (1 / w - 1)
    wanted = [papers(*row, *shapes) for row in zip(rows.x, rows.t_x, rows.n, strict=True)]
    np.testing.assert_allclose(log_likelihood(POINT, rows)[0], wanted, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("point", [POINT, [0.3, 0.01, 0.05, 0.9], [0.9, 0.8, 0.6, 0.001], [0.2, 0.3, 1e-3, 0.2]])
def test_gradient_and_hessian_are_exact(rows, point):
    point = np.array(point)
    value, score, hessian = log_likelihood(point, rows)
    for i in range(4):
        step = np.zeros(4)
        step[i] = 1e-6 * min(point[i], 1 - point[i])
        up, down = log_likelihood(point + step, rows), log_likelihood(point - step, rows)
        np.testing.assert_allclose(
            score[i], (up[0] - down[0]) / (2 * step[i]), rtol=1e-5, atol=1e-6 * np.abs(score).max()
        )
        column = (up[1] - down[1]) @ rows.counts / (2 * step[i])
        np.testing.assert_allclose(hessian[i], column, rtol=1e-3, atol=1e-5 * np.abs(hessian).max())
    assert np.isfinite(value).all() and np.allclose(hessian, hessian.T)


@pytest.mark.parametrize("point", [(0.6, 0, 0.2, 0.2), (0.6, 0.3, 0, 0.2), (0.6, 0.3, 0.2, 0), (0.6, 0.3, 0.2, 1)])
def test_sides_of_the_box_are_ordinary_points(rows, point):
    found = log_likelihood(np.array(point), rows)
    assert all(np.isfinite(part).all() for part in found)
    inside = np.clip(point, 1e-8, 1 - 1e-8)
    np.testing.assert_allclose(found[0], log_likelihood(inside, rows)[0], rtol=1e-5)


@pytest.mark.parametrize("point", [(0.6, 1, 0.2, 0.2), (0.6, 0.3, 1, 0.3), (1, 0.3, 0.2, 0.2), (0, 0.3, 0.2, 0.3)])
def test_what_is_impossible_has_no_likelihood_and_warns_of_nothing(rows, point):
    value, _, _ = log_likelihood(np.array(point), rows)
    assert (value == -np.inf).any() and not np.isnan(value).any()


def test_who_bought_in_the_last_period_is_alive_and_silence_lowers_it(rows):
    alive = log_alive(POINT, rows)
    np.testing.assert_allclose(alive[rows.t_x == rows.n], 0.0, atol=1e-14)
    assert (alive[rows.t_x < rows.n] < 0).all()
    nobody_leaves = log_alive(np.array([0.6, 0.3, 0.0, 0.2]), rows)
    np.testing.assert_allclose(nobody_leaves, 0.0, atol=1e-14)


def test_all_histories_of_six_periods_have_probability_one():
    # a history is a set of periods: C(t_x - 1, x - 1) of them share (x, t_x)
    x, t_x = (part.ravel().astype(float) for part in np.meshgrid(np.arange(7), np.arange(7)))
    there = ((x > 0) & (x <= t_x)) | ((x == 0) & (t_x == 0))
    rows, _ = compress(x[there], t_x[there], np.full(there.sum(), 6.0), np.ones(there.sum()))
    ways = [comb(int(t) - 1, int(k) - 1) if k else 1 for k, t in zip(rows.x, rows.t_x, strict=True)]
    assert np.exp(log_likelihood(POINT, rows)[0]) @ ways == pytest.approx(1.0, abs=1e-13)


def test_beta_binomial_part_and_its_slopes():
    x, y, m, v = np.array([0.0, 2, 5, 0]), np.array([0.0, 3, 0, 4]), 0.4, 0.25
    found = log_purchases(x, y, m, v)
    a, b = m * (1 / v - 1), (1 - m) * (1 / v - 1)
    np.testing.assert_allclose(found[0], betaln(a + x, b + y) - betaln(a, b), rtol=1e-12, atol=1e-14)
    for i, (dm, dv) in enumerate(((1e-6, 0), (0, 1e-6))):
        change = log_purchases(x, y, m + dm, v + dv) - log_purchases(x, y, m - dm, v - dv)
        np.testing.assert_allclose(found[1 + i], change[0] / 2e-6, rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(found[[3, 4] if i == 0 else [4, 5]], change[1:3] / 2e-6, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(log_purchases(x, y, m, 1.0)[0], [0.0, -np.inf, np.log(0.4), np.log(0.6)])


def test_rows_are_found_by_counting_and_by_sorting_alike():
    few, back = compress(X, T_X, N, np.ones(9))
    many, far = compress(np.append(X, 0.0), np.append(T_X, 0.0), np.append(N, 900.0), np.ones(10))
    for one, two in ((few.x, many.x), (few.t_x, many.t_x), (few.n, many.n), (few.counts, many.counts)):
        np.testing.assert_array_equal(one, two[:-1])
    np.testing.assert_array_equal(back, far[:-1])
    np.testing.assert_array_equal(few.x[back], X)


def test_rows_that_say_nothing_say_why():
    def why(x, t_x, n):
        return compress(*(np.array(part, float) for part in (x, t_x, n)), np.ones(len(x)))[0].uninformative()

    assert "seen for 2 periods after their first purchase" in why([1, 0], [1, 0], [2, 2])
    assert "seen for 1 period after their first purchase" in why([1, 0], [1, 0], [1, 1])
    assert "nobody bought again" in why([0, 0], [0, 0], [5, 5])
    assert "everybody bought in every period" in why([5, 4], [5, 4], [5, 4])
    assert why([1, 0], [1, 0], [3, 3]) == ""
