"""What should known customers bring next? By the rule that was best on the file's own past, with its errors there.

`what_to_expect`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..exhibit import Claim, Exhibit, claim, day, interval_text, length_name, number, paragraph, percent, phrase
from ..plot import half_side, plot_past_forecasts
from ..repeat_buying import comebacks_by_history, recent_money_ahead
from ..repeat_buying.forecast_choice import ForecastChoice
from ..schema import typed
from ._buying_kind import kind_of_buying
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
_WORDS = {
    "BG/NBD": "bg",
    "MBG/NBD": "mbg",
    "Pareto/NBD": "pareto",
    "carried on": "carried",
    "same days a year before": "year",
    "carried on with last year's season": "season",
}


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
    return _say(
        book, "title", holds=ends[1] <= WIDE * ends[0], window=_window(book), estimate=book.money(choice.estimate),
        ends=_ends(book, choice), interval=ends,
    )  # fmt: skip


def _say(book: Book, key: str, *, holds: object, **values: Any) -> Claim:
    common: dict[str, Any] = {"n": book.log["customer_id"].nunique(), "unit": "customers", "id": f"expect.{key}"}
    call = "custseg.brief.what_to_expect(book)"
    return claim(f"own_expect.{key}", holds=holds, dates=book.dates, call=call, **{**common, **values})


def _since(book: Book) -> tuple[Claim, ...]:
    """Say from which day on the log is asked, where money before it was another or days are missing."""
    if not book.is_broken:
        return ()
    return (_say(book, "since", holds=_jumps_there(book),
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
    return (_say(book, "account", holds=True, name=short_name(giant[0]), rest=book.money(choice.estimate - amount)),)


def _days(book: Book) -> int:
    """Give how many days the part of the log covers that is asked."""
    return (book.as_of - book.unbroken_from).days + 1


def _window(book: Book) -> str:
    return length_name(book.as_of, book.as_of + pd.Timedelta(days=book.days_ahead))


def _ends(book: Book, choice: ForecastChoice) -> str:
    return interval_text(choice.low, choice.high, "money", currency=book.facts.currency_code)


def _rule(book: Book, name: str) -> str:
    return str(phrase(f"own_expect.rule_{_WORDS[name]}", **({} if "/" in name else {"window": _window(book)})))


def _aside(book: Book, choice: ForecastChoice) -> Section:
    gate: dict[Any, Any] = book.gates.loc["expected"].to_dict()
    days = _days(book)
    if days < book.days_ahead:
        title = _say(
            book,
            "short",
            holds=not book.is_broken,
            id="expect.title",
            window=_window(book),
            days=f"{days:,} day" + "s" * (days != 1),
            are="is" if days == 1 else "are",
            since=day(book.unbroken_from),
        )
    elif not choice.estimate > 0:
        title = _say(book, "nothing", holds=choice.rule == "carried on", id="expect.title", window=_window(book))
    else:
        title = _say(
            book, "unsure", holds=choice.rule == "carried on", id="expect.title", window=_window(book),
            estimate=book.money(choice.estimate),
        )  # fmt: skip
    lacking = _say(
        book, "gate", holds=not gate["passes"], needed=int(gate["needed"]), found=int(gate["found"]) or "none",
        purchases=100, days_ahead=book.days_ahead,
    )  # fmt: skip
    return Section("expect", TOPIC, title, claims=(*_since(book), lacking), aside=True)


def _judged(book: Book, choice: ForecastChoice) -> Claim:
    row: dict[Any, Any] = choice.rules.loc[choice.rule].to_dict()
    return _say(
        book, "judged", holds=True, rules=int(choice.rules["judged"].sum()), rule=_rule(book, choice.rule),
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
    return _say(book, "season", holds=bool(((judged - then).abs().dt.days <= book.days_ahead // 3).any()))


def _seasonal(book: Book, choice: ForecastChoice) -> Claim | None:
    """Say that the season of a year ago would have missed by less than half, where it was too short a past to judge."""
    other: dict[Any, Any] = choice.rules.loc[SEASON].to_dict()
    shared = choice.past[SEASON].dropna().index
    if other["judged"] or len(shared) < 3 or not other["estimate"] > 0:
        return None
    own = (choice.past.loc[shared, "actual"] / choice.past.loc[shared, choice.rule] - 1).abs().mean()
    if not 2 * other["missed"] < own:
        return None
    return _say(
        book, "seasonal", holds=True, estimate=book.money(other["estimate"]), cuts=len(shared),
        missed=percent(other["missed"]), own=percent(own),
    )  # fmt: skip


@half_side()
def _figure(book: Book, choice: ForecastChoice) -> Exhibit:
    past = choice.past[["until", choice.rule, "actual"]].rename(columns={choice.rule: "forecast"}).dropna()
    until = book.as_of + pd.Timedelta(days=book.days_ahead)
    return plot_past_forecasts(
        past, estimate=choice.estimate, low=choice.low, high=choice.high, until=until,
        currency=book.facts.currency_code, label=f"known customers' money in {a_length(_window(book))}",
        title=paragraph(_worst(book, past)),
    )  # fmt: skip


def _worst(book: Book, past: pd.DataFrame) -> Claim:
    error = np.abs(np.log(past["actual"].to_numpy() / past["forecast"].to_numpy()))
    row: dict[Any, Any] = past.iloc[int(error.argmax())].to_dict()
    said = {name: book.money(row[name]) for name in ("forecast", "actual")}
    return _say(book, "worst", holds=True, window=_window(book), until=day(row["until"]), **said)


def _folded(book: Book, choice: ForecastChoice) -> tuple[Claim | pd.DataFrame, ...]:
    row: dict[Any, Any] = choice.rules.loc[choice.rule].to_dict()
    interval = _say(book, "interval", holds=True, cuts=int(row["cuts"]), windows=number(row["windows"], 1))
    more = (interval, *_by_then(book, choice), *_rival(book, choice), *_first_days(book), *_refunds(book))
    return (*more, _rules(book, choice), *kind_of_buying(book), *_groups(book, choice))


def _last_window(book: Book, log: pd.DataFrame) -> pd.Series:
    """Say which rows lie in as many days as are asked about, up to the day of the answer."""
    return log["date"].dt.normalize() > book.as_of - pd.Timedelta(days=book.days_ahead)


def _first_days(book: Book) -> tuple[Claim, ...]:
    """Say how much of the last window is carried on: what customers bought on their first day is not."""
    log = book.unbroken
    date = log["date"].dt.normalize()
    days = min(book.days_ahead, (book.as_of - date.min()).days + 1)
    again = recent_money_ahead(log, book.as_of, book.as_of + pd.Timedelta(days=days), days=days)
    rows = _last_window(book, log)
    later = date > date.where(log["amount"] >= 0).groupby(log["customer_id"]).transform("min")
    told = {"window": _window(book), "again": book.money(again), "all": book.money(float(log["amount"][rows].sum()))}
    return (_say(book, "first_days", holds=bool((rows & ~later).any()), **told),)


def _refunds(book: Book) -> tuple[Claim, ...]:
    """Say that refunds count in two ways on the page, and what that is worth."""
    if not (book.log["amount"] < 0).any():
        return ()
    last = _last_window(book, book.log)
    own, sold = float(book.log["amount"][last].sum()), float(book.net["left"][last].sum())
    told = {"window": _window(book), "own": book.money(own), "sold": book.money(sold)}
    return (_say(book, "refunds", holds=told["own"] != told["sold"], n=int((book.log["amount"] < 0).sum()),
                 unit="rows", **told),)  # fmt: skip


def _by_then(book: Book, choice: ForecastChoice) -> tuple[Claim, ...]:
    said = choice.by_then.dropna()
    if not len(said):
        return ()
    missed = (choice.past["actual"][said.index] / said - 1).abs().mean()
    return (_say(book, "by_then", holds=True, missed=percent(missed), cuts=len(said)),)


def _rival(book: Book, choice: ForecastChoice) -> tuple[Claim, ...]:
    carried: dict[Any, Any] = choice.rules.loc["carried on"].to_dict()
    if choice.rule == "carried on" or not carried["judged"]:
        return ()
    values = {"window": _window(book), "carried": book.money(carried["estimate"]), "missed": percent(carried["missed"])}
    return (_say(book, "rival", holds=True, **values),)


def _rules(book: Book, choice: ForecastChoice) -> pd.DataFrame:
    table = choice.rules
    return pd.DataFrame(
        {
            "rule": [_rule(book, name) for name in table.index],
            "says": [book.money(value) for value in table["estimate"]],
            "past dates": table["cuts"].to_numpy(),
            "missed on average": [percent(value) for value in table["missed"]],
            "judged": ["yes" if judged else "no: too short a past" for judged in table["judged"]],
        }
    ).set_index("rule")


def _groups(book: Book, choice: ForecastChoice) -> tuple[Claim | pd.DataFrame, ...]:
    """Say what customers like each of today's did before, and whether the model had it right."""
    cut = _earlier_cut(book)
    if book.is_broken and cut < book.unbroken_from:
        return ()
    model = choice.rule if "/" in choice.rule else next(name for name in choice.rules.index if "/" in name)
    found = comebacks_by_history(book.log, cut=cut, days_ahead=book.days_ahead, model=model)
    most, least = found.iloc[-1], found.iloc[0]
    when = f"{day(cut)}"
    back = _say(
        book, "came_back", holds=bool(len(found) > 1 and most["low"] > least["high"]), n=int(found["customers"].sum()),
        most=found.index[-1], often=round(100 * most["share"]), seldom=round(100 * least["share"]), cut=when,
        days_ahead=book.days_ahead,
    )  # fmt: skip
    return back, *_calibrated(book, found), _shown(found)


