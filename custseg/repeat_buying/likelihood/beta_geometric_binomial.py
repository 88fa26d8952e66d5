"""Who buys in some periods and not in others, and is perhaps gone? Log-likelihood of the BG/BB model, with derivatives.

:func:`log_likelihood` and :func:`log_alive` on :class:`PeriodRows`; :func:`log_purchases` is the beta-binomial part.

A customer who bought in ``x`` of ``n`` periods, the last time in period ``t_x``, is still one, or left in one of the
periods since. The sum over these is built up backwards, one period at a time and for all ``x`` and ``n`` at once: the
cost grows with the periods times the different ``x``, not with the customers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np

from .alive_or_gone import LARGEST_LOG_RATIO
from .beta_dropout import dropout
from .running_sums import running_sums

UPPER = np.triu_indices(4)
COUNTED = 4_000_000  # so many different rows are found by counting, not by sorting


@dataclass(frozen=True)
class PeriodRows:
    """Customers with a purchase in ``x`` of ``n`` periods, the last one in period ``t_x``, with their number."""

    x: np.ndarray
    t_x: np.ndarray
    n: np.ndarray
    counts: np.ndarray

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.x)

    def weighted(self, counts: np.ndarray) -> Self:
        """Give the same rows with other counts (a bootstrap sample)."""
        return replace(self, counts=counts)

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row with its count: a smaller table of the same shape."""
        return type(self)(self.x[::step], self.t_x[::step], self.n[::step], self.counts[::step])

    def uninformative(self) -> str:
        """Say why no model can be fitted to these rows; nothing ("") if one can."""
        there = self.counts > 0
        if not there.any():
            return "customers is 0 in every row: there is nobody to learn from."
        if self.counts.sum() < 2:
            return "one customer says nothing about how customers differ: at least two are needed."
        if (seen := int(self.n[there].max(initial=0))) < 3:
            return (
                f"the customers were seen for {seen} period{'s' * (seen != 1)} after their first purchase: fewer than "
                "3 cannot tell who is gone from who buys seldom. Choose a shorter period, or wait."
            )
        if not self.x[there].any():
            return "nobody bought again (x = 0 for all): there is nothing to learn from about coming back."
        if (self.x[there] == self.n[there]).all():
            return (
                "everybody bought in every period (x = n for all): there is nothing to learn from about staying away."
            )
        return ""


def compress(x: np.ndarray, t_x: np.ndarray, n: np.ndarray, customers: np.ndarray) -> tuple[PeriodRows, np.ndarray]:
    """Give the unique rows with their counts, and for each customer the row."""
    width = np.int64(n.max(initial=0)) + 1
    keys = (n.astype(np.int64) * width + t_x.astype(np.int64)) * width + x.astype(np.int64)
    unique, back = _unique(keys, int(width) ** 3)
    rest, only_x = np.divmod(unique, width)
    only_n, only_t = np.divmod(rest, width)
    counts = np.bincount(back, customers, len(unique))
    return PeriodRows(only_x.astype(float), only_t.astype(float), only_n.astype(float), counts), back


