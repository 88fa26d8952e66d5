"""What must a reader know before anything else on the page is believed?

`what_is_odd`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ..exhibit import Claim, claim, count, day
from ..read.meaning.flags import in_flags
from ..schema import typed
from ..tables._counted import summed
from ._once import once_a_book
from .book import Book
from .left_out import rows_aside
from .section import Section

TOPIC = "Before you read on 先看这里"
QUARTER = 91
MUCH = 0.1  # of the rows that may be sales, and of the money of all purchases
BACK = 0.01  # of the money of all purchases, given back without one
GRAVE = ("one customer", "short", "nobody back", "prices jump", "one account", "hole")  # go before such refunds
UNREAD = r"is missing|cannot be read|formula|cents|infinite|guest|currency|stands for many"
NO_SALE = r"amount is missing|repeats the header|is a sum|was paid|column '"


@typed
@once_a_book
def what_is_odd(book: Book) -> Section:
    """Say what is odd about the business, the most important first; shown only if there is something.

    Parameters
    ----------
    book : Book
        The file.

    Returns
    -------
    Section
        Key "odd". Silent, so that the page does not show it, if no sign is there.

    See Also
    --------
    custseg.decide.business_signs : What is looked for, and from where on it shows.

    Examples
    --------
    >>> from custseg.brief import open_book, what_is_odd
    >>> from custseg.simulate import simulate_business
    >>> shop = simulate_business("three_weeks", random_state=1)
    >>> what_is_odd(open_book(shop.rows)).title
    The file covers 21 days, too short to tell who stays: this page describes, and forecasts nothing.
    """
    signs = book.signs
    shown = [name for name in _FIELDS if name in signs.index and book.shows(name)]
    said = [_said(book, name, signs.loc[name].to_dict()) for name in shown]
    share = _found_nothing(book)
    at = 0 if share >= MUCH else sum(name in GRAVE for name in shown)
    said[at:at] = [_refunds(book, share)] if share >= BACK else []
    said = said[: 1 + (share >= BACK)] if book.shows("one customer") else said
    said = ([_stale(book)] if book.is_stale else []) + _much_set_aside(book) + said
    if not said:
        none = claim(
            "own_odd.none", holds=True, id="odd.none", signs=len(signs), call="custseg.brief.what_is_odd(book)"
        )
        return Section("odd", TOPIC, none, aside=True, silent=True)
    return Section("odd", TOPIC, said[0], claims=tuple(said[1:]))


def _said(book: Book, name: str, sign: dict[Any, Any]) -> Claim:
    key = name.replace(" ", "_")
    return claim(
        f"own_odd.{key}", holds=True, id=f"odd.{key}", dates=book.dates, call="custseg.brief.what_is_odd(book)",
        **_FIELDS[name](book, sign),
    )  # fmt: skip


def _stale(book: Book) -> Claim:
    asked = book.as_of if book.asked_on is None else book.asked_on
    days = (asked - book.as_of).days
    return claim(
        "own_odd.stale", holds=True, id="odd.stale", dates=book.dates, call="custseg.brief.what_is_odd(book)",
        day=day(book.as_of), asked=day(asked), days=days,
    )  # fmt: skip


def _much_set_aside(book: Book) -> list[Claim]:
    """Say how many rows no number holds, if it is so many of those that may be purchases that each may be another."""
    reasons = book.set_aside["reason"].astype(str)
    reasons = reasons[reasons.str.contains(UNREAD) & ~reasons.str.contains(NO_SALE)]
    unread = len(reasons)
    if unread < MUCH * (unread + len(book.log)):
        return []
    aside, n = rows_aside(book)
    reason = in_flags(str(reasons.value_counts().index[0]))
    among: dict[str, Any] = {} if unread == aside else {"unread": unread}
    key = "own_odd.set_aside_among" if among else "own_odd.set_aside"
    return [claim(
        key, holds=True, id="odd.set-aside", dates=book.dates, call="custseg.brief.what_is_odd(book)",
        share=aside / n, aside=aside, n=n, unit="rows", reason=reason, **among,
    )]  # fmt: skip


def _found_nothing(book: Book) -> float:
    """Give the share of all that was bought which came back for purchases that the file does not hold."""
    if not (book.log["amount"] < 0).any():
        return 0.0
    bought = summed(book.log["amount"].to_numpy(), lambda some: some.clip(min=0))
    return float(book.net["unplaced"].sum()) / bought if bought > 0 else 0.0


def _refunds(book: Book, share: float) -> Claim:
    return claim(
        "own_odd.refunds", holds=True, id="odd.refunds", dates=book.dates, call="custseg.brief.what_is_odd(book)",
        amount=book.money(float(book.net["unplaced"].sum())), share=share,
    )  # fmt: skip


def _days(days: int) -> str:
    return f"{count(days)} days" if days > 1 else "one day"


def _stretch(sign: dict[Any, Any], first: str, last: str) -> dict[str, str]:
    return dict(zip((first, last), [day(pd.Timestamp(one)) for one in sign["about"].split()], strict=True))


# the fields of each sentence, the most important first; a sign that is not here has a place elsewhere
_FIELDS: dict[str, Callable[[Book, Any], dict[str, Any]]] = {
    "one customer": lambda book, sign: {"who": sign["about"]},
    "short": lambda book, sign: {"length": _days(book.days)},
    "nobody back": lambda book, sign: {"n": int(sign["more"])},
    "prices jump": lambda book, sign: {"day": day(pd.Timestamp(sign["about"])), "times": sign["more"]},
    "one account": lambda book, sign: {"who": sign["about"], "share": sign["found"]},
    "hole": lambda book, sign: {**_stretch(sign, "first_empty", "last_empty"), "usual": sign["found"]},
    "by contract": lambda book, sign: {"gap": sign["about"], "n": int(sign["more"])},
    "once a year": lambda book, sign: {"share": sign["found"]},
    "own rhythm": lambda book, sign: {"gap": sign["about"]},
    "large buyers": lambda book, sign: {
        "k": int(sign["more"]), "amount": book.money(float(sign["about"])), "share": sign["found"],
    },
    "begins late": lambda book, sign: {"k": int(sign["more"]), "times": sign["found"]},
    "mostly newcomers": lambda book, sign: {"k": int(sign["more"]), "n": len(book.customers), "days": QUARTER},
    "season": lambda book, sign: {**_stretch(sign, "first_busy", "last_busy"), "share": sign["found"]},
    "no newcomers": lambda book, sign: {"day": day(pd.Timestamp(sign["about"])), "days": int(sign["more"])},
    "free": lambda book, sign: {"k": int(sign["more"]), "share": sign["found"]},
    "equal amounts": lambda book, sign: {"share": sign["found"]},
    "two ids": lambda book, sign: {"k": int(sign["more"]), "who": sign["about"]},
}  # fmt: skip
