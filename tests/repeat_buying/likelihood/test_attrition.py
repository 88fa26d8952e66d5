import mpmath as mp
import numpy as np
import pytest

from custseg.repeat_buying.likelihood.attrition import Rates, integrate_attrition


def exact(r, alpha, s, beta, x, t, T):
    """Integrate with 40 digits; the integrand is scaled to one at t, as in the code."""
    with mp.workdps(40):
        r, alpha, s, beta, t, T = map(mp.mpf, (r, alpha, s, beta, t, T))
        scale = min(alpha, beta) + t
        end = mp.log1p((T - t) / scale)
        bend = min(end, mp.mpf(100) / (r + x + s) * (alpha + t) / scale)

        def integrand(z):
            after = scale * mp.expm1(z)
            value = ((alpha + t + after) / (alpha + t)) ** (-(r + x)) * ((beta + t + after) / (beta + t)) ** (-s)
            return value / (1 + (t + after) / beta) * scale * mp.e**z

        places = sorted({mp.mpf(0), bend / 16, bend / 4, min(bend, end), end, end / 2})
        return mp.quad(integrand, places)


GRID = [
    (r, alpha, s, beta, x, share)
    for r, s in ((0.05, 0.05), (0.55, 0.61), (20.0, 0.3), (1.5, 20.0))
    for alpha, beta in ((10.6, 11.7), (0.05, 300.0), (300.0, 0.05), (5.0, 5.0))
    for x in (0, 1, 26, 20_000)
    for share in ((0.0,) if x == 0 else (0.05, 0.999))
]


@pytest.mark.heavy
@pytest.mark.parametrize("T", [39.0, 2000.0])
def test_integral_against_forty_digits(T):
    # the bound holds for all x to 20,000, alpha below, at and above beta; nothing had to be widened
    rng = np.random.default_rng(4)
    for i in rng.choice(len(GRID), 6, replace=False):
        r, alpha, s, beta, x, share = GRID[i]
        rates = Rates(r / alpha, 1 / r, s / beta, 1 / s)
        ours = integrate_attrition(
            rates, np.array([float(x)]), np.array([share * T]), np.array([T]), moments=False
        ).integral[0]
        assert abs(float(mp.mpf(float(ours)) / exact(r, alpha, s, beta, x, share * T, T) - 1)) < 1e-10, GRID[i]


@pytest.mark.slow
@pytest.mark.parametrize("T", [0.5, 39.0, 2000.0])
def test_integral_on_the_whole_grid(T):
    for r, alpha, s, beta, x, share in GRID:
        rates = Rates(r / alpha, 1 / r, s / beta, 1 / s)
        ours = integrate_attrition(
            rates, np.array([float(x)]), np.array([share * T]), np.array([T]), moments=False
        ).integral[0]
        assert abs(float(mp.mpf(float(ours)) / exact(r, alpha, s, beta, x, share * T, T) - 1)) < 1e-10


@pytest.mark.parametrize(("t", "T"), [(0.0, 0.0), (39.0, 39.0)])
def test_no_time_to_leave_is_zero(t, T):
    for x in (0.0, 3.0, 20_000.0):
        found = integrate_attrition(Rates(0.05, 1.8, 0.05, 1.6), np.array([x]), np.array([t]), np.array([T]))
        assert found.integral[0] == 0.0
        assert np.isfinite(found.means).all() and np.isfinite(found.products).all()


def test_limits_are_ordinary_points():
    rows = np.array([2.0]), np.array([10.0]), np.array([39.0])
    at = integrate_attrition(Rates(0.05, 0.0, 0.03, 0.0), *rows).integral[0]
    near = integrate_attrition(Rates(0.05, 1e-9, 0.03, 1e-9), *rows).integral[0]
    assert at == pytest.approx(-np.expm1(-29 * 0.08) / 0.08, rel=1e-12)  # both rates constant: an exponential
    assert near == pytest.approx(at, rel=1e-6)


@pytest.mark.heavy
@pytest.mark.parametrize("share", [0.0, 0.1])
@pytest.mark.parametrize("mean", [1e3, 1e12, 1e16])
def test_nothing_is_cut_off_where_dropout_is_most_polarised(mean, share):
    # some leave at once and the others never: the integrand falls by e^-37 long before what lies beyond is nothing
    r, alpha, s, T = 1.5, 60.0, 1 / 25, 57.0
    rates = Rates(r / alpha, 1 / r, mean, 1 / s)
    ours = integrate_attrition(rates, np.zeros(1), np.array([share * T]), np.array([T]), moments=False).integral[0]
    assert abs(float(mp.mpf(float(ours)) / exact(r, alpha, s, s / mean, 0, share * T, T) - 1)) < 1e-10


def test_rates_beyond_all_numbers_give_no_number():
    # a line search that tries a mean rate of exp(800) is to turn back, not to end with an error
    one = np.ones(2)
    found = integrate_attrition(Rates(np.inf, 0.5, 0.1, 0.5), one, 0.5 * one, one)
    assert all(np.isnan(part).all() for part in found)
