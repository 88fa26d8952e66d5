"""From which tier to which do customers go, how sure is each share, and where would it lead if it went on?

`migration_matrix` and `steady_state`.
"""

import numpy as np
import pandas as pd
from scipy import stats

from ...schema import as_numbers, check_fraction, require_frame, typed
from ._transitions import AWAY, NOT_YET, design_effects, shares_of, together, transitions_of


@typed
def migration_matrix(
    panel: pd.DataFrame, *, steps: int = 1, absent: bool = True, prior: float = 0.5, level: float = 0.95
) -> pd.DataFrame:
    """Count how customers go from tier to tier, and say how sure each share of a tier is.

    Parameters
    ----------
    panel : DataFrame
        Tiers as :func:`tier_panel` or :meth:`TierRule.predict_panel` gives them; or one row per customer, one column
        per window in order, tiers as whole numbers, 0 or NaN for absent.
    steps : int
        So many windows lie between the two that are compared; all such pairs are counted together.
    absent : bool
        Whether those who leave, come back and join are counted too. If not, a pair counts for customers who are present
        in both windows.
    prior : float
        What is added to each cell's count for the interval: 0.5 is Jeffreys' prior, 1 the uniform one.
    level : float
        Probability that an interval holds, 0-1.

    Returns
    -------
    DataFrame
        Index ``from_tier`` and ``to_tier``, every combination; 0 is away (was here before), and ``from_tier`` -1 is not
        yet: who went from there joined. ``count``, customers, once for each pair of windows; ``n``, those who started
        in that tier; ``share`` = count / n, which adds to one over ``to_tier``, NaN where nobody started; ``low`` and
        ``high``, its credible interval; ``n_effective``, to how many different customers the n are worth.
        ``table["share"].unstack()`` is the matrix.

    Raises
    ------
    SchemaError
        If the panel is no panel of tiers, has not more windows than `steps`, windows do not rise in time, a period
        between two others is missing, or a customer is in two tiers at once.
    ValueError
        If `steps` is below 1, `prior` is not a finite number above 0, or `level` is no fraction.

    See Also
    --------
    migration_homogeneity : Whether the periods may be counted together.
    chain_against_observed : Whether several steps follow from one.
    tier_stability : The moves in five numbers.

    Notes
    -----
    The interval is that of a Dirichlet posterior, cell by cell. Customers who are counted in several pairs do not tell
    as much as so many different ones: counts are divided by the design effect of their row (Rao & Scott), with
    customers as clusters. It is 1 for a single pair of windows. Where cuts are found anew in each window, the sizes of
    tiers are fixed, and the intervals are a little too wide.

    References
    ----------
    Anderson, T. W. & Goodman, L. A. (1957). Statistical inference about Markov chains. Annals of Mathematical
    Statistics 28(1), 89-110.

    Rao, J. N. K. & Scott, A. J. (1981). The analysis of categorical data from complex sample surveys. Journal of the
    American Statistical Association 76(374), 221-230.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import migration_matrix
    >>> panel = pd.DataFrame({"2023": [1, 1, 2, 2], "2024": [1, 2, 2, None]}, index=["ann", "bob", "eve", "zoe"])
    >>> migration_matrix(panel)["share"].unstack().loc[[1, 2]]
    to_tier      0    1    2
    from_tier
    1          0.0  0.5  0.5
    2          0.5  0.0  0.5
    """
    check_fraction(np.asarray(level), None, "level", "Write 95 % as 0.95.")
    if not 0 < prior < np.inf:
        raise ValueError(f"prior must be a finite number above 0, such as 0.5; found {prior:g}.")
    found = transitions_of(panel, steps, absent=absent)
    counts = found.counts().sum(axis=0)
    joint = np.diag(counts.ravel()).astype(float)
    if len(found.cells) > 1:
        joint = together(found.cells, found.cells, found.size)
    index = pd.MultiIndex.from_product([found.labels, found.labels], names=["from_tier", "to_tier"])
    table = _table(counts, design_effects(counts, joint), index)
    table = table[index.get_level_values(1) != NOT_YET]  # who is not there yet at the end is counted nowhere
    return _with_interval(table, prior, level)


