"""Which lists are there, side by side? Who, how many, by when and for what; behind it the numbers.

`lists_at_a_glance` stands on the front of the page, `overview` behind the fold.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..exhibit import format_table, percent, phrase
from ._lists_in_words import capital, drawn, head_of_last_year, late_ones, who
from ._one_list import LIMIT, looked_at_again
from ._rules import FEWEST_BEFORE, FEWEST_NONE
from .book import Book


def lists_at_a_glance(book: Book, table: pd.DataFrame) -> pd.DataFrame:
    """Give of each list who is on it, how many, what to do, when to look again, and for what; as one would say it."""
    names = [str(name) for name in table.index]
    rows: list[Any] = [row for _, row in table.iterrows()]
    shown = pd.DataFrame(
        {
            "customers": table["customers"].to_numpy(),
            "todo": [_todo(book, name, row) for name, row in zip(names, rows, strict=True)],
            "until": looked_at_again(book),
            "what_for": [_what_for(row) for row in rows],
        },
        index=pd.Index([capital(who(name)) for name in names], name="list"),
    )
    heads = {column: str(phrase(f"own_lists.head_{column}")) for column in shown.columns}
    return format_table(shown, heads=heads)


def _todo(book: Book, name: str, row: pd.Series) -> str:
    if late := len(late_ones(book, name)):
        return str(phrase("own_lists.call_late", late=late))
    if not row["for_learning"]:
        return str(phrase(f"own_lists.{row['action']}_all"))
    write, leave = drawn(book, name)
    return str(phrase("own_lists.write_half", write=write, leave=leave))


def _what_for(row: pd.Series) -> str:
    """Say what the list is for, or why nobody on it is written to."""
    if row["action"] == "call":
        return str(phrase("own_lists.for_care"))
    if row["for_learning"]:
        return str(phrase("own_lists.for_learning"))
    if row["action"] == "write":
        return str(phrase("own_lists.for_service"))
    if row["people"] < (FEWEST_BEFORE if row["share"] else FEWEST_NONE):
        return str(phrase("own_lists.for_unknown"))
    key = "own_lists.for_few" if row["share"] < LIMIT else "own_lists.for_all"
    return str(phrase(key, share=percent(row["share"])))


def overview(book: Book, table: pd.DataFrame) -> pd.DataFrame:
    """Give the lists side by side, in words."""
    money = book.lists.groupby("list", observed=True)["amount_last_year"].sum().reindex(table.index)
    shown = pd.DataFrame(
        {
            "action": [str(phrase(f"own_lists.{action}")) for action in table["action"]],
            "customers": table["customers"],
            "control": [drawn(book, str(name))[1] for name in table.index],
            "amount_last_year": money,
            "on_it_before": table["members"],
            "came_back_before": table["share"],
            "low": table["low"],
            "high": table["high"],
            "smallest_effect_points": 100 * table["smallest_effect"].where(_possible(table)),
        }
    ).set_axis(pd.Index([capital(who(name)) for name in table.index], name="list"))
    written: Any = book.money
    return format_table(
        shown,
        heads=head_of_last_year(book),
        amount_last_year=written,
        came_back_before="percent",
        low="percent",
        smallest_effect_points="number:1",
    )


def _possible(table: pd.DataFrame) -> pd.Series:
    """Say of which lists the effect is told: who are written to, and of whom so many more can come back."""
    return (table["action"] == "write") & (table["smallest_effect"] <= 1 - table["share"])
