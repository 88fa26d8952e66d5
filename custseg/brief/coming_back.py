"""Who comes back? The second purchase, by when; whether cohorts and first products differ; who is silent this week.

`who_comes_back`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..decide import silent_newcomers
from ..exhibit import Claim, Exhibit, Sentence, claim, day, format_table, percent, period_name, phrase
from ..plot import half_side, plot_second_purchases
from ..resample import Twin, mean_intervals, shuffle_first_months, shuffle_labels, spread_between, twin, wilson_interval
from ..schema import Period, typed
from ..value import second_purchase_curve, silence_table
from ._once import once_a_book
from ._ripe_buyers import FEWEST, SETTLED, WITHIN, Ripe, half_by, ripe, settled_from
from ._words import people, short_name
from .book import Book
from .section import Section

TWINS = 200
WEEK = 7
LINES = 4
YEAR = 365
PERIODS: tuple[Period, ...] = ("Y", "Q", "M")


@typed
@once_a_book
def who_comes_back(book: Book) -> Section:
    """Say how many first-time buyers buy again, by when, and whether cohorts differ; list who is silent this week.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    Section
        Only customers who were watched for a year since their first purchase are counted, or for 180 or 90 days where
        fewer than thirty were; with fewer than thirty still, it steps aside. Unless the log is known to begin with
        first purchases, who was seen in its first ninety days is left out: they may be old customers. Cohorts are
        compared where everybody in them was watched that long. With ``by=`` also the names of that column on the first
        day. The list ``silent newcomers`` names who passed, in the last seven days, the day by which half of those who
        come back had; where all of them are on one of the lists for Monday, the sentence names that one.

    See Also
    --------
    custseg.value.second_purchase_curve : The curve.

    Examples
    --------
    >>> from custseg.brief import open_book, who_comes_back
    >>> from custseg.datasets import load_cdnow
    >>> who_comes_back(open_book(load_cdnow())).title
    1,074 of 2,357 first-time buyers (46%) bought again within a year, half of them by day 50.
    """
    followed, topic = ripe(book), str(phrase("own_comes_back.topic"))
    if followed is None:
        return Section("comes-back", topic, _too_few(book), aside=True)
    half, old = half_by(book), _old(book, followed)
    if half is None:
        n, within = len(followed.waits), _length(followed.within)
        said = claim("own_comes_back.none", holds=True, n=n, within=within, **_known(book, "title"))
        return Section("comes-back", topic, said, more=old)
    cohorts = _cohorts(book, followed)
    listed = book.rhythm[silent_newcomers(book.rhythm, after=half, until=half + WEEK)]
    compared = _by(book, followed)
    minor = followed.settled and _left_out(book) <= len(followed.waits)
    minor |= book.shows("begins late")  # what is odd is told above all sections: here it is folded
    told = _unseen(book, followed)
    return Section(
        "comes-back",
        topic,
        _title(book, followed, half),
        claims=(*_cohorts_said(book, followed, cohorts), *compared.said, _newcomers(book, half, listed)),
        exhibit=_curves(book, followed, cohorts),
        caution=None if minor or not old else old[0],
        more=(*_still(book, followed, half), *compared.table, *told, *(old if minor else ())),
        lists={str(phrase("own_comes_back.sheet")): listed} if len(listed) else {},
    )


def _known(book: Book, name: str) -> dict[str, Any]:
    call = "custseg.brief.who_comes_back(book)"
    return {"unit": "first-time buyers", "dates": book.dates, "call": call, "id": f"comes-back.{name}"}


def _length(days: int) -> Sentence:
    return phrase("own_comes_back.year") if days == YEAR else phrase("own_comes_back.days", days=days)


def _too_few(book: Book) -> Claim:
    shortest = WITHIN[-1]
    n = 0 if not book.has_sales else int((book.waits["days_watched"] >= shortest).sum())
    return claim("own_comes_back.aside", holds=True, n=n, days=shortest, needed=FEWEST, **_known(book, "title"))


def _title(book: Book, followed: Ripe, half: int) -> Claim:
    back, within = followed.back, _length(followed.within)
    low, high = wilson_interval(int(back.sum()), len(back))
    return claim(
        "own_comes_back.title", holds=True, n=len(back), back=int(back.sum()), share=back.mean(), within=within,
        half=half, interval=(float(low), float(high)), **_known(book, "title"),
    )  # fmt: skip


class _Cohorts(NamedTuple):
    """Periods of first purchase that can be compared, youngest last, and in which of them each customer is."""

    unit: Period
    names: dict[pd.Period, str]
    of: pd.Series


def _cohorts(book: Book, followed: Ripe) -> _Cohorts | None:
    """Give the youngest four cohorts that are new and ripe as a whole; None where there are not two."""
    begins = settled_from(book) if followed.settled else pd.Timestamp(book.facts.first_day)
    for unit in PERIODS:
        when = followed.waits["first_purchase"].dt.to_period(unit)
        counts = when.value_counts().sort_index()
        over = [
            cohort for cohort in counts.index[counts >= FEWEST]
            if cohort.end_time.normalize() + pd.Timedelta(days=followed.within) <= book.as_of
            and (cohort.start_time >= begins or not followed.settled)
        ]  # fmt: skip
        if len(over) > 1:
            names = {one: period_name(one.start_time.normalize(), one.end_time.normalize()) for one in over[-LINES:]}
            return _Cohorts(unit, names, when[when.isin(list(names))].map(names))
    return None


def _cohorts_said(book: Book, followed: Ripe, cohorts: _Cohorts | None) -> tuple[Claim, ...]:
    if cohorts is None:
        return ()
    table = pd.DataFrame({"first_month": cohorts.of, "value": followed.back.reindex(cohorts.of.index)})
    seen = _twin(book, table, shuffle_first_months, "first_month", str(phrase("own_comes_back.months")))
    return (_spread("cohorts", book, mean_intervals(table["value"], cohorts.of, yes_or_no=True), seen),)


def _spread(name: str, book: Book, rates: pd.DataFrame, seen: Twin, **values: Any) -> Claim:
    ends: dict[str, Any] = {"least": rates["mean"].idxmin(), "most": rates["mean"].idxmax()}
    said: dict[str, Any] = {end: rates["mean"][group] for end, group in ends.items()}
    said |= {f"{end}_name": short_name(group) for end, group in ends.items()}
    said |= {f"{end}_n": int(rates["customers"][group]) for end, group in ends.items()}
    n = int(rates["customers"].sum())
    return claim(f"own_comes_back.{name}", holds=True, n=n, twin=seen, **said, **values, **_known(book, name))


def _twin(book: Book, table: pd.DataFrame, shuffle: Callable[..., Any], column: str, what: str) -> Twin:
    """Shuffle a column among the customers of the sample."""
    if book.quick_sample is not book.quick:
        table = table[np.isin(book.places(table.index), book.quick_sample["customer_id"].unique())]
    sample = table.astype({column: "category"})
    return twin(sample, shuffle, partial(spread_between, column=column), what=what, n=TWINS, random_state=book.seed)


class _Compared(NamedTuple):
    """What is said of the column by which customers are compared, and the table behind it."""

    said: tuple[Claim, ...] = ()
    table: tuple[pd.DataFrame, ...] = ()


def _by(book: Book, followed: Ripe) -> _Compared:
    """Compare what the column `by` says on the first day: only names that thirty or more bear."""
    if book.by is None:
        return _Compared()
    labels, by = followed.waits["label"], short_name(book.by)
    counts = labels.value_counts()
    labels = labels[labels.isin(counts.index[counts >= FEWEST])]
    if labels.nunique() < 2:
        return _Compared((claim("own_comes_back.by_few", holds=True, by=by, needed=FEWEST, **_known(book, "by")),))
    table = pd.DataFrame({"label": labels, "value": followed.back.reindex(labels.index)})
    rates = mean_intervals(table["value"], labels, yes_or_no=True)
    seen = _twin(book, table, shuffle_labels, "label", str(phrase("own_comes_back.labels", by=by)))
    shown = rates.sort_values("mean", ascending=False).rename_axis(by)[["customers", "mean", "low", "high"]]
    heads = {"customers": str(phrase("own_comes_back.watched")), "mean": str(phrase("own_comes_back.back"))}
    shown = format_table(shown, heads=heads, mean="percent", low="percent")
    return _Compared((_spread("by", book, rates, seen, by=by),), (shown,))


def _newcomers(book: Book, half: int, listed: pd.DataFrame) -> Claim:
    n, sheet = len(listed), sheet_of(book, listed) if len(listed) else None
    said: dict[str, Any] = {"n": n, "people": people(n), "half": half, "sheet": sheet}
    return claim("own_comes_back.newcomers", holds=n > 0, **said, **_known(book, "newcomers"))


def sheet_of(book: Book, listed: pd.DataFrame) -> str:
    """Name the sheet on which silent newcomers stand: a list for Monday that has all of them, else their own."""
    on = book.lists["list"].astype("object").reindex(listed.index)
    if on.notna().all() and (on == on.iloc[0]).all():
        return str(phrase(f"own_lists.{on.iloc[0]}"))
    return str(phrase("own_comes_back.sheet"))


def _still(book: Book, followed: Ripe, half: int) -> tuple[Claim, ...]:
    """Say how many of those who were silent on that day came later, if the day is not the last that counts."""
    if half >= followed.within:
        return ()
    row: Any = silence_table(followed.waits, silent_since=[half], within=followed.within).iloc[0]
    if not row["customers"]:
        return ()
    said: dict[str, Any] = {
        "half": half,
        "back": int(row["came_back"]),
        "share": row["share"],
        "within": _length(followed.within),
    }
    ends = (row["low"], row["high"])
    known = _known(book, "still")
    return (claim("own_comes_back.still", holds=True, n=int(row["customers"]), interval=ends, **said, **known),)


def _old(book: Book, followed: Ripe) -> tuple[Claim, ...]:
    """Say whom a log that may begin after first purchases makes look new, or that they were left out."""
    if book.facts.starts_with_first_purchase:
        return ()
    if not followed.settled:
        return (claim("own_comes_back.old", holds=True, **_known(book, "old")),)
    return (claim("own_comes_back.left_out", holds=True, n=_left_out(book), days=SETTLED, **_known(book, "old")),)


def _unseen(book: Book, followed: Ripe) -> tuple[Claim, ...]:
    """Say that days are missing in which somebody may have come back, or that a year is short for who comes yearly."""
    said = []
    if book.shows("hole") and followed.waits["first_purchase"].min() <= pd.Timestamp(_hole(book)[1]):
        first, last = (day(pd.Timestamp(end)) for end in _hole(book))
        said.append(claim("own_comes_back.hole", holds=True, first=first, last=last, **_known(book, "hole")))
    if book.shows("once a year") and followed.within <= YEAR:
        within = _length(followed.within)
        said.append(claim("own_comes_back.yearly", holds=True, within=within, **_known(book, "yearly")))
    return tuple(said)


def _hole(book: Book) -> list[str]:
    return str(book.signs["about"]["hole"]).split()


def _left_out(book: Book) -> int:
    return int((book.waits["first_purchase"] < settled_from(book)).sum())


@half_side()
def _curves(book: Book, followed: Ripe, cohorts: _Cohorts | None) -> Exhibit:
    """Draw the curve of each cohort, or of all where there are no two."""
    days, n, within = range(1, followed.within + 1), len(followed.waits), _length(followed.within)
    if cohorts is None:
        log = book.quick[book.quick["customer_id"].isin(book.places(followed.waits.index))]
        curve = second_purchase_curve(log, observed_until=book.as_of, within=days)
        curve = curve.rename(index={"all": str(phrase("own_comes_back.all"))})
    else:
        curve = second_purchase_curve(book.quick, observed_until=book.as_of, within=days, period=cohorts.unit)
        curve = curve.loc[list(cohorts.names)].rename(index=cohorts.names)
    ends = curve.xs(followed.within, level=1)
    groups = [phrase("own_comes_back.group", name=name, n=int(row["customers"])) for name, row in ends.iterrows()]
    lines = [
        phrase(
            "own_comes_back.line", name=name, share=percent(row["share"]), n=int(row["customers"]), day=followed.within
        )
        for name, row in ends.iterrows()
    ]
    return plot_second_purchases(
        curve,
        label=str(phrase("own_comes_back.label")),
        across=str(phrase("own_comes_back.across")),
        title=phrase("own_comes_back.figure", n=n, share=percent(followed.back.mean()), within=within),
        caption=phrase("own_comes_back.caption", within=within, groups="; ".join(groups)),
        alt=phrase("own_comes_back.alt", lines="; ".join(lines)),
    )
