"""What stands above all sections? Whose customers these are, from when to when, and about which day the answers are.

`opening` gives an `Opening`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..exhibit import Sentence, count, day, period_name, phrase
from ..schema import typed
from ._file_money import file_money
from ._words import people
from .book import Book


@dataclass(frozen=True, eq=False, repr=False)
class Opening:
    """The head of a page about one's own customers. Made by :func:`opening`.

    As the last line of a notebook cell it shows itself: the title as a heading of level 1, then how many customers
    and rows.

    Parameters
    ----------
    title : Sentence
        Whose customers, and from when to when.
    data : Sentence
        How many customers and rows, and the day that the answers are about.
    money : Sentence or None
        All money of the file, what of it is in no number of the page, and the rest; None where it cannot be added up.

    See Also
    --------
    opening : Makes it from a book.

    Examples
    --------
    >>> from custseg.brief import open_book, opening
    >>> from custseg.datasets import load_cdnow
    >>> opening(open_book(load_cdnow()))
    <Opening: The customers of CDNOW, January 1997 to June 1998>
    """

    title: Sentence
    data: Sentence
    money: Sentence | None = None

    def __repr__(self) -> str:
        return f"<Opening: {self.title}>"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for data, role in self._outputs():
            display(data, metadata={"custseg": {"role": role}}, raw=True)

    def _outputs(self) -> Iterator[tuple[dict[str, Any], str]]:
        yield {"text/markdown": f"# {self.title.markdown}", "text/plain": str(self.title)}, "page title"
        yield {"text/markdown": f"*{self.data.markdown}*", "text/plain": str(self.data)}, "data"
        if self.money is not None:
            yield {"text/markdown": f"*{self.money.markdown}*", "text/plain": str(self.money)}, "data"


@typed
def opening(book: Book) -> Opening:
    """Say whose customers a page is about, and from when to when.

    A page begins with it: of a long log the forecasts are begun in a second process, where there is a processor for it.

    Parameters
    ----------
    book : Book
        The file.

    Returns
    -------
    Opening
        The last line of a cell.

    See Also
    --------
    open_book : What it is made from.

    Examples
    --------
    >>> from custseg.brief import open_book, opening
    >>> from custseg.datasets import load_cdnow
    >>> opening(open_book(load_cdnow(), as_of="1997-12-31")).title
    'The customers of CDNOW, 1997'
    """
    book.begin()
    source = book.log.attrs.get("source", {})
    key = "in" if source.get("kind") and source.get("name") == book.name else "of"  # it is called after its file
    title = phrase(f"own_opening.title_{key}", name=book.name, period=period_name(*book.dates))
    said = {"customers": _people(book), "rows": count(len(book.log)), "as_of": day(book.as_of)}
    if book.facts.last_day == book.as_of.date():
        return Opening(title, phrase("own_opening.data_end", **said), file_money(book))
    last = day(book.facts.last_day)
    return Opening(title, phrase("own_opening.data_asked", **said, last=last), file_money(book))


def _people(book: Book) -> str:
    """Count the customers of the file, and those of whose purchases nothing is left: no section counts them."""
    everybody = len(book.ids)
    gone = everybody - (len(book.customers) if book.has_sales else 0)
    if not gone or not book.has_sales:
        return str(people(everybody))
    return str(phrase("own_opening.without", people=people(everybody), gone=gone, n=everybody - gone))
