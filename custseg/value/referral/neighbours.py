"""Do those around a customer follow what the customer does, or are they only alike?

`neighbour_influence`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from ...schema import SchemaError, as_numbers, check_fraction, listed, raise_where, require_frame, typed

Floats = NDArray[np.float64]


@typed
def neighbour_influence(
    table: pd.DataFrame,
    *,
    outcome: str,
    neighbours: str,
    instrument: str,
    controls: Sequence[str] = (),
    groups: str | None = None,
    clusters: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Estimate the influence (影响度) of neighbours: by how much one's own choice follows theirs.

    Neighbours choose alike because they are alike, are told the same and watch each other; a regression of one on the
    others cannot tell these apart. Where something was drawn by lot that moved the neighbours' choice and nothing else
    (an instrument), what it moved is followed to one's own choice: two-stage least squares.

    Parameters
    ----------
    table : DataFrame
        One row a customer; the columns named below hold numbers, none missing.
    outcome : str
        What the customer did: 0 or 1, or an amount.
    neighbours : str
        What those around did before: a share, or an amount.
    instrument : str
        What was drawn by lot for the neighbours.
    controls : sequence of str
        What else is held equal.
    groups : str, optional
        Places within which alone is compared (fixed effects), of any kind.
    clusters : str, optional
        Who is drawn together: the village, whose people share neighbours. By default every row is alone.
    level : float, default 0.95
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        Index ``estimate``: "side by side" (ordinary least squares), "by the lot" (two-stage least squares), "lot moves
        neighbours" (the first stage) and "lot moves outcome" (the reduced form). ``effect``, change of the outcome for
        one unit of `neighbours` (or of the instrument); ``standard_error``; ``low`` and ``high``; ``f``, of the first
        stage, else missing; ``n`` rows and ``clusters``. The interval of "by the lot" is that of Anderson and Rubin,
        which holds however weak the lot; it is missing where it is not one interval: the lot moved too little.

    Raises
    ------
    SchemaError
        If columns are missing, hold something else than finite numbers, or do not vary; too few rows or clusters.
    ValueError
        A level that is not between 0 and 1.

    See Also
    --------
    referral_value : Where it is known who brought whom.
    custseg.datasets.load_social_insurance : A field experiment.

    Notes
    -----
    Standard errors are clustered, with the usual correction :math:`\frac{G}{G - 1}\frac{n - 1}{n - k}`; intervals use
    Student's t with :math:`G - 1` degrees of freedom.

    References
    ----------
    Manski, C. F. (1993). Identification of endogenous social effects: the reflection problem. Review of Economic
    Studies 60(3).
    Anderson, T. W. & Rubin, H. (1949). Estimation of the parameters of a single equation in a complete system of
    stochastic equations. Annals of Mathematical Statistics 20(1).
    Cai, J., de Janvry, A. & Sadoulet, E. (2015). Social networks and the decision to insure. American Economic Journal:
    Applied Economics 7(2), 81-108.

    Examples
    --------
    >>> from custseg.datasets import load_social_insurance
    >>> from custseg.value import neighbour_influence
    >>> held = ["male", "age", "household", "rice_area", "literate", "intensive", "risk_averse", "disaster_chance"]
    >>> farmers = load_social_insurance().dropna(subset=held)
    >>> found = neighbour_influence(farmers, outcome="bought", neighbours="neighbours_bought", instrument="default_buy",
    ...                             controls=held, groups="village", clusters="natural_village")
    >>> found["effect"].round(4).to_dict()
    {'side by side': 0.4524, 'by the lot': 0.7911, 'lot moves neighbours': 0.118, 'lot moves outcome': 0.0934}
    """
    check_fraction(np.asarray(level), None, "level", "It is a coverage: write 95 % as 0.95.")
    raise_where(np.asarray(level in (0, 1)), None, "level", "is 0 or 1", "No interval would be enough, or needed.")
    names = [outcome, neighbours, instrument, *controls]
    _check(table, names, [name for name in (groups, clusters) if name is not None])
    numbers = table[names].to_numpy(dtype="float64")
    place = None if groups is None else pd.factorize(table[groups])[0]
    unit = np.arange(len(table)) if clusters is None else pd.factorize(table[clusters])[0]
    own, theirs, lot, lost = _partialled(numbers, place)
    _check_left(own, theirs, lot, int(unit.max()) + 1, len(table) - lost - 1, (outcome, neighbours, instrument))
    count = int(unit.max()) + 1
    correction = count / (count - 1) * (len(table) - 1) / (len(table) - lost - 1)
    reach = float(student.ppf((1 + float(level)) / 2, count - 1))
    rows = {
        "side by side": _line(own, theirs, theirs, unit, correction, reach),
        "by the lot": _line(own, theirs, lot, unit, correction, reach),
        "lot moves neighbours": _line(theirs, lot, lot, unit, correction, reach),
        "lot moves outcome": _line(own, lot, lot, unit, correction, reach),
    }
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["effect", "standard_error", "low", "high"])
    found.loc["by the lot", ["low", "high"]] = _anderson_rubin(own, theirs, lot, unit, correction, reach)
    first = found.loc["lot moves neighbours"]
    found["f"] = np.where(found.index == first.name, (first["effect"] / first["standard_error"]) ** 2, np.nan)
    return found.assign(n=len(table), clusters=count).rename_axis("estimate")


