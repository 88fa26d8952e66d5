"""Is one mean larger than another, and by how much at least?

`paired_difference` for two columns of the same customers, `group_difference` for two groups of customers.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import typed
from .group_means import as_floats
from .influence import cluster_sums, corrected_ends

Floats = NDArray[np.float64]


@typed
def paired_difference(
    first: pd.Series, second: pd.Series, *, clusters: pd.Series | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Give the mean difference of two columns of the same customers, with its interval.

    Two periods, a method and its dull rival, what came and what was forecast: what both columns share cancels out, so
    that the interval is narrower than two separate ones would suggest. It is Student's; where the differences of this
    list are skewed, the end on their long side is moved out, and the other is left where it was: differences of columns
    that are skewed alike are not skewed, and what a list shows of it is chance.

    Parameters
    ----------
    first, second : Series of shape (n_rows,)
        Numbers, or True and False, on the same index. The difference is `first` less `second`.
    clusters : Series of shape (n_rows,), optional
        The unit of each row that was drawn as a whole: the household of a mailing, the account of an order. By default
        every row is a unit.
    level : float, default 0.95
        How often the interval should hold the truth, between 0 and 1.

    Returns
    -------
    DataFrame
        One row: ``difference``, ``low``, ``high`` in the unit of the columns, ``n`` rows and ``clusters`` units. A
        single unit, or differences that are all equal, have no interval (NaN). Shares differ by no more than 1.

    Raises
    ------
    ValueError
        Indexes that differ, missing or infinite values, no row, or a level outside (0, 1).

    See Also
    --------
    group_difference : For two groups of different customers.
    mean_intervals : Each mean by itself.

    Notes
    -----
    Of 95 % intervals of the difference between two columns of log-normal money (s = 1, one half as large again, scores
    that correlate by a half) .95, .93, .94, .95 and .97 hold at 5, 10, 20, 50 and 200 customers; the interval corrected
    for all of the skewness that the list shows holds .91, .90, .89, .91 and .92. Where one column is three times the
    other the differences are skewed themselves: .91, .89, .93, .93 and .96, and Student's alone .84, .85, .87, .91 and
    .93. Of normal numbers and of yes and no .95 to .98. The interval is a sixteenth wider than the corrected one.

    References
    ----------
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).
    Liang, K.-Y. & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear models. Biometrika 73(1).

    Examples
    --------
    >>> this_year, last_year = pd.Series([5.0, 9.0, 2.0, 8.0]), pd.Series([4.0, 7.0, 2.0, 5.0])
    >>> paired_difference(this_year, last_year).round(1).to_numpy().tolist()
    [[1.5, -0.6, 3.6, 4.0, 4.0]]
    """
    _check_rows(first=first, second=second, clusters=clusters)
    ours, theirs = as_floats(first, "first"), as_floats(second, "second")
    differs = ours - theirs
    parts = cluster_sums((differs - differs.mean()) / len(differs), clusters)
    sums, size = ((parts**2).sum(), (parts**3).sum()), max(np.abs(ours).max(), np.abs(theirs).max())
    ends = _possible(_outer_ends(differs.mean(), *sums, len(parts), level=level, size=size), ours, theirs)
    return _row(differs.mean(), ends, len(differs), len(parts))


