"""Does the capital follow the table that Basel II prints, and is every odd chance of default defined?"""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value import irb_capital
from custseg.value.bank_return.capital import correlation, maturity_factor

PD = np.array([0.03, 0.05, 0.10, 0.25, 0.40, 0.50, 0.75, 1.00, 1.30, 1.50, 2.00, 2.50, 3.00]) / 100
# Basel II (June 2006), Annex 5: risk weights in per cent, M = 2.5 years, turnover 50 or 5 million euros
CORPORATE = [14.44, 19.65, 29.65, 49.47, 62.72, 69.61, 82.78, 92.32, 100.95, 105.59, 114.86, 122.16, 128.44]
SMALL = [11.30, 15.39, 23.30, 39.01, 49.49, 54.91, 65.14, 72.40, 78.77, 82.11, 88.55, 93.43, 97.58]
PERSONS = {  # class, LGD: to a PD of 2.5 %
    ("mortgage", 0.45): [4.15, 6.23, 10.69, 21.30, 29.94, 35.08, 46.46, 56.40, 67.00, 73.45, 87.94, 100.64],
    ("mortgage", 0.25): [2.30, 3.46, 5.94, 11.83, 16.64, 19.49, 25.81, 31.33, 37.22, 40.80, 48.85, 55.91],
    ("other retail", 0.45): [4.45, 6.63, 11.16, 21.15, 28.42, 32.36, 40.10, 45.77, 50.80, 53.37, 57.99, 60.90],
    ("other retail", 0.85): [8.41, 12.52, 21.08, 39.96, 53.69, 61.13, 75.74, 86.46, 95.95, 100.81, 109.53, 115.03],
    ("revolving", 0.45): [0.98, 1.51, 2.71, 5.76, 8.41, 10.04, 13.80, 17.22, 21.02, 23.40, 28.92, 33.98],
    ("revolving", 0.85): [1.85, 2.86, 5.12, 10.88, 15.88, 18.97, 26.06, 32.53, 39.70, 44.19, 54.63, 64.18],
}
# Basel III, CRE99, as the Saudi central bank's rulebook 26.1 prints it: LGD 40 %
THREE = np.array([0.05, 0.10, 0.25, 0.40, 0.50, 0.75, 1.00, 1.30]) / 100
THREE_CORPORATE = [17.47, 26.36, 43.97, 55.75, 61.88, 73.58, 82.06, 89.73]
THREE_SMALL = [13.69, 20.71, 34.68, 43.99, 48.81, 57.91, 64.35, 70.02]
THREE_REVOLVING = [1.68, 3.01, 6.40, 9.34, 11.16, 15.33, 19.14, 23.35]  # LGD 50 %


def weights(*args, **settings) -> np.ndarray:
    """Give risk weights in per cent."""
    return 1250 * np.asarray(irb_capital(*args, **settings))


def test_annex_5_for_companies():
    assert weights(PD) == pytest.approx(CORPORATE, abs=0.01)
    assert weights(PD, turnover=50.0) == pytest.approx(CORPORATE, abs=0.01)
    assert weights(PD, turnover=5.0) == pytest.approx(SMALL, abs=0.01)


@pytest.mark.parametrize(("kind", "lgd"), PERSONS)
def test_annex_5_for_persons(kind, lgd):
    assert weights(PD[:12], lgd, exposure_class=kind) == pytest.approx(PERSONS[kind, lgd], abs=0.01)


def test_basel_iii_for_the_same_formula():
    assert weights(THREE, 0.4, pd_floor=0.0005) == pytest.approx(THREE_CORPORATE, abs=0.01)
    assert weights(THREE, 0.4, turnover=5.0, pd_floor=0.0005) == pytest.approx(THREE_SMALL, abs=0.01)
    assert weights(THREE, 0.5, exposure_class="revolving", pd_floor=0.0005) == pytest.approx(THREE_REVOLVING, abs=0.01)


def test_the_factor_of_1_06_is_an_argument():
    assert irb_capital(0.01, scaling=1.06) == pytest.approx(1.06 * irb_capital(0.01))


