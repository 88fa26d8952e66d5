"""Whom do we call or write to on Monday, whom do we leave alone, and when do we know whether it paid?

`lists_for_monday`.
"""

from __future__ import annotations

from string import Formatter
from typing import Any

import numpy as np
import pandas as pd

from ..catalogue import phrases
from ..decide import rule_key
from ..exhibit import Claim, Exhibit, claim, day, format_table, interval_text, percent, phrase
from ..plot import plot_bars_with_intervals
from ..schema import typed
from ._periods import mixed_year
from ._ripe_buyers import ripe
from ._rules import FEWEST_BEFORE
from .book import Book
from .section import Section

CALL = "custseg.brief.lists_for_monday(book)"
YEAR = 365
LIMIT = 0.5  # of the share who come back: a larger effect is not to be hoped for
FEWEST_RETURNS = 10  # whose money is averaged


@typed
def lists_for_monday(book: Book) -> Section:
    """Say who is to be called, written to or left alone, and what each list can show (周一名单).

    Lists are made by stated rules: the largest customers, those who are late by their own rhythm, first-time buyers who
    are late, and the long silent. Each rule is judged by what those did who were on the same list on past days; who
    next to never came back is not written to. Of a list that is long enough half is drawn out and left alone.

    Parameters
    ----------
    book : Book
        What is known of the file.

    Returns
    -------
    Section
        Key "monday"; ``lists`` holds one table a list, index ``customer_id``: those to write to first, then those drawn
        out as control, in both the largest customer of the last year first. It steps aside where nobody or one
        customer bought.

    See Also
    --------
    custseg.decide.list_prospects : What a list can expect and show.
    customer_rows : The same lists as sheets of a workbook.

    Examples
    --------
    >>> from custseg.brief import lists_for_monday, open_book
    >>> from custseg.datasets import load_cdnow
    >>> section = lists_for_monday(open_book(load_cdnow()))
    >>> list(section.lists)
    ['largest customers', 'long silent', 'late customers']
    """
    buyers = len(book.customers) if book.has_sales else 0
    if buyers < 2:
        said = _claim(book, "alone" if buyers else "aside", "title")
        return Section("monday", str(phrase("own_lists.topic")), said, aside=True)
    table = book.prospects
    lead = _lead(table)
    own = [_about(book, str(name), row) for name, row in table.iterrows()]
    first = own[list(table.index).index(lead)] if lead is not None else ()
    rest = [said for name, some in zip(table.index, own, strict=True) if name != lead for said in some]
    return Section(
        "monday",
        str(phrase("own_lists.topic")),
        _title(book, table, lead),
        claims=tuple(first),
        exhibit=_figure(book, table),
        caution=_caution(book, table),
        more=(*rest, *((_order(book, table), _overview(book, table)) if len(table) else ())),
        lists={str(phrase(f"own_lists.{name}")): list_sheet(book, name) for name in table.index},
    )


def first_list(book: Book) -> str | None:
    """Name the list with which Monday begins: one that can teach something, else that with most money to write to."""
    table = book.prospects
    if (lead := _lead(table)) is not None:
        return lead
    asked = table.index[table["action"] != "leave"]
    money = book.lists.groupby("list", observed=True)["amount_last_year"].sum().reindex(asked)
    money = money[money > 0]
    return str(money.idxmax()) if len(money) else None


def _lead(table: pd.DataFrame) -> str | None:
    """Name the list with which to begin: of those that can teach something the one at which most money came back."""
    learning = table[table["for_learning"]]
    if not len(learning):
        return None
    return str((learning["customers"] * learning["share"] * learning["amount_per_return"]).idxmax())


