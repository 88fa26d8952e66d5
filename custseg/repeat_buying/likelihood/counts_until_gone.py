"""How often does somebody buy who may leave after each purchase? Counts without leaving, cut off where they leave.

:func:`counts_until_gone`, for the beta-geometric families; :func:`chance_of_more` says how likely more purchases are
than were counted.

Of what hardly ever happens all digits are needed: a log score is a mean of logarithms, and one customer who comes far
more often than was foretold decides it. So nothing is taken from one that is near to one: what is rare is a sum of
positive terms.
"""

from __future__ import annotations

import numpy as np

from .beta_dropout import later_dropout, later_stay

ROUNDING = 3e-5  # per probability added up: of less than this the difference to one has fewer than eleven digits
LARGEST_DIFFERENCE = 0.5  # what is likelier is taken from one, however many were added up
BLOCK = 4096  # rows at a time, so that the working arrays stay in the processor's cache
PAIRS, MOST_PAIRS = 2, 100_000  # of fractions, between two looks at the change
SETTLED = 3e-13


def chance_of_more(time: float, mean: np.ndarray, spread: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Give the probability of more purchases without dropout than were counted.

    Parameters
    ----------
    time : float
        Length of time.
    mean, spread : ndarray, shape (n,)
        Of the gamma distributed rates.
    counts : ndarray, shape (n, largest + 1)
        The probabilities of 0 to ``largest`` purchases: :func:`count_probabilities` with the same arguments.

    Returns
    -------
    ndarray, shape (n,)
        Twelve digits or more, also of 1e-300.

    See Also
    --------
    custseg.repeat_buying.likelihood.gamma_mixing.count_probabilities : What is counted.

    Notes
    -----
    Beyond ``largest`` each probability is ``g (1 + u n) / (n + 1)`` times the one before, with the spread ``u`` and
    ``g = m t / (1 + u m t)``. Their sum over the first one is the hypergeometric function ``F(1, 1/u + largest + 1;
    largest + 2; u g)``, which is worked out as Gauss's continued fraction. What is no small part of one is taken from
    one.

    References
    ----------
    Gauss, C. F. (1813). Disquisitiones generales circa seriem infinitam. Commentationes societatis regiae scientiarum
    Gottingensis recentiores 2.

    Examples
    --------
    >>> from custseg.repeat_buying.likelihood.gamma_mixing import count_probabilities
    >>> m, u = np.array([0.5]), np.array([1.0])
    >>> float(chance_of_more(2.0, m, u, count_probabilities(2.0, m, u, 99))[0] * 2.0**100)  # half stop each time
    1.0
    """
    size = counts.shape[1]
    out = np.maximum(1.0 - counts.sum(axis=1), 0.0)
    rare = np.flatnonzero(out < min(ROUNDING * size, LARGEST_DIFFERENCE))
    for start in range(0, len(rare), BLOCK):
        some = rare[start : start + BLOCK]
        m, u = mean[some] * time, spread[some]
        step = m / (1.0 + u * m)
        first = counts[some, -1] * step * (1.0 + u * (size - 1.0)) / size
        out[some] = first * _sum_over_first(step, step * u, float(size))
    return out


def _sum_over_first(step: np.ndarray, odds: np.ndarray, size: float) -> np.ndarray:
    """Give the sum of the probabilities from ``size`` on over the first: Steed's way through a continued fraction."""
    out, places = np.empty_like(step), np.arange(len(step))
    turn, change, total = np.ones_like(step), np.ones_like(step), np.ones_like(step)
    for n in range(MOST_PAIRS):
        for up, down in ((size + n, size + 2.0 * n), (-n - 1.0, size + 2.0 * n + 1.0)):
            factor = -up / (down * (down + 1.0))
            turn *= odds * (up * factor) + step * factor
            turn += 1.0
            np.divide(1.0, turn, out=turn)
            change *= turn - 1.0
            total += change
        if n % PAIRS == PAIRS - 1:
            going = np.abs(change) > SETTLED * total
            out[places[~going]] = total[~going]
            if not going.any():
                return out
            if 2 * np.count_nonzero(going) < len(going):
                step, odds, places, turn, change, total = (
                    column[going] for column in (step, odds, places, turn, change, total)
                )
    out[places] = total
    return out


def counts_until_gone(
    buying: np.ndarray, more: np.ndarray, p: np.ndarray, w: np.ndarray, chance_of: np.ndarray
) -> np.ndarray:
    """Give the probabilities of 0 to ``largest`` purchases: of so many and staying, or of as many and leaving then.

    Parameters
    ----------
    buying : ndarray, shape (n, largest + 1)
        Probabilities of so many purchases without dropout.
    more : ndarray, shape (n,)
        Of more than ``largest``.
    p, w : ndarray, shape (m,)
        Mean and polarity of the dropout probability.
    chance_of : ndarray of int, shape (n,)
        Which of the ``m`` each row has.

    Returns
    -------
    ndarray, shape (n, largest + 1)
        Probabilities.
    """
    at_least = np.cumsum(buying[:, :0:-1], axis=1)[:, ::-1] + more[:, None]
    stayed, out = np.ones(len(p)), np.empty_like(buying)
    out[:, 0] = buying[:, 0]
    for n in range(1, buying.shape[1]):
        left, stayed = stayed * later_dropout(p, w, n - 1.0), stayed * later_stay(p, w, n - 1.0)
        out[:, n] = stayed[chance_of] * buying[:, n] + left[chance_of] * at_least[:, n - 1]
    return out