def _table(counts: np.ndarray, effects: np.ndarray, index: pd.MultiIndex) -> pd.DataFrame:
    n = counts.sum(axis=1)
    return pd.DataFrame(
        {
            "count": counts.ravel(),
            "n": np.repeat(n, len(n)),
            "share": shares_of(counts).ravel(),
            "n_effective": np.repeat(n / effects, len(n)),
        },
        index=index,
    )


def _with_interval(table: pd.DataFrame, prior: float, level: float) -> pd.DataFrame:
    cells = table.groupby("from_tier")["count"].transform("size")
    here = table["n_effective"] * table["share"] + prior
    rest = table["n_effective"] + cells * prior - here
    ends = stats.beta.ppf(np.array([[(1 - level) / 2], [(1 + level) / 2]]), here, rest)
    # as for a single share: an interval begins at none where none was seen, and ends at all where all were
    low = np.where(table["count"] == 0, 0.0, ends[0])
    high = np.where(table["count"] == table["n"], 1.0, ends[1])
    nobody = table["n"] == 0
    table = table.assign(low=np.where(nobody, np.nan, low), high=np.where(nobody, np.nan, high))
    return table[["count", "n", "share", "low", "high", "n_effective"]]


@typed
def steady_state(matrix: pd.DataFrame) -> pd.Series:
    """Say which share of customers each tier would hold in the end, if the same shares moved on for ever.

    Parameters
    ----------
    matrix : DataFrame
        What :func:`migration_matrix` gives, or a square table of shares, from (rows) to (columns), rows of sum one.
        Those who join are left out: it is where those go who are here.

    Returns
    -------
    Series
        Index ``tier``, 0 for away; shares that add to one.

    Raises
    ------
    ValueError
        If the matrix is not square, a row does not add to one or is missing (nobody started there), or it has no single
        end: there are two groups of tiers that nobody leaves.

    See Also
    --------
    chain_against_observed : Whether a chain of one step is true of these customers; of most it is not.

    Notes
    -----
    It is a summary of the present shares, not a forecast: customers differ, and new ones come.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import steady_state
    >>> steady_state(pd.DataFrame([[0.9, 0.1], [0.3, 0.7]], index=[1, 2], columns=[1, 2])).round(3).to_dict()
    {1: 0.75, 2: 0.25}
    """
    square = _square(matrix)
    shares = square.to_numpy(dtype=float)
    values = np.linalg.eigvals(shares)
    if np.count_nonzero(np.abs(values - 1) < 1e-9) > 1:
        raise ValueError("matrix has no single steady state: there are groups of tiers that nobody leaves.")
    size = len(shares)
    equations = np.vstack([shares.T - np.eye(size), np.ones(size)])
    found = np.linalg.lstsq(equations, np.append(np.zeros(size), 1.0), rcond=None)[0]
    return pd.Series(np.clip(found, 0.0, 1.0), index=square.index.rename("tier"), name="share")


def _square(matrix: pd.DataFrame) -> pd.DataFrame:
    require_frame(matrix, "matrix")
    table = matrix["share"].unstack() if isinstance(matrix.index, pd.MultiIndex) else matrix  # noqa: PD010
    table = table.drop(index=NOT_YET, errors="ignore")
    if not table.index.equals(table.columns):
        raise ValueError(f"matrix must have the same tiers as rows and columns; found {list(table.index)}.")
    if table.isna().all(axis=1).get(AWAY, False) and (table[AWAY].drop(AWAY) == 0).all():
        table = table.drop(index=AWAY, columns=AWAY)  # nobody is ever away
    table = table.apply(lambda column: pd.Series(as_numbers(column, "matrix"), column.index))
    wrong = table.index[~((table >= 0).all(axis=1) & np.isclose(table.sum(axis=1), 1.0))]
    if len(wrong):
        raise ValueError(f"the shares of each row must add to one; not so in {list(wrong)}. Has nobody started there?")
    return table
