"""What do clients in a better cell do otherwise, and what would each step towards them bring?

`look_gaps`, `branch_gaps` and `ranked_levers`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from ...resample import holm_adjusted
from ...schema import SchemaError, as_numbers, check_fraction, listed, raise_where, require_frame, typed
from ._side_moments import FEWEST, gaps_between, moments_of, raw_sums, without_own
from .looks import LOOKS

Floats = NDArray[np.float64]


@typed
def look_gaps(
    looks: pd.DataFrame,
    cells: pd.Series,
    *,
    here: str,
    there: str,
    branch: pd.Series | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how those in a better cell differ from those in a worse one, look by look (差距分析), within each branch.

    Parameters
    ----------
    looks : DataFrame
        From `client_looks`, index ``client_id``; missing values are left out, look by look.
    cells : Series
        The cell of each client, same index; missing for none.
    here, there : str
        The cell that is looked at and the better one.
    branch : Series, optional
        The institution of each client, same index: the gap within each. Without it all are one, "all".
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``branch``, ``look``; ``n_here``, ``n_there`` (clients with a value), ``here``, ``there`` (means), ``gap``
        (there less here) with ``low`` and ``high``, and ``effect``, the gap in standard deviations (Hedges' g: .2
        small, .8 large); ``p_adjusted``, the chance of such a gap without any, by Welch's test and held together by
        Holm's rule for all rows of the table. The last four are missing with fewer than 8 clients on a side, or a side
        on which all are equal: so few say nothing.

    Raises
    ------
    SchemaError
        If indexes differ, looks are no numbers, `here` is `there`, a cell has nobody, or nobody has a branch.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    branch_gaps : The same cell, across branches.
    ranked_levers : Which gap is worth closing first.

    Notes
    -----
    Each interval speaks of its own row. In a book in which no look differs between cells, about five of a hundred
    leave zero out: where many rows are read, `p_adjusted` says which gaps are still there.
    Cells are made of income and RAROC. A look that shares a number with them, such as the cost-income ratio, differs
    between cells because clients were chosen by that number, in part by chance, and the next year takes part of it
    back (regression to the mean). Compare the looks of one year with the cells of another: of 20,000 simulated clients
    whose cost-income ratio differs by chance alone, the upper third by income lies .24 below the lower third in the
    year that made the cells, and at .00 in the next.
    In 1,200 simulated looks each, intervals at 95 % held the truth in 94-96 of 100 where looks are normal, whether 8
    stood against 8 or against 60; where they are lognormal (log standard deviation 1) in 94, 86 and, with 20 on
    either side, 92: little can be said of eight clients of whom one is far out.

    References
    ----------
    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related estimators. Journal of
    Educational Statistics 6(2).

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import look_gaps
    >>> looks = pd.DataFrame({"wallet_share": [0.1, 0.2, 0.3, 0.2] * 2 + [0.5, 0.6, 0.4, 0.7] * 2})
    >>> found = look_gaps(looks, pd.Series(["low"] * 8 + ["high"] * 8), here="low", there="high")
    >>> found[["here", "there", "gap", "low", "high", "effect"]].round(2)
                         here  there   gap   low  high  effect
    branch look
    all    wallet_share   0.2   0.55  0.35  0.24  0.46    3.31
    """
    names = _checked(looks, {"cells": cells} | ({} if branch is None else {"branch": branch}), level)
    if here == there:
        raise SchemaError(f"here and there are the same cell, {here!r}: name the one that is looked at and the better.")
    for name in (here, there):
        if not _is(cells, name).any():
            raise SchemaError(f"no client stands in {name!r}; the cells are {listed(cells.dropna().unique(), 9)}.")
    places = pd.Series("all", looks.index) if branch is None else branch
    codes, found = pd.factorize(places)
    if not len(found):
        raise SchemaError("no client has a branch.")
    values, shift = _shifted(looks)
    sides = [
        moments_of(raw_sums(values, np.where(_is(cells, name), codes, -1), len(found)), shift) for name in (here, there)
    ]
    index = pd.MultiIndex.from_product([found, names], names=["branch", "look"])
    return _held_together(gaps_between(sides[0], sides[1], level).set_axis(index))


