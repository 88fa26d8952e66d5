"""What can this file not say, what was set aside, and which choices were made that somebody may want otherwise?

`limits`, and `rows_aside` counts the rows for the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ..exhibit import Claim, claim, day, format_table, percent, phrase
from ..read import amounts_set_aside
from ..read.cells.amounts import BEYOND_CENTS
from ..read.meaning.continued import FURTHER_LINE
from ..read.meaning.flags import in_flags
from ..schema import printable, typed
from ..tables._counted import summed
from ..tables._early_refunds import dated_before_their_order
from ._once import once_a_book
from .book import Book
from .section import Section

CALL = "custseg.brief.limits(book)"
LEFT_OUT = "left out: "  # by whoever made the page; such rows stand there as they were read
REPEATS = "every column repeats an earlier row"
NO_PURCHASES = ("the row is a sum of others", "the currency is not")  # money already counted, or of another kind
ANSWER = re.compile(r'\s*Pass answers=\{"(\w+)": "?([\w.]+)"?\} to ([^.]*)\.')
COLUMN = re.compile(r"\s*Pass (columns=\{.*\}) (?:for the other|if they are something else)\.$")
QUESTIONS = {"fresh": "fresh", "comes back": "comes_back", "expected": "expected", "moved": "moved"}


@typed
@once_a_book
def limits(book: Book) -> Section:
    """Say what this file cannot say, what was set aside, and which choices were made (局限与剔除).

    Parameters
    ----------
    book : Book
        What is known of the file.

    Returns
    -------
    Section
        Key "limits". Behind the fold stand the rows set aside by reason, with their money, and each choice with the
        switch that overrules it and, where that costs nothing, sales without the choice.

    See Also
    --------
    custseg.decide.gates : Which questions a log can carry.
    custseg.read.amounts_set_aside : The money of the rows set aside.

    Examples
    --------
    >>> from custseg.brief import limits, open_book
    >>> from custseg.datasets import load_cdnow
    >>> limits(open_book(load_cdnow())).title
    No row was set aside; rows counted: 6,919.
    """
    aside = _by_reason(book)
    tables = [_reasons_in_words(book, aside)] if len(aside) else []
    return Section(
        "limits",
        str(phrase("own_limits.topic")),
        _title(book, aside),
        claims=(
            *_cannot(book),
            *_later(book),
            *_further_lines(book, aside),
            *_refunds(book),
            *_early(book),
            _claim(book, "effect", "effect"),
        ),
        more=(*tables, _choices(book, aside)),
    )


def _by_reason(book: Book) -> pd.DataFrame:
    """Give rows, and money of the purchases among them, by reason; money is missing where no row holds an amount."""
    rows = book.set_aside
    if not len(rows):
        return pd.DataFrame({"rows": [], "amount": []})
    amount = amounts_set_aside(rows, book.log.attrs.get("source", {}))
    amount = amount.where(amount < BEYOND_CENTS)  # no sum of money holds such a one
    amount = amount.where(~rows["reason"].astype(str).str.startswith(NO_PURCHASES) & ~says_nothing(book))
    table = pd.DataFrame({"reason": rows["reason"], "rows": 1, "amount": amount.clip(lower=0.0)})
    found = table.groupby("reason", sort=False).agg(
        rows=("rows", "sum"), amount=("amount", lambda one: one.sum(min_count=1))
    )
    return found.sort_values("rows", ascending=False, kind="stable")


def says_nothing(book: Book) -> pd.Series:
    """Say which rows set aside name neither a customer nor a day, as the sum at the foot of a sheet does."""
    rows, headers = book.set_aside, book.log.attrs.get("source", {}).get("columns") or {}
    asked = [headers.get(name) for name in ("customer_id", "date")]
    if not all(name in rows.columns for name in asked):
        return pd.Series(False, index=rows.index)
    return rows[asked].fillna("").astype(str).apply(lambda one: one.str.strip().eq("")).all(axis=1)


def rows_aside(book: Book) -> tuple[int, int]:
    """Count the rows set aside, and all rows up to the day of the answers; a further line of an order is neither."""
    dropped = int(book.log.attrs.get("source", {}).get("duplicates_dropped", 0))
    aside = int((book.set_aside["reason"] != FURTHER_LINE).sum()) + dropped
    return aside, len(book.log) + aside


def _title(book: Book, aside: pd.DataFrame) -> Claim:
    rows, read = rows_aside(book)
    dropped = book.log.attrs.get("source", {}).get("duplicates_dropped", 0)
    money = float(aside["amount"].sum(min_count=1)) if len(aside) else np.nan
    taken = summed(book.log["amount"].to_numpy(), lambda some: some.clip(min=0))
    share = money / (money + taken) if money + taken > 0 else np.nan
    words = "" if np.isnan(share) or dropped else f", with {percent(share)} of the money of all purchases"
    return _claim(book, "title", "title", holds=rows > 0, n=read, unit="rows", aside=rows, money=words, **_were(rows))


def _further_lines(book: Book, aside: pd.DataFrame) -> Iterator[Claim]:
    """Say how many rows are further lines of an order: they are no purchases of their own, and not set aside."""
    if lines := int(aside["rows"].get(FURTHER_LINE, 0)):
        yield _claim(book, "further_lines", "further-lines", n=lines, unit="rows")


def _were(rows: int) -> dict[str, str]:
    return {"were": "was" if rows == 1 else "were"}


def _refunds(book: Book) -> Iterator[Claim]:
    """Say what came back: as rows of its own, as a column beside the amounts, or not at all."""
    refunds = int((book.log["amount"] < 0).sum())
    beside = book.log.attrs.get("source", {}).get("given_back")
    if beside:
        money: dict[str, Any] = {"money": book.money(beside["amount"]), "column": printable(beside["column"])}
        yield _claim(book, "given_back", "given-back", n=beside["rows"], unit="rows", **money)
    if beside and not refunds:
        return
    unplaced = float(book.net["unplaced"].sum())
    placed = -summed(book.log["amount"].to_numpy(), lambda some: some.clip(max=0)) - unplaced
    lacking = "" if unplaced <= 0 else str(phrase("own_limits.unplaced", amount=book.money(unplaced)))
    money = {"placed": book.money(max(placed, 0.0)), "unplaced": lacking}
    yield _claim(book, "refunds", "refunds", holds=refunds > 0, n=refunds, unit="rows", **money)


def _later(book: Book) -> Iterator[Claim]:
    """Say how many rows of the file lie after the day of the answers."""
    source = book.log.attrs.get("source", {})
    if "rows_read" not in source:
        return
    by_hand = int(book.set_aside["reason"].astype(str).str.startswith(LEFT_OUT).sum())
    later = source["rows_read"] - source.get("rows_dropped", 0) - by_hand - len(book.log)
    if later > 0:
        yield _claim(book, "later", "later", n=int(later), unit="rows", as_of=day(book.as_of))


def _cannot(book: Book) -> Iterator[Claim]:
    """Name the questions that the file cannot answer, each with its number."""
    if not book.has_sales:
        yield _claim(book, "nobody", "nobody")
        return
    lacking = book.gates[~book.gates["passes"]]
    for name, row in lacking.iterrows():
        numbers: dict[str, Any] = {"found": int(row["found"]), "needed": int(row["needed"])}
        days: dict[str, Any] = {"days": book.days_ahead} if name == "expected" else {}
        broken = "_broken" if name == "moved" and book.moves_broken else ""
        question = phrase(f"own_limits.{QUESTIONS[str(name)]}{broken}", **numbers, **days)
        yield _claim(book, "cannot", f"cannot.{QUESTIONS[str(name)]}", question=str(question))
    if book.gates.loc["expected", "passes"] and not np.isfinite(book.forecast.low):
        question = phrase("own_limits.expected_empty", days=book.days_ahead)
        yield _claim(book, "cannot", "cannot.expected", question=str(question))
    elif not len(lacking):
        yield _claim(book, "nothing", "nothing")


def _early(book: Book) -> tuple[Claim, ...]:
    """Say which refunds are dated before the order that they name, where there are some."""
    early = dated_before_their_order(book.quick)
    if not early.any():
        return ()
    money = book.money(-float(book.log["amount"][early].sum()))
    return (_claim(book, "early", "early", n=int(early.sum()), unit="rows", money=money),)


def _reasons_in_words(book: Book, aside: pd.DataFrame) -> pd.DataFrame:
    written: Any = book.money
    return format_table(aside.rename(columns={"amount": "amount_of_purchases"}), amount_of_purchases=written)


def _choices(book: Book, aside: pd.DataFrame) -> pd.DataFrame:
    """Give each choice, the switch that overrules it, and sales without it where that is known."""
    rows = [*_settings(book), *_decided(book, aside)]
    table = pd.DataFrame(rows, columns=["choice", "overruled_by", "without_it"])
    if table["without_it"].eq("").all():  # of no choice is that known
        table = table.drop(columns="without_it")
    return format_table(table.set_index("choice"))


def _settings(book: Book) -> Iterator[tuple[str, str, str]]:
    code = book.facts.currency_code or book.facts.currency
    costs = None if book.costs is None else len(book.costs)
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("as_of", "as_of", {"as_of": day(book.as_of)}),
        ("currency", "currency", {"currency": code}) if code else ("currency", "currency_unknown", {}),
        ("ahead", "ahead", {"days": book.days_ahead}),
        ("margin", "margin", {"margin": percent(book.margin)}) if book.margin is not None
        else ("margin", "margin_unknown", {}),
        ("by", "by", {"by": book.by}) if book.by is not None else ("by", "by_unknown", {}),
        ("costs", "costs", {"customers": costs}) if costs is not None else ("costs", "costs_unknown", {}),
        ("seed", "seed", {"seed": str(book.seed)}),
    ]  # fmt: skip
    refunds = int((book.log["amount"] < 0).sum())
    if refunds:
        netted = "netted_by_order" if "order_id" in book.log.columns else "netted"
        told.append((netted, netted, {"rows": refunds}))
    for name, key, values in told:
        yield str(phrase(f"own_limits.{key}", **values)), str(phrase(f"own_limits.{name}_switch")), ""


def _decided(book: Book, aside: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Give what was decided about the rows, as the reader noted it, and the switch that decides otherwise."""
    source = book.log.attrs.get("source", {})
    dropped = int(source.get("duplicates_dropped", 0))
    repeats = dropped + int(aside["rows"].get(REPEATS, 0))
    if repeats:
        words = str(phrase("own_limits.duplicates", rows=repeats))
        known = "" if dropped else _with_them(book, aside, REPEATS)
        yield words, str(phrase("own_limits.duplicates_switch")), known
    for note in source.get("notes", []):
        if REPEATS in note:
            if not repeats:  # noted, and kept
                yield in_flags(note), str(phrase("own_limits.duplicates_drop_switch")), ""
            continue
        if note.startswith(FURTHER_LINE):  # a claim says it
            continue
        found = ANSWER.search(note)
        other = COLUMN.search(note)
        said = in_flags(COLUMN.sub("", ANSWER.sub("", note)).strip())
        switch = in_flags(other[1]) if other else ""
        switch = str(phrase("own_limits.answer_switch", answer=f"{found[1]}={found[2]}")) if found else switch
        reason = next((one for one in aside.index if note.startswith(str(one))), None)
        off_again = found is not None and found[1] == "refunded" and "given_back" in source  # by the column of refunds
        told = found is not None and found[2] == "keep" and reason is not None and not off_again
        without = _with_them(book, aside, reason) if told else ""
        yield said, switch, without


def _with_them(book: Book, aside: pd.DataFrame, reason: object) -> str:
    """Give sales if these rows were taken as well, where their money is known."""
    more = float(aside["amount"].get(reason, np.nan))
    if np.isnan(more):
        return ""
    now = float(book.log["amount"].sum())
    return str(phrase("own_limits.with_them", money=book.money(now + more), now=book.money(now)))


def _claim(book: Book, key: str, name: str, *, holds: bool = True, **values: Any) -> Claim:
    return claim(f"own_limits.{key}", holds=holds, id=f"limits.{name}", dates=book.dates, call=CALL, **values)
