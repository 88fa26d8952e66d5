"""How sure is a customer's cell? Values are noisy, and so are cuts that were learnt from them.

`border_probability`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr
from sklearn.utils.validation import check_is_fitted

from ...bands import Bands
from ...schema import PerCustomer, aligned, listed, raise_where, require_frame, typed
from .value_grid import ValueGrid

AT_ONCE = 50_000  # customers, so that the cells of a large grid fit into memory


@typed
def border_probability(
    grid: ValueGrid,
    customers: pd.DataFrame,
    errors: Mapping[str, PerCustomer],
    *,
    cut_errors: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return how likely each customer's true segment is the one in which they stand.

    On each axis the true value lies above a cut with probability Φ((x - c) / sqrt(s² + t²)): x is the value, s its
    standard error, c the cut and t its standard error. The axes are taken to err independently.

    Parameters
    ----------
    grid : ValueGrid
        Fitted, on these customers if the cuts were learnt.
    customers : DataFrame
        One row per customer, with the columns of the axes.
    errors : mapping of str to float or Series
        By axis: the standard error of each value, 0 or more, in the unit of the axis. Axes that are left out are known
        exactly.
    cut_errors : mapping of str to float, optional
        By axis: the standard error of its cuts. Without it a learnt quantile has that of an order statistic (Woodruff),
        and stated cuts have none. K-means cuts have no such formula: state theirs.

    Returns
    -------
    DataFrame
        The customers' index; ``segment``, ``probability`` (0-1) that it is the true one, ``next_segment``, the most
        likely other one, and ``next_probability``.

    Raises
    ------
    NotFittedError
        If the grid is not fitted.
    SchemaError
        If a column is missing or holds something else than finite numbers.
    ValueError
        For axes that the grid lacks, errors that are negative or missing, and k-means cuts without an error.

    See Also
    --------
    ValueGrid : Places customers in segments.
    move_thresholds : From which doubt on a move between tiers is taken for a change.

    References
    ----------
    Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. Journal of the American
    Statistical Association, 47(260), 635-646.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.bands import Bands
    >>> from custseg.segment import ValueGrid, border_probability
    >>> customers = pd.DataFrame({"profit": [5.0, 0.0, -1.0, 9.0], "loyalty": [5, 1, 2, 8]}, index=list("abcd"))
    >>> bands = {"profit": Bands("fixed", cuts=[0]), "loyalty": Bands("fixed", cuts=[3])}
    >>> grid = ValueGrid("conway", bands=bands).fit(customers)
    >>> border_probability(grid, customers, {"profit": 1.0})[["segment", "probability"]].round(2).iloc[:3]
                   segment  probability
    a               golden         1.00
    b              at_risk         0.50
    c  do_not_over_service         0.84
    """
    require_frame(customers, "customers")
    check_is_fitted(grid)
    found = grid.predict(customers)
    stated = dict(cut_errors or {})
    if unknown := [name for name in (*errors, *stated) if name not in grid.bands_]:
        raise ValueError(f"the grid has no axes {listed(unknown)}; its axes are {listed(grid.bands_)}.")
    bands = [
        _band_probabilities(customers[name], own, _errors_of(errors, name, customers.index), stated.get(name), name)
        for name, own in grid.bands_.items()
    ]
    numbers, codes = grid.spec_.lookup().ravel(), found.cat.codes.to_numpy()
    parts = [slice(start, start + AT_ONCE) for start in range(0, len(customers), AT_ONCE)]
    best = [_first_and_next([band[part] for band in bands], numbers, codes[part]) for part in parts]
    first, other, second = (np.concatenate(column) for column in zip(*best, strict=True))
    following = pd.Categorical.from_codes(other, dtype=grid.spec_.segment_dtype)
    return pd.DataFrame(
        {"segment": found, "probability": first, "next_segment": following, "next_probability": second},
        index=customers.index,
    )


def _errors_of(errors: Mapping[str, PerCustomer], name: str, index: pd.Index) -> NDArray[np.float64]:
    own = pd.Series(0.0, index=index)
    given = errors.get(name, 0.0)
    own_or_array = own if isinstance(given, pd.Series) else own.to_numpy()
    _, (found, _) = aligned(**{f"errors['{name}']": given, "customers": own_or_array})
    raise_where(found < 0, index, f"errors['{name}']", "is negative", "A standard error is 0 or more.")
    return found


def _band_probabilities(
    column: pd.Series, bands: Bands, error: NDArray[np.float64], stated: float | None, name: str
) -> NDArray[np.float64]:
    """Give the probability of each band for each customer; band 1 first, whichever end is best."""
    values, cuts = column.to_numpy(dtype=float), bands.cuts_[0]
    noise = _cut_errors(values, bands, name) if stated is None else np.full(len(cuts), float(stated))
    if not ((noise >= 0) & np.isfinite(noise)).all():
        raise ValueError(f"cut_errors['{name}'] must be 0 or more and finite; found {stated}.")
    above = np.empty((len(cuts), len(values)))
    for place, (cut, own) in enumerate(zip(cuts, noise, strict=True)):
        reached = values >= cut if bands.best == "high" else values > cut
        spread = np.sqrt(error**2 + own**2) + np.zeros(len(values))
        with np.errstate(divide="ignore", invalid="ignore"):
            above[place] = np.where(spread > 0, ndtr((values - cut) / spread), reached)
    above = np.minimum.accumulate(above, axis=0)  # a cut with more noise must not be passed before the one below it
    ends = np.vstack([np.ones(len(values)), above, np.zeros(len(values))])
    inside = (ends[:-1] - ends[1:]).T
    return inside if bands.best == "high" else inside[:, ::-1]


def _cut_errors(values: NDArray[np.float64], bands: Bands, name: str) -> NDArray[np.float64]:
    """Give the standard error of each learnt quantile: half the way between the order statistics one error around."""
    cuts, hurdles = bands.cuts_[0], np.asarray(() if bands.cuts is None else bands.cuts, dtype=float)
    learnt = np.isfinite(cuts) & ~np.isin(cuts, hurdles) & (bands.rule not in ("fixed", "hurdle"))
    if bands.rule == "kmeans" and learnt.any():
        raise ValueError(f"the cuts of '{name}' are those of k-means: pass cut_errors={{'{name}': ...}}.")
    if len(hurdles):
        values = values[values >= hurdles.max()] if bands.best == "high" else values[values <= hurdles.min()]
    errors, n = np.zeros(len(cuts)), len(values)
    for place in np.flatnonzero(learnt):
        below = float((values < cuts[place]).mean())
        half = np.sqrt(n * below * (1 - below))
        low, high = (int(np.clip(end, 0, n - 1)) for end in (np.floor(n * below - half), np.ceil(n * below + half)))
        ordered = np.partition(values, [low, high])
        errors[place] = (ordered[high] - ordered[low]) / 2
    return errors


def _first_and_next(
    bands: list[NDArray[np.float64]], numbers: NDArray[np.intp], codes: NDArray[np.integer]
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.float64]]:
    """Give the probability of each customer's own segment, the most likely other segment and its probability."""
    cells = bands[0]
    for band in bands[1:]:
        cells = (cells[:, :, np.newaxis] * band[:, np.newaxis, :]).reshape(len(cells), -1)
    segments = np.zeros((len(cells), int(numbers.max()) + 1))
    for cell, number in enumerate(numbers):
        segments[:, number] += cells[:, cell]
    rows = np.arange(len(cells))
    own = segments[rows, codes].copy()
    segments[rows, codes] = -1.0
    other = segments.argmax(axis=1)
    return own.clip(0, 1), other, segments[rows, other].clip(0, 1)
