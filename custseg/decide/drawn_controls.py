"""Whom do we leave alone to learn whether a list pays? Some of its customers by lot, balanced if asked.

`draw_control`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import as_numbers, check_fraction, listed, typed

DRAWN = ("write", "leave")


@typed
def draw_control(
    customer_ids: pd.Index,
    *,
    control: float = 0.5,
    balanced_by: pd.Series | None = None,
    random_state: int | np.random.Generator | None = None,
) -> pd.Series:
    """Draw out by lot which customers of a list are left alone.

    A simple draw can give two parts that would not have come back alike. With `balanced_by` they are alike in that: the
    list is sorted by it, cut into blocks of ``1 / control`` neighbours, and one of each block is drawn out. Every
    customer has the same chance all the same, so the comparison stays fair, and chance has less of a part in it.

    Parameters
    ----------
    customer_ids : Index
        The list. The draw does not depend on its order.
    control : float
        Which share is left alone, 0-1; rounded down.
    balanced_by : Series, optional
        A number for each customer, index customers: what says most about coming back, such as the days of silence.
        Equal ones go by id; who is left over when the list is cut into blocks is chosen by lot and written to.
    random_state : int or Generator, optional
        Seed.

    Returns
    -------
    Series of str
        "write" or "leave", index `customer_ids`.

    Raises
    ------
    TypeError
        If `balanced_by` holds something that is no number.
    ValueError
        If a customer is there twice, `control` is outside 0-1, or `balanced_by` lacks a customer or has one twice; with
        it also if ``1 / control`` is not whole.

    See Also
    --------
    action_lists : Makes the lists too.

    References
    ----------
    Imbens, G. W. & Rubin, D. B. (2015). Causal inference for statistics, social, and biomedical sciences. Cambridge
    University Press. Chapter 10: pairwise randomized experiments.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import draw_control
    >>> draw_control(pd.Index(["ann", "bob", "eve"]), random_state=1).value_counts().to_dict()
    {'write': 2, 'leave': 1}

    Of the two who are silent for long one is left alone, and of the other two as well:

    >>> silent = pd.Series({"ann": 12, "bob": 400, "eve": 380, "ned": 15})
    >>> draw_control(silent.index, balanced_by=silent, random_state=1).to_dict()
    {'ann': 'leave', 'bob': 'write', 'eve': 'leave', 'ned': 'write'}
    """
    check_fraction(np.asarray(control), None, "control", "It is a share of the list: write 50 % as 0.5.")
    if not customer_ids.is_unique:
        raise ValueError(f"customers are on the list twice: {listed(customer_ids[customer_ids.duplicated()])}.")
    rng, order = np.random.default_rng(random_state), customer_ids.argsort()
    alone = np.zeros(len(customer_ids), dtype=bool)
    if balanced_by is None:
        alone[rng.permutation(len(customer_ids))[: _rounded_down(control, len(customer_ids))]] = True
    else:
        order = order[np.argsort(_balance(balanced_by, customer_ids)[order], kind="stable")]
        alone[_one_of_each_block(len(customer_ids), control, rng)] = True
    drawn = np.empty(len(customer_ids), dtype=object)
    drawn[order] = np.where(alone, "leave", "write")
    return pd.Series(drawn, index=customer_ids, name="draw")


def _rounded_down(control: float, n: int) -> int:
    """Give a share of so many, rounded down; the float .29 * 100 is a hair below 29, and 29 are meant."""
    return int(np.floor(round(float(control) * n, 6)))


def _balance(balanced_by: pd.Series, customer_ids: pd.Index) -> np.ndarray:
    """Give the number of each customer by which the draw is balanced."""
    if not balanced_by.index.is_unique:
        twice = balanced_by.index[balanced_by.index.duplicated()]
        raise ValueError(f"balanced_by has customers twice: {listed(twice)}. Pass one number for each.")
    numbers = as_numbers(balanced_by.reindex(customer_ids), "balanced_by")
    if (lacking := np.isnan(numbers)).any():
        raise ValueError(f"balanced_by has no number for {listed(customer_ids[lacking])}. Pass one for each customer.")
    return numbers


def _one_of_each_block(n: int, control: float, rng: np.random.Generator) -> np.ndarray:
    """Give one place by lot of each block of neighbours; by lot as well who is left over and in no block."""
    if control == 0:
        return np.array([], dtype=np.int64)
    size = round(1 / control)
    if not np.isclose(size * control, 1):
        raise ValueError(f"with balanced_by 1 / control must be whole, such as 0.5 or 0.25; found {control!r}.")
    in_blocks = np.sort(rng.permutation(n)[: n - n % size]).reshape(-1, size)
    return in_blocks[np.arange(len(in_blocks)), rng.integers(size, size=len(in_blocks))]
