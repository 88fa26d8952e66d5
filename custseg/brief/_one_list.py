"""What is said of one list: how many like its members came back, what is at stake, what it can show?

`about`; `looked_at_again` is the day on which it is known, `needed` how many customers could teach something.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..exhibit import Claim, day, interval_text, percent, phrase
from ._lists_in_words import capital, drawn, last_year, rule_in_words, said_of, who
from .book import Book

LIMIT = 0.5  # of the share who come back: a larger effect is not to be hoped for
FEWEST_RETURNS = 10  # whose money is averaged


def looked_at_again(book: Book) -> str:
    """Name the day on which it is known who came back, and both halves of a list are compared."""
    return day(book.as_of + pd.Timedelta(days=book.days_ahead))


def needed(row: pd.Series) -> int:
    """Give how many customers would do: the effect halves with four times as many, and cannot exceed who stays away."""
    room = min(LIMIT * row["share"], 1 - row["share"])
    return int(np.ceil(row["customers"] * (row["smallest_effect"] / room) ** 2))


def about(book: Book, name: str, row: pd.Series) -> list[Claim]:
    """Say of one list its rule, how many came back before, what is at stake and what it can show."""
    said = [said_of(book, "rule", f"rule.{name}", who=capital(who(name)), rule=rule_in_words(book, name))]
    said.append(_back(book, name, row))
    money = float(book.lists.loc[book.lists["list"] == name, "amount_last_year"].sum())
    n = int(row["customers"])
    stake: dict[str, Any] = {"amount": book.money(money), "last_year": last_year(book), "who": who(name)}
    if row["action"] != "leave":
        said.append(said_of(book, "stake", f"stake.{name}", n=n, unit="customers", **stake))
    if row["action"] == "write":
        said += [_worth(book, name, row), _shows(book, name, row)]
    return said


def _back(book: Book, name: str, row: pd.Series) -> Claim:
    known = row["members"] > 0
    return said_of(
        book,
        "back",
        f"back.{name}",
        holds=bool(known),
        n=int(row["members"]),
        unit="customers",
        interval=(row["low"], row["high"]),
        came_back=int(row["came_back"]),
        ahead=book.days_ahead,
        share=percent(row["share"]),
        sure=interval_text(row["low"], row["high"]),
        who=who(name),
    )


def _worth(book: Book, name: str, row: pd.Series) -> Claim:
    worth = float(row["amount_per_return"])
    known = bool(np.isfinite(worth) and worth > 0 and row["came_back"] >= FEWEST_RETURNS)
    return said_of(
        book,
        "worth",
        f"worth.{name}",
        holds=known,
        n=int(row["came_back"]),
        unit="customers",
        who=who(name),
        ahead=book.days_ahead,
        worth=book.money(worth) if known else None,
        cost=_cost(book, worth / 100) if known else None,
    )


def _cost(book: Book, sales: float) -> str:
    """Say what a letter may cost that brings so much of sales; without a margin, on what it is to be taken."""
    if book.margin is None:
        return str(phrase("own_lists.cost_of_sales", cost=book.money(sales)))
    cost = book.money(book.margin * sales)
    return str(phrase("own_lists.cost_at_margin", cost=cost, margin=percent(book.margin)))


def _shows(book: Book, name: str, row: pd.Series) -> Claim:
    if row["for_learning"]:
        write, leave = drawn(book, name)
        effect = {"points": 100 * row["smallest_effect"], "write": write, "leave": leave}
        n = int(row["customers"])
        return said_of(book, "power", f"power.{name}", n=n, unit="customers", who=who(name), **effect)
    known = bool(np.isfinite(row["relative"]))
    if known and (row["relative"] <= LIMIT or row["share"] == 1):
        return said_of(book, "full", f"service.{name}", who=who(name), share=percent(row["share"]))
    enough = needed(row) if known else None
    share = percent(row["relative"]) if known else None
    return said_of(book, "service", f"service.{name}", holds=known, who=who(name), relative=share, needed=enough)