def _earlier_cut(book: Book) -> pd.Timestamp:
    """Give the day a year ago, so that like season is held against like, or else the last day that has a window."""
    year = book.as_of - pd.Timedelta(days=YEAR)
    seen = (year - book.unbroken_from).days + 1
    return year if seen >= book.days_ahead <= YEAR else book.as_of - pd.Timedelta(days=book.days_ahead)


def _calibrated(book: Book, found: pd.DataFrame) -> tuple[Claim, ...]:
    if "expected" not in found:
        return ()
    off = (found["expected"] / found["purchases_after"].clip(lower=1) - 1).where(found["purchases_after"] >= 30)
    if off.isna().all():
        return ()
    worst = off.abs().idxmax()
    return (_say(book, "calibrated", holds=bool(off.abs().max() <= 0.2), worst=percent(off.abs().max()), group=worst),)


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    ends = [interval_text(*pair) for pair in found[["low", "high"]].itertuples(index=False)]
    shown = pd.DataFrame(
        {
            "purchases before": found.index.astype(str),
            "customers": found["customers"].to_numpy(),
            "of 100 bought again": (100 * found["share"]).round().astype(int).to_numpy(),
            "95% interval": ends,
            "purchases that came": found["purchases_after"].to_numpy(),
        }
    )
    if "expected" in found:
        shown["purchases expected"] = found["expected"].round().astype(int).to_numpy()
    return shown.set_index("purchases before")
