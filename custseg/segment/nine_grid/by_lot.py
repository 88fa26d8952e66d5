"""How many gaps would a book show in which clients were dealt to cells or branches by lot?

`gaps_by_lot`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from ...resample import Twin
from ...schema import SchemaError, as_numbers, check_fraction, check_whole, require_frame, typed

Floats = NDArray[np.float64]
#: Clients on either side below which a gap is not counted, as in look_gaps.
FEWEST = 8


@typed
def gaps_by_lot(
    looks: pd.DataFrame,
    labels: pd.Series,
    *,
    within: pd.Series | None = None,
    what: str = "labels dealt by lot",
    n: int = 400,
    level: float = 0.95,
    random_state: int,
) -> Twin:
    """Count the gaps whose interval excludes nought, here and where labels are dealt to clients by lot.

    Sixteen looks in six branches are nearly a hundred intervals: at 95 % about five exclude nought where no branch
    differs. A count as large as that says nothing, whatever stands in the single rows.

    Parameters
    ----------
    looks : DataFrame
        From `client_looks`, index ``client_id``; missing values are left out, look by look.
    labels : Series
        Branches, or the two cells that are compared; same index, missing for who is left out. With two labels a look
        has one gap; with more, one for each label against all others.
    within : Series, optional
        Cells, same index: gaps are counted, and labels dealt, within each.
    what : str
        What was dealt, as a reader should see it.
    n : int, default 400
        How many books by lot.
    level : float, default 0.95
        Coverage of the intervals (Welch), between 0 and 1.
    random_state : int
        Seed of the lot.

    Returns
    -------
    Twin
        ``seen``, how many gaps exclude nought; ``draws``, how many in each book by lot; ``p``.

    Raises
    ------
    SchemaError
        If indexes differ, looks are no numbers, or there are no two labels.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    look_gaps, branch_gaps : The gaps themselves.

    References
    ----------
    Welch, B. L. (1947). The generalization of Student's problem when several different population variances are
    involved. Biometrika 34(1/2).

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from custseg.segment import gaps_by_lot
    >>> random = np.random.default_rng(0)
    >>> looks = pd.DataFrame(random.normal(size=(120, 10)))
    >>> looks.loc[:59, 0] += 2.0
    >>> gaps_by_lot(looks, pd.Series(["north"] * 60 + ["south"] * 60), random_state=0)
    <Twin: labels dealt by lot; seen 2, p = 0.100 of 400 twins>
    """
    _check(looks, {"labels": labels} | ({} if within is None else {"within": within}), level)
    n = check_whole(n, "n", at_least=1, of="twins")
    strata = pd.Series("all", looks.index) if within is None else within
    values = np.column_stack([as_numbers(looks[name], f"looks['{name}']") for name in looks.columns])
    known = (labels.notna() & strata.notna()).to_numpy()
    cells, places = pd.factorize(strata[known])[0], pd.factorize(labels[known])[0]
    parts = [(values[known][cells == cell], places[cells == cell]) for cell in range(cells.max(initial=-1) + 1)]
    parts = [(rows, codes) for rows, codes in parts if len(np.unique(codes)) > 1]
    if not parts:
        raise SchemaError("labels must hold two different ones at least, within one cell if cells are given.")
    random = np.random.default_rng(random_state)
    seen = sum(_sure(rows, codes, level) for rows, codes in parts)
    draws = [sum(_sure(rows, random.permutation(codes), level) for rows, codes in parts) for _ in range(n)]
    return Twin(what, float(seen), np.array(draws, dtype="float64"))


def _sure(values: Floats, codes: NDArray[np.intp], level: float) -> int:
    """Count the gaps of labels against all others whose interval excludes nought; of two labels, the first speaks."""
    known = np.isfinite(values)
    centred = np.where(known, values - np.nanmean(np.where(known.any(axis=0), values, 0.0), axis=0), 0.0)
    member = (codes[:, None] == np.unique(codes)).astype("float64")
    member = member[:, :1] if member.shape[1] == 2 else member
    own, rest = (_moments(centred, known, side.T) for side in (member, 1 - member))
    enough = (own[0] >= FEWEST) & (rest[0] >= FEWEST)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, other = own[2] / own[0], rest[2] / rest[0]
        freedom = (share + other) ** 2 / (share**2 / (own[0] - 1) + other**2 / (rest[0] - 1))
        apart = np.abs(own[1] - rest[1]) > student.ppf((1 + level) / 2, freedom) * np.sqrt(share + other)
    return int((apart & enough).sum())


def _moments(values: Floats, known: NDArray[np.bool_], member: Floats) -> tuple[Floats, Floats, Floats]:
    """Give count, mean and variance of each column on one side of each label."""
    n = member @ known
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (member @ values) / n
        variance = np.maximum(member @ values**2 - n * mean**2, 0.0) / (n - 1)
    return n, mean, variance


def _check(looks: pd.DataFrame, columns: dict[str, pd.Series], level: float) -> None:
    check_fraction(np.asarray(level), None, "level", "It is a coverage: write 95 % as 0.95.")
    if level in (0, 1):
        raise ValueError("level is 0 or 1: no interval would be enough, or needed.")
    require_frame(looks, "looks")
    problems = [] if len(looks) and len(looks.columns) else ["looks has no rows or no columns."]
    problems += [
        f"{name} must have the index of looks in the same order: {name}.reindex(looks.index)."
        for name, column in columns.items()
        if not column.index.equals(looks.index)
    ]
    if problems:
        raise SchemaError(*problems)
