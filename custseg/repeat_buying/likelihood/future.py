"""What does a customer who is still one do next? Survival, buying rate, purchases and counts, and their present value.

:class:`Future` is what every family updates to; :func:`discounted` gives the present value of its purchases, by
summing up the rate or, of a :class:`DiscountedFuture`, in the way that it knows itself.

All futures have the same shape: given that the customer is alive, buying and leaving go on as a
new process with updated parameters. All predictions are P(alive) times a property of the future.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np

NODES = 48
NEGLIGIBLE = 40.0  # discounting by e^-40 ends an endless horizon


class Future(Protocol):
    """Properties at ``time`` from now of customers who are alive now, one value per customer."""

    def survival(self, time: float) -> np.ndarray:
        """Give the probability to be still a customer."""

    def rate(self, time: float) -> np.ndarray:
        """Give the expected purchases per unit of time, counting the gone as zero."""

    def purchases(self, time: float) -> np.ndarray:
        """Give the expected number of purchases until then."""

    def counts(self, time: float, largest: int) -> np.ndarray:
        """Give the probabilities of 0, 1, ..., ``largest`` purchases until then, shape ``(n, largest + 1)``."""

    def draw(self, time: float, random_state: np.random.Generator) -> np.ndarray:
        """Draw how many purchases each customer makes until then."""

    def draw_times(self, time: float, random_state: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw the purchases until then: which customer makes each, and when; customers in order."""

    @property
    def pace(self) -> float:
        """Give the shortest time over which a rate changes noticeably."""


@runtime_checkable
class DiscountedFuture(Future, Protocol):
    """A future that knows a better way to its present value than to sum up its rate."""

    def discounted(self, force: float, end: float) -> np.ndarray:
        """Give the expected purchases until ``end``, each worth ``exp(-force * time)``."""


def discounted(future: Future, force: float, horizon: float | None) -> np.ndarray:
    """Give the expected purchases, each worth ``exp(-force * time)``, until ``horizon`` (None: for ever).

    Gauss-Legendre on a logarithmic time scale: the rates fall like a power of time, the discount exponentially.
    """
    end = NEGLIGIBLE / force if force > 0 else np.inf
    end = end if horizon is None else min(horizon, end)
    if end == 0:
        return 0.0 * future.rate(0.0)
    if isinstance(future, DiscountedFuture):
        return future.discounted(force, end)
    scale = min(future.pace, end)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    reach = np.log1p(end / scale)
    total = 0.0
    for node, weight in zip(0.5 * (nodes + 1.0), 0.5 * weights, strict=True):
        time = scale * np.expm1(node * reach)
        total = total + weight * reach * (time + scale) * np.exp(-force * time) * future.rate(time)
    return total
