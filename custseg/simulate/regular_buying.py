"""What if we knew who buys by the calendar? Buyers with known regularity, known rates and known departures.

`simulate_bg_cnbd`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import check_whole, typed
from ._arrivals import draw_arrivals
from .repeat_buying import checked_times, draw_habits


@typed
def simulate_bg_cnbd(
    T: np.ndarray,
    *,
    k: int,
    r: float,
    alpha: float,
    a: float,
    b: float,
    first_chance: bool = False,
    holdout: float = 0.0,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Draw customers who buy at regular intervals and leave after a purchase with a personal probability.

    The time from one purchase to the next has ``k`` phases, each exponential with the customer's rate: an Erlang-k
    distribution, whose coefficient of variation is ``1 / sqrt(k)``.

    Parameters
    ----------
    T : array-like, shape (n,)
        Time each customer is observed after the first purchase.
    k : int
        Phases from one purchase to the next: 1 buys at random, more the more regularly.
    r, alpha : float
        Shape and rate of the gamma distribution of the rates of phases: ``k`` phases make a purchase, so that
        ``r / (k alpha)`` purchases are made per unit of time on average.
    a, b : float
        Beta distribution of the dropout probability. ``a = 0``: nobody ever leaves.
    first_chance : bool
        Whether customers may leave right after the first purchase (MBG/CNBD-k) or only after repeat purchases
        (BG/CNBD-k).
    holdout : float
        Time after ``T`` for which later purchases are counted.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        Index ``customer_id``; ``x``, ``t_x``, ``T``, ``litt`` (sum of the logarithms of the times between purchases),
        ``x_holdout`` and the truth ``sim_rate`` (purchases per unit of time), ``sim_dropout``, ``sim_alive`` (still a
        customer at ``T``).

    Raises
    ------
    ValueError
        Parameters or times that are missing, infinite or below 0, all of them at once; of the parameters, only
        `a` may be 0.

    See Also
    --------
    simulate_bg_nbd : Customers who buy at random.

    References
    ----------
    Reutterer, T., Platzer, M. & Schröder, N. (2021). Leveraging purchase regularity for predicting customer behavior
    the easy way. International Journal of Research in Marketing 38(1), 194-215.

    Examples
    --------
    >>> cohort = simulate_bg_cnbd([39.0] * 200, k=3, r=0.85, alpha=1.45, a=0.8, b=2.4, random_state=1)
    >>> bool((cohort.loc[cohort["x"] == 1, "litt"] < 3.67).all())
    True
    """
    check_whole(k, "k", at_least=1)
    T = checked_times(T, holdout, above_zero={"r": r, "alpha": alpha, "b": b}, or_zero={"a": a})
    random_state = np.random.default_rng(random_state)
    rate, dropout, last = draw_habits(random_state, len(T), r, alpha, a, b, first_chance)
    owner, when = _purchases(random_state, k, rate, T + holdout)
    made = np.arange(len(owner)) - np.searchsorted(owner, owner) < last[owner]
    owner, when = owner[made], when[made]
    table = _counted(owner, when, T)
    table["x_holdout"] = np.bincount(owner, minlength=len(T)) - table["x"]
    return table.assign(sim_alive=table["x"] < last, sim_rate=rate / k, sim_dropout=dropout)


def _purchases(
    random_state: np.random.Generator, k: int, rate: np.ndarray, watched: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Scatter phases over the time watched, and give who buys when: at every k-th phase, in order."""
    phases = draw_arrivals(random_state, rate * watched)
    owner = np.repeat(np.arange(len(rate)), phases)
    when = random_state.uniform(size=len(owner)) * watched[owner]
    when = when[np.lexsort((when, owner))]
    number = np.arange(len(owner)) - np.repeat(np.cumsum(phases) - phases, phases) + 1
    return owner[number % k == 0], when[number % k == 0]


def _counted(owner: np.ndarray, when: np.ndarray, T: np.ndarray) -> pd.DataFrame:
    """Count what was bought up to T, last when, and sum up the logarithms of the gaps."""
    seen = when <= T[owner]
    owner, when = owner[seen], when[seen]
    before = np.where(np.diff(owner, prepend=-1) != 0, 0.0, np.concatenate([[0.0], when[:-1]])[: len(when)])
    t_x = np.zeros(len(T))
    t_x[owner] = when  # in order: the last one stays
    columns = {
        "x": np.bincount(owner, minlength=len(T)),
        "t_x": t_x,
        "T": T,
        "litt": np.bincount(owner, weights=np.log(when - before), minlength=len(T)),
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(T), name="customer_id"))