def _title(book: Book, table: pd.DataFrame, lead: str | None) -> Claim:
    if lead is None:
        return _service(book, table)
    write, leave = _drawn(book, lead)
    return _claim(
        book,
        "title",
        "title",
        n=write + leave,
        unit="customers",
        who=_who(lead),
        write=write,
        leave=leave,
        when=day(book.as_of + pd.Timedelta(days=book.days_ahead)),
        points=100 * float(table["smallest_effect"][lead]),
        todo=None,
        buyers=len(book.customers),
    )


def _service(book: Book, table: pd.DataFrame) -> Claim:
    """Say whom to call and to write to, where no list is long enough to learn from."""
    counts = table.groupby("action")["customers"].sum()
    call, write = int(counts.get("call", 0)), int(counts.get("write", 0))
    if not call + write:
        return _claim(book, "nobody", "title", n=len(book.customers), unit="customers")
    which = "both" if call and write else "call" if call else "write"
    which_numbers: dict[str, dict[str, Any]] = {
        "both": {"call": call, "write": write},
        "call": {"call": call},
        "write": {"write": write},
    }
    lacking = dict.fromkeys(("who", "write", "leave", "when", "points"))
    todo = str(phrase(f"own_lists.todo_{which}", **which_numbers[which]))
    sizes = {"n": call + write, "unit": "customers", "buyers": len(book.customers)}
    return _claim(book, "title", "title", holds=False, todo=todo, **sizes, **lacking)


def _order(book: Book, table: pd.DataFrame) -> Claim:
    return _claim(book, "order", "order", order=", ".join(_who(str(name)) for name in table.index))


def _about(book: Book, name: str, row: pd.Series) -> list[Claim]:
    """Say of one list its rule, how many came back before, what is at stake and what it can show."""
    said = [_claim(book, "rule", f"rule.{name}", who=_capital(_who(name)), rule=rule_in_words(book, name))]
    said.append(_back(book, name, row))
    money = float(book.lists.loc[book.lists["list"] == name, "amount_last_year"].sum())
    n = int(row["customers"])
    stake: dict[str, Any] = {"amount": book.money(money), "last_year": last_year(book), "who": _who(name)}
    if row["action"] != "leave":
        said.append(_claim(book, "stake", f"stake.{name}", n=n, unit="customers", **stake))
    if row["action"] == "write":
        said += [_worth(book, name, row), _shows(book, name, row)]
    return said


def _back(book: Book, name: str, row: pd.Series) -> Claim:
    known = row["members"] > 0
    return _claim(
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
        who=_who(name),
    )


