"""By which rhythm do the customers of a file buy, and is it the one that the models of the page take for granted?

`kind_of_buying`; `rhythm_found` only where there is such a rhythm as the days of a calendar give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exhibit import Claim, claim

if TYPE_CHECKING:
    from .book import Book

WORDING = {
    "contract": "own_expect.kind_contract",
    "yes or no": "own_expect.kind_yes_or_no",
    "regular": "own_expect.kind_regular",
    "random": "own_expect.kind_random",
    "cannot tell": "own_expect.kind_cannot_tell",
}


def rhythm_found(book: Book) -> tuple[Claim, ...]:
    """Say the kind where customers keep to days or seasons, which is known without a forecast that can be judged."""
    by_the_calendar = book.family is not None and book.family.kind in ("contract", "yes or no")
    return kind_of_buying(book) if by_the_calendar else ()


def kind_of_buying(book: Book) -> tuple[Claim, ...]:
    """Say the kind with the number that shows it; nothing of a file in which nothing was sold."""
    choice = book.family
    if choice is None:
        return ()
    return (
        claim(
            WORDING[choice.kind],
            holds=True,
            reason=choice.reason,
            n=book.sample["customer_id"].nunique(),
            unit="customers",
            dates=book.dates,
            id="expect.kind",
            call="custseg.repeat_buying.recommend_family(log, observed_until=as_of)",
        ),
    )