def _unique(keys: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the sorted different keys and the place of each; without sorting where few are possible."""
    if size > COUNTED:
        return np.unique(keys, return_inverse=True)
    there = np.bincount(keys, minlength=size) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[keys]


def log_likelihood(likelihood_parameters: np.ndarray, rows: PeriodRows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood and score per row and the Hessian of the weighted sum.

    Parameters
    ----------
    likelihood_parameters : ndarray, shape (4,)
        Mean and polarity of the probability to buy in a period, and of the probability to leave before it.
    rows : PeriodRows
        Customers.

    Returns
    -------
    tuple of ndarray
        Shapes ``(n,)``, ``(4, n)``, ``(4, 4)``.
    """
    value, score = np.empty(len(rows)), np.empty((4, len(rows)))
    moments = np.empty((10, len(rows)))
    for here, at, sums in _gathered(likelihood_parameters, rows):
        value[here], score[:, here], moments[:, here] = sums.log[at], sums.first[:, *at], sums.second[:, *at]
    hessian = np.zeros((4, 4))
    with np.errstate(invalid="ignore"):  # where a row is impossible the search turns back
        hessian[UPPER] = (moments - score[UPPER[0]] * score[UPPER[1]]) @ rows.counts
    return value, score, hessian + np.triu(hessian, 1).T


def log_alive(likelihood_parameters: np.ndarray, rows: PeriodRows) -> np.ndarray:
    """Give the log of the probability to be still a customer after period ``n``, per row."""
    value = np.empty(len(rows))
    for here, at, sums in _gathered(likelihood_parameters, rows):
        value[here] = sums.log[at]
    m, v, p, w = likelihood_parameters
    stayed = dropout(rows.n + 1.0, p, w).stayed[0]
    with np.errstate(invalid="ignore"):
        return log_purchases(rows.x, rows.n - rows.x, m, v)[0] + stayed - value


class _Sums(NamedTuple):
    """Log-likelihood, its slopes, and second derivatives of the likelihood over itself, per ``(n, x)``."""

    log: np.ndarray
    first: np.ndarray
    second: np.ndarray


def _gathered(
    likelihood_parameters: np.ndarray, rows: PeriodRows
) -> Iterator[tuple[np.ndarray, tuple[np.ndarray, np.ndarray], _Sums]]:
    """Walk back through the periods; for each, give the rows with that ``t_x``, and where their sums stand."""
    ends, n_code = np.unique(rows.n.astype(np.int64), return_inverse=True)
    x, x_code = np.unique(rows.x.astype(np.int64), return_inverse=True)
    t_x = rows.t_x.astype(np.int64)
    order = np.argsort(t_x, kind="stable")
    starts = np.searchsorted(t_x[order], np.arange(ends[-1] + 2))
    for period, sums in _backwards(likelihood_parameters, ends, x):
        here = order[starts[period] : starts[period + 1]]
        if len(here):
            yield here, (n_code[here], x_code[here]), sums


def _backwards(likelihood_parameters: np.ndarray, ends: np.ndarray, x: np.ndarray) -> Iterator[tuple[int, _Sums]]:
    """Give the sums from the last period to the first: what is likely if the last purchase was in this one or before.

    A customer seen to the end of ``n`` periods stayed for all of them, or left before period ``k + 1``.
    """
    m, v, p, w = likelihood_parameters
    every = np.arange(ends[-1] + 1)
    with_purchase, without, both = _running(m, v, every, every, every)
    leaving = dropout(np.arange(ends[-1] + 2.0), p, w)  # at place k: stayed k - 1 times; leaves at the k-th chance
    shape = (len(ends), len(x))
    sums = _Sums(np.full(shape, -np.inf), np.zeros((4, *shape)), np.zeros((10, *shape)))
    for period in range(int(ends[-1]), -1, -1):
        y = np.maximum(period - x, 0)
        bought = _together(with_purchase[:, x], without[:, y], both[:, x + y], (x > 0) & (y > 0), v)
        alive = _joint(bought, leaving.stayed[:, period + 1])
        own = ends == period
        for part, of_alive in zip(sums, alive, strict=True):
            part[..., own, :] = of_alive[..., None, :]
        later = ends > period
        if later.any():
            gone = _left(alive, leaving.leave[:, period + 1])
            for part, new in zip(sums, _added(_Sums(*(part[..., later, :] for part in sums)), *gone), strict=True):
                part[..., later, :] = new
        yield period, sums


def _joint(bought: np.ndarray, stayed: np.ndarray) -> _Sums:
    """Multiply what was bought (per x) by having stayed: log, slopes, and second derivatives over the product."""
    log, first = bought[0] + stayed[0], np.zeros((4, bought.shape[1]))
    first[:2], first[2:] = bought[1:3], stayed[1:3, None]
    curved = np.zeros((4, 4, bought.shape[1]))
    curved[[0, 0, 1], [0, 1, 1]], curved[[2, 2, 3], [2, 3, 3]] = bought[3:], stayed[3:, None]
    with np.errstate(invalid="ignore"):  # infinite slopes where something is impossible
        return _Sums(log, first, curved[UPPER] + first[UPPER[0]] * first[UPPER[1]])


def _left(alive: _Sums, leave: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give the log of staying so far, and value, slopes and second derivatives of it times leaving now, over it."""
    by = np.zeros((4, 1))
    by[2:, 0] = leave[1:3]
    curved = np.zeros((4, 4, 1))
    curved[[2, 2, 3], [2, 3, 3], 0] = leave[3:]
    i, j = UPPER
    with np.errstate(invalid="ignore"):
        first = leave[0] * alive.first + by
        second = leave[0] * alive.second + alive.first[i] * by[j] + alive.first[j] * by[i] + curved[UPPER]
    return alive.log, np.full_like(alive.log, leave[0]), first, second


def _added(sums: _Sums, log: np.ndarray, leave: np.ndarray, first: np.ndarray, second: np.ndarray) -> _Sums:
    """Add the customers who left in one period more."""
    with np.errstate(divide="ignore", invalid="ignore"):  # where nobody leaves, or nobody stays
        together = np.logaddexp(sums.log, log + np.log(leave))
        kept = np.nan_to_num(np.exp(sums.log - together))
        new = np.nan_to_num(np.exp(np.minimum(log - together, LARGEST_LOG_RATIO)))
        return _Sums(together, _mixed(kept, sums.first, new, first), _mixed(kept, sums.second, new, second))


def _mixed(kept: np.ndarray, old: np.ndarray, new: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Weigh derivatives; what is impossible has infinite ones and no weight."""
    return np.where(kept > 0, kept * old, 0.0) + np.where(new > 0, new * more[..., None, :], 0.0)


def log_purchases(x: np.ndarray, y: np.ndarray, m: float, v: float) -> np.ndarray:
    """Give the log probability to buy in ``x`` and not to buy in ``y`` given periods, and its derivatives.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Whole numbers of periods with and without a purchase, in a given order.
    m, v : float
        Mean and polarity of the probability to buy, which is beta distributed over customers.

    Returns
    -------
    ndarray of shape (6, n)
        Value, d/dm, d/dv, d2/dm2, d2/dmdv, d2/dv2.
    """
    x, y = x.astype(np.int64), y.astype(np.int64)
    with_purchase, without, both = _running(m, v, x, y, x + y)
    return _together(with_purchase, without, both, (x > 0) & (y > 0), v)


def _running(
    m: float, v: float, x: np.ndarray, y: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sum up the logarithms of ``x`` periods with a purchase, of ``y`` without one, and of ``n`` in all."""
    return (
        running_sums(lambda j: _log_step(j, m, 1.0, v), x),
        running_sums(lambda j: _log_step(j, 1.0 - m, -1.0, v), y),
        running_sums(lambda j: _log_total(j, v), n),
    )


def _together(
    with_purchase: np.ndarray, without: np.ndarray, both: np.ndarray, mixed: np.ndarray, v: float
) -> np.ndarray:
    """Put the three sums together; ``mixed`` says who bought in some periods and not in others."""
    out = with_purchase + without
    out[[0, 2, 5]] -= both
    with np.errstate(divide="ignore"):  # v = 1: everybody always buys, or never; else one factor 1 - v is left over
        out[[0, 2, 5]] += np.where(mixed, 1.0, 0.0) * np.where(mixed, _log_rest(v)[:, None], 0.0)
    return out


def _log_rest(v: float) -> np.ndarray:
    rest = np.float64(1.0 - v)
    return np.array([np.log(rest), -1.0 / rest, -1.0 / rest**2])


def _log_step(j: np.ndarray, mean: float, sign: float, v: float) -> np.ndarray:
    """Give log(mean (1 - v) + j v), without the factor 1 - v at the first step, and its derivatives in m and v."""
    first = j == 0
    value = np.where(first, mean, mean * (1.0 - v) + j * v)
    by_m = sign * np.where(first, 1.0, 1.0 - v)
    by_v = np.where(first, 0.0, j - mean)
    with np.errstate(divide="ignore", invalid="ignore"):  # a mean of zero or one is a legal side of the box
        slopes = by_m / value, by_v / value
        cross = np.where(first, 0.0, -sign) / value - slopes[0] * slopes[1]
        return np.stack([np.log(value), *slopes, -(slopes[0] ** 2), cross, -(slopes[1] ** 2)])


def _log_total(j: np.ndarray, v: float) -> np.ndarray:
    """Give log(1 + (j - 1) v) from the second step on, and its derivatives in v."""
    later = np.where(j > 0, j - 1.0, 0.0)
    slope = later / (1.0 + later * v)
    return np.stack([np.log1p(later * v), slope, -(slope**2)])
