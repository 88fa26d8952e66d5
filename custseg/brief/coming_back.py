"""Who comes back? The second purchase, by when; whether cohorts and first products differ; who is silent this week.

`who_comes_back`.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from ..decide import silent_newcomers
from ..exhibit import Claim, Exhibit, Sentence, claim, format_table, percent, period_name, phrase
from ..plot import plot_second_purchases
from ..resample import Twin, mean_intervals, shuffle_first_months, shuffle_labels, spread_between, twin
from ..schema import typed
from ..value import second_purchase_curve, silence_table
from ._coming_back import FEWEST, WITHIN, half_by, ripe
from ._words import people, short_name
from .book import Book
from .section import Section

TWINS = 200
WEEK = 7
LINES = 4
YEAR = 365
PERIODS = ("Y", "Q", "M")


@typed
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
        fewer than thirty were; with fewer than thirty still, it steps aside. Cohorts are compared where everybody in
        them was watched that long. With ``by=`` also the names of that column on the first day. The list ``silent
        newcomers`` names who passed, in the last seven days, the day by which half of those who come back had.

    See Also
    --------
    custseg.value.second_purchase_curve : The curve.

    Examples
    --------
    >>> from custseg.brief import open_book, who_comes_back
    >>> from custseg.datasets import load_cdnow
    >>> who_comes_back(open_book(load_cdnow())).title
    1,090 of 2,357 first-time buyers (46%) bought again within a year, half of them by day 50.
    """
    followed, topic = ripe(book), str(phrase("own_comes_back.topic"))
    if followed is None:
        return Section("comes-back", topic, _too_few(book), aside=True)
    within, waits = followed
    half = half_by(book)
    if half is None:
        n = len(waits)
        said = claim("own_comes_back.none", holds=True, n=n, within=_length(within), **_known(book, "title"))
        return Section("comes-back", topic, said, caution=_old(book))
    cohorts = _cohorts(book, within, waits)
    listed = book.rhythm[silent_newcomers(book.rhythm, after=half, until=half + WEEK)]
    behind, table = _by(book, within, waits)
    return Section(
        "comes-back",
        topic,
        _title(book, within, waits, half),
        claims=(*_cohorts_said(book, within, cohorts), *behind, _newcomers(book, half, len(listed))),
        exhibit=_curves(book, within, waits, cohorts),
        caution=_old(book),
        more=(*_still(book, within, half), *table),
        lists={str(phrase("own_comes_back.sheet")): listed} if len(listed) else {},
    )


def _known(book: Book, name: str) -> dict[str, object]:
    call = "custseg.brief.who_comes_back(book)"
    return {"unit": "first-time buyers", "dates": book.dates, "call": call, "id": f"comes-back.{name}"}


def _length(days: int) -> Sentence:
    return phrase("own_comes_back.year") if days == YEAR else phrase("own_comes_back.days", days=days)


def _too_few(book: Book) -> Claim:
    shortest = WITHIN[-1]
    n = 0 if book.customers.empty else int((book.waits["days_watched"] >= shortest).sum())
    return claim("own_comes_back.aside", holds=True, n=n, days=shortest, needed=FEWEST, **_known(book, "title"))


def _title(book: Book, within: int, waits: pd.DataFrame, half: int) -> Claim:
    back = waits["days_to_second"] <= within
    row = mean_intervals(back, pd.Series("all", index=back.index)).iloc[0]
    return claim(
        "own_comes_back.title", holds=True, n=len(waits), back=int(back.sum()), share=row["mean"], within=_length(within),
        half=half, interval=(row["low"], row["high"]), **_known(book, "title"),
    )  # fmt: skip


def _cohorts(book: Book, within: int, waits: pd.DataFrame) -> pd.Series | None:
    """Give the cohort of each customer, the youngest four that are ripe as a whole; None where there are not two."""
    for unit in PERIODS:
        when = waits["first_purchase"].dt.to_period(unit)
        counts = when.value_counts()
        over = [
            cohort for cohort in sorted(counts.index)
            if counts[cohort] >= FEWEST and cohort.end_time.normalize() + pd.Timedelta(days=within) <= book.as_of
        ]  # fmt: skip
        if len(over) > 1:
            kept = over[-LINES:]
            names = {one: period_name(one.start_time.normalize(), one.end_time.normalize()) for one in kept}
            return when[when.isin(kept)].map(names)
    return None


def _cohorts_said(book: Book, within: int, cohorts: pd.Series | None) -> tuple[Claim, ...]:
    if cohorts is None:
        return ()
    back = book.waits["days_to_second"].reindex(cohorts.index) <= within
    table = pd.DataFrame({"first_month": cohorts, "value": back})
    seen = _twin(book, table, shuffle_first_months, "first_month", str(phrase("own_comes_back.months")))
    return (_spread("cohorts", book, mean_intervals(back, cohorts), seen),)


