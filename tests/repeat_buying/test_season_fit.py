import numpy as np
import pytest
from scipy import sparse

from custseg.repeat_buying._season_cells import SeasonCells
from custseg.repeat_buying._season_fit import fit_season


def two_years(rate, customers=40):
    """Customers of one day, who buy exactly as often as the season says."""
    bought = sparse.csr_array(np.tile(np.tile(rate, 2), (customers, 1)))
    days = np.full(24, 30)
    return SeasonCells(np.zeros(customers, dtype=int), np.full(customers, 29), bought, days, np.arange(24) % 12)


def test_equal_customers_leave_no_doubt_and_the_season_comes_out_as_put_in():
    rate = np.array([1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 3.0, 2.0])
    fit = fit_season(two_years(rate), 12)
    np.testing.assert_allclose(np.exp(fit.logs), rate / 2.0, rtol=0.05)
    np.testing.assert_allclose(np.diag(fit.covariance), 0.0, atol=1e-3)
    assert fit.periods.tolist() == [2] * 12 and fit.bought.sum() == 2 * 40 * rate.sum()


def test_what_happened_once_widens_the_interval():
    rate = np.full(24, 4.0)
    rate[5] = 16.0  # one June of two
    cells = two_years(np.full(12, 4.0))
    odd = cells._replace(bought=sparse.csr_array(np.tile(rate, (40, 1))))
    assert fit_season(cells, 12).shock == pytest.approx(0.0)
    assert fit_season(odd, 12).shock > 0.02


def test_a_log_of_a_year_knows_no_shock_and_gives_its_slope_to_the_ages():
    cells = two_years(np.full(12, 4.0))
    falling = np.linspace(8.0, 2.0, 12)
    year = SeasonCells(
        cells.cohort, cells.first_days, sparse.csr_array(np.tile(falling, (40, 1))), cells.days[:12], cells.season[:12]
    )
    fit = fit_season(year, 12)
    assert np.isnan(fit.shock)
    assert abs(np.polyfit(np.arange(12), fit.logs, 1)[0]) < 1e-3
