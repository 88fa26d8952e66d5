"""Do all customers move between states alike, or are there some who never move?

`mover_stayer` fits both kinds; `shares_after` says where they stand later; `kept_after` holds them against what came.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from ..resample import interval
from ..schema import SchemaError, check_fraction, check_whole, listed, require_frame, typed

_ROUNDS, _CLOSE = 2000, 1e-10


class MoverStayer(NamedTuple):
    """A base of two kinds: stayers, who never leave the state in which they began, and movers, who follow a chain.

    Indexes and columns are the states.

    Parameters
    ----------
    stayers : Series
        Share of stayers among those who began in each state, 0-1.
    stayers_now : Series
        The same among those who are in each state in the last window.
    movers : DataFrame
        Shares of the movers of each state (row) who are in each state (column) a window later; rows sum to one.
    chain : DataFrame
        The same of all customers: the one-step chain, which knows no stayers.
    windows : int
        How many windows it was fitted to.

    See Also
    --------
    mover_stayer : Fits it.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import mover_stayer
    >>> mover_stayer(pd.DataFrame([["a", "a", "a"], ["a", "b", "a"], ["b", "a", "b"]])).windows
    3
    """

    stayers: pd.Series
    stayers_now: pd.Series
    movers: pd.DataFrame
    chain: pd.DataFrame
    windows: int


class _Counts(NamedTuple):
    """What the model needs of a panel, for each of several weightings of the customers (first axis)."""

    began: np.ndarray  # (draws, states)
    stayed: np.ndarray  # of them, in the same state in all windows
    moves: np.ndarray  # (draws, states, states), over all pairs of windows
    steps: int


@typed
def mover_stayer(tiers: pd.DataFrame) -> MoverStayer:
    r"""Fit a mover-stayer model to a panel of states, by maximum likelihood.

    A chain that all customers share forgets too soon: after three steps more people are where they began than the
    third power of the one-step shares says. The cause may be that some never move.

    Parameters
    ----------
    tiers : DataFrame
        One row per customer, one column per window in order, at least three: the state of each customer in each window,
        whole numbers or names, none missing. Give absence a state of its own, as `custseg.segment.tier_panel` does with
        its tier 0: ``tier_panel(scores)["tier"].unstack()``.

    Returns
    -------
    MoverStayer
        ``stayers`` (share of those who began in each state, 0-1), ``stayers_now`` (share of those who are there in the
        last window), ``movers`` and ``chain`` (one-step shares, rows sum to one), ``windows``. A state in which nobody
        began has no stayers (0); one that nobody leaves a step later keeps its own.

    Raises
    ------
    SchemaError
        If there is no customer, fewer than three windows, or a state is missing.

    See Also
    --------
    kept_after : How well it foretells, beside the chain, on windows that it has not seen.
    markov_value : What a state is worth under either.

    Notes
    -----
    Of those who began in state :math:`i` the share :math:`s_i` stay for good; the others move by the chain :math:`M`.
    After :math:`k` steps :math:`P_k = S + (I - S) M^k` with :math:`S = \mathrm{diag}(s)`. The model is that of Blumen,
    Kogan and McCarthy (1955); Goodman (1961) mended their estimates. Here the likelihood is maximised by the EM
    algorithm (Fuchs & Greenhouse 1988): who was in state :math:`i` in all :math:`T + 1` windows is a stayer with
    probability :math:`s_i / (s_i + (1 - s_i) M_{ii}^T)`, anybody else with none. What two kinds explain, many kinds
    would explain as well: *stayers* are a way to count, not persons that one could name.

    References
    ----------
    Blumen, I., Kogan, M. & McCarthy, P. J. (1955). The Industrial Mobility of Labor as a Probability Process. Cornell.
    Goodman, L. A. (1961). Statistical methods for the mover-stayer model. Journal of the American Statistical
    Association, 56(296), 841-868.
    Fuchs, C. & Greenhouse, J. B. (1988). The EM algorithm for maximum likelihood estimation in the mover-stayer model.
    Biometrics, 44(2), 605-613.

    Examples
    --------
    Half of a thousand customers never move, the others are anywhere at any time:

    >>> import numpy as np
    >>> import pandas as pd
    >>> from custseg.value import mover_stayer
    >>> rng = np.random.default_rng(1)
    >>> tiers = pd.DataFrame(rng.integers(1, 3, (1000, 6)))
    >>> tiers.loc[:499] = tiers.loc[:499, [0]].to_numpy()
    >>> mover_stayer(tiers).stayers.round(1).to_dict()
    {1: 0.5, 2: 0.5}
    """
    codes, states = _codes(tiers, at_least=3)
    counts = _counts(codes, len(states), np.ones((1, len(codes))))
    stayers, movers = _fitted(counts)
    chain = _row_shares(counts.moves)
    here = np.bincount(codes[:, -1], minlength=len(states))
    with np.errstate(invalid="ignore", divide="ignore"):
        now = np.where(here > 0, stayers[0] * counts.began[0] / here, 0.0)
    return MoverStayer(
        pd.Series(stayers[0], states, name="stayers"),
        pd.Series(np.minimum(now, 1.0), states, name="stayers_now"),
        pd.DataFrame(movers[0], states, states),
        pd.DataFrame(chain[0], states, states),
        codes.shape[1],
    )


@typed
def shares_after(shares: pd.DataFrame, steps: int, stayers: pd.Series | None = None) -> pd.DataFrame:
    """Say where the customers of each state stand after so many steps.

    Parameters
    ----------
    shares : DataFrame
        One-step shares, states by states: ``chain`` of a :class:`MoverStayer`, or its ``movers`` with `stayers`.
    steps : int
        How many steps, 0 or more.
    stayers : Series, optional
        Share of each state that never moves, 0-1, on the same index; by default nobody.

    Returns
    -------
    DataFrame
        Row: the state now; column: the state after `steps`; rows sum to one.

    Raises
    ------
    ValueError
        If the stayers are for other states, or a share lies outside 0-1.

    See Also
    --------
    mover_stayer : Fits both.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import shares_after
    >>> shares = pd.DataFrame([[0.8, 0.2], [0.4, 0.6]], ["a", "b"], ["a", "b"])
    >>> half = pd.Series(0.5, ["a", "b"])
    >>> shares_after(shares, 3).round(3).loc["a"].tolist(), shares_after(shares, 3, half).round(3).loc["a"].tolist()
    ([0.688, 0.312], [0.844, 0.156])
    """
    require_frame(shares, "shares")
    power = np.linalg.matrix_power(shares.to_numpy(dtype=float), check_whole(steps, "steps", at_least=0))
    if stayers is not None:
        if not stayers.index.equals(shares.index):
            raise ValueError(f"stayers are for {listed(stayers.index)}, shares for {listed(shares.index)}.")
        kept = stayers.to_numpy(dtype=float)
        check_fraction(kept, stayers.index, "stayers", "They are shares of each state.")
        power = np.diag(kept) + (1 - kept)[:, np.newaxis] * power
    return pd.DataFrame(power, index=shares.index, columns=shares.columns)


@typed
def kept_after(
    tiers: pd.DataFrame, *, fitted: int, n_resamples: int = 500, level: float = 0.95, random_state: int | None = None
) -> pd.DataFrame:
    """Hold chain and mover-stayer model, fitted to the first windows, against who is still where they began.

    Parameters
    ----------
    tiers : DataFrame
        As in :func:`mover_stayer`.
    fitted : int
        Both are fitted to so many of the first windows, at least three; all windows after them are held out.
    n_resamples : int, default 500
        How often the customers are drawn anew, all their windows together, for the intervals.
    level : float, default 0.95
        Coverage of the intervals (percentile), 0-1.
    random_state : int, optional
        Seed.

    Returns
    -------
    DataFrame
        Index ``state`` and ``steps`` (windows since the first). ``customers`` who began there; ``observed``, the share
        of them in that state then, 0-1, with ``low`` and ``high``; ``chain`` and ``mover_stayer``, the shares foretold;
        ``nearer``, by how much the mover-stayer model lies nearer to what was observed than the chain, with
        ``nearer_low`` and ``nearer_high``; ``held_out`` (bool), whether that window lies beyond those fitted. A state
        in which nobody began is left out; one so rare that some draws have nobody there has no interval (NaN).

    Raises
    ------
    SchemaError
        If the panel is not valid.
    ValueError
        If `fitted` is below three or beyond the panel, or an argument is out of range.

    See Also
    --------
    mover_stayer : The model.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from custseg.value import kept_after
    >>> rng = np.random.default_rng(1)
    >>> tiers = pd.DataFrame(rng.integers(1, 3, (1000, 6)))
    >>> tiers.loc[:499] = tiers.loc[:499, [0]].to_numpy()
    >>> later = kept_after(tiers, fitted=4, random_state=1).loc[(2, 5)]
    >>> later[["observed", "chain", "mover_stayer"]].astype(float).round(2).to_dict()
    {'observed': 0.77, 'chain': 0.51, 'mover_stayer': 0.75}
    """
    codes, states = _codes(tiers, at_least=3)
    if not 3 <= check_whole(fitted, "fitted") <= codes.shape[1]:
        raise ValueError(f"fitted must be from 3 to {codes.shape[1]}, the windows there are; found {fitted!r}.")
    draws = check_whole(n_resamples, "n_resamples", at_least=2)
    rng, customers = np.random.default_rng(random_state), len(codes)
    drawn = rng.multinomial(customers, np.full(customers, 1 / customers), size=draws)
    weights = np.vstack([np.ones(customers), drawn])
    counts = _counts(codes[:, :fitted], len(states), weights)
    stayers, movers = _fitted(counts)
    chain = _row_shares(counts.moves)
    table = [_after(codes, counts.began, weights, steps, chain, movers, stayers) for steps in range(1, codes.shape[1])]
    rows = [_row(found[:, :, place], level) for found in table for place in range(len(states))]
    index = pd.MultiIndex.from_product([range(1, codes.shape[1]), states], names=["steps", "state"])
    kept = (
        pd.DataFrame(rows, index=index).swaplevel().assign(customers=np.tile(counts.began[0], len(table)).astype(int))
    )
    kept["held_out"] = kept.index.get_level_values("steps") >= fitted
    kept = kept[kept["customers"] > 0].sort_index(kind="stable")
    return kept[["customers", *kept.columns.drop(["customers", "held_out"]), "held_out"]]


def _codes(tiers: pd.DataFrame, at_least: int) -> tuple[np.ndarray, pd.Index]:
    """Give the panel as places in the sorted states, or say everything that is wrong with it."""
    require_frame(tiers, "tiers")
    problems = [] if len(tiers) else ["tiers has no customer"]
    if tiers.shape[1] < at_least:
        problems.append(f"tiers has {tiers.shape[1]} windows, {at_least} are needed to tell who stays from who returns")
    if missing := int(tiers.isna().to_numpy().sum()):
        problems.append(
            f"{missing:,} states are missing: give absence a state of its own, as tier_panel does with tier 0"
        )
    if problems:
        raise SchemaError(*problems)
    flat, states = pd.factorize(np.ravel(tiers.to_numpy()), sort=True)
    return flat.reshape(tiers.shape), pd.Index(states, name="state")


def _counts(codes: np.ndarray, n: int, weights: np.ndarray) -> _Counts:
    """Count for each row of `weights`, which says how often each customer was drawn."""
    customers, windows = codes.shape
    moves = np.zeros((customers, n * n))
    for step in range(windows - 1):
        np.add.at(moves, (np.arange(customers), codes[:, step] * n + codes[:, step + 1]), 1)
    first = np.eye(n)[codes[:, 0]]
    stayed = first * (codes == codes[:, [0]]).all(axis=1)[:, np.newaxis]
    return _Counts(weights @ first, weights @ stayed, (weights @ moves).reshape(-1, n, n), windows - 1)


def _row_shares(moves: np.ndarray) -> np.ndarray:
    """Divide by the sums of rows; a state that nobody was in keeps its own."""
    total = moves.sum(axis=2, keepdims=True)
    return np.where(total > 0, moves / np.where(total > 0, total, 1), np.eye(moves.shape[1]))


def _fitted(counts: _Counts) -> tuple[np.ndarray, np.ndarray]:
    """Run the EM algorithm for all draws together, until no share of stayers moves."""
    began = np.where(counts.began > 0, counts.began, 1.0)
    own = np.arange(counts.began.shape[1])
    stayers = 0.5 * counts.stayed / began
    for _ in range(_ROUNDS):
        moves = counts.moves.copy()
        moves[:, own, own] -= counts.steps * stayers * began
        movers = _row_shares(np.maximum(moves, 0.0))
        still = (1 - stayers) * movers[:, own, own] ** counts.steps
        both = stayers + still
        sure = np.divide(stayers, both, out=np.zeros_like(both), where=both > 0)
        before, stayers = stayers, counts.stayed * sure / began
        if np.abs(stayers - before).max() < _CLOSE:
            break
    return stayers, movers


def _after(
    codes: np.ndarray,
    began: np.ndarray,
    weights: np.ndarray,
    steps: int,
    chain: np.ndarray,
    movers: np.ndarray,
    stayers: np.ndarray,
) -> np.ndarray:
    """Give for each draw and state who is back or still there, by count and by both models: (3, draws, states)."""
    own = np.arange(began.shape[1])
    here = np.eye(began.shape[1])[codes[:, 0]] * (codes[:, steps] == codes[:, 0])[:, np.newaxis]
    with np.errstate(invalid="ignore"):
        observed = np.where(began > 0, weights @ here / np.where(began > 0, began, 1), np.nan)
    alone = np.linalg.matrix_power(movers, steps)[:, own, own]
    return np.stack([observed, np.linalg.matrix_power(chain, steps)[:, own, own], stayers + (1 - stayers) * alone])


def _row(found: np.ndarray, level: float) -> dict[str, float]:
    """Make a row of the table from one state: the first draw is the panel itself."""
    observed, chain, both = found
    nearer = np.abs(chain - observed) - np.abs(both - observed)
    row = {"observed": observed[0], "low": np.nan, "high": np.nan, "chain": chain[0], "mover_stayer": both[0]}
    row |= {"nearer": nearer[0], "nearer_low": np.nan, "nearer_high": np.nan}
    if np.isfinite(found).all():
        row["low"], row["high"] = interval(observed[1:], level=level)
        row["nearer_low"], row["nearer_high"] = interval(nearer[1:], level=level)
    return row
