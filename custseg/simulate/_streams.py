"""Which stream of chance does a simulator draw from? One of its own, even where two simulators share a seed.

`own_stream`.
"""

from zlib import crc32

import numpy as np
from sklearn.utils import check_random_state


def own_stream(random_state: int | np.random.RandomState | None, name: str) -> np.random.RandomState:
    """Give a simulator its own random numbers.

    Customers and their survey, both simulated with seed 0, would otherwise be made of the same draws, and agree
    perfectly.

    Parameters
    ----------
    random_state : int, RandomState or None
        A seed, to which the name is added; a RandomState is used as it is.
    name : str
        What the stream is for.

    Returns
    -------
    RandomState
        The stream.

    Examples
    --------
    >>> float(own_stream(0, "survey").random_sample()) == float(own_stream(0, "outlets").random_sample())
    False
    """
    if random_state is None or isinstance(random_state, np.random.RandomState):
        return check_random_state(random_state)
    return np.random.RandomState([int(random_state), crc32(name.encode())])
