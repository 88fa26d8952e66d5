"""Why does a look at the likelihood not wait for memory? What an earlier look gave back is kept for the next one.

:func:`keep_memory`.

Where a search begins, a C library such as glibc gives every array of more than 128 kB back to the system as soon as it
is not used any more, and the next look has to ask for each page of it again: a third of the time of a fit of 2,000
customers. The library learns from the largest array that was given back, and keeps what is smaller.
"""

from __future__ import annotations

import numpy as np

KEPT = 8 * 2**20  # bytes: larger than any array of a look at a small table, small beside those of a large one


def keep_memory() -> None:
    """Have the process keep arrays of up to 8 MB for itself that are not used any more, 16 MB in all.

    Nothing is written into the memory that is asked for here, so that it costs none. Where the system's library does
    not learn in this way nothing changes.

    Examples
    --------
    >>> keep_memory()
    """
    np.empty(KEPT, dtype=np.uint8)
