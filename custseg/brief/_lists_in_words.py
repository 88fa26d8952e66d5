"""Who is on a list, by which rule and for which reason, in words; and the list itself, customer by customer?

`who`, `capital`, `drawn`, `list_sheet`, `late_ones`, `reasons`, `rule_in_words`, `last_year`,
`head_of_last_year`; `said_of` makes the claims.
"""

from __future__ import annotations

from string import Formatter
from typing import Any

import numpy as np
import pandas as pd

from ..catalogue import phrases
from ..decide import rule_key
from ..exhibit import Claim, claim, day, phrase
from ..tables._shelf import shelved
from ._periods import mixed_year
from ._ripe_buyers import ripe
from .book import Book

CALL = "custseg.brief.lists_for_monday(book)"
YEAR = 365
PART = 50_000  # members of a long list whose reasons are told at a time


def who(name: str) -> str:
    return str(phrase(f"own_lists.{name}"))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def said_of(book: Book, key: str, name: str, *, holds: bool = True, **values: Any) -> Claim:
    return claim(f"own_lists.{key}", holds=holds, id=f"monday.{name}", dates=book.dates, call=CALL, **values)


def drawn(book: Book, name: str) -> tuple[int, int]:
    counts = book.lists.loc[book.lists["list"] == name, "draw"].value_counts()
    return int(counts.get("write", 0)), int(counts.get("leave", 0))


def list_sheet(book: Book, name: str) -> pd.DataFrame:
    """Give one list, customer by customer, with the reason in words; who was drawn out as control comes last.

    Of the largest customers those who are late by their own rhythm come first: they stand on no other list.
    """
    key = f"list sheet {name}"
    if key not in book.said:
        book.said[key] = book.held(_sheet(book, name))
    sheet: pd.DataFrame = book.said[key]
    return sheet.copy(deep=False)


def _sheet(book: Book, name: str) -> pd.DataFrame:
    members = book.lists[book.lists["list"] == name].sort_values("draw", ascending=False, kind="stable")
    late = late_ones(book, name)
    members = members.loc[late.index.append(members.index.drop(late.index))]
    if book.people is None or len(late):
        why: Any = _with_lot(book, members["draw"], reasons(book, members, name))
        why[: len(late)] = _called_first(why[: len(late)], reasons(book, late, "late"))
    else:
        why = _told_in_parts(book, members, name)
    action = str(book.prospects.loc[name, "action"])
    what = {"write": str(phrase(f"own_lists.{action}")), "leave": str(phrase("own_lists.leave_control"))}
    columns = ["purchase_days", "usual_gap", "recency", "amount_last_year"]
    draw = members["draw"].astype("object") if book.people is None else members["draw"]
    return members[columns].assign(todo=draw.map(what), why=why)[["todo", *columns, "why"]]


def _told_in_parts(book: Book, members: pd.DataFrame, name: str) -> pd.Categorical[str]:
    """Give the reasons of a long list as categories, some members after others: many have the same."""
    places, known = np.empty(len(members), dtype=np.int32), dict[str, int]()
    for start in range(0, len(members), PART):
        some = members.iloc[start : start + PART]
        told = _with_lot(book, some["draw"], reasons(book, some, name))
        places[start : start + PART] = [known.setdefault(why, len(known)) for why in told]
    return pd.Categorical.from_codes(places, shelved(pd.Index(known, dtype="str")))


def _called_first(why: list[str], late: list[str]) -> list[str]:
    template = phrases()["own_lists.why_called_first"]
    return [template.format(why=one, late=other) for one, other in zip(why, late, strict=True)]


def late_ones(book: Book, name: str) -> pd.DataFrame:
    """Give those of the largest customers who are late by their own rhythm; nobody of another list."""
    members = book.lists[book.lists["list"] == name]
    if name != "largest":
        return members.iloc[:0]
    return members[book.rules["late"](members)]


def _with_lot(book: Book, draw: pd.Series, why: list[str]) -> list[str]:
    """Say before the reason of those who are the control that the lot fell on them, and when both are compared."""
    when = day(book.as_of + pd.Timedelta(days=book.days_ahead))
    template = phrases()["own_lists.why_control"]
    return [template.format(when=when, why=one) if lot == "leave" else one for lot, one in zip(draw, why, strict=True)]


def reasons(book: Book, members: pd.DataFrame, name: str) -> list[str]:
    """Give for each member why they are on the list."""
    template = phrases()[f"own_lists.why_{name}"]
    numbers = rule_key(book.rules[name])[1]
    fixed: dict[str, Any] = {
        "last_year": last_year(book),
        "within": _within(book),
        **{key: numbers[key] for key in ("days", "after") if key in numbers},
    }
    wanted = [field for _, field, _, _ in Formatter().parse(template) if field is not None and field not in fixed]
    columns = [_shown(book, members, field) for field in wanted]
    return [template.format(**fixed, **dict(zip(wanted, row, strict=True))) for row in zip(*columns, strict=True)]


def _shown(book: Book, members: pd.DataFrame, field: str) -> list[object]:
    if field == "amount":
        return [book.money(amount) for amount in members["amount_last_year"].tolist()]
    if field == "mean_gap":
        return ((members["tenure"] - members["recency"]) / (members["purchase_days"] - 1)).tolist()
    if field == "gap":
        return [_gap(days) for days in members["usual_gap"].tolist()]
    return members[field].tolist()


def _gap(days: float) -> str:
    return phrases()["own_lists.gap_day" if days == 1 else "own_lists.gap_days"].format(days=days)


def rule_in_words(book: Book, name: str) -> str:
    """Give the rule of a list as one would say it."""
    key, numbers = rule_key(book.rules[name])
    words = {**numbers, "last_year": last_year(book), "within": _within(book)}
    template = phrases()[f"own_lists.rule_{key}"]
    return template.format(**words)


def _within(book: Book) -> str:
    """Say for how long first-time buyers were followed to know by which day half of those who come back had."""
    followed = ripe(book)
    if followed is None or followed.within == YEAR:
        return str(phrase("own_comes_back.year"))
    return str(phrase("own_comes_back.days", days=followed.within))


def head_of_last_year(book: Book) -> dict[str, str]:
    """Name the column of the last year's money where the file is shorter than a year; else it has its usual name."""
    if book.days >= YEAR:
        return {}
    return {"amount_last_year": str(phrase("own_lists.head_last_year", days=book.days))}


def last_year(book: Book) -> str:
    """Say when the money of the last year was brought."""
    days = min(YEAR, book.days)
    if days == 1:
        return str(phrase("own_lists.last_day", day=day(book.as_of)))
    return str(
        phrase(
            "own_lists.last_year_mixed" if mixed_year(book) else "own_lists.last_year", days=days, day=day(book.as_of)
        )
    )
