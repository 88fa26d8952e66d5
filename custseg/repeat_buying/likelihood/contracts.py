"""How likely is a contract that ended in its t-th period, or still runs after t? With exact gradient and Hessian.

:func:`log_likelihood` on :class:`ContractRows`; :func:`log_survival_to` for whole periods.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from .beta_survival import log_survival

FARTHEST = 700.0  # a log beyond which the computer's numbers end


@dataclass(frozen=True)
class ContractRows:
    """Contracts that ended in period ``t`` (``lost`` 1) or were renewed ``t`` times and still run (0), with counts.

    ``fewest`` is the number of periods at risk that the model needs to be fitted.
    """

    t: np.ndarray
    lost: np.ndarray
    counts: np.ndarray
    fewest: int = 2

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.t)

    def weighted(self, counts: np.ndarray) -> Self:
        """Give the same rows with other counts (a bootstrap sample)."""
        return replace(self, counts=counts)

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row with its count: a smaller table of the same shape."""
        return type(self)(self.t[::step], self.lost[::step], self.counts[::step], self.fewest)

    def uninformative(self) -> str:
        """Say why no model can be fitted to these rows; nothing ("") if one can."""
        there = self.counts > 0
        lost = there & (self.lost > 0)
        if not there.any():
            return "customers is 0 in every row: there is nobody to learn from."
        if self.counts.sum() < 2:
            return "one contract says nothing about how customers differ: at least two are needed."
        seen = int(self.t[there].max(initial=0))
        if not lost.any():
            return (
                f"nobody has left: none of {self.counts.sum():,.0f} contracts ended in the {seen} periods seen. There "
                "is nothing to learn from about how long customers stay; wait for the first who leave."
            )
        if seen < self.fewest:
            gone = not (there & ~lost & (self.t > 0)).any()
            last = f" Everybody left in the first{f' {seen}' if seen > 1 else ''}." if gone else ""
            return (
                f"the cohorts are too short: renewals were seen in {seen} period{'s' * (seen != 1)}, and the model "
                f"needs {self.fewest}.{last}"
            )
        if self.fewest > 2 and self.t[lost].max() < 2:
            return (
                "nobody left after the first period: how the chance to leave moves with time cannot be told. "
                "Fit ShiftedBetaGeo, or wait."
            )
        return ""


def compress(t: np.ndarray, lost: np.ndarray, customers: np.ndarray, *, fewest: int) -> ContractRows:
    """Give the unique rows, with the number of customers in each."""
    keys, back = np.unique(2 * t.astype(np.int64) + (lost > 0), return_inverse=True)
    return ContractRows(keys // 2.0, keys % 2.0, np.bincount(back, customers, len(keys)), fewest)


def log_survival_to(t: np.ndarray, p: float, w: float, c: float) -> np.ndarray:
    """Give the log of the share that is renewed ``t`` times, and derivatives in p, w, c and pp, pw, pc, ww, wc, cc.

    With ``c`` other than one the chance to leave moves with time: a customer with the chance ``p`` survives ``t``
    periods with probability ``(1 - p) ** (t ** c)``.
    """
    t = np.asarray(t, dtype=float)
    log_t = np.log(np.maximum(t, 1.0))
    u = np.where(t > 0, np.exp(np.minimum(c * log_t, FARTHEST)), 0.0)
    value, by_p, by_w, by_u, pp, pw, pu, ww, wu, uu = log_survival(u, p, w)
    slope = u * log_t
    return np.stack(
        [value, by_p, by_w, by_u * slope, pp, pw, pu * slope, ww, wu * slope, uu * slope**2 + by_u * slope * log_t]
    )


def log_likelihood(likelihood_parameters: np.ndarray, rows: ContractRows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log-likelihood and score per row and the Hessian of the weighted sum.

    Parameters
    ----------
    likelihood_parameters : ndarray, shape (3,) or (2,)
        Mean ``p`` and polarity ``w`` of the probability to leave, and the exponent ``c``; without it ``c = 1``.
    rows : ContractRows
        Contracts.

    Returns
    -------
    tuple of ndarray
        Shapes ``(n,)``, ``(k, n)``, ``(k, k)`` for ``k`` parameters.
    """
    p, w, c = (*likelihood_parameters, 1.0)[:3]
    size = len(likelihood_parameters)
    before = log_survival_to(rows.t - rows.lost, p, w, c)
    with np.errstate(invalid="ignore"):  # where nobody is left the search turns back
        jets = before + np.where(rows.lost > 0, _log_loss(log_survival_to(rows.t, p, w, c) - before), 0.0)
        hessian = _symmetric(jets[4:] @ rows.counts)
    return jets[0], jets[1 : 1 + size], hessian[:size, :size]


def _log_loss(renewed: np.ndarray) -> np.ndarray:
    """Give the log of the probability not to renew, from the log of that to renew, each with derivatives."""
    by_log = np.expm1(np.clip(-renewed[0], 0.0, FARTHEST))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # where nobody leaves any more
        slope = -1.0 / by_log
        bend = -(by_log + 1.0) / by_log**2
        first, second = renewed[1:4], renewed[4:]
        outer = first[[0, 0, 0, 1, 1, 2]] * first[[0, 1, 2, 1, 2, 2]]
        return np.vstack([np.log(-np.expm1(renewed[0])), slope * first, slope * second + bend * outer])


def _symmetric(upper: np.ndarray) -> np.ndarray:
    """Give the matrix of its upper triangle, row by row."""
    pp, pw, pc, ww, wc, cc = upper
    return np.array([[pp, pw, pc], [pw, ww, wc], [pc, wc, cc]])
