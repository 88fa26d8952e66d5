"""From which tier to which did each customer go in each pair of windows, as numbers that count fast?

`Transitions` and `transitions_of`; `together` and `spread_of_rows` for the customers who are in several pairs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import SchemaError, as_numbers, check_whole, listed, order_problems, require_frame
from ._rule_checks import check_no_gap

AWAY, NOT_YET = 0, -1
MOST_TIERS = 60  # the pairs of cells are counted: (60 * 60) ** 2 numbers are 100 MB
Floats = NDArray[np.float64]
Cells = list[NDArray[np.int32]]


class Transitions(NamedTuple):
    """Each customer's cell, from state x to state, in each pair of windows; the last number is for who is in none."""

    labels: pd.Index  # of the states: tiers, 0 for away, -1 for not yet
    cells: Cells  # one array of customers for each pair
    pairs: pd.MultiIndex

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.labels)

    def counts(self) -> NDArray[np.int64]:
        """Count customers: pairs x from x to."""
        n = self.size**2
        return np.array([np.bincount(cell, minlength=n + 1)[:n] for cell in self.cells]).reshape(
            -1, self.size, self.size
        )


def transitions_of(panel: pd.DataFrame, steps: int, *, absent: bool) -> Transitions:
    """Read a panel of tiers; `steps` windows lie between the two of a pair."""
    steps = check_whole(steps, "steps", at_least=1, of="windows")
    tiers, windows = tiers_by_window(panel)
    if len(windows) <= steps:
        raise SchemaError(f"panel has {len(windows)} windows, {listed(windows)}: nobody can have moved {steps} on.")
    labels = pd.RangeIndex(NOT_YET if absent else 1, int(tiers.max(initial=1)) + 1)
    states = _states(tiers) - labels[0]
    outside = len(labels) ** 2
    cells = []
    for start, end in zip(states.T[:-steps], states.T[steps:], strict=True):
        cell = start.astype(np.int32) * len(labels) + end
        # who was not there yet at the end either, or is absent where only tiers count
        cell[(end == 0) if absent else (start < 0) | (end < 0)] = outside
        cells.append(cell)
    pairs = pd.MultiIndex.from_arrays([windows[:-steps], windows[steps:]], names=["from_window", "to_window"])
    return Transitions(labels, cells, pairs)


def tiers_by_window(panel: pd.DataFrame) -> tuple[NDArray[np.int16], pd.Index]:
    """Give the tiers of a panel, long or wide, as customers by windows, 0 for absent, and the windows."""
    require_frame(panel, "panel")
    if isinstance(panel.index, pd.MultiIndex):
        tiers, windows = _unfolded(panel, panel.index)
    else:
        if not panel.index.is_unique:
            raise SchemaError(f"customers stand twice in panel: {listed(panel.index[panel.index.duplicated()])}.")
        tiers, windows = _whole(panel.to_numpy(), panel), panel.columns
    problems = order_problems(windows, "the window of panel")
    if not len(tiers) or not len(windows):
        problems.append(f"panel has {len(tiers):,} customers and {len(windows):,} windows: nobody can have moved.")
    elif tiers.min() < 0 or (tiers.dtype.kind != "i" and (tiers % 1).any()) or tiers.max() > MOST_TIERS:
        problems.append(f"the tiers of panel must be whole numbers from 0, absent, to {MOST_TIERS}; see tier_panel.")
    if not problems and not (windows.is_unique and windows.is_monotonic_increasing):
        problems.append(f"the windows of panel must rise; found {listed(windows)}.")
    if problems:
        raise SchemaError(*problems)
    check_no_gap(windows)
    return np.asfortranarray(tiers, dtype=np.int16), windows


def _whole(tiers: NDArray[Any], column: pd.DataFrame | pd.Series) -> NDArray[Any]:
    """Give whole numbers as they are, anything else as floats, 0 where it is missing."""
    return tiers if tiers.dtype.kind == "i" else np.nan_to_num(as_numbers(column, "the tiers of panel"))


def _unfolded(panel: pd.DataFrame, index: pd.MultiIndex) -> tuple[Any, pd.Index]:
    """Give the tiers of a long panel; fast where every customer has every window, as in `tier_panel`."""
    if index.nlevels != 2 or "tier" not in panel.columns or list(index.names) == ["window", "customer_id"]:
        raise SchemaError(
            "panel must have the index customer_id and window and a column 'tier', as tier_panel gives it; found the "
            f"index {listed(index.names)} and the columns {listed(panel.columns)}."
        )
    tier = _whole(panel["tier"].to_numpy(), panel["tier"])
    who, when = (np.asarray(codes) for codes in index.codes)
    n_windows = len(np.unique(when))
    if n_windows and len(tier) % n_windows == 0:
        who, when = who.reshape(-1, n_windows), when.reshape(-1, n_windows)
        if (when == when[:1]).all() and (who == who[:, :1]).all() and len(np.unique(who[:, 0])) == len(who):
            return tier.reshape(who.shape), index.levels[1][when[0]]
    if not index.is_unique:
        twice = index[index.duplicated()]
        raise SchemaError(f"customers are in two tiers in the same window: {listed(twice)}.")
    wide = pd.Series(tier, index=index).unstack(fill_value=0)  # noqa: PD010
    return wide.to_numpy(), wide.columns


def _states(tiers: NDArray[np.int16]) -> NDArray[np.int16]:
    """Tell those who are away from those who have not been there yet."""
    seen = np.logical_or.accumulate(tiers > 0, axis=1)
    return np.where(seen, tiers, NOT_YET).astype(np.int16, order="F")


def together(one: Cells, other: Cells, size: int) -> Floats:
    """Count, over customers, how often each cell of the one stands with each of the other; `size` states."""
    n, same = size**2, one is other
    counts = np.zeros((n + 1, n + 1))
    for place, first in enumerate(one):
        row = first * np.int32(n + 1)
        for second in other[place if same else 0 :]:
            found = np.bincount(row + second, minlength=(n + 1) ** 2).reshape(n + 1, n + 1)
            counts += found + found.T if same and second is not first else found
    return counts[:n, :n]


def around_shares(shares: Floats) -> Floats:
    """Give the matrix that takes each cell's expected share of its row from counts of cells."""
    size = len(shares)
    rows = np.repeat(np.arange(size), size)
    return np.eye(size**2) - np.where(rows[:, np.newaxis] == rows, shares.ravel()[:, np.newaxis], 0.0)


def shares_of(counts: NDArray[Any]) -> Floats:
    """Divide counts by the sums of their rows; NaN where a row is empty."""
    total = counts.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, counts / np.maximum(total, 1), np.nan)


def design_effects(counts: NDArray[Any], joint: Floats) -> Floats:
    """Say for each row how many times its shares vary as much as if no customer were counted twice; 1 at least.

    The mean of the generalised design effects of Rao and Scott, customers being the clusters.
    """
    size, shares = len(counts), np.nan_to_num(shares_of(counts))
    centred = around_shares(shares)
    variance = np.einsum("ij,jk,ik->i", centred, joint, centred).reshape(size, size)
    possible = np.maximum((counts > 0).sum(axis=1) - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.where(counts > 0, variance / counts, 0.0).sum(axis=1) / possible
    return np.maximum(effect, 1.0)
