"""How likely is a customer's mean spend? Log-likelihood of the Gamma-Gamma model with gradient and Hessian.

:func:`log_likelihood` on :class:`SpendRows`, in log of the level of spend, ``1/q`` and ``1/p``; :func:`summed` of all
rows together, for a search; :func:`by_row` for those that sum up by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from scipy.special import digamma, gammaln, polygamma

COUNTED_BELOW = 100_000  # purchases of one customer
CHUNK_ROWS = 16384  # at a time, so that the working arrays stay in the processor's cache
STIRLING_FROM = 15.0
# Bernoulli numbers over 2k(2k-1): log Gamma(z) minus Stirling's leading terms
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)


def stirling_rest(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log Gamma(z) - (z - 1/2) log z + z - log(2 pi)/2 and two derivatives, exact for large ``z`` as well."""
    z = np.atleast_1d(np.asarray(z, dtype=float))
    value, first, second = (np.empty_like(z) for _ in range(3))
    small = z < STIRLING_FROM
    low, high = z[small], z[~small]
    value[small] = gammaln(low) - (low - 0.5) * np.log(low) + low - 0.5 * np.log(2.0 * np.pi)
    first[small] = digamma(low) - np.log(low) + 0.5 / low
    second[small] = polygamma(1, low) - 1.0 / low - 0.5 / low**2
    power = [(2 * k + 1, c) for k, c in enumerate(STIRLING)]
    value[~small] = sum(c * high**-n for n, c in power)
    first[~small] = sum(-n * c * high ** -(n + 1.0) for n, c in power)
    second[~small] = sum(n * (n + 1) * c * high ** -(n + 2.0) for n, c in power)
    return value, first, second


