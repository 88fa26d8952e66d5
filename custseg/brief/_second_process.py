"""How does a second process work on what a page asks for later, while this one goes on? One part after another.

`SecondProcess`; `is_worth_while` says where it helps.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

import joblib

from ..tables._shelf import dump, shelved

MANY = 200_000  # rows of a log: fewer are done before a second process has read its modules
# a warning belongs to the part of the page that asks: it ends the second process, and is given by this one
# while who began it lives, its end of the input stays open: then os.read waits, and ends however that process ends
PROGRAM = """
import os, pickle, sys, threading, warnings
from custseg.tables._shelf import load
call, given = load(sys.stdin.buffer)
threading.Thread(target=lambda: os.read(0, 1) or os._exit(1), daemon=True).start()
warnings.simplefilter("error")
parts = call(*given)
del given
for part in parts:
    pickle.dump(part, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()
"""


class _Part(NamedTuple):
    """What came back: anything, also None."""

    value: Any


class SecondProcess:
    """A generator that runs in a process of its own, of the same interpreter and modules.

    Nothing hangs on it: where it cannot be started or fails, there are no more parts, and who asked works them out. It
    starts none of the caller's programs, reads no file of theirs, and ends with what it was asked for, or at once when
    this process ends, also when that is killed.

    Parameters
    ----------
    call : callable
        A function of a module that gives the parts.
    *given : object
        Its arguments; copies of them travel, of what is `custseg.tables._shelf.shelved` only where it lies.

    Examples
    --------
    >>> second = SecondProcess(map, abs, [-1, -2])
    >>> second.next_part(), second.next_part(), second.next_part()
    (_Part(value=1), _Part(value=2), None)
    """

    def __init__(self, call: Callable[..., Iterable[Any]], *given: Any) -> None:
        self._parts: SimpleQueue[_Part | None] = SimpleQueue()
        Thread(target=self._work, args=(call, given), daemon=True).start()

    def next_part(self) -> _Part | None:
        """Wait for the next part; None once there are no more."""
        part = self._parts.get()
        if part is None:
            self._parts.put(None)
        return part

    def _work(self, call: Callable[..., Iterable[Any]], given: tuple[Any, ...]) -> None:
        # whatever ends it, also that it is through: who asked works out what is missing, and meets the error there
        with suppress(Exception):
            asked, files = dump((call, given))
            pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            pipes |= {"pass_fds": files} if files else {}
            with subprocess.Popen([sys.executable, "-P", "-c", PROGRAM], **pipes) as process:
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(asked)
                process.stdin.flush()  # it is not closed: see PROGRAM
                del asked
                while True:
                    self._parts.put(_Part(shelved(pickle.load(process.stdout))))
        self._parts.put(None)


def is_worth_while(rows: int) -> bool:
    """Say whether there is a processor for it, and enough to do."""
    return rows >= MANY and bool(sys.executable) and joblib.cpu_count() > 1
