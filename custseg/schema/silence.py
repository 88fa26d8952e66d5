"""How is a warning kept back, also where threads run? Ours in one thread alone, that of a library in all at once.

`said_already` for unsafe values, `without_warnings` for what libraries say.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

_SAID: ContextVar[bool] = ContextVar("said", default=False)  # each thread has its own
_LOCK = Lock()
_HIDE: Any = ("ignore", re.compile(""), Warning, None, 0)  # a filter that equals nobody else's
_OPEN: list[None] = []  # once for each block that is open
_CHANGED: list[Any] = []  # lists of filters that it was put into


@contextmanager
def said_already() -> Iterator[None]:
    """Keep silent about unsafe values in a block that would only repeat what has been said.

    Only what this thread says with `warn_unsafe` is kept back: the filters of Python's warnings are one list for all
    threads, and two that change it and put it back undo each other's work.

    Returns
    -------
    context manager
        Other warnings pass.

    See Also
    --------
    warn_unsafe : Says what makes an answer unsafe.

    Examples
    --------
    >>> from custseg.schema import warn_unsafe
    >>> with said_already():
    ...     warn_unsafe("Nobody is seen to leave: totals are an upper bound.")
    """
    before = _SAID.set(True)
    try:
        yield
    finally:
        _SAID.reset(before)


def is_said() -> bool:
    """Say whether this thread is in a block of `said_already`."""
    return _SAID.get()


@contextmanager
def without_warnings() -> Iterator[None]:
    """Show no warning at all in a block: whoever waits for it cannot act on what a library says.

    The first of the threads in such a block puts a filter before all others, and the last one takes that filter out
    again. No list of filters is exchanged, as ``warnings.catch_warnings`` does: where one thread does so while another
    is in such a block of its own, the later of them puts back what the other one had changed, for good.

    Returns
    -------
    context manager
        Until the last thread has left, other threads show no warning either.

    See Also
    --------
    said_already : For the warnings of custseg.

    Examples
    --------
    >>> import warnings
    >>> with without_warnings():
    ...     warnings.warn("no default style")
    """
    if getattr(sys.flags, "context_aware_warnings", False):  # from Python 3.14 on: each thread has a list of its own
        with warnings.catch_warnings(action="ignore"):
            yield
        return
    with _LOCK:
        _OPEN.append(None)
        _hide()
    try:
        yield
    finally:
        with _LOCK:
            _OPEN.pop()
            if not _OPEN:
                _show_again()


def _hide() -> None:
    filters: Any = warnings.filters
    if _HIDE not in filters:
        filters.insert(0, _HIDE)
        _CHANGED.append(filters)


def _show_again() -> None:
    """Take the filter out of all lists: that of today may be a copy, and the list before it comes back later."""
    for filters in [*_CHANGED, warnings.filters]:
        filters[:] = [one for one in filters if one is not _HIDE]
    _CHANGED.clear()