@typed
def branch_gaps(looks: pd.DataFrame, cells: pd.Series, branch: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Return how each branch's clients of a cell differ from those of the same cell elsewhere, look by look.

    Parameters
    ----------
    looks : DataFrame
        From `client_looks`, index ``client_id``; missing values are left out, look by look.
    cells : Series
        The cell of each client, same index; missing for none.
    branch : Series
        The institution of each client, same index; missing for none.
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``cell``, ``branch``, ``look``; ``n_branch``, ``n_elsewhere``, ``branch_mean``, ``elsewhere`` (means),
        ``gap`` (elsewhere less the branch) with ``low``, ``high``, ``effect`` and ``p_adjusted``, as in `look_gaps`.
        Clients of no branch are elsewhere.

    Raises
    ------
    SchemaError
        If indexes differ or looks are no numbers.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    look_gaps : Between cells, within a branch.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import branch_gaps
    >>> looks = pd.DataFrame({"wallet_share": [0.1, 0.2, 0.3, 0.2] * 2 + [0.5, 0.6, 0.4, 0.7] * 2})
    >>> branch_gaps(looks, pd.Series(["low"] * 16), pd.Series(["north"] * 8 + ["south"] * 8))["gap"].round(2).tolist()
    [0.35, -0.35]
    """
    names = _checked(looks, {"cells": cells, "branch": branch}, level)
    values, shift = _shifted(looks)
    tables = {}
    of, found_cells = pd.factorize(cells)
    for number, cell in enumerate(found_cells):
        rows = np.flatnonzero(of == number)
        codes, found = pd.factorize(branch.iloc[rows])
        if not len(found):
            continue
        lone = np.where(codes < 0, len(found), codes)  # of no branch: elsewhere for all
        sums = raw_sums(values[rows], lone, len(found) + 1)
        own, others = (moments_of(one[:, :-1], shift) for one in (sums, without_own(sums)))
        index = pd.MultiIndex.from_product([found, names], names=["branch", "look"])
        tables[cell] = gaps_between(own, others, level).set_axis(index)
    if not tables:
        raise SchemaError("no client has both a cell and a branch.")
    heads = {"n_here": "n_branch", "n_there": "n_elsewhere", "here": "branch_mean", "there": "elsewhere"}
    return _held_together(pd.concat(tables, names=["cell"]).rename(columns=heads))


@typed
def ranked_levers(
    gaps: pd.DataFrame, looks: pd.DataFrame, money: pd.Series, *, levers: list[str] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Rank what leads to the next cell (指路) by what closing each gap would bring a client, in money.

    What one unit of a look goes with in money is read off all clients by a straight line, the other looks held equal;
    times the gap it is what would come *if* the look were the cause. Nobody has moved a look by lot here: try the first
    lever on a drawn half before all are told to pull it.

    Parameters
    ----------
    gaps : DataFrame
        One branch of `look_gaps`: index ``look``, columns ``gap``, ``low`` and ``high`` (``gaps.loc["north"]``), made
        at the same `level`. With ``gap`` alone, gaps that somebody set, they count as known.
    looks : DataFrame
        From `client_looks`. Clients with a missing look are left out of the line.
    money : Series
        What each client brings, same index: economic profit, or income.
    levers : list of str, optional
        Which looks the bank can move; by default those that `look_indicators` says, of those in `gaps`.
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``look``, the lever that brings most first; ``gap``; ``worth``, money that goes with one unit; ``brings``,
        gap times worth, money a client and year, with ``low`` and ``high``, in which both the gap and the worth are
        unsure (the latter robust to unequal scatter; missing where the gap has no interval); ``sure``, whether the
        interval lies above zero; ``n``, clients in the line.

    Raises
    ------
    SchemaError
        If looks and gaps do not fit together, or too few clients have all looks.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    look_gaps : The gaps.
    custseg.decide.campaign_lift : What a lever brought, against a drawn control.

    Notes
    -----
    Three things make `brings` look larger than what will come. The line is no experiment: better clients may have
    both the look and the money. The lever that stands first was chosen for being largest, and part of that is chance.
    And a look that is made of the money itself, as the cost-income ratio is of income, or both of one odd year, goes
    with it by arithmetic: take the money of the year after. `sure` speaks of each lever by itself: of forty that
    bring nothing, one is sure by chance.
    The interval adds the squares of the half widths of both factors, each times the other factor.

    References
    ----------
    MacKinnon, J. G. & White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with improved
    finite sample properties. Journal of Econometrics 29(3).

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from custseg.segment import look_gaps, ranked_levers
    >>> random = np.random.default_rng(0)
    >>> looks = pd.DataFrame({"wallet_share": random.uniform(size=200), "loan_share": random.uniform(size=200)})
    >>> money = 50 * looks["wallet_share"] + 10 * looks["loan_share"] + random.normal(0, 5, 200)
    >>> cells = pd.Series(np.where(money > 30, "high", "low"))
    >>> gaps = look_gaps(looks, cells, here="low", there="high").loc["all"]
    >>> ranked_levers(gaps, looks, money)["brings"].round(0).to_dict()
    {'wallet_share': 25.0, 'loan_share': 1.0}
    """
    names = _checked(looks, {"money": money}, level)
    require_frame(gaps, "gaps")
    plain = gaps.columns.nlevels == gaps.index.nlevels == 1 and gaps.columns.is_unique
    if not plain or "gap" not in gaps or not gaps.index.isin(names).all() or not gaps.index.is_unique:
        raise SchemaError("gaps must be one branch of look_gaps, gaps.loc['north'], with the looks of looks.")
    pulled = [name for name in gaps.index if name in LOOKS and LOOKS[name][4]] if levers is None else list(levers)
    if not pulled or not set(pulled) <= set(gaps.index):
        raise SchemaError(f"levers must name looks of gaps, {listed(gaps.index, 16)}; found {listed(pulled, 16)}.")
    values = looks[list(gaps.index)].to_numpy(dtype="float64", na_value=np.nan)
    amounts = as_numbers(money, "money")
    known = np.isfinite(values).all(axis=1) & np.isfinite(amounts)
    worth, errors, freedom = _line(values[known], amounts[known], list(gaps.index))
    table = pd.DataFrame({"gap": as_numbers(gaps["gap"], "gaps['gap']"), "worth": worth}, index=gaps.index)
    unsure_worth = float(student.ppf((1 + float(level)) / 2, freedom)) * errors * table["gap"]
    unsure_gap = _half_widths(gaps) * table["worth"]
    reach = np.sqrt(unsure_worth**2 + unsure_gap**2)
    table["brings"] = table["gap"] * table["worth"]
    table = table.assign(low=table["brings"] - reach, high=table["brings"] + reach, n=int(known.sum()))
    table.insert(5, "sure", table["low"] > 0)
    return table.loc[pulled].sort_values("brings", ascending=False, kind="stable").rename_axis("look")


def _half_widths(gaps: pd.DataFrame) -> Floats:
    """Give half the width of the interval of each gap, missing where it has none; 0 for gaps that are set."""
    if not {"low", "high"} <= set(gaps.columns):
        return np.zeros(len(gaps))
    half: Floats = (as_numbers(gaps["high"], "gaps['high']") - as_numbers(gaps["low"], "gaps['low']")) / 2
    return half


def _is(cells: pd.Series, name: str) -> NDArray[np.bool_]:
    """Say who stands there; nobody of whom it is missing."""
    return (cells == name).fillna(False).to_numpy(dtype=bool)


def _line(values: Floats, amounts: Floats, names: list[str]) -> tuple[Floats, Floats, int]:
    """Give slopes, their robust standard errors (HC3) and the degrees of freedom."""
    n, k = values.shape
    if n < k + 1 + FEWEST:
        raise SchemaError(f"{n:,} clients have all {k} looks: too few for a line. Leave looks out that most lack.")
    spread = values.std(axis=0)
    if not (spread > 0).all():
        constant = [name for name, one in zip(names, spread, strict=True) if not one > 0]
        raise SchemaError(f"{listed(constant)} does not vary: nothing can be read off it. Leave it out.")
    design = np.column_stack([np.ones(n), (values - values.mean(axis=0)) / spread])
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    slopes = inverse @ (design.T @ amounts)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    rest = (amounts - design @ slopes) / np.maximum(1 - leverage, 1e-8)
    half = inverse @ (design * rest[:, None]).T
    errors = np.sqrt((half**2).sum(axis=1))
    return slopes[1:] / spread, errors[1:] / spread, n - k - 1


def _held_together(table: pd.DataFrame) -> pd.DataFrame:
    """Adjust the chances of all rows by Holm's rule."""
    tested = table["p_adjusted"].notna()
    table.loc[tested, "p_adjusted"] = holm_adjusted(table.loc[tested, "p_adjusted"].to_numpy())
    return table


def _shifted(looks: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the looks less their medians, so that sums of cubes keep their digits, and what was taken off."""
    values = looks.to_numpy(dtype="float64", na_value=np.nan)
    shift = np.array([np.median(one[np.isfinite(one)]) if np.isfinite(one).any() else 0.0 for one in values.T])
    return values - shift, shift


def _checked(looks: pd.DataFrame, columns: dict[str, pd.Series], level: float) -> list[str]:
    check_fraction(np.asarray(level), None, "level", "It is a coverage: write 95 % as 0.95.")
    raise_where(np.asarray(level in (0, 1)), None, "level", "is 0 or 1", "No interval would be enough, or needed.")
    require_frame(looks, "looks")
    problems = [] if len(looks) and len(looks.columns) else ["looks has no rows or no columns."]
    if not looks.index.is_unique or not looks.columns.is_unique:
        problems.append("looks must have each client and each look once.")
    problems += [
        f"{name} must have the index of looks in the same order: {name}.reindex(looks.index)."
        for name, column in columns.items()
        if not column.index.equals(looks.index)
    ]
    for name in looks.columns[~looks.columns.duplicated()]:
        try:
            wrong = np.isinf(as_numbers(looks[name], f"looks['{name}']")).any()
        except (TypeError, ValueError) as error:
            problems.append(str(error))
            continue
        if wrong:
            problems.append(f"looks['{name}'] is infinite for some clients.")
    if problems:
        raise SchemaError(*problems)
    return list(looks.columns)
