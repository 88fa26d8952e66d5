"""What should known customers bring next? By the rule that was best on the file's own past, with its errors there.

`what_to_expect`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..exhibit import Claim, Exhibit, day, number, paragraph, percent, phrase
from ..plot import half_side, plot_past_forecasts
from ..repeat_buying.forecast_choice import ForecastChoice
from ..schema import typed
from ._buying_kind import kind_of_buying
from ._expected_in_words import claimed, ends_of, rule_name, window_name
from ._like_today import like_today
from ._money_counted import first_days, refunds
from ._once import once_a_book
from ._periods import giant_account
from ._words import a_length, short_name
from .book import Book
from .section import Section

TOPIC = "What to expect 未来预期"
YEAR = 364
SEASON = "carried on with last year's season"
ALL_ONE_WAY = 4  # of the last forecasts: as many as erred in one direction are told
NEARLY_ONE_WAY = 8  # of which all but one did
WIDE = 3.0  # times the lower end: what is wider is no forecast to plan with


@typed
@once_a_book
def what_to_expect(book: Book) -> Section:
    """Say what known customers should bring, judged on the file's own past.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    Section
        The forecast of the best rule with its interval; folded, all rules with their errors and whether the customers
        of each group did what was expected of them. Without four past windows it steps aside: carried on, no interval.

    See Also
    --------
    custseg.repeat_buying.choose_forecast : How the rule is found.

    Examples
    --------
    >>> from custseg.brief import open_book, what_to_expect
    >>> from custseg.datasets import load_cdnow
    >>> what_to_expect(open_book(load_cdnow())).title
    Known customers should bring 19,751 USD (14,933–26,124 USD) in the next 13 weeks.
    """
    choice = book.forecast
    if not np.isfinite(choice.low):
        return _aside(book, choice)
    season, seasonal = _season(book, choice), _seasonal(book, choice)
    return Section(
        "expect",
        TOPIC,
        _title(book, choice),
        claims=(*_since(book), *_account(book, choice), _judged(book, choice)),
        exhibit=_figure(book, choice),
        caution=seasonal if seasonal is not None else None if season.holds else season,
        more=(*((season,) if season.holds and seasonal is None else ()), *_folded(book, choice)),
    )  # fmt: skip


def _title(book: Book, choice: ForecastChoice) -> Claim:
    ends = choice.low, choice.high
    return claimed(
        book, "title", holds=ends[1] <= WIDE * ends[0], window=window_name(book), estimate=book.money(choice.estimate),
        ends=ends_of(book, choice), interval=ends,
    )  # fmt: skip


def _since(book: Book) -> tuple[Claim, ...]:
    """Say from which day on the log is asked, where money before it was another or days are missing."""
    if not book.is_broken:
        return ()
    return (claimed(book, "since", holds=_jumps_there(book),
                 since=day(book.unbroken_from)),)  # fmt: skip


def _jumps_there(book: Book) -> bool:
    """Say whether the log is comparable from that day on because amounts jump there, not because days are missing."""
    since = book.unbroken_from
    return book.shows("prices jump") and pd.Timestamp(str(book.signs["about"]["prices jump"])) == since


def _account(book: Book, choice: ForecastChoice) -> tuple[Claim, ...]:
    """Say how much of it is one account, where one brought a quarter of the year or more."""
    giant = giant_account(book)
    if giant is None or giant[0] not in book.expected.index or not choice.estimate > 0:
        return ()
    amounts: Any = book.expected["expected_amount"]
    amount = float(amounts[giant[0]])
    name = short_name(book.called(giant[0]))
    return (claimed(book, "account", holds=True, name=name, rest=book.money(choice.estimate - amount)),)


def _days(book: Book) -> int:
    """Give how many days the part of the log covers that is asked."""
    return (book.as_of - book.unbroken_from).days + 1


def _aside(book: Book, choice: ForecastChoice) -> Section:
    gate: dict[Any, Any] = book.gates.loc["expected"].to_dict()
    days = _days(book)
    if days < book.days_ahead:
        title = claimed(
            book,
            "short",
            holds=not book.is_broken,
            id="expect.title",
            window=window_name(book),
            days=f"{days:,} day" + "s" * (days != 1),
            are="is" if days == 1 else "are",
            since=day(book.unbroken_from),
        )
    elif not choice.estimate > 0:
        title = claimed(book, "nothing", holds=choice.rule == "carried on", id="expect.title", window=window_name(book))
    else:
        title = claimed(
            book, "unsure", holds=choice.rule == "carried on", id="expect.title", window=window_name(book),
            estimate=book.money(choice.estimate),
        )  # fmt: skip
    lacking = claimed(
        book, "gate", holds=not gate["passes"], needed=int(gate["needed"]), found=int(gate["found"]) or "none",
        purchases=100, days_ahead=book.days_ahead,
    )  # fmt: skip
    return Section("expect", TOPIC, title, claims=(*_since(book), lacking), aside=True)


def _judged(book: Book, choice: ForecastChoice) -> Claim:
    row: dict[Any, Any] = choice.rules.loc[choice.rule].to_dict()
    return claimed(
        book, "judged", holds=True, rules=int(choice.rules["judged"].sum()), rule=rule_name(book, choice.rule),
        cuts=int(row["cuts"]), missed=percent(row["missed"]), way=_way(choice),
    )  # fmt: skip


def _way(choice: ForecastChoice) -> str:
    """Say how many of the last forecasts erred in one direction, where all did or all but one; no test is made of it.

    The windows overlap, so that neighbours err alike: it is told as what happened.
    """
    past = choice.past[[choice.rule, "actual"]].dropna()
    high = (past[choice.rule] > past["actual"]).to_numpy()[::-1]  # the youngest first
    for n in range(len(high), ALL_ONE_WAY - 1, -1):
        too_high = int(high[:n].sum())
        k = max(too_high, n - too_high)
        if k == n or (k == n - 1 and n >= NEARLY_ONE_WAY):
            way = str(phrase("own_expect.high" if too_high == k else "own_expect.low"))
            key = "way_nearly" if k < n else "way_all" if n == len(high) else "way_last"
            counts: dict[str, Any] = {"n": n, "k": k} if k < n else {"n": n}
            return str(phrase(f"own_expect.{key}", way=way, **counts))
    return ""


def _season(book: Book, choice: ForecastChoice) -> Claim:
    then = book.as_of - pd.Timedelta(days=YEAR)
    judged = choice.past.index.to_series()[choice.past[choice.rule].notna()]
    return claimed(book, "season", holds=bool(((judged - then).abs().dt.days <= book.days_ahead // 3).any()))


def _seasonal(book: Book, choice: ForecastChoice) -> Claim | None:
    """Say that the season of a year ago would have missed by less than half, where it was too short a past to judge."""
    other: dict[Any, Any] = choice.rules.loc[SEASON].to_dict()
    shared = choice.past[SEASON].dropna().index
    if other["judged"] or len(shared) < 3 or not other["estimate"] > 0:
        return None
    own = (choice.past.loc[shared, "actual"] / choice.past.loc[shared, choice.rule] - 1).abs().mean()
    if not 2 * other["missed"] < own:
        return None
    return claimed(
        book, "seasonal", holds=True, estimate=book.money(other["estimate"]), cuts=len(shared),
        missed=percent(other["missed"]), own=percent(own),
    )  # fmt: skip


@half_side()
def _figure(book: Book, choice: ForecastChoice) -> Exhibit:
    past = choice.past[["until", choice.rule, "actual"]].rename(columns={choice.rule: "forecast"}).dropna()
    until = book.as_of + pd.Timedelta(days=book.days_ahead)
    return plot_past_forecasts(
        past, estimate=choice.estimate, low=choice.low, high=choice.high, until=until,
        currency=book.facts.currency_code, label=f"known customers' money in {a_length(window_name(book))}",
        title=paragraph(_worst(book, past)),
    )  # fmt: skip


def _worst(book: Book, past: pd.DataFrame) -> Claim:
    error = np.abs(np.log(past["actual"].to_numpy() / past["forecast"].to_numpy()))
    row: dict[Any, Any] = past.iloc[int(error.argmax())].to_dict()
    said = {name: book.money(row[name]) for name in ("forecast", "actual")}
    return claimed(book, "worst", holds=True, window=window_name(book), until=day(row["until"]), **said)


def _folded(book: Book, choice: ForecastChoice) -> tuple[Claim | pd.DataFrame, ...]:
    row: dict[Any, Any] = choice.rules.loc[choice.rule].to_dict()
    interval = claimed(book, "interval", holds=True, cuts=int(row["cuts"]), windows=number(row["windows"], 1))
    more = (interval, *_by_then(book, choice), *_rival(book, choice), *first_days(book), *refunds(book))
    return (*more, _rules(book, choice), *kind_of_buying(book), *like_today(book, choice))


def _by_then(book: Book, choice: ForecastChoice) -> tuple[Claim, ...]:
    said = choice.by_then.dropna()
    if not len(said):
        return ()
    missed = (choice.past["actual"][said.index] / said - 1).abs().mean()
    return (claimed(book, "by_then", holds=True, missed=percent(missed), cuts=len(said)),)


def _rival(book: Book, choice: ForecastChoice) -> tuple[Claim, ...]:
    carried: dict[Any, Any] = choice.rules.loc["carried on"].to_dict()
    if choice.rule == "carried on" or not carried["judged"]:
        return ()
    values = {
        "window": window_name(book),
        "carried": book.money(carried["estimate"]),
        "missed": percent(carried["missed"]),
    }
    return (claimed(book, "rival", holds=True, **values),)


def _rules(book: Book, choice: ForecastChoice) -> pd.DataFrame:
    table = choice.rules
    return pd.DataFrame(
        {
            "rule": [rule_name(book, name) for name in table.index],
            "says": [book.money(value) for value in table["estimate"]],
            "past dates": table["cuts"].to_numpy(),
            "missed on average": [percent(value) for value in table["missed"]],
            "judged": ["yes" if judged else "no: too short a past" for judged in table["judged"]],
        }
    ).set_index("rule")
