"""What if we knew who is still a customer? Buyers with known rates, known departures and known spend.

`simulate_bg_nbd`, `simulate_pareto_nbd` and `simulate_gamma_gamma`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import as_numbers, raise_where, typed
from ._arrivals import draw_arrivals


@typed
def simulate_bg_nbd(
    T: np.ndarray,
    *,
    r: float,
    alpha: float,
    a: float,
    b: float,
    first_chance: bool = False,
    holdout: float = 0.0,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Draw customers who buy at random and leave after a purchase with a personal probability.

    Parameters
    ----------
    T : array-like, shape (n,)
        Time each customer is observed after the first purchase.
    r, alpha : float
        Shape and rate of the gamma distribution of buying rates (purchases per unit of time of ``T``).
    a, b : float
        Beta distribution of the dropout probability. ``a = 0``: nobody ever leaves.
    first_chance : bool
        Whether customers may leave right after the first purchase (MBG/NBD) or only after repeat purchases (BG/NBD).
    holdout : float
        Time after ``T`` for which later purchases are counted.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        Index ``customer_id``; ``x``, ``t_x``, ``T``, ``x_holdout`` and the truth ``sim_rate``, ``sim_dropout``,
        ``sim_alive`` (still a customer at ``T``).

    Raises
    ------
    ValueError
        Parameters or times that are missing, infinite or below 0, all of them at once; of the parameters, only
        `a` may be 0.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way. Marketing Science 24(2).

    Examples
    --------
    >>> cohort = simulate_bg_nbd([39.0] * 200, r=0.25, alpha=4.0, a=0.8, b=2.5, random_state=1)
    >>> bool(cohort.loc[cohort["x"] == 0, "sim_alive"].all())
    True
    """
    T = checked_times(T, holdout, above_zero={"r": r, "alpha": alpha, "b": b}, or_zero={"a": a})
    random_state = np.random.default_rng(random_state)
    rate, dropout, last = draw_habits(random_state, len(T), r, alpha, a, b, first_chance)
    table = _observe(random_state, rate, T, holdout, last_occasion=last)
    return table.assign(sim_rate=rate, sim_dropout=dropout)


