"""Which parts has a page about one's own customers? What each says on its front, and what lies folded behind it.

`part_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup

from .outputs import Picture, Shown

TITLE, TOPIC, FOLD = "title", "topic", "fold"
ODD, LAST = "odd", "appendix"  # the part that stands above all others, and the one that is folded as a whole
LISTS = "monday"  # the part whose lists stand in the workbook, customer by customer


@dataclass(frozen=True)
class Part:
    """What one cell shows: ``front`` and ``more`` in reading order; ``key`` is the id of its heading."""

    key: str
    front: tuple[Picture | Shown, ...]
    more: tuple[Picture | Shown, ...]
    said: str

    @property
    def appendix(self) -> bool:
        """Whether nothing of it stands on the first sheets."""
        return self.key == LAST

    @property
    def odd(self) -> bool:
        """Whether it must be known before all else."""
        return self.key == ODD

    @property
    def lists(self) -> bool:
        """Whether it is about the lists."""
        return self.key == LISTS


def part_of(shown: Sequence[Picture | Shown]) -> Part | None:
    """Read what a cell shows as a part of the page.

    Parameters
    ----------
    shown : sequence of Picture or Shown
        The outputs of the cell.

    Returns
    -------
    Part or None
        None if the cell shows no part.
    """
    roles = [item.role if isinstance(item, Shown) else "" for item in shown]
    if TITLE not in roles:
        return None
    title = shown[roles.index(TITLE)]
    assert isinstance(title, Shown)
    end = roles.index(FOLD) if FOLD in roles else len(shown)
    heading = BeautifulSoup(str(title.content), "html.parser")
    front = tuple(item for item, kind in zip(shown[:end], roles[:end], strict=True) if kind != TOPIC)
    topic = [item for item, kind in zip(shown[:end], roles[:end], strict=True) if kind == TOPIC]
    return Part(title.section, (*topic, *front), tuple(shown[end + 1 :]), " ".join(heading.get_text().split()))
