"""How does memory go back to the system that nobody needs any more? Arrow and the C library keep it otherwise.

`release_memory`.
"""

import ctypes
from contextlib import suppress

import pyarrow as pa


def release_memory() -> None:
    """Give back to the system what texts and numbers took that are gone.

    It takes some milliseconds, and what is asked for next must be given anew: between parts of the work, not in them.
    """
    pa.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError):  # glibc has it
        ctypes.CDLL(None).malloc_trim(0)
