"""What did each segment bring after the day on which it was named, and which forecast came near?

`segments_ahead`.
"""

import pandas as pd

from ..resample import mean_intervals
from ..schema import SchemaError, check_whole, require_frame, typed
from .markov import markov_value
from .mover_stayers import mover_stayer


@typed
def segments_ahead(scores: pd.DataFrame, tiers: pd.DataFrame, *, fitted: int, level: float = 0.95) -> pd.DataFrame:
    """Hold a segment's value as a chain against what its customers brought, with the mover-stayer model and two rivals.

    Segments are the states of the last fitted window. A state's reward is the mean amount of those in it, over the
    fitted windows. Nothing is discounted: what is compared are sums of the windows held out.

    Parameters
    ----------
    scores : DataFrame
        One row per customer, one column per window in order: money; NaN is nothing bought.
    tiers : DataFrame
        The state of each customer in each window, same index and columns; see :func:`mover_stayer`.
    fitted : int
        How many of the first windows are known, at least three; at least one more is held out.
    level : float, default 0.95
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        Index ``state`` in the last fitted window. ``customers``; in money per customer, over the windows held out:
        ``came`` with ``low`` and ``high`` (of the mean, corrected for skewness; NaN for a single customer), ``chain``,
        ``mover_stayer``, ``last_carried_on`` (the last fitted window, once for each one held out) and
        ``mean_carried_on`` (the mean of the fitted windows, likewise).

    Raises
    ------
    SchemaError
        If the tables do not fit each other, or a state is missing.
    ValueError
        If `fitted` is out of range.

    See Also
    --------
    kept_after : The shares behind it.
    markov_value : With discounting, and without end.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import segments_ahead
    >>> scores = pd.DataFrame([[9.0, 9, 9, 9], [1.0, 9, 1, 1], [1.0, 1, 9, 1]])
    >>> segments_ahead(scores, scores.gt(5).replace({True: "top", False: "low"}), fitted=3)[["customers", "came"]]
           customers  came
    state
    low            1   1.0
    top            2   5.0
    """
    require_frame(scores, "scores")
    require_frame(tiers, "tiers")
    if not scores.index.equals(tiers.index) or not scores.columns.equals(tiers.columns):
        raise SchemaError("scores and tiers must have the same customers and the same windows, in the same order.")
    if not 3 <= check_whole(fitted, "fitted") < scores.shape[1]:
        raise ValueError(
            f"fitted must be from 3 to {scores.shape[1] - 1}, so that a window is held out; found {fitted!r}."
        )
    known, money = tiers.iloc[:, :fitted], scores.fillna(0.0)
    model, ahead = mover_stayer(known), scores.shape[1] - fitted
    states = model.chain.index
    spent = pd.Series(money.iloc[:, :fitted].to_numpy().ravel())
    rewards = spent.groupby(known.to_numpy().ravel()).mean().reindex(states, fill_value=0.0)
    now = known.iloc[:, -1]
    since = money.iloc[:, fitted:].sum(axis=1)
    came = mean_intervals(since, now.rename("state"), yes_or_no=False, level=level)
    table = came.rename(columns={"mean": "came"})[["customers", "came", "low", "high"]]
    chain, movers = (_sum_ahead(shares, rewards, ahead) for shares in (model.chain, model.movers))
    both = model.stayers_now * rewards * ahead + (1 - model.stayers_now) * movers
    last = money.iloc[:, fitted - 1].groupby(now.to_numpy()).mean() * ahead
    usual = money.iloc[:, :fitted].mean(axis=1).groupby(now.to_numpy()).mean() * ahead
    forecasts = {"chain": chain, "mover_stayer": both, "last_carried_on": last, "mean_carried_on": usual}
    found = table.assign(**{name: one.reindex(table.index).to_numpy() for name, one in forecasts.items()})
    return found.rename_axis("state")


def _sum_ahead(shares: pd.DataFrame, rewards: pd.Series, windows: int) -> pd.Series:
    """Add up what a chain expects of the windows that follow, without the present one."""
    return markov_value(shares, rewards, rate=0.0, periods=windows) - rewards
