"""Still a customer, or gone since the last purchase? The mixture every buy-till-you-die likelihood ends in.

:func:`mix_alive_and_gone` gives an :class:`AliveOrGone`, :func:`log_of_both` its logarithm alone.

A silent customer either stayed (weight ``stay``) or left (weight ``leave``), and the silence is ``exp(D)`` times
likelier when gone. The likelihood factor is ``stay + leave * exp(D)``, D >= 0, and may be huge: never formed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

LARGEST_LOG_RATIO = 60.0  # derivatives are cut here: their squares stay finite, and exp(-60) is certainty enough


class AliveOrGone(NamedTuple):
    """``log(stay + leave exp(D))``, P(gone), P(alive), and the derivatives in ``leave`` and in both."""

    log: np.ndarray
    gone: np.ndarray
    alive: np.ndarray
    by_leave: np.ndarray
    by_both: np.ndarray


def mix_alive_and_gone(log_ratio: np.ndarray, leave: np.ndarray | float, *, exclusive: bool) -> AliveOrGone:
    """Mix the two reasons why a customer is silent: still one, or gone.

    ``exclusive`` says that ``stay = 1 - leave`` (a probability); otherwise ``stay = 1`` and ``leave`` is a rate.
    Second derivatives that follow: in ``D`` twice ``gone (1 - gone)``, in ``leave`` twice ``-by_leave**2``.
    """
    decay = np.exp(-np.minimum(log_ratio, LARGEST_LOG_RATIO))
    stay = 1.0 - leave if exclusive else 1.0
    mixed = stay * decay + leave
    log = log_of_both(log_ratio, leave, stay)
    by_both = decay / (mixed * mixed)
    alive = stay * decay / mixed
    far = log_ratio > LARGEST_LOG_RATIO
    if np.any(far):  # P(alive) itself is not cut: who comes back against all odds came back with a probability
        with np.errstate(divide="ignore"):
            alive = np.where(far, np.exp(np.log(stay) - log), alive)
    return AliveOrGone(log, leave / mixed, alive, (1.0 - decay if exclusive else 1.0) / mixed, by_both)


def log_of_both(log_ratio: np.ndarray, leave: np.ndarray | float, stay: np.ndarray | float) -> np.ndarray:
    """Give ``log(stay + leave exp(D))``; where one of both is nought, the logarithm of the other."""
    with np.errstate(divide="ignore"):
        return np.logaddexp(np.log(stay), np.log(leave) + log_ratio)