def _partialled(numbers: Floats, place: NDArray[np.intp] | None) -> tuple[Floats, Floats, Floats, int]:
    """Take out of outcome, neighbours and lot what places and controls explain; and say how many numbers that took."""
    place = np.zeros(len(numbers), dtype=np.intp) if place is None else place
    sizes = np.bincount(place)
    means = np.column_stack([np.bincount(place, column) for column in numbers.T]) / sizes[:, None]
    centred = numbers - means[place]
    held = centred[:, 3:]
    scale = np.sqrt((held**2).mean(axis=0))
    held = held[:, scale > 1e-12] / scale[scale > 1e-12]
    fitted, _, rank, _ = np.linalg.lstsq(held, centred[:, :3], rcond=1e-10) if held.size else (None, None, 0, None)
    left = centred[:, :3] if fitted is None else centred[:, :3] - held @ fitted
    return left[:, 0], left[:, 1], left[:, 2], len(sizes) + int(rank)


def _line(
    to: Floats, of: Floats, by: Floats, unit: NDArray[np.intp], correction: float, reach: float
) -> tuple[float, float, float, float]:
    """Give slope, clustered standard error and interval of a line through columns that are centred."""
    slope = float(by @ to / (by @ of))
    sums = np.bincount(unit, by * (to - slope * of))
    error = float(np.sqrt(correction * (sums**2).sum()) / abs(by @ of))
    return slope, error, slope - reach * error, slope + reach * error


def _anderson_rubin(
    own: Floats, theirs: Floats, lot: Floats, unit: NDArray[np.intp], correction: float, reach: float
) -> tuple[float, float]:
    """Give the effects b for which the lot does not move own - b theirs: the roots of a parabola, if it opens up."""
    size = lot @ lot
    up, down = lot @ own / size, lot @ theirs / size
    errors = [np.bincount(unit, lot * (to - slope * lot)) / size for to, slope in ((own, up), (theirs, down))]
    spread = correction * np.array([[one @ other for other in errors] for one in errors])
    square = down**2 - reach**2 * spread[1, 1]
    middle = up * down - reach**2 * spread[0, 1]
    constant = up**2 - reach**2 * spread[0, 0]
    root = middle**2 - square * constant
    if square <= 0 or root < 0:
        return np.nan, np.nan
    return float((middle - np.sqrt(root)) / square), float((middle + np.sqrt(root)) / square)


def _check(table: pd.DataFrame, names: list[str], labels: list[str]) -> None:
    require_frame(table, "table")
    if table.columns.nlevels > 1:
        raise SchemaError(f"table must have one level of column names, found {table.columns.nlevels}.")
    if missing := [name for name in dict.fromkeys([*names, *labels]) if name not in table.columns]:
        raise SchemaError(f"table lacks the columns {listed(missing)} (found: {listed(table.columns)}).")
    problems = [] if len(table) else ["table has no rows."]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        problems.append(f"each column can have one part; {listed(twice)} has two.")
    if not table.columns.is_unique:
        problems.append("table has columns that occur twice. Keep one of each.")
        raise SchemaError(*problems)
    for name in dict.fromkeys(names):
        try:
            wrong = int((~np.isfinite(as_numbers(table[name], f"column '{name}'"))).sum())
        except (TypeError, ValueError) as error:
            problems.append(str(error))
            continue
        if wrong:
            problems.append(f"column '{name}' is missing or infinite in {wrong:,} rows: leave them out, and say so.")
    problems += [f"column '{name}' is missing in some rows." for name in labels if table[name].isna().any()]
    if problems:
        raise SchemaError(*problems)


def _check_left(
    own: Floats, theirs: Floats, lot: Floats, clusters: int, freedom: int, names: tuple[str, str, str]
) -> None:
    problems = []
    if clusters < 2 or freedom < 1:
        problems.append(f"too few rows: {clusters:,} clusters and {freedom:,} rows more than numbers to be estimated.")
    for name, column in zip(names, (own, theirs, lot), strict=True):
        if not (column**2).mean() > 1e-20:
            problems.append(f"column '{name}' does not vary once the others are held equal: nothing can be learnt.")
    if not problems and abs(lot @ theirs) < 1e-12 * np.sqrt((lot @ lot) * (theirs @ theirs)):
        problems.append(f"'{names[2]}' does not move '{names[1]}': it is no instrument.")
    if problems:
        raise SchemaError(*problems)
