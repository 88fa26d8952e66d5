"""How are rates and probabilities drawn from a mean and a spread, limits included?

:func:`draw_rate` and :func:`draw_fraction`; ``random_state`` is a numpy Generator, which goes on where it stands.
"""

from __future__ import annotations

import numpy as np


def draw_rate(random_state: np.random.Generator, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Draw gamma distributed rates; a spread of zero gives the mean."""
    varied = spread > 0
    out = np.array(mean, dtype=float)
    out[varied] = random_state.gamma(1.0 / spread[varied], mean[varied] * spread[varied])
    return out


def draw_fraction(random_state: np.random.Generator, mean: np.ndarray, polarity: np.ndarray) -> np.ndarray:
    """Draw beta distributed probabilities; polarity zero gives the mean, one gives zeros and ones."""
    out = np.array(mean, dtype=float)
    inside = (mean > 0) & (mean < 1)
    varied = inside & (polarity > 0) & (polarity < 1)
    total = 1.0 / polarity[varied] - 1.0
    out[varied] = random_state.beta(mean[varied] * total, (1.0 - mean[varied]) * total)
    polar = inside & (polarity >= 1)
    out[polar] = random_state.uniform(size=int(polar.sum())) < mean[polar]
    return out