@typed
def group_difference(
    values: pd.Series, groups: pd.Series, *, clusters: pd.Series | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Give the difference between the means of two groups, with its interval; the spreads may differ.

    The interval is Welch's, corrected for that part of the skewness which the sizes of the groups leave: where both are
    as large, two groups that are skewed alike cancel out, and what a list shows of their skewness is chance.

    Parameters
    ----------
    values : Series of shape (n_rows,)
        Numbers, or True and False.
    groups : Series of shape (n_rows,)
        Two groups, on the same index. The difference is the first group less the second: in the order of a categorical,
        else True less False, else as they sort.
    clusters : Series of shape (n_rows,), optional
        The unit of each row that was drawn as a whole: the household of a mailing, the account of an order. A unit may
        have rows in both groups. By default every row is a unit.
    level : float, default 0.95
        How often the interval should hold the truth, between 0 and 1.

    Returns
    -------
    DataFrame
        One row: ``difference``, ``low``, ``high`` in the unit of the values, ``n`` rows and ``clusters`` units. A group
        of one unit, or two groups without spread, have no interval (NaN).

    Raises
    ------
    ValueError
        Indexes that differ, missing or infinite values, other than two groups, or a level outside (0, 1).

    See Also
    --------
    paired_difference : For two columns of the same customers.
    mean_intervals : Each mean by itself.

    Notes
    -----
    Of 2,000 differences between equal groups of which four in five spend nothing and the others log-normal amounts, .95
    to .98 of the 95 % intervals hold at 30 to 2,000 a side; corrected for all of the skewness that the list shows, .90
    at 30 and .92 at 200. Where one group is ten times the other, .86 hold with 30 in the smaller, .92 with 100 and .93
    with 200. Equal groups that are skewed unlike each other pay for it: money beside a symmetric column, .90 at 50 a
    side (.92 with all of the correction), .93 at 200.

    References
    ----------
    Welch, B. L. (1947). The generalization of "Student's" problem when several different population variances are
    involved. Biometrika 34(1-2).
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).

    Examples
    --------
    >>> spend, offered = pd.Series([5.0, 9.0, 7.0, 2.0, 4.0, 3.0]), pd.Series([True] * 3 + [False] * 3)
    >>> group_difference(spend, offered).round(1).to_numpy().tolist()
    [[4.0, -0.2, 8.2, 6.0, 6.0]]
    """
    _check_rows(values=values, groups=groups, clusters=clusters)
    numbers, sides = as_floats(values, "values"), _two_sides(groups)
    means = [numbers[side].mean() for side in sides]
    # what each row adds to the difference: its distance from its mean, with the sign of its group
    parts = [(numbers - mean) * side / side.sum() for mean, side in zip(means, sides, strict=True)]
    units = np.arange(len(numbers)) if clusters is None else pd.factorize(clusters)[0]
    per_unit = [cluster_sums(part, units) for part in parts]
    present = [np.bincount(units, side) > 0 for side in sides]
    difference = means[0] - means[1]
    ends = _possible(_two_sided_ends(difference, per_unit, present, level, float(np.abs(numbers).max())), numbers)
    return _row(difference, ends, len(numbers), int(units.max()) + 1)


def _outer_ends(difference: float, squares: float, cubes: float, units: int, *, level: float, size: float) -> Floats:
    """Give the outer ends of Student's interval and of the one that the skewness of the list corrects."""
    both = corrected_ends(difference, squares, np.array([cubes, 0.0]), units, level=level, size=size)
    return np.array([both[0].min(), both[1].max()])


def _two_sided_ends(
    difference: float, parts: list[Floats], present: list[NDArray[np.bool_]], level: float, size: float
) -> Floats:
    """Give the ends by Welch's rule: each group's squares corrected for its size, and the degrees of freedom.

    Of the skewness that a list shows, the part `skewness_left` counts.
    """
    sizes = np.array([side.sum() for side in present], dtype="float64")
    if sizes.min() < 2:
        return corrected_ends(difference, np.nan, np.nan, 1, level=level)
    whole = parts[0] - parts[1]
    lone = np.array([(part**2).sum() for part in parts]) / (1 - 1 / sizes)
    shared = -2 * (parts[0] * parts[1]).sum()  # of units with rows in both groups
    freedom = lone.sum() ** 2 / (lone**2 / (sizes - 1)).sum() if lone.sum() > 0 else 1.0
    sums = (lone.sum() + shared, float(skewness_left(sizes[:1], sizes[1:])[0]) * (whole**3).sum())
    return corrected_ends(difference, *sums, len(whole), level=level, freedom=freedom, size=size)


def skewness_left(n: Floats, m: Floats) -> Floats:
    """Give the part of the skewness of a difference that counts, from the sizes of both groups.

    In groups that are skewed alike, with third moments c, that of the difference is c / n^2 - c / m^2: of what a list
    shows, the part |n^2 - m^2| / (n^2 + m^2).
    """
    left: Floats = np.abs(n**2 - m**2) / (n**2 + m**2)
    return left


def _possible(ends: Floats, *columns: Floats) -> Floats:
    """Cut at -1 and 1 where the columns are yes and no: shares differ by no more."""
    return ends.clip(-1.0, 1.0) if all(np.isin(column, (0.0, 1.0)).all() for column in columns) else ends


def _two_sides(groups: pd.Series) -> list[NDArray[np.bool_]]:
    names = list(pd.Categorical(groups).remove_unused_categories().categories)
    if len(names) != 2:
        raise ValueError(f"groups must name two groups, to have one difference; found {len(names)}: {names}.")
    if groups.dtype == bool:
        names.reverse()
    return [(groups == name).to_numpy() for name in names]


def _row(difference: float, ends: Floats, n: int, clusters: int) -> pd.DataFrame:
    row = {"difference": [difference], "low": [ends[0]], "high": [ends[1]], "n": [n], "clusters": [clusters]}
    return pd.DataFrame(row)


def _check_rows(**columns: pd.Series | None) -> None:
    given = {name: column for name, column in columns.items() if column is not None}
    names = " and ".join(given) if len(given) < 3 else ", ".join(given)
    index = next(iter(given.values())).index
    if not all(column.index.equals(index) for column in given.values()):
        raise ValueError(f"{names} must have the same index in the same order; they differ.")
    if bad := sum(int(column.isna().sum()) for column in given.values()):
        raise ValueError(f"{names} must be complete; {bad} entries are missing.")
    if not len(index):
        raise ValueError(f"{names} are empty: a difference needs at least one row.")
