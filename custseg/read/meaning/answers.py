"""What may a caller decide about the meaning of rows? The keys of ``answers=``, their values and what each does.

Offers `checked_answers` and the class `OpenQuestion`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from ...schema import listed

# key -> value -> what it does; the first value is what is done without an answer
ANSWERS: dict[str, dict[str, str]] = {
    "no_customer": {
        "aside": "set aside rows without a customer",
        "above": "give them the customer of the row above",
        "refuse": "refuse them",
    },
    "guests": {"aside": "set aside rows of guests and unknown customers", "keep": "keep them as customers"},
    "totals": {"aside": "set aside rows that are sums of others", "keep": "keep them as purchases"},
    "cancelled": {"aside": "set aside cancelled rows", "keep": "keep them as sales"},
    "browsing": {"aside": "set aside events in which nothing was bought", "keep": "keep them as sales"},
    "suppliers": {"aside": "set aside rows of suppliers and of own accounts", "keep": "keep them as customers"},
    "transfers": {"aside": "set aside money moved, held or taken as a fee", "keep": "keep it as it stands"},
    "unpaid": {"aside": "set aside rows that were not paid", "keep": "keep them as sales"},
    "refunded": {"aside": "set aside rows whose money went back", "keep": "keep them as sales"},
    "refunds": {"negative": "give refunds a negative amount", "aside": "set them aside", "keep": "leave the sign"},
    "paid_out": {
        "negative": "give money that went out a negative amount",
        "charged": "it is what customers were charged: set payments aside",
        "aside": "set it aside",
        "keep": "leave it",
    },
    "neither_way": {"aside": "set aside what went neither in nor out", "keep": "keep it as a purchase"},
    "amount_per": {"order": "the amount is the order's, repeated on its lines", "line": "each line has its own amount"},
    "given_back": {"subtract": "subtract the column of refunds", "ignore": "the amount is net of them"},
    "discounts": {"subtract": "take the amount after discounts", "ignore": "leave the amount as it is"},
    "cost_sign": {"amount": "give the cost the sign of the amount", "keep": "leave the cost as it is"},
    "far_days": {"aside": "set aside rows whose day is far from all others", "keep": "keep them as they are"},
    "currency": {},  # a code, such as "EUR": rows in others are set aside
    "unit": {},  # a number: what one of the amount column is in the currency
}


class OpenQuestion(str):
    """A problem with two plausible answers; ``unclear="decide"`` takes the first remedy and notes it."""


def checked_answers(answers: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the answers, or say which is not one.

    Raises
    ------
    ValueError
        A key or a value is not in `ANSWERS`.

    Examples
    --------
    >>> checked_answers({"guests": "keep"})
    {'guests': 'keep'}
    """
    answers = dict(answers or {})
    for name, value in answers.items():
        if name not in ANSWERS:
            near = difflib.get_close_matches(str(name), ANSWERS, n=1)
            advice = f"Did you mean '{near[0]}'?" if near else f"Known are {listed(ANSWERS, shown=20)}."
            raise ValueError(f"answers names {name!r}, which is no question. {advice}")
        known = ANSWERS[name]
        if known and value not in known:
            meaning = "; ".join(f"'{one}': {text}" for one, text in known.items())
            raise ValueError(f"answers says {name}={value!r}. It can be {meaning}.")
        if name == "unit" and not (isinstance(value, int | float) and not isinstance(value, bool) and value > 0):
            raise ValueError(f"answers says unit={value!r}. It must be a number above 0, such as 1000 for thousands.")
        if name == "currency" and not (isinstance(value, str) and value):
            raise ValueError(f"answers says currency={value!r}. It must be a code such as 'EUR'.")
    return answers
