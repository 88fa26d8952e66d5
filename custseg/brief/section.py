"""What is one part of a page about one's own customers? Something is said, or the part steps aside with its number.

`Section`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd

from ..exhibit import Claim, Exhibit

WORDS = 40  # of the front of a section, its title included: two sides of paper are read in three minutes


@dataclass(frozen=True, eq=False, repr=False)
class Section:
    """One part of a page: what is said on its front, what lies folded behind it, and which lists it gives.

    As the last line of a notebook cell it shows itself: its title as a heading, then its sentences, its table, its
    figure and its caution, then what is folded.

    Parameters
    ----------
    key : str
        Its name: "comes-back". Unique on a page.
    topic : str
        What it is about, in two or three words, with the Chinese term: "Who comes back 谁会回购".
    title : Claim
        The finding; the titles of a page, read one after the other, tell its story. If the section steps aside it says
        what is lacking, with the number.
    claims : tuple of Claim, optional
        What else its front says, in order of weight. Those with which title and caution would have more than 40 words
        go behind the fold.
    table : DataFrame, optional
        What its front lays side by side, in few words: lists, with what to do. The numbers behind it lie in `more`.
    exhibit : Exhibit, optional
        Its one figure.
    caution : Claim, optional
        The one thing that a reader must mind; the others lie in `more`.
    more : tuple of Claim, Exhibit or DataFrame, optional
        What is folded: tables, further sentences, checks.
    lists : mapping of str to DataFrame, optional
        Customers to do something about: sheet of the workbook to a table with index ``customer_id``.
    aside : bool, default False
        Whether the section steps aside. It then has no figure and no list.
    silent : bool, default False
        Whether the page does not show it, because there is nothing to say.

    Raises
    ------
    ValueError
        A section that steps aside, with a figure, a table on its front, or a list.

    See Also
    --------
    open_book : What sections are made from.

    Examples
    --------
    >>> from custseg.brief import Section
    >>> from custseg.exhibit import claim
    >>> said = claim("back.year", holds=True, n=2357, back=0.46, wording="{back:.0%} of {n:,} came back within a year.")
    >>> Section("comes-back", "Who comes back 谁会回购", said)
    <Section comes-back: 46% of 2,357 came back within a year.>
    """

    key: str
    topic: str
    title: Claim
    claims: tuple[Claim, ...] = ()
    table: pd.DataFrame | None = None
    exhibit: Exhibit | None = None
    caution: Claim | None = None
    more: tuple[Claim | Exhibit | pd.DataFrame, ...] = ()
    lists: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    aside: bool = False
    silent: bool = False

    def __post_init__(self) -> None:
        if self.aside and (self.exhibit or self.lists or self.table is not None):
            raise ValueError(f"section {self.key!r} steps aside, but has a figure, a table or a list: give it none.")
        room, read = WORDS - _words(self.title) - (_words(self.caution) if self.caution is not None else 0), 0
        while read < len(self.claims) and _words(self.claims[read]) <= room:
            room, read = room - _words(self.claims[read]), read + 1
        object.__setattr__(self, "more", (*self.claims[read:], *self.more))
        object.__setattr__(self, "claims", self.claims[:read])
        object.__setattr__(self, "lists", MappingProxyType(dict(self.lists)))

    def __repr__(self) -> str:
        return f"<Section {self.key}: {self.title}>"

    def front(self) -> tuple[Claim, ...]:
        """Give what is said on the front.

        Returns
        -------
        tuple of Claim
            Title, further claims, caution.
        """
        return (self.title, *self.claims, *(one for one in [self.caution] if one is not None))

    def words(self) -> int:
        """Count the words of the front.

        Returns
        -------
        int
            Of title, claims and caution together.
        """
        return sum(_words(one) for one in self.front())

    def facts(self) -> list[dict[str, Any]]:
        """Give the records of all that is said, those behind the fold too.

        Returns
        -------
        list of dict
            As `Claim.fact` gives them, with the key of the section.
        """
        said = [*self.front(), *(one for one in self.more if isinstance(one, Claim))]
        return [{"section": self.key, **one.fact()} for one in said]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if self.silent:
            return
        for data, role in self._front_outputs():
            display(data, metadata={"custseg": {"role": role, "section": self.key}}, raw=True)
        if self.table is not None:
            _display_whole(self.table)
        if self.exhibit is not None:
            display(self.exhibit)
        if self.caution is not None:
            display(_bundle(self.caution), metadata=self._mark("caution"), raw=True)
        if self.more:
            fold = {"text/markdown": "", "text/plain": "More:"}
            display(fold, metadata=self._mark("fold"), raw=True)
        for one in self.more:
            if isinstance(one, Claim):
                display(_bundle(one), metadata=self._mark("claim"), raw=True)
            else:
                _display_whole(one)

    def _front_outputs(self) -> Iterator[tuple[dict[str, Any], str]]:
        title = _bundle(self.title)
        heading = f"## {title['text/markdown']}"
        yield {"text/markdown": self.topic, "text/plain": self.topic}, "topic"
        yield title | {"text/markdown": heading}, "title"
        for one in self.claims:
            yield _bundle(one), "claim"

    def _mark(self, role: str) -> dict[str, Any]:
        return {"custseg": {"role": role, "section": self.key}}


def _display_whole(one: Exhibit | pd.DataFrame) -> None:
    from IPython.display import display

    with pd.option_context("display.max_colwidth", None):  # a text in a table is read to its end
        display(one)


def _words(said: Claim) -> int:
    return len(str(said).split())


def _bundle(said: Claim) -> dict[str, Any]:
    return dict(said._repr_mimebundle_())
