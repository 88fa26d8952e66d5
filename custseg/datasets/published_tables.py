"""Which counts have papers printed that models are tried on? Two small tables, with where they stand.

`contract_cohorts` and `donor_counts`.
"""

import pandas as pd

_REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)
_HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
_DONORS = {
    6: {6: 1203, 5: 728, 4: 512, 3: 357, 2: 234, 1: 129},
    5: {5: 335, 4: 284, 3: 225, 2: 173, 1: 119},
    4: {4: 240, 3: 181, 2: 155, 1: 78},
    3: {3: 322, 2: 255, 1: 129},
    2: {2: 613, 1: 277},
    1: {1: 1091},
    0: {0: 3464},
}


def contract_cohorts() -> pd.DataFrame:
    """Give customers under contract who are left after each of twelve years, of 1,000 in each of two segments.

    The paper prints per cent with one digit; 1,000 customers are its own convention.

    Returns
    -------
    DataFrame
        Index ``year`` from 0; columns ``Regular`` and ``High End``.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2007). How to Project Customer Retention. Journal of Interactive Marketing 21(1),
    76-90, Table 1; data of Berry, M. J. A. & Linoff, G. S. (2004). Data Mining Techniques. Wiley.

    Examples
    --------
    >>> contract_cohorts().loc[[0, 7, 12]].to_dict("list")
    {'Regular': [1000, 241, 173], 'High End': [1000, 491, 394]}
    """
    return pd.DataFrame({"Regular": _REGULAR, "High End": _HIGH_END}, pd.RangeIndex(len(_REGULAR), name="year"))


def donor_counts() -> pd.DataFrame:
    """Give donors who gave first in 1995, by the years 1996 to 2001 in which they gave again.

    Returns
    -------
    DataFrame
        ``x`` years with a gift, ``t_x`` the last of them, ``n`` years seen (6), ``customers`` donors, 11,104 in all;
        ``attrs`` state the unit.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Shang, J. (2010). Customer-Base Analysis in a Discrete-Time Noncontractual Setting.
    Marketing Science 29(6), 1086-1108.

    Examples
    --------
    >>> int(donor_counts()["customers"].sum())
    11104
    """
    counts = [(x, t_x, 6, number) for t_x, years in _DONORS.items() for x, number in years.items()]
    table = pd.DataFrame(counts, columns=["x", "t_x", "n", "customers"])
    table.attrs = {"table": "period purchases", "unit": "Y", "customers": 11104, "years": "1995 to 2001"}
    return table