def _worth(book: Book, name: str, row: pd.Series) -> Claim:
    worth = float(row["amount_per_return"])
    known = bool(np.isfinite(worth) and worth > 0 and row["came_back"] >= FEWEST_RETURNS)
    return _claim(
        book,
        "worth",
        f"worth.{name}",
        holds=known,
        n=int(row["came_back"]),
        unit="customers",
        who=_who(name),
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
        write, leave = _drawn(book, name)
        effect = {"points": 100 * row["smallest_effect"], "write": write, "leave": leave}
        n = int(row["customers"])
        return _claim(book, "power", f"power.{name}", n=n, unit="customers", who=_who(name), **effect)
    known = bool(np.isfinite(row["relative"]))
    if known and (row["relative"] <= LIMIT or row["share"] == 1):
        return _claim(book, "full", f"service.{name}", who=_who(name), share=percent(row["share"]))
    needed = _needed(row) if known else None
    share = percent(row["relative"]) if known else None
    return _claim(book, "service", f"service.{name}", holds=known, who=_who(name), relative=share, needed=needed)


def _needed(row: pd.Series) -> int:
    """Give how many customers would do: the effect halves with four times as many, and cannot exceed who stays away."""
    room = min(LIMIT * row["share"], 1 - row["share"])
    return int(np.ceil(row["customers"] * (row["smallest_effect"] / room) ** 2))


def _caution(book: Book, table: pd.DataFrame) -> Claim | None:
    """Name the largest list that its own past speaks against."""
    against = table[(table["action"] == "leave") & (table["people"] >= FEWEST_BEFORE)]
    if not len(against):
        return None
    row = against.iloc[int(against["customers"].to_numpy().argmax())]
    name = str(row.name)
    return _claim(
        book,
        "contradicted" if row["share"] < LIMIT else "anyway",
        f"contradicted.{name}",
        n=int(row["customers"]),
        unit="customers",
        interval=(row["low"], row["high"]),
        who=_who(name),
        members=int(row["members"]),
        came_back=int(row["came_back"]),
        share=percent(row["share"]),
    )


def _figure(book: Book, table: pd.DataFrame) -> Exhibit | None:
    known = table[table["members"] > 0]
    if not len(known):
        return None
    bars = known[["share", "low", "high"]].assign(n=known["members"]).set_axis([_capital(_who(n)) for n in known.index])
    past_days = book.past_alike.index.get_level_values("cut").nunique()
    return plot_bars_with_intervals(
        bars,
        value="share",
        kind="percent",
        label=str(phrase("own_lists.figure_label", ahead=book.days_ahead)),
        caption=str(phrase("own_lists.figure_caption")),
        source=str(phrase("own_lists.figure_source", name=book.name, days=past_days, last_day=day(book.as_of))),
    )


def _overview(book: Book, table: pd.DataFrame) -> pd.DataFrame:
    """Give the lists side by side, in words."""
    drawn = pd.crosstab(book.lists["list"].astype("object"), book.lists["draw"].astype("object"))
    drawn = drawn.reindex(table.index).reindex(columns=["write", "leave"], fill_value=0)
    money = book.lists.groupby("list", observed=True)["amount_last_year"].sum().reindex(table.index)
    shown = pd.DataFrame(
        {
            "action": [str(phrase(f"own_lists.{action}")) for action in table["action"]],
            "customers": table["customers"],
            "control": drawn["leave"],
            "amount_last_year": money,
            "on_it_before": table["members"],
            "came_back_before": table["share"],
            "low": table["low"],
            "high": table["high"],
            "smallest_effect_points": 100 * table["smallest_effect"].where(_possible(table)),
        }
    ).set_axis(pd.Index([_capital(_who(name)) for name in table.index], name="list"))
    written: Any = book.money
    return format_table(
        shown, amount_last_year=written, came_back_before="percent", low="percent", smallest_effect_points="number:1"
    )


def _possible(table: pd.DataFrame) -> pd.Series:
    """Say of which lists the effect is told: who are written to, and of whom so many more can come back."""
    return (table["action"] == "write") & (table["smallest_effect"] <= 1 - table["share"])


def list_sheet(book: Book, name: str) -> pd.DataFrame:
    """Give one list, customer by customer, with the reason in words; who was drawn out as control comes last."""
    members = book.lists[book.lists["list"] == name].sort_values("draw", ascending=False, kind="stable")
    action = str(book.prospects.loc[name, "action"])
    what = {"write": str(phrase(f"own_lists.{action}")), "leave": str(phrase("own_lists.leave_control"))}
    columns = ["purchase_days", "usual_gap", "recency", "amount_last_year"]
    todo = members["draw"].astype("object").map(what)
    why = _with_lot(book, members["draw"], reasons(book, members, name))
    return members[columns].assign(todo=todo, why=why)[["todo", *columns, "why"]]


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
    return members[field].tolist()


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


def _drawn(book: Book, name: str) -> tuple[int, int]:
    counts = book.lists.loc[book.lists["list"] == name, "draw"].value_counts()
    return int(counts.get("write", 0)), int(counts.get("leave", 0))


def _who(name: str) -> str:
    return str(phrase(f"own_lists.{name}"))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _claim(book: Book, key: str, name: str, *, holds: bool = True, **values: Any) -> Claim:
    return claim(f"own_lists.{key}", holds=holds, id=f"monday.{name}", dates=book.dates, call=CALL, **values)