def test_forty_digits_agree():
    chance, lgd, years = mpmath.mpf("0.0123"), mpmath.mpf("0.37"), mpmath.mpf("4.2")
    with mpmath.workdps(40):
        weight = (1 - mpmath.exp(-50 * chance)) / (1 - mpmath.exp(-50))
        tie = 0.12 * weight + 0.24 * (1 - weight) - mpmath.mpf("0.04") * (1 - (mpmath.mpf(20) - 5) / 45)
        probit = lambda share: mpmath.sqrt(2) * mpmath.erfinv(2 * share - 1)  # noqa: E731
        worst = mpmath.ncdf((probit(chance) + mpmath.sqrt(tie) * probit(mpmath.mpf("0.999"))) / mpmath.sqrt(1 - tie))
        slope = (mpmath.mpf("0.11852") - mpmath.mpf("0.05478") * mpmath.log(chance)) ** 2
        expected = lgd * (worst - chance) * (1 + (years - 2.5) * slope) / (1 - 1.5 * slope)
    assert irb_capital(0.0123, 0.37, maturity=4.2, turnover=20.0) == pytest.approx(float(expected), rel=1e-12)


def test_in_default_the_loss_is_expected_and_not_capital():
    assert irb_capital(1.0) == 0
    assert irb_capital(0.9999999) == pytest.approx(0, abs=1e-6)


def test_no_chance_of_default_counts_as_the_floor():
    assert irb_capital(0.0) == irb_capital(0.0003) == irb_capital(0.0001)
    assert irb_capital(0.0, pd_floor=0.0005) == irb_capital(0.0005)


def test_years_and_sales_beyond_their_range_count_as_its_ends():
    assert irb_capital(0.01, maturity=0.1) == irb_capital(0.01, maturity=1.0)
    assert irb_capital(0.01, maturity=30.0) == irb_capital(0.01, maturity=5.0)
    assert irb_capital(0.01, turnover=1.0) == irb_capital(0.01, turnover=5.0)
    assert irb_capital(0.01, turnover=900.0) == irb_capital(0.01)


@pytest.mark.heavy
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 40), st.floats(0, 100))
def test_capital_is_a_part_of_the_exposure_and_grows_with_what_makes_it_riskier(chance, lgd, years, sales):
    capital = irb_capital(chance, lgd, maturity=years, turnover=sales)
    assert 0 <= capital <= 1
    assert irb_capital(chance, lgd, maturity=years + 1, turnover=sales) >= capital - 1e-12
    assert irb_capital(chance, lgd, maturity=years, turnover=sales + 5) >= capital - 1e-12
    assert irb_capital(chance, lgd / 2, maturity=years, turnover=sales) == pytest.approx(capital / 2, abs=1e-12)


def test_correlation_lies_between_its_ends_and_the_adjustment_is_one_at_a_year():
    assert correlation(np.array([0.0, 1.0]), "corporate") == pytest.approx([0.24, 0.12])
    assert correlation(np.array([0.0, 1.0]), "other retail") == pytest.approx([0.16, 0.03])
    assert correlation(np.array([0.5, 0.5]), "mortgage").tolist() == [0.15, 0.15]
    assert maturity_factor(np.array([0.01]), np.array([1.0])) == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"probability_of_default": 1.5}, "probability_of_default is outside 0-1"),
        ({"loss_given_default": 45.0}, "write 45 % as 0.45"),
        ({"maturity": 0.0}, "maturity is not above 0"),
        ({"turnover": -1.0}, "turnover is negative"),
        ({"turnover": 5.0, "exposure_class": "mortgage"}, "turnover is for companies; the class is 'mortgage'"),
        ({"exposure_class": "sovereign"}, "must be one of 'corporate', 'mortgage', 'revolving', 'other retail'"),
        ({"scaling": 0.0}, "scaling is outside 0-10"),
        ({"pd_floor": 0.0}, "pd_floor is too small"),
        ({"pd_floor": 3.0}, "write 0.03 % as 0.0003"),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        irb_capital(**{"probability_of_default": 0.01} | arguments)
