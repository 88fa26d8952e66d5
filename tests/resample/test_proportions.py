"""Does the interval of a share hold, by exact count, where few or none said yes?"""

import numpy as np
import pytest
from scipy import stats

from custseg.resample import wilson_interval


@pytest.mark.heavy
@pytest.mark.parametrize("n", [5, 10, 20, 50, 200])
@pytest.mark.parametrize("p", [0.05, 0.1, 0.3, 0.5])
def test_exact_coverage(n, p):
    yes = np.arange(n + 1)
    low, high = wilson_interval(yes, n)
    covered = stats.binom.pmf(yes, n, p)[(low <= p) & (p <= high)].sum()
    # Brown, Cai & DasGupta (2001): near the level on average, above .89 at these n and p
    assert 0.89 < covered < 0.995


def test_known_interval():
    # closed form, n = 10, nobody: z^2 / (n + z^2)
    assert wilson_interval(0, 10).tolist() == pytest.approx([0, 1.95996**2 / (10 + 1.95996**2)], abs=1e-6)
    assert np.isnan(wilson_interval([0, 3], [0, 5])[:, 0]).all()
    assert wilson_interval([[1, 2]], 4).shape == (2, 1, 2)


@pytest.mark.parametrize(
    ("yes", "customers", "level", "message"),
    [(5, 4, 0.95, "between 0 and customers"), (-1, 4, 0.95, "between 0"), (1, 4, 95, "level must lie")],
)
def test_what_does_not_fit_is_refused(yes, customers, level, message):
    with pytest.raises(ValueError, match=message):
        wilson_interval(yes, customers, level=level)


def test_parts_of_customers_are_refused():
    with pytest.raises(ValueError, match="whole numbers"):
        wilson_interval([2.5], [8])
    assert wilson_interval(3.0, 8.0) == pytest.approx(wilson_interval(3, 8))


def test_a_level_in_words_is_refused_and_nobody_has_no_interval():
    with pytest.raises(TypeError, match="level must be a number"):
        wilson_interval(1, 4, level="95 %")
    assert wilson_interval([], []).shape == (2, 0)
