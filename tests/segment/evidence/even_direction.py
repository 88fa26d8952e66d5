"""A direction in which customers stand evenly, for tests of what is asked of one."""

import numpy as np

from custseg.segment.evidence.directions import Direction


def along(n, **more):
    """A direction with customers evenly from -1 to 1, and no other column."""
    everybody = np.ones(n, dtype=bool)
    return Direction("a", np.linspace(-1, 1, n), everybody, np.zeros((n, 0)), 1.0, **more)
