"""Are the grades' default rates what their odds and the mean say?"""

import numpy as np
import pytest

from custseg.datasets import applicant_grades, grade_default_rates


def test_the_counts_are_those_of_the_sample():
    table = applicant_grades()
    assert (int(table["applicants"].sum()), int(table["bad"].sum())) == (2227, 649)


@pytest.mark.parametrize("mean", [0.001, 0.015, 0.2, 0.9])
def test_odds_lie_apart_as_in_the_sample_and_the_mean_is_kept(mean):
    rates, bad = grade_default_rates(mean), applicant_grades()["bad_rate"]
    assert rates.mean() == pytest.approx(mean)
    factor = (rates / (1 - rates)) / (bad / (1 - bad))
    assert np.ptp(factor) == pytest.approx(0, abs=1e-9 * factor.max())


@pytest.mark.parametrize("mean", [0.0, 1.0, 1.5])
def test_a_mean_that_is_no_rate_is_refused(mean):
    with pytest.raises(ValueError, match=r"Write 1\.5 % as 0\.015"):
        grade_default_rates(mean)