def _spread(name: str, book: Book, rates: pd.DataFrame, seen: Twin, **values: object) -> Claim:
    ends = {"least": rates["mean"].idxmin(), "most": rates["mean"].idxmax()}
    said = {end: rates.loc[group, "mean"] for end, group in ends.items()}
    said |= {f"{end}_name": short_name(group) for end, group in ends.items()}
    said |= {f"{end}_n": int(rates.loc[group, "customers"]) for end, group in ends.items()}
    n = int(rates["customers"].sum())
    return claim(f"own_comes_back.{name}", holds=True, n=n, twin=seen, **said, **values, **_known(book, name))


def _twin(book: Book, table: pd.DataFrame, shuffle: object, column: str, what: str) -> Twin:
    sample = table[table.index.isin(pd.Index(book.sample["customer_id"].unique()))]
    return twin(
        sample, shuffle, partial(spread_between, column=column), what=what, n=TWINS, random_state=book.seed
    )


def _by(book: Book, within: int, waits: pd.DataFrame) -> tuple[tuple[Claim, ...], tuple[pd.DataFrame, ...]]:
    """Compare what the column `by` says on the first day: only names that thirty or more bear."""
    if book.by is None:
        return (), ()
    counts = waits["label"].value_counts()
    kept = waits[waits["label"].isin(counts.index[counts >= FEWEST])]
    if kept["label"].nunique() < 2:
        return (), ()
    back = kept["days_to_second"] <= within
    rates = mean_intervals(back, kept["label"])
    table = pd.DataFrame({"label": kept["label"], "value": back})
    by = short_name(book.by)
    seen = _twin(book, table, shuffle_labels, "label", str(phrase("own_comes_back.labels", by=by)))
    shown = rates.sort_values("mean", ascending=False).rename_axis(book.by)
    shown = shown.rename(columns={"customers": "watched"})[["watched", "mean", "low", "high"]]
    heads = {"watched": str(phrase("own_comes_back.watched")), "mean": str(phrase("own_comes_back.back"))}
    return (_spread("by", book, rates, seen, by=by),), (format_table(shown, heads=heads, mean="percent", low="percent"),)


def _newcomers(book: Book, half: int, n: int) -> Claim:
    return claim("own_comes_back.newcomers", holds=n > 0, n=n, people=people(n), half=half, **_known(book, "newcomers"))


def _still(book: Book, within: int, half: int) -> tuple[Claim, ...]:
    if half >= within:
        return ()
    row = silence_table(book.waits, silent_since=[half], within=within).iloc[0]
    if not row["customers"]:
        return ()
    said = {"half": half, "back": int(row["came_back"]), "share": row["share"], "within": _length(within)}
    ends = (row["low"], row["high"])
    known = _known(book, "still")
    return (claim("own_comes_back.still", holds=True, n=int(row["customers"]), interval=ends, **said, **known),)


def _old(book: Book) -> Claim | None:
    if book.facts.starts_with_first_purchase:
        return None
    return claim("own_comes_back.old", holds=True, **_known(book, "old"))


def _curves(book: Book, within: int, waits: pd.DataFrame, cohorts: pd.Series | None) -> Exhibit:
    """Draw the curve of each cohort, or of all where there are no two."""
    groups = pd.Series(str(phrase("own_comes_back.all")), index=waits.index) if cohorts is None else cohorts
    log = book.log[book.log["customer_id"].isin(groups.index)]
    label = log["customer_id"].map(groups)
    curve = second_purchase_curve(
        log.assign(**{"_cohort": label}), observed_until=book.as_of, within=range(1, within + 1), by="_cohort"
    )
    ends = curve.xs(within, level=1)
    sizes = "; ".join(
        str(phrase("own_comes_back.group", name=name, n=int(n))) for name, n in ends["customers"].items()
    )
    lines = "; ".join(
        str(phrase("own_comes_back.line", name=name, share=percent(row["share"]), n=int(row["customers"]), day=within))
        for name, row in ends.iterrows()
    )
    share = percent((waits["days_to_second"] <= within).mean())
    return plot_second_purchases(
        curve,
        label=str(phrase("own_comes_back.label")),
        across=str(phrase("own_comes_back.across")),
        title=phrase("own_comes_back.figure", n=len(waits), share=share, within=_length(within)),
        caption=phrase("own_comes_back.caption", within=_length(within), groups=sizes),
        alt=phrase("own_comes_back.alt", lines=lines),
    )