def _unique_numbers(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the different whole numbers, and which one each is: small ones are counted, which is faster than a sort."""
    if not len(x) or x.max() >= COUNTED_BELOW:
        return np.unique(x, return_inverse=True)
    numbers = x.astype(np.int64)
    there = np.bincount(numbers) > 0
    return np.flatnonzero(there).astype(float), (np.cumsum(there) - 1)[numbers]


class RisingRows(NamedTuple):
    """Rows by rising x: which x each has, mean spend, customers (None: one each), and the sum of all log spend."""

    codes: np.ndarray
    spend: np.ndarray
    counts: np.ndarray | None
    log_spend: float


class SpendRows:
    """Mean spend ``m`` of ``x`` purchases per customer, prepared once: logarithms and the unique ``x``.

    ``unknown`` counts customers who bought again and are not among the rows, because their spend is not known.
    """

    def __init__(self, x: np.ndarray, spend: np.ndarray, counts: np.ndarray | None = None, *, unknown: int = 0) -> None:
        self.unknown = unknown
        self.x, self.codes = _unique_numbers(x)
        self.spend, self.log_spend = spend, np.log(spend)
        self.counts = np.ones(len(spend)) if counts is None else counts

    @property
    def n(self) -> float:
        """Give the number of customers."""
        return float(self.counts.sum())

    @cached_property
    def customers_at_x(self) -> np.ndarray:
        """Give the customers of each x."""
        return np.bincount(self.codes, self.counts, len(self.x))

    def summed(self, column: np.ndarray) -> np.ndarray:
        """Sum up over the customers of each x."""
        return np.bincount(self.codes, self.counts * column, len(self.x))

    @cached_property
    def rising(self) -> RisingRows:
        """Give the rows by rising x."""
        small = self.codes.astype(np.min_scalar_type(len(self.x)))  # small numbers are sorted without comparing them
        order = np.argsort(small, kind="stable")
        counts = None if (self.counts == 1.0).all() else self.counts[order]
        return RisingRows(self.codes[order], self.spend[order], counts, float(self.counts @ self.log_spend))

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.spend)

    def uninformative(self) -> str:
        """Say why no model can be fitted to these rows; nothing ("") if one can."""
        if self.n < 2:
            return "one repeat buyer says nothing about how customers differ: at least two are needed."
        spend = self.spend[self.counts > 0]
        if np.ptp(spend) <= 1e-12 * spend.max():
            return f"all repeat buyers spend exactly {spend[0]:g}: there is no distribution to fit."
        return ""

    def weighted(self, counts: np.ndarray) -> Self:
        """Give the same rows with other counts (a bootstrap sample)."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, counts=counts)
        for made_of_counts in ("rising", "customers_at_x"):
            other.__dict__.pop(made_of_counts, None)
        return other

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row by rising spend with its count: a smaller table of the same shape."""
        kept = np.argsort(self.spend, kind="stable")[::step]
        return type(self)(self.x[self.codes[kept]], self.spend[kept], self.counts[kept], unknown=self.unknown)


def log_likelihood(likelihood_parameters: np.ndarray, rows: SpendRows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood and score per row and the Hessian of the weighted sum.

    With ``P = p x`` the density is ``-(P + q)`` times the gap of Jensen's inequality between the customer's mean and
    ``sigma = p gamma / q``, plus Stirling remainders; written so, ``p`` or ``q`` may run to infinity.

    Parameters
    ----------
    likelihood_parameters : ndarray, shape (3,)
        log sigma, ``1/q``, ``1/p``.
    rows : SpendRows
        Customers with at least one repeat purchase.

    Returns
    -------
    tuple of ndarray
        Shapes ``(n,)``, ``(3, n)``, ``(3, 3)``.
    """
    log_sigma, over_q, over_p = likelihood_parameters
    q, P = 1.0 / over_q, rows.x / over_p
    theta, rest = q / (P + q), P / (P + q)
    at_x = _at_unique_x(P, q)
    _, from_m, from_sigma, log_m, log_sigma_ratio = _beside(np.exp(log_sigma), theta, rest, rows)
    value = at_x[0][rows.codes] - rows.log_spend + q * log_sigma_ratio + P[rows.codes] * log_m
    by_P, by_q = at_x[1][rows.codes] + log_m - from_m, at_x[2][rows.codes] + log_sigma_ratio - from_sigma
    x_P, x_q = P / over_p, q / over_q  # minus the slopes of P in 1/p and of q in 1/q
    score = np.empty((3, len(by_P)))
    np.multiply(from_sigma, -q, out=score[0])
    np.multiply(by_q, -x_q, out=score[1])
    np.multiply(by_P, -x_P[rows.codes], out=score[2])

    m, mm, of_P, of_q = (rows.summed(column) for column in (from_m, from_m**2, by_P, by_q))
    return value, score, _hessian(likelihood_parameters, rows, at_x, (m, mm, of_P, of_q))


def summed(likelihood_parameters: np.ndarray, rows: SpendRows) -> tuple[float, np.ndarray, np.ndarray]:
    """Give log-likelihood, gradient and Hessian of the weighted sum, without a row's own.

    Arguments as in :func:`log_likelihood`, whose sums these are; in chunks of rows by rising x it takes a fifth of the
    time.
    """
    log_sigma, over_q, over_p = likelihood_parameters
    q, P = 1.0 / over_q, rows.x / over_p
    theta, rest, n = q / (P + q), P / (P + q), rows.customers_at_x
    at_x = _at_unique_x(P, q)
    share, share_twice, log_m, log_sigma_ratio = _sums_by_x(np.exp(log_sigma), theta, rest, rows.rising)
    of_P, of_q = at_x[1] * n + log_m - theta * share, at_x[2] * n + log_sigma_ratio + rest * share
    value = float(at_x[0] @ n + q * log_sigma_ratio.sum() + P @ log_m) - rows.rising.log_spend
    gradient = np.array([q * (rest @ share), -q / over_q * of_q.sum(), -(P @ of_P) / over_p])
    sums = theta * share, theta**2 * share_twice, of_P, of_q
    return value, gradient, _hessian(likelihood_parameters, rows, at_x, sums)


def _sums_by_x(sigma: float, theta: np.ndarray, rest: np.ndarray, rows: RisingRows) -> np.ndarray:
    """Give sums over the customers of each x, (4, number of x): ``(m - sigma) / M``, its square, and both logs."""
    out = np.zeros((4, len(theta)))
    for first in range(0, len(rows.codes), CHUNK_ROWS):
        part = slice(first, first + CHUNK_ROWS)
        codes = rows.codes[part]
        columns = np.empty((4, len(codes)))
        share, own = columns[0], rest[codes]
        np.subtract(rows.spend[part], sigma, out=share)
        share /= sigma + own * share
        np.multiply(share, share, out=columns[1])
        with np.errstate(divide="ignore", invalid="ignore"):  # as in `_beside`
            np.log1p(theta[codes] * share, out=columns[2])
            np.log1p(-own * share, out=columns[3])
        if rows.counts is not None:
            columns *= rows.counts[part]
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        out[:, codes[starts]] += np.add.reduceat(columns, starts, axis=1)
    return out


def _hessian(
    likelihood_parameters: np.ndarray, rows: SpendRows, at_x: tuple[np.ndarray, ...], sums: tuple[np.ndarray, ...]
) -> np.ndarray:
    """Give the second derivatives of by_row, in sums over the customers of each x.

    They are those of ``m/M - 1``, of its square, and of the slopes in ``P`` and ``q``; ``sigma/M - 1`` is minus
    ``rest / theta`` times the first.
    """
    _, over_q, over_p = likelihood_parameters
    q, P = 1.0 / over_q, rows.x / over_p
    theta, rest, total = q / (P + q), P / (P + q), P + q
    m, mm, of_P, of_q = sums
    x_P, x_q = P / over_p, q / over_q
    n, ratio = rows.customers_at_x, rest / theta
    s, ss, sm = -ratio * m, ratio**2 * mm, -ratio * mm
    curvature = [
        -q * (rest * (n + m + s + sm)),
        x_q * (rest * s - theta * ss),
        -x_P * theta * (m + sm),
        x_q**2 * (at_x[5] * n + ss / total) + 2.0 * x_q / over_q * of_q,
        x_q * x_P * (at_x[4] * n + sm / total),
        x_P**2 * (at_x[3] * n + mm / total) + 2.0 * x_P / over_p * of_P,
    ]
    hessian = np.zeros((3, 3))
    hessian[np.triu_indices(3)] = np.stack(curvature).sum(axis=1)
    return hessian + np.triu(hessian, 1).T


def by_row(
    likelihood_parameters: np.ndarray | Sequence[Any], rows: SpendRows
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood, score and second derivatives per row, not weighted: shapes ``(n,)``, ``(3, n)``, ``(6, n)``.

    Arguments as in :func:`log_likelihood`; the six are in the order of ``np.triu_indices(3)``. Log sigma may be one
    number per row.
    """
    log_sigma, over_q, over_p = likelihood_parameters
    q, P = 1.0 / over_q, rows.x / over_p
    sigma, m = np.exp(log_sigma), rows.spend
    theta, rest, total = (column[rows.codes] for column in (q / (P + q), P / (P + q), P + q))
    M, from_m, from_sigma, log_m, log_sigma_ratio = _beside(sigma, q / (P + q), P / (P + q), rows)
    at_x = _at_unique_x(P, q)
    value = at_x[0][rows.codes] - rows.log_spend + total * (theta * log_sigma_ratio + rest * log_m)
    by_P = at_x[1][rows.codes] + log_m - from_m
    by_q = at_x[2][rows.codes] + log_sigma_ratio - from_sigma
    x_P, x_q = P[rows.codes] / over_p, q / over_q  # minus the slopes of P in 1/p and of q in 1/q
    score = np.stack([-q * from_sigma, -x_q * by_q, -x_P * by_P])
    PP, Pq, qq = (row[rows.codes] for row in at_x[3:])
    share = sigma / M
    curvature = [
        -q * (share * rest * m / M),
        x_q * (from_sigma * (1.0 - theta * share)),
        -x_P * share * theta * from_m,
        x_q**2 * (qq + from_sigma**2 / total) + 2.0 * x_q / over_q * by_q,
        x_q * x_P * (Pq + from_sigma * from_m / total),
        x_P**2 * (PP + from_m**2 / total) + 2.0 * x_P / over_p * by_P,
    ]
    return value, score, np.stack(curvature)


def _beside(
    sigma: np.ndarray | float, theta: np.ndarray, rest: np.ndarray, rows: SpendRows
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give the mean ``M`` of sigma and ``m`` per row, ``m/M - 1``, ``sigma/M - 1``, and the logs of both ratios."""
    difference, own = rows.spend - sigma, rest[rows.codes]
    M = sigma + own * difference
    share = difference / M
    from_m, from_sigma = theta[rows.codes] * share, -own * share
    with np.errstate(divide="ignore", invalid="ignore"):  # a mean that is nothing beside the other one is impossible
        return M, from_m, from_sigma, np.log1p(from_m), np.log1p(from_sigma)


def _at_unique_x(P: np.ndarray, q: float) -> tuple[np.ndarray, ...]:
    """Give what depends on x alone: value, d/dP, d/dq, d2/dP2, d2/dPdq, d2/dq2."""
    both, alone, single = stirling_rest(P + q), stirling_rest(P), stirling_rest(np.array([q]))
    total = P + q
    value = both[0] - alone[0] - single[0] + 0.5 * (np.log(P) + np.log(q) - np.log(total) - np.log(2.0 * np.pi))
    by_P = both[1] - alone[1] + 0.5 * q / (P * total)
    by_q = both[1] - single[1] + 0.5 * P / (q * total)
    cross = both[2] + 0.5 / total**2
    return value, by_P, by_q, cross - alone[2] - 0.5 / P**2, cross, cross - single[2] - 0.5 / q**2
