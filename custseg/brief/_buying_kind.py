"""By which rhythm do the customers of a file buy, and is it the one that the models of the page take for granted?

`kind_of_buying`.
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
