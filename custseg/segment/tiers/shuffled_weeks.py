"""What would the windows of the same customers look like if nobody changed?

`twin_scores` shuffles their weeks; `window_scores` adds up the weeks as they are.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import check_whole, typed
from .panel import finite_or_missing

Floats = NDArray[np.float64]


@typed
def window_scores(weeks: pd.DataFrame, *, length: int = 13) -> pd.DataFrame:
    """Add up weeks to windows of so many weeks, the last of which ends with the last week.

    Parameters
    ----------
    weeks : DataFrame
        One row per customer, one column per week in order, NaN where nothing was bought, such as
        ``amount_by_window(log, observed_until=..., days=7)`` gives. Other short periods will do.
    length : int
        Weeks in a window.

    Returns
    -------
    DataFrame
        One column per window, named by its last week; NaN where all its weeks are missing. Weeks at the start that
        make no whole window are left out.

    Raises
    ------
    ValueError
        If `length` is below 1 or above the number of weeks, or an amount is infinite.

    See Also
    --------
    twin_scores : The same in worlds in which nobody changes.
    amount_by_window : Weeks from a log.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import window_scores
    >>> weeks = pd.DataFrame([[1.0, 2.0, None, 4.0], [None, None, None, 5.0]], columns=["w1", "w2", "w3", "w4"])
    >>> window_scores(weeks, length=2)
        w2   w4
    0  3.0  4.0
    1  NaN  5.0
    """
    values = finite_or_missing(weeks)
    length = _checked_length(length, values.shape[1])
    ends = weeks.columns[::-1][::length][::-1][-(values.shape[1] // length) :]
    return pd.DataFrame(windows_of(values, length), index=weeks.index, columns=ends)


@typed
def twin_scores(
    weeks: pd.DataFrame, *, length: int = 13, n_twins: int = 200, random_state: int
) -> Iterator[pd.DataFrame]:
    """Draw the windows of worlds in which no customer changes: each customer's weeks are in another order.

    Parameters
    ----------
    weeks : DataFrame
        As in :func:`window_scores`.
    length : int
        Weeks in a window.
    n_twins : int
        How many worlds; a claim needs at least 200.
    random_state : int
        Seed.

    Returns
    -------
    iterator of DataFrame
        Each as :func:`window_scores` gives it. What all customers together spent in each week is as it was, so that a
        season that all share stays.

    Raises
    ------
    ValueError
        As in :func:`window_scores`, or if `n_twins` is below 1.

    See Also
    --------
    moves_beyond_chance, tier_moves : Take these worlds as ``twins=``.

    Notes
    -----
    Weeks are taken as exchangeable within a customer: a season of one's own or a holiday counts as change, and so does
    joining or leaving within the weeks. Take customers who were there from the first week to the last.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from custseg.segment import moves_beyond_chance, twin_scores, window_scores
    >>> weeks = pd.DataFrame(np.random.default_rng(1).gamma(1.0, 10.0, (100, 26)))
    >>> twins = twin_scores(weeks, n_twins=20, random_state=1)
    >>> moves_beyond_chance(window_scores(weeks), twins).index.tolist()
    ['kept', 'undone', 'far', 'top_kept', 'halved']
    """
    values = finite_or_missing(weeks)
    length = _checked_length(length, values.shape[1])
    shown = window_scores(weeks, length=length)
    check_whole(n_twins, "n_twins", at_least=1, of="twins")
    return (
        pd.DataFrame(windows_of(twin, length), index=shown.index, columns=shown.columns)
        for twin in twins_of(values, n_twins, np.random.default_rng(random_state))
    )


def _checked_length(length: int, n_weeks: int) -> int:
    length = check_whole(length, "length", at_least=1, of="weeks")
    if length > n_weeks:
        raise ValueError(f"length={length} weeks make no whole window of {n_weeks} weeks: take shorter windows.")
    return length


def windows_of(weeks: Floats, length: int) -> Floats:
    """Add up weeks to windows back from the last; missing where all weeks of a window are."""
    whole = weeks.shape[1] // length
    parts = weeks[:, weeks.shape[1] - whole * length :].reshape(len(weeks), whole, length)
    return np.where(np.isnan(parts).all(axis=2), np.nan, np.nansum(parts, axis=2))


def twins_of(weeks: Floats, n_twins: int, random: np.random.Generator) -> Iterator[Floats]:
    """Shuffle each customer's weeks; what all spent in a week stays."""
    totals = np.nansum(weeks, axis=0)
    for _ in range(n_twins):
        mixed = random.permuted(weeks, axis=1)
        now = np.nansum(mixed, axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            mixed *= np.where((now > 0) & (totals > 0), totals / now, 1.0)
        yield mixed
