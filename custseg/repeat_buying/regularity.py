"""Do customers buy at random, or by the calendar? How even the gaps between a customer's purchases are.

`estimate_regularity`, before any model: the moment estimate of Wheat and Morrison; `regularity_twin` holds it against
shops in which chance chooses the days.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from ..resample import Twin
from ..schema import Day, Refunds, SchemaError, check_whole, day_number, typed
from ._draw_quantiles import check_level
from ._occasions import merge_occasions, transaction_columns
from ._units import unit_days

FEWEST = 2  # customers, without which nothing varies


@typed
def estimate_regularity(
    transactions: Any, *, observed_until: Day, grain: str = "D", refunds: Refunds = "net", level: float = 0.95
) -> pd.Series:
    """Estimate how regularly customers buy from the last two gaps of each: the k of an Erlang-k distribution.

    If a customer's gaps are Erlang-k at whatever rate, the share of one gap in the sum of two is beta distributed with
    both parameters ``k``: its variance about one half is ``1 / (4 (2 k + 1))``, whoever buys often or seldom. No model
    of rates or of leaving is needed, and customers with fewer than three purchases say nothing.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; returns are negative.
    observed_until : str or datetime
        Last day seen (included).
    grain : {"D", "W", "M", "Y"}
        What is merged into one occasion, as in :func:`repeat_purchase_table`. Gaps shorter than one grain are not seen:
        whoever buys often looks more regular than they are (:func:`regularity_twin` says how much). With days,
        customers who buy at random once a week have a k of about 1.35, twice a week of 1.8;
        :func:`recommend_family` allows for it.
    refunds : {"net", "drop", "raise"}
        As in :func:`repeat_purchase_table`.
    level : float
        Confidence of the interval, between 0 and 1.

    Returns
    -------
    Series
        ``k`` (0: clumped, 1: at random, 2 and more: regular; infinite where all gaps of each customer are equal) with
        the ends ``low`` and ``high`` of its interval, and the ``customers`` with two gaps or more. NaN where fewer than
        two customers have them. ``attrs["finding"]`` is ``"regular"`` or ``"clumped"`` if the whole interval lies above
        or below one, ``"random"`` if it holds one and not two, else ``"cannot tell"``; ``attrs["reason"]`` says so in a
        sentence.

    Raises
    ------
    SchemaError
        If the table of transactions is not valid or holds no purchase up to ``observed_until``.

    See Also
    --------
    regularity_twin : The k that whole days alone would make: of frequent buyers far above 1.
    BetaGeoCNBD : The same k from the likelihood of the whole history, with customers who leave.
    recommend_family : Which family of models a log calls for, of regular buyers too.

    References
    ----------
    Wheat, R. D. & Morrison, D. G. (1990). Estimating Purchase Regularity with Two Interpurchase Times. Journal of
    Marketing Research 27(1), 87-93.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> found = estimate_regularity(load_cdnow(), observed_until="1998-06-30")
    >>> round(float(found["k"]), 2), found.attrs["finding"]
    (0.99, 'random')
    """
    check_level(level)
    late, both = _last_gaps(transactions, observed_until, grain, refunds)
    found = pd.Series(_from_shares(late / both, level), name="regularity")
    found.attrs = {**_in_words(found)}
    return found


@typed
def regularity_twin(
    transactions: Any,
    *,
    observed_until: Day,
    grain: str = "D",
    refunds: Refunds = "net",
    n: int = 1000,
    random_state: int,
) -> Twin:
    """Estimate the same k on twins of the log in which chance chose the last but one purchase of each customer.

    The null: customers buy at random. Who bought three times or more stays, and so do the last purchase and the last
    but two; the one between them falls on any day (grain) between, each as likely. Purchases of one day are one, so
    that twins of frequent buyers have a k a little above 1: this is what the k of a log must be held against.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; returns are negative.
    observed_until : str or datetime
        Last day seen (included).
    grain : {"D", "W", "M", "Y"}
        What is merged into one occasion, as in :func:`estimate_regularity`.
    refunds : {"net", "drop", "raise"}
        As in :func:`repeat_purchase_table`.
    n : int
        How many twins.
    random_state : int
        The same value gives the same twins on every machine.

    Returns
    -------
    Twin
        The k that was seen, and that of each twin, for :func:`custseg.exhibit.claim`.

    Raises
    ------
    SchemaError
        As :func:`estimate_regularity`; and if fewer than two customers bought three times, or all gaps of each customer
        are equal, so that k has no finite value.

    See Also
    --------
    estimate_regularity : The k of the log, with its interval.

    Notes
    -----
    Three logs that are watched by the day: the grocer that ships has 1.46, its twins 1.38 on average; an online grocer
    whose customers come every few weeks (:func:`custseg.datasets.load_grocery_elog`) 1.83 and 1.06; a gift wholesaler
    in two years 1.51 and 1.04.

    References
    ----------
    Wheat, R. D. & Morrison, D. G. (1990). Estimating Purchase Regularity with Two Interpurchase Times. Journal of
    Marketing Research 27(1), 87-93.

    Examples
    --------
    Whole days make most of what is regular at a grocer whose households come every few days:

    >>> from custseg.datasets import load_complete_journey
    >>> drawn = regularity_twin(load_complete_journey(), observed_until="2017-12-31", n=200, random_state=1)
    >>> round(drawn.seen, 2), round(float(drawn.draws.mean()), 2), drawn.p < 0.01
    (1.46, 1.39, False)
    """
    n = check_whole(n, "n", at_least=1)
    late, both = _last_gaps(transactions, observed_until, grain, refunds)
    seen = k_of_variance(float(((late / both - 0.5) ** 2).mean())) if len(late) >= FEWEST else np.nan
    if not np.isfinite(seen):
        raise SchemaError(
            f"the k of this log is not a number ({len(late)} customers bought three times or more, and two "
            "with unequal gaps are needed): there is nothing to hold against twins."
        )
    random = np.random.default_rng(random_state)
    draws = [k_of_variance(float(((random.integers(1, both) / both - 0.5) ** 2).mean())) for _ in range(n)]
    return Twin("the purchase between two others put on any day between them", seen, np.array(draws))


def _last_gaps(transactions: Any, observed_until: Day, grain: str, refunds: Refunds) -> tuple[np.ndarray, np.ndarray]:
    """Give the last gap and the sum of the last two, in grains, of everybody who bought three times or more."""
    end = day_number(observed_until, "observed_until")
    columns = transaction_columns(transactions)
    occasions = merge_occasions(columns, end, end, unit_days(grain, argument="grain"), refunds)
    bought = np.diff(occasions.starts)
    last = occasions.starts[1:][bought >= 3] - 1
    when = occasions.when
    return when[last] - when[last - 1], when[last] - when[last - 2]


def _from_shares(share: np.ndarray, level: float) -> dict[str, float]:
    """Give k and its interval from the variance of the shares about one half, whose mean is nearly normal."""
    n = len(share)
    if n < FEWEST:
        return {"k": np.nan, "low": np.nan, "high": np.nan, "customers": float(n)}
    square = (share - 0.5) ** 2
    spread = float(square.mean())
    width = float(student.ppf((1.0 + level) / 2.0, n - 1) * square.std(ddof=1) / np.sqrt(n))
    return {
        "k": k_of_variance(spread),
        "low": k_of_variance(spread + width),
        "high": k_of_variance(spread - width),
        "customers": float(n),
    }


def k_of_variance(variance: float) -> float:
    """Give the k of a variance of the shares: at most 1/4, where all gaps but one are nothing."""
    return max((0.25 / variance - 1.0) / 2.0, 0.0) if variance > 0 else np.inf


def _in_words(found: pd.Series) -> dict[Hashable, Any]:
    k, low, high, customers = found
    if np.isnan(k):
        return {
            "finding": "cannot tell",
            "reason": f"Only {customers:.0f} customers bought three times or more: gaps cannot be compared.",
        }
    numbers = f"k = {k:.2f}, {low:.2f} to {high:.2f}, of {customers:,.0f} customers with three purchases or more"
    if low > 1.0:
        return {"finding": "regular", "reason": f"Gaps are more even than chance would make them ({numbers})."}
    if high < 1.0:
        return {"finding": "clumped", "reason": f"Purchases come in clumps, more than chance would make ({numbers})."}
    if high >= 2.0:  # as likely regular with k = 2 as random
        return {
            "finding": "cannot tell",
            "reason": f"Too few customers to tell regular buying from chance ({numbers}).",
        }
    return {"finding": "random", "reason": f"Gaps are as uneven as chance would make them ({numbers})."}
