"""What would a table of ratings look like if nobody changed, where there are periods and no weeks?

`period_twins` gives each customer the own periods in another order.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...schema import SchemaError, check_whole, typed
from .panel import checked_scores

FEWEST = 3  # periods: with two, the other order has the same moves turned round


@typed
def period_twins(scores: pd.DataFrame, *, n_twins: int = 200, random_state: int) -> Iterator[pd.DataFrame]:
    """Draw worlds in which no customer changes: each has the own places among the others, in another order.

    A table of one row per customer and period has no weeks that could be shuffled, as :func:`twin_scores` does. What
    can be had is this: a customer's places in the periods, 0-1 among those present, change their order, and each period
    keeps its scores exactly, the best for the best place, so that a season or a rise that all share moves nobody.

    Parameters
    ----------
    scores : DataFrame
        One row per customer, one column per period in order, at least three; NaN where absent, as it stays.
    n_twins : int
        How many worlds; a claim needs at least 200.
    random_state : int
        Seed.

    Returns
    -------
    iterator of DataFrame
        Scores of the same shape.

    Raises
    ------
    SchemaError
        If the scores are not valid, or there are fewer than three periods.
    ValueError
        If a score is infinite, or `n_twins` is below 1.

    See Also
    --------
    twin_scores : The better floor where there are weeks.
    moves_beyond_chance : Takes them.

    Notes
    -----
    Who truly changed half way has, in another order, periods of before and after mixed: such twins move more from
    period to period than a world without change. They are a fair test of moves from the first period to the last, and
    too high a floor for moves from one period to the next where many change for good.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import period_twins
    >>> scores = pd.DataFrame({"Q1": [1.0, 5.0, 9.0], "Q2": [2.0, 6.0, 10.0], "Q3": [3.0, 7.0, 11.0]})
    >>> next(period_twins(scores, n_twins=1, random_state=1)).equals(scores)
    True
    """
    values = checked_scores(scores)
    n_twins = check_whole(n_twins, "n_twins", at_least=1, of="twins")
    if values.shape[1] < FEWEST:
        raise SchemaError(
            f"scores has {values.shape[1]} periods: it takes {FEWEST} to tell a change from its way back. "
            "With weeks, use twin_scores."
        )
    return _drawn(scores, values, n_twins, np.random.default_rng(random_state))


def _drawn(
    scores: pd.DataFrame, values: np.ndarray, n_twins: int, random: np.random.Generator
) -> Iterator[pd.DataFrame]:
    here = ~np.isnan(values)
    counts = here.sum(axis=0)
    places = (pd.DataFrame(values).rank().to_numpy() - 0.5) / np.maximum(counts, 1)
    rising = [np.sort(column[present]) for column, present in zip(values.T, here.T, strict=True)]
    into = np.argsort(~here, axis=1, kind="stable")  # the columns where a customer is present come first
    for _ in range(n_twins):
        order = np.argsort(np.where(here, random.random(values.shape), 2.0), axis=1, kind="stable")
        moved = np.full(values.shape, np.nan)
        np.put_along_axis(moved, into, np.take_along_axis(places, order, axis=1), axis=1)
        twin = np.full(values.shape, np.nan)
        for column, present in enumerate(here.T):
            best_last = np.argsort(moved[present, column], kind="stable")
            twin[np.flatnonzero(present)[best_last], column] = rising[column]
        yield pd.DataFrame(twin, index=scores.index, columns=scores.columns)
