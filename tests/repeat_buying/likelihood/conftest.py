import numpy as np
import pytest
from scipy.special import betaln
from scipy.stats import nbinom


def by_phase(k, r, alpha, a, b, x, T, horizon, first_chance):
    """Sum the published series term by term: survival, purchases and rate of a customer in each phase.

    Phases to come are negative binomial; the terms end where less than 1e-17 of the distribution is left, and what
    remains is smaller than that, as a probability to have stayed is at most one.
    """
    stayed, alive_after = b + x + first_chance, (alpha + T) / (alpha + T + horizon)
    rows = []
    for j in range(k):
        shape = r + k * x + j
        top = int(nbinom.isf(1e-17, shape, alive_after)) + 5 * k + 60
        n, phases = np.arange(top // k + 2), np.arange(top + 1)
        stay = np.exp(betaln(a, stayed + n) - betaln(a, stayed))  # after n purchases more
        purchases = stay @ nbinom.sf(k * (n + 1) - j - 1, shape, alive_after)
        survival = stay[(phases + j) // k] @ nbinom.pmf(phases, shape, alive_after)
        rate = shape / (alpha + T) * (stay @ nbinom.pmf(k * (n + 1) - 1 - j, shape + 1, alive_after))
        rows.append((survival, purchases, rate))
    return np.array(rows).T


@pytest.fixture(scope="session")
def series_by_phase():
    """Give the published series, term by term."""
    return by_phase
