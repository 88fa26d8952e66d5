"""Is one mean larger than another, and by how much at least?

`paired_difference` for two columns of the same customers, `group_difference` for two groups of customers.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import typed
from ._grouped_numbers import are_yes_or_no, as_floats
from ._two_means import ends_of_difference
from ._two_shares import ends_of_shares
from ._unlike_units import UnitWeights, unit_weights
from .influence import cluster_sums, corrected_ends, unit_of

Floats = NDArray[np.float64]
Sides = NDArray[np.bool_]


@typed
def paired_difference(
    first: pd.Series,
    second: pd.Series,
    *,
    clusters: pd.Series | None = None,
    yes_or_no: bool | None = None,
    level: float = 0.95,
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
    yes_or_no : bool, optional
        What both columns are: True for yes and no, whose means differ by no more than 1; False for counts and amounts.
        By default they are taken for yes and no if they are nothing but True and False, or 0 and 1. Counts that all
        happen to be 0 or 1 look the same: say False of them, or the interval is cut at -1 and 1.
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
        Indexes that differ, missing or infinite values, no row, a level outside (0, 1), or something else than 0 and 1
        where `yes_or_no` is True.

    See Also
    --------
    group_difference : For two groups of different customers.
    mean_intervals : Each mean by itself.

    Notes
    -----
    Clusters may have unlike numbers of rows: see the notes of `mean_intervals`; .95 to .99 hold at 30 and 100 accounts
    whose rows are log-normal (s = 1.5), and nearly all where one has half of the rows.

    Of 95 % intervals of the difference between two columns of log-normal money (s = 1, one half as large again, scores
    that correlate by a half) .95, .93, .94, .95 and .97 hold at 5, 10, 20, 50 and 200 customers; the interval corrected
    for all of the skewness that the list shows holds .91, .90, .89, .91 and .92. Where one column is three times the
    other the differences are skewed themselves: .91, .89, .93, .93 and .96, and Student's alone .84, .85, .87, .91 and
    .93. Of normal numbers .95 to .98, of yes and no .96 or more. The interval is a sixteenth wider than the corrected
    one.

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
    unit = unit_of(ours, theirs)
    differs = (ours - theirs) / unit
    parts, known = cluster_sums((differs - differs.mean()) / len(differs), clusters)
    squares, cubes = float((parts**2).sum()), float((parts**3).sum())
    size = float(max(np.abs(ours).max(), np.abs(theirs).max()) / unit)
    ends = _outer_ends(float(differs.mean()), squares, cubes, len(parts), level=level, size=size, **known) * unit
    if all([are_yes_or_no(ours, yes_or_no, "first"), are_yes_or_no(theirs, yes_or_no, "second")]):
        ends = ends.clip(-1.0, 1.0)  # shares differ by no more
    return _row(differs.mean() * unit, ends, len(differs), len(parts))


@typed
def group_difference(
    values: pd.Series,
    groups: pd.Series,
    *,
    clusters: pd.Series | None = None,
    yes_or_no: bool | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Give the difference between the means of two groups, with its interval; the spreads may differ.

    The interval of yes and no is Newcombe's, from Wilson's of both shares. That of counts and amounts is Welch's; where
    they are skewed, an end is moved out towards the long side of the difference, and none is moved in: as far as the
    skewness tells that the list shows of the difference, and where one group is smaller as far as the intervals of both
    means tell (see `influence_interval`).

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
    yes_or_no : bool, optional
        What the values are: True for yes and no, False for counts and amounts. By default they are taken for yes and no
        if they are True and False, or nothing but 0 and 1 with both among them. Counts and amounts that all happen to
        be 0 or 1 look the same: say False of them, or the interval is that of shares. Where nobody said yes, 0 alone
        may be money that nobody spent: say True.
    level : float, default 0.95
        How often the interval should hold the truth, between 0 and 1.

    Returns
    -------
    DataFrame
        One row: ``difference``, ``low``, ``high`` in the unit of the values, ``n`` rows and ``clusters`` units. A group
        of one unit has no interval (NaN), and counts and amounts without spread have none.

    Raises
    ------
    ValueError
        Indexes that differ, missing or infinite values, other than two groups, a level outside (0, 1), or something
        else than 0 and 1 where `yes_or_no` is True.

    See Also
    --------
    paired_difference : For two columns of the same customers.
    mean_intervals : Each mean by itself.

    Notes
    -----
    Between a quarter of the customers, who spend half as much again, and the others .91, .93, .95 and .95 of the 95 %
    intervals hold at 20, 50, 200 and 1,000 customers of log-normal money (s = 1); Welch's by itself .88, .89, .92 and
    .94. Between a tenth and the others .87, .93 and .95 from 50 on: five customers are too few. Of very uneven money (s
    = 1.5) .88, .91, .94 and .94. Of normal numbers and counts .94 to .98. Of two groups of one size that are skewed
    alike .94 to .98. Skewed unlike: of log-normal money (s = 1.5) beside normal numbers .86, .91 and .94 at 20, 50 and
    200 in each, beside a third of such money .85, .89 and .94, and of less uneven money (s = 1) .91, .94 and .94;
    Welch's by itself .78, .83 and .90, then .82, .87 and .91, then .89, .92 and .93. For that intervals of groups
    skewed alike are longer, by 8 % at 30 in each and 3 % at 200 (s = 1). Where one group is a quarter and its money
    skewed, the interval of 50 customers is half as long again as one that leans only by the skewness of the whole list,
    that of 200 a fifth, that of 1,000 a twentieth.

    Clusters may have unlike numbers of rows: of two halves of 30 and 100 accounts whose rows are log-normal (s = 1.5)
    .98 or more hold, where one account has half of the rows .97 or more. Where each unit has rows in both groups and
    these are alike, the interval of few units is longer than need be: there `paired_difference` of the means that each
    unit has in both groups tells more.

    Of yes and no .94 or more hold at 20 customers and at any more, of a quarter and the others as of two halves, with
    chances from .05 to .9, and of households of one to six rows; at the sharpest chances (.02 beside .98) .88 of two
    groups of 20. By the rule of numbers it would be .88 of a quarter of 20 customers at chances of .3, with intervals
    twice as long.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Statistics in Medicine 17(8).
    Welch, B. L. (1947). The generalization of "Student's" problem when several different population variances are
    involved. Biometrika 34(1-2).
    Zou, G. Y. & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
    Statistics in Medicine 27(10).

    Examples
    --------
    >>> spend, offered = pd.Series([5.0, 9.0, 7.0, 2.0, 4.0, 3.0]), pd.Series([True] * 3 + [False] * 3)
    >>> group_difference(spend, offered).round(1).to_numpy().tolist()
    [[4.0, -0.2, 8.2, 6.0, 6.0]]
    >>> group_difference(spend > 3, offered).round(2).to_numpy().tolist()
    [[0.67, -0.06, 0.94, 6.0, 6.0]]
    """
    _check_rows(values=values, groups=groups, clusters=clusters)
    numbers, sides = as_floats(values, "values"), _two_sides(groups)
    unit = 1.0 if (shares := _are_shares(values, numbers, yes_or_no)) else unit_of(numbers)
    numbers = numbers / unit
    means = np.array([numbers[side].mean() for side in sides])
    adds = [(numbers - mean) / side.sum() for mean, side in zip(means, sides, strict=True)]
    parts, units, weights = _by_unit(adds, sides, clusters)
    both = parts[0] * parts[1]
    squares, known = np.array([(part * part).sum() for part in parts]), _corrected(parts, weights)
    if shares:
        rows = np.array([side.sum() for side in sides])
        more = known | {"products": both.sum()} | ({} if weights is None else {"equal": weights.equal})
        ends = ends_of_shares(means, rows, units, squares, level=level, **more)
    else:
        cubes, size = np.array([(part * part * part).sum() for part in parts]), float(np.abs(numbers).max())
        crossed = 3 * (both * (parts[1] - parts[0])).sum()
        more = known | {"crossed": crossed, "size": np.array(size)}
        ends = ends_of_difference(means[0] - means[1], units, squares, cubes, level=level, **more)
    return _row((means[0] - means[1]) * unit, ends * unit, len(numbers), len(parts[0]))