def draw_habits(
    random_state: np.random.Generator, n: int, r: float, alpha: float, a: float, b: float, first_chance: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw the rate of each customer, the probability to leave after a purchase, and the last repeat purchase."""
    rate = random_state.gamma(r, 1.0 / alpha, n)
    dropout = random_state.beta(a, b, n) if a > 0 else np.zeros(n)
    with np.errstate(divide="ignore", over="ignore"):  # a dropout probability of zero: the customer never leaves
        survived = np.floor(np.log(random_state.uniform(size=n)) / np.log1p(-np.minimum(dropout, 1.0 - 1e-16)))
    return rate, dropout, np.where(dropout > 0, survived, np.inf) + (0 if first_chance else 1)


@typed
def simulate_pareto_nbd(
    T: np.ndarray,
    *,
    r: float,
    alpha: float,
    s: float,
    beta: float,
    holdout: float = 0.0,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Draw customers who buy at random and leave at random at any moment.

    Parameters
    ----------
    T : array-like, shape (n,)
        Time each customer is observed after the first purchase.
    r, alpha : float
        Shape and rate of the gamma distribution of buying rates.
    s, beta : float
        Shape and rate of the gamma distribution of dropout rates. ``s = 0``: nobody ever leaves.
    holdout : float
        Time after ``T`` for which later purchases are counted.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        As :func:`simulate_bg_nbd`, with ``sim_lifetime`` instead of ``sim_dropout``.

    Raises
    ------
    ValueError
        Parameters or times that are missing, infinite or below 0, all of them at once; of the parameters, only
        `s` may be 0.

    References
    ----------
    Schmittlein, D. C., Morrison, D. G. & Colombo, R. (1987). Counting Your Customers. Management Science 33(1).

    Examples
    --------
    >>> cohort = simulate_pareto_nbd([39.0] * 200, r=0.55, alpha=10.6, s=0.6, beta=11.7, random_state=1)
    >>> bool((cohort["t_x"] <= cohort["sim_lifetime"]).all())
    True
    """
    T = checked_times(T, holdout, above_zero={"r": r, "alpha": alpha, "beta": beta}, or_zero={"s": s})
    random_state = np.random.default_rng(random_state)
    rate = random_state.gamma(r, 1.0 / alpha, len(T))
    leaving = random_state.gamma(s, 1.0 / beta, len(T)) if s > 0 else np.zeros(len(T))
    with np.errstate(divide="ignore", over="ignore"):  # a dropout rate of zero: the customer never leaves
        lifetime = random_state.exponential(size=len(T)) / leaving
    table = _observe(random_state, rate, T, holdout, lifetime=lifetime)
    return table.assign(sim_rate=rate, sim_lifetime=lifetime)


@typed
def simulate_gamma_gamma(
    x: np.ndarray | pd.Series,
    *,
    p: float,
    q: float,
    gamma: float,
    random_state: int | np.random.Generator | None = None,
) -> pd.DataFrame:
    """Draw the mean spend of customers with ``x`` repeat purchases.

    Parameters
    ----------
    x : array-like, shape (n,)
        Repeat purchases; customers without any get NaN.
    p, q, gamma : float
        Gamma-Gamma parameters.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    DataFrame
        ``x``, ``m_x`` and the truth ``sim_mean`` (the customer's long-run mean spend).

    Raises
    ------
    ValueError
        Parameters that are not above 0 or not finite, or purchases below 0.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2013). The Gamma-Gamma Model of Monetary Value. Note 025.

    Examples
    --------
    >>> float(simulate_gamma_gamma([0, 3], p=6.0, q=4.0, gamma=15.0, random_state=1)["m_x"].isna().sum())
    1.0
    """
    repeats = as_numbers(x, "x")
    if repeats.ndim != 1 or not (all(0 < one < np.inf for one in (p, q, gamma)) and (repeats >= 0).all()):
        raise ValueError(
            "p, q and gamma must be above 0 and finite, and x a list of purchases, 0 or more; found "
            f"p={p!r}, q={q!r}, gamma={gamma!r} and x from {repeats.min(initial=0.0):g}."
        )
    random_state, x = np.random.default_rng(random_state), np.asarray(x)
    scale = random_state.gamma(q, 1.0 / gamma, len(x))
    bought = x > 0
    mean = random_state.gamma(p * np.where(bought, x, 1)) / (scale * np.where(bought, x, 1))
    index = pd.RangeIndex(len(x), name="customer_id")
    return pd.DataFrame({"x": x, "m_x": np.where(bought, mean, np.nan), "sim_mean": p / scale}, index=index)


def checked_times(T: object, holdout: float, *, above_zero: dict[str, float], or_zero: dict[str, float]) -> np.ndarray:
    """Give the times as numbers, or say which parameters and times nobody can have."""
    times = as_numbers(T, "T")  # type: ignore[arg-type]
    if times.ndim != 1:
        raise ValueError("T must be a list of times, one for each customer.")
    raise_where(~((times >= 0) & (times < np.inf)), None, "T", "is missing, infinite or below 0", "Correct the times.")
    or_zero = or_zero | {"holdout": holdout}
    wrong = [f"{name} must be above 0, found {value}" for name, value in above_zero.items() if not 0 < value < np.inf]
    wrong += [f"{name} must be 0 or more, found {value}" for name, value in or_zero.items() if not 0 <= value < np.inf]
    if wrong:
        raise ValueError(f"{'; '.join(wrong)}.")
    return times


def _observe(
    random_state: np.random.Generator,
    rate: np.ndarray,
    T: np.ndarray,
    holdout: float,
    *,
    last_occasion: np.ndarray | float = np.inf,
    lifetime: np.ndarray | float = np.inf,
) -> pd.DataFrame:
    """Scatter purchases over the time watched, cut them at the customer's end, and count on either side of T."""
    whole = T + holdout
    arrivals = draw_arrivals(random_state, rate * whole)
    owner = np.repeat(np.arange(len(T)), arrivals)
    when = random_state.uniform(size=len(owner)) * whole[owner]
    when = when[np.lexsort((when, owner))]
    starts = np.cumsum(arrivals) - arrivals
    number = np.arange(len(owner)) - starts[owner] + 1
    happened = (number <= np.broadcast_to(last_occasion, len(T))[owner]) & (
        when <= np.broadcast_to(lifetime, len(T))[owner]
    )
    early = happened & (when <= T[owner])
    x = np.bincount(owner[early], minlength=len(T))
    t_x = np.zeros(len(T))
    np.maximum.at(t_x, owner[early], when[early])
    alive = (x < last_occasion) & (lifetime > T)
    table = pd.DataFrame(
        {"x": x, "t_x": t_x, "T": T, "x_holdout": np.bincount(owner[happened & ~early], minlength=len(T))},
        index=pd.RangeIndex(len(T), name="customer_id"),
    )
    return table.assign(sim_alive=alive)
