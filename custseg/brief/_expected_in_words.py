"""In which words does a page tell what is expected? The claim, the days ahead, the interval and the rule.

`claimed`, `window_name`, `ends_of` and `rule_name`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..exhibit import Claim, claim, interval_text, length_name, phrase
from ..repeat_buying.forecast_choice import ForecastChoice
from .book import Book

_WORDS = {
    "BG/NBD": "bg",
    "MBG/NBD": "mbg",
    "Pareto/NBD": "pareto",
    "carried on": "carried",
    "same days a year before": "year",
    "carried on with last year's season": "season",
}


def claimed(book: Book, key: str, *, holds: object, **values: Any) -> Claim:
    common: dict[str, Any] = {"n": len(book.ids), "unit": "customers", "id": f"expect.{key}"}
    call = "custseg.brief.what_to_expect(book)"
    return claim(f"own_expect.{key}", holds=holds, dates=book.dates, call=call, **{**common, **values})


def window_name(book: Book) -> str:
    return length_name(book.as_of, book.as_of + pd.Timedelta(days=book.days_ahead))


def ends_of(book: Book, choice: ForecastChoice) -> str:
    return interval_text(choice.low, choice.high, "money", currency=book.facts.currency_code)


def rule_name(book: Book, name: str) -> str:
    return str(phrase(f"own_expect.rule_{_WORDS[name]}", **({} if "/" in name else {"window": window_name(book)})))
