import numpy as np
import pytest
from scipy.special import betaln

from custseg.repeat_buying.likelihood.contracts import ContractRows, compress, log_likelihood, log_survival_to

T = np.array([0.0, 1, 1, 2, 2, 5, 7, 9, 9])
LOST = np.array([0.0, 1, 0, 1, 0, 1, 0, 1, 0])
ROWS = ContractRows(T, LOST, np.array([4.0, 9, 3, 5, 2, 4, 11, 1, 20]))
POINTS = [(0.37, 0.35, 1.0), (0.15, 0.18, 1.7), (0.4, 0.6, 0.5), (0.1, 1e-4, 1.3), (0.2, 0.01, 2.5)]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("size", [2, 3])
def test_gradient_and_hessian_are_exact(point, size):
    point = np.array(point[:size])
    value, score, hessian = log_likelihood(point, ROWS)
    for i in range(size):
        step = np.zeros(size)
        step[i] = 1e-5 * point[i]
        up, down = log_likelihood(point + step, ROWS), log_likelihood(point - step, ROWS)
        np.testing.assert_allclose(score[i], (up[0] - down[0]) / (2 * step[i]), rtol=1e-6, atol=1e-6)
        column = (up[1] - down[1]) @ ROWS.counts / (2 * step[i])
        np.testing.assert_allclose(hessian[i], column, rtol=1e-4, atol=1e-5 * np.abs(hessian).max())
    assert np.allclose(hessian, hessian.T) and np.isfinite(value).all()


def test_the_likelihood_is_the_papers():
    # Fader & Hardie 2007, equations 5 and 6: B(a + 1, b + t - 1) / B(a, b), and B(a, b + t) / B(a, b) for who is left
    a, b = 0.668, 3.806
    value, _, _ = log_likelihood(np.array([a / (a + b), 1 / (1 + a + b)]), ROWS)
    wanted = np.where(LOST > 0, betaln(a + 1, b + T - 1), betaln(a, b + T)) - betaln(a, b)
    np.testing.assert_allclose(value, wanted, rtol=1e-12, atol=1e-15)


def test_an_exponent_of_one_changes_nothing():
    two, three = log_likelihood(np.array([0.3, 0.2]), ROWS), log_likelihood(np.array([0.3, 0.2, 1.0]), ROWS)
    np.testing.assert_allclose(two[0], three[0], rtol=1e-15)
    np.testing.assert_allclose(two[1], three[1][:2], rtol=1e-15)
    np.testing.assert_allclose(two[2], three[2][:2, :2], rtol=1e-15)


@pytest.mark.parametrize("c", [0.0, 0.4, 20.0])
def test_survival_falls_and_stays_finite(c):
    log = log_survival_to(np.arange(200.0), 0.2, 0.3, c)
    assert log[0, 0] == 0 and (np.diff(log[0]) <= 1e-15).all() and np.isfinite(log).all()


def test_what_is_impossible_has_no_likelihood_and_warns_of_nothing():
    for point in ((0.3, 1.0, 1.0), (0.3, 0.2, 0.0)):  # nobody leaves after the first period, but some did
        value, _, _ = log_likelihood(np.array(point), ROWS)
        assert (value[(LOST > 0) & (T > 1)] == -np.inf).all() and np.isfinite(value[T < 2]).all()


def test_equal_rows_are_counted_with_their_weights():
    rows = compress(np.array([2.0, 1, 2, 2]), np.array([1.0, 0, 1, 0]), np.array([3.0, 1, 4, 5]), fewest=2)
    assert rows.t.tolist() == [1, 2, 2] and rows.lost.tolist() == [0, 0, 1] and rows.counts.tolist() == [1, 5, 7]
    assert len(rows) == 3 and rows.weighted(np.zeros(3)).counts.sum() == 0


def test_rows_that_say_nothing_say_why():
    def why(t, lost, fewest=2):
        return compress(np.array(t, float), np.array(lost, float), np.ones(len(t)), fewest=fewest).uninformative()

    assert "nobody has left: none of 2 contracts ended in the 5 periods seen" in why([5, 5], [0, 0])
    assert "cohorts are too short: renewals were seen in 1 period, and the model needs 2. Everybody left" in why(
        [1, 1], [1, 1]
    )
    assert "needs 3" in why([1, 2], [1, 0], fewest=3)
    assert "nobody left after the first period" in why([1, 4], [1, 0], fewest=3)
    assert why([1, 4], [1, 0]) == why([1, 2, 3], [1, 1, 0], fewest=3) == ""