def _are_shares(values: pd.Series, numbers: Floats, said: bool | None) -> bool:
    """Tell whether the means are shares of yes: of numbers without a word, 0 alone may be money that nobody spent."""
    if said is None and np.ptp(numbers) == 0 and not pd.api.types.is_bool_dtype(values.infer_objects().dtype):
        return False
    return are_yes_or_no(numbers, said, "values")


def _by_unit(
    adds: list[Floats], sides: list[Sides], clusters: pd.Series | None
) -> tuple[list[Floats], Floats, UnitWeights | None]:
    """Give what each unit adds to the mean of each group, nought for the others; numbers of units; what they weigh."""
    parts = [np.where(side, part, 0.0) for part, side in zip(adds, sides, strict=True)]
    if clusters is None:
        return parts, np.array([side.sum() for side in sides], dtype="float64"), None
    units = pd.factorize(clusters)[0]
    sums = [np.bincount(units, part).astype("float64") for part in parts]
    rows = np.array([np.bincount(units, side) for side in sides])
    weights = unit_weights(rows.ravel(), np.repeat([0, 1], rows.shape[1]), 2)
    return sums, (rows > 0).sum(axis=1).astype("float64"), weights


def _corrected(parts: list[Floats], weights: UnitWeights | None) -> dict[str, Floats]:
    """Give the variances of both means, and what they share, corrected by the sizes of the units; nothing without."""
    if weights is None:
        return {}
    first, second = np.sqrt(weights.correction).reshape(2, -1) * parts
    variances = np.array([first @ first, second @ second])
    shared = min(first @ second, parts[0] @ parts[1])  # what narrows the interval is not made more of
    return {"variances": variances, "freedom": weights.freedom, "products": np.array(shared)}


def _outer_ends(
    difference: float, squares: float, cubes: float, units: int, *, level: float, size: float, **known: Floats
) -> Floats:
    """Give the outer ends of Student's interval and of the one that the skewness of the list corrects."""
    both = corrected_ends(difference, squares, np.array([cubes, 0.0]), units, level=level, size=size, **known)
    return np.array([both[0].min(), both[1].max()])


def _two_sides(groups: pd.Series) -> list[Sides]:
    names = list(pd.Categorical(groups).remove_unused_categories().categories)
    if len(names) != 2:
        raise ValueError(f"groups must name two groups, to have one difference; found {len(names)}: {names}.")
    if not isinstance(groups.dtype, pd.CategoricalDtype) and all(isinstance(name, bool | np.bool_) for name in names):
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
        raise ValueError(f"{names} must be complete; {bad} entries are missing. Leave these rows out of all of them.")
    if not len(index):
        raise ValueError(f"{names} are empty: a difference needs at least one row.")
