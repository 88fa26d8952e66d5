"""Which groups of customers mean something here? Judged by what they did in the last window, which they had not seen.

`groups_that_mean_something`; `customer_groups` and `groups_today` give everybody's group today, with its rule.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from ..decide import smallest_effect
from ..exhibit import Claim, Exhibit, claim, count, day, interval_text, length_name, paragraph, percent, phrase
from ..plot import half_side, plot_bars_with_intervals
from ..resample import shuffle_labels, spread_between, twin
from ..schema import typed
from ..schema.choices import Best
from ..segment import column_bands, earlier_bands
from ..segment.band_choice import BandChoice
from ._once import once_a_book
from ._words import a_length
from .book import Book, Lookback
from .section import Section

TOPIC = "Groups that mean something 有用的分组"
ASKED = 0.25  # of the customers: the difference between two bands that must be seen with 80 % power
_TESTS = re.compile(r"\s*\([^()]*\basked(?:[^()]*\basked)*[^()]*\)")
_NUMBERS = ("no", "one", "two", "three", "four", "five")


@typed
@once_a_book
def groups_that_mean_something(book: Book) -> Section:
    """Say whether there are natural clusters, and whether bands of one column say as much about what comes next.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    Section
        Bands of the column that told most about the last window, held out, beside clusters and cells of recency,
        frequency and amount; what each band did. With too few customers it steps aside.

    See Also
    --------
    custseg.segment.choose_bands : How the column is found.
    customer_groups : Everybody's group today.

    Examples
    --------
    >>> from custseg.brief import groups_that_mean_something, open_book
    >>> from custseg.datasets import load_cdnow
    >>> groups_that_mean_something(open_book(load_cdnow())).key
    'groups'
    """
    if (why_not := _broken(book)) is not None:
        return Section("groups", TOPIC, why_not, aside=True)
    back, choice = book.lookback, book.bands
    if back is None or choice is None or not _is_judged(book):
        return Section("groups", TOPIC, _aside(book), aside=True)
    table = earlier_bands(back.known[choice.column], back.later, best=choice.best)
    return Section(
        "groups",
        TOPIC,
        _title(book, choice, len(table)),
        claims=(_differ(book, back, choice, table),),
        exhibit=_figure(book, back, choice, table),
        more=_folded(book, choice),
    )


@typed
def customer_groups(book: Book) -> pd.DataFrame:
    """Give everybody's group on the day of the answer, and its rule in words.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    DataFrame
        Index ``customer_id``, everybody in ``book.customers``: ``group`` (1 the last to at most 5 the best), ``rule``
        in words. By what was spent, where the file cannot say which column tells most; by days since the last purchase,
        where amounts jump.

    See Also
    --------
    groups_that_mean_something : What the groups did before.

    Examples
    --------
    >>> from custseg.brief import customer_groups, open_book
    >>> from custseg.datasets import load_cdnow
    >>> sorted(customer_groups(open_book(load_cdnow()))["group"].unique().tolist())
    [1, 2, 3, 4, 5]
    """
    return book.named(groups_today(book))


def groups_today(book: Book) -> pd.DataFrame:
    """Give the same, with customers as the tables of the book have them."""
    if "customer_groups" not in book.said:
        book.said["customer_groups"] = book.held(_customer_groups(book))
    groups: pd.DataFrame = book.said["customer_groups"]
    return groups.copy(deep=False)


def _customer_groups(book: Book) -> pd.DataFrame:
    column, best = _grouped_by(book)
    bands = column_bands(book.customers[column], best=best)
    rules = {band: _rule(book, column, *ends) for band, *ends in bands.drop_duplicates("band").itertuples(index=False)}
    told: Any = bands["band"].map(rules) if book.people is None else _categories(bands["band"].to_numpy(), rules)
    return pd.DataFrame({"group": bands["band"], "rule": told}, copy=False)


def _categories(bands: np.ndarray, rules: dict[int, str]) -> pd.Categorical[str]:
    """Give each customer of a long file the rule of the band without a text for each."""
    texts = pd.Index(sorted(set(rules.values())), dtype="str")
    code = np.zeros(max(rules) + 1, dtype=np.int8)
    code[list(rules)] = texts.get_indexer(pd.Index(list(rules.values()), dtype="str"))
    return pd.Categorical.from_codes(code[bands], texts)


def _grouped_by(book: Book) -> tuple[str, Best]:
    """Give the column of the groups, and whether high or low is best."""
    if book.shows("prices jump"):
        return "recency", "low"
    return book.bands[:2] if book.bands is not None and _is_judged(book) else ("amount", "high")


def _is_judged(book: Book) -> bool:
    """Say whether enough customers, in a window without a break, tell which column groups best."""
    return _broken(book) is None and book.lookback is not None and _points(book.lookback) <= ASKED


def _broken(book: Book) -> Claim | None:
    """Say that groups cannot be judged, where amounts jump or days are missing in the window that judges them."""
    cut = book.as_of - pd.Timedelta(days=book.days_ahead)
    jump = book.breaks(book.facts.first_day, book.as_of) == "prices jump"
    if not jump and not book.breaks(cut + pd.Timedelta(days=1), book.as_of):
        return None
    return _say(book, "broken", holds=jump, id="groups.title", window=_window(book))


def _points(back: Lookback) -> float:
    """Give the smallest difference between two bands, of the share who buy again, that would be seen."""
    found = smallest_effect((back.later > 0).astype(float))["smallest_effect"].iloc[0]
    return float(found * np.sqrt(2.5)) if np.isfinite(found) else 1.0  # two fifths of the customers, not all


def _say(book: Book, key: str, *, holds: object = True, **values: Any) -> Claim:
    call = "custseg.brief.groups_that_mean_something(book)"
    common: dict[str, Any] = {"n": len(book.ids), "unit": "customers", "id": f"groups.{key}"}
    return claim(f"own_groups.{key}", holds=holds, dates=book.dates, call=call, **{**common, **values})


def _window(book: Book) -> str:
    return length_name(book.as_of - pd.Timedelta(days=book.days_ahead), book.as_of)


def _aside(book: Book) -> Claim:
    back = book.lookback
    if back is None:
        days = count(book.days) + " day" + "s" * (book.days != 1)
        return _say(
            book,
            "short",
            holds=book.days <= book.days_ahead,
            id="groups.title",
            window=a_length(_window(book)),
            days=days,
        )
    facts = {"id": "groups.title", "window": a_length(_window(book)), "n": len(back.known)}
    if book.bands is None:
        since = int((back.later > 0).sum())
        return _say(book, "alike", back=since or "none", have="has" if since == 1 else "have", **facts)
    return _say(book, "few", points=f"{min(100 * _points(back), 100):.0f}", **facts)


def _title(book: Book, choice: BandChoice, bands: int) -> Claim:
    rivals = choice.explained.drop(index="boosted trees")
    nothing = bool((rivals["low"] <= 0).all())
    clusters = "unknown" if not choice.verdict else "some" if choice.n_clusters > 1 else "none"
    key = f"{clusters}_{'nothing' if nothing else 'beaten' if choice.beaten_by else 'equal'}"
    values: dict[str, Any] = {"window": _window(book)}
    if not nothing:
        values |= {"bands": _number(bands, clusters, choice), "column": _column(choice)}
        values |= {"rival": _rival(choice.beaten_by)} if choice.beaten_by else {}
    return _say(
        book, key, id="groups.title", **values, **({"k": _word(choice.n_clusters)} if clusters == "some" else {})
    )


def _word(k: int) -> str:
    return _NUMBERS[k].capitalize() if k < len(_NUMBERS) else f"{k}"


def _number(bands: int, clusters: str, choice: BandChoice) -> str:
    word = _NUMBERS[bands]
    return word.capitalize() if clusters == "unknown" and not choice.beaten_by else word


def _column(choice: BandChoice) -> str:
    return str(phrase(f"own_groups.by_{choice.column}"))


def _rival(name: str) -> str:
    if name == "RFM cells":
        return str(phrase("own_groups.cells"))
    return str(phrase("own_groups.clusters", k=name.removeprefix("k=")))


def _rule(book: Book, column: str, low: float, high: float) -> str:
    ends = {"low": book.money(low), "high": book.money(high)} if column == "amount" else {
        "low": f"{low:,.0f}", "high": f"{high:,.0f}"
    }  # fmt: skip
    if column != "amount" and ends["low"] == ends["high"] == "1":
        return str(phrase(f"own_groups.rule_{column}_once"))
    if ends["low"] == ends["high"]:
        return str(phrase(f"own_groups.rule_{column}_one", low=ends["low"]))
    return str(phrase(f"own_groups.rule_{column}", **ends))


def _differ(book: Book, back: Lookback, choice: BandChoice, table: pd.DataFrame) -> Claim:
    labels = column_bands(back.known[choice.column], best=choice.best)["band"].astype(str)
    data = pd.DataFrame({"value": back.later > 0, "label": labels})
    few = data if len(data) <= 20_000 else data.sample(20_000, random_state=book.seed)
    chance = twin(few, shuffle_labels, spread_between, what="bands dealt out by chance", n=200, random_state=book.seed)
    shares = 100 * table["bought_again"]
    return _say(
        book, "differ", holds=bool(shares.iloc[0] > shares.iloc[-1]), n=len(back.known), twin=chance,
        top=round(shares.iloc[0]), bottom=round(shares.iloc[-1]), window=_window(book), until=day(book.as_of),
    )  # fmt: skip


@half_side()
def _figure(book: Book, back: Lookback, choice: BandChoice, table: pd.DataFrame) -> Exhibit:
    names = [_rule(book, choice.column, *ends) for ends in table[["low", "high"]].itertuples(index=False)]
    shown = pd.DataFrame(
        {
            "estimate": table["bought_again"].to_numpy(),
            "low": table["bought_low"].to_numpy(),
            "high": table["bought_high"].to_numpy(),
            "n": table["customers"].to_numpy(),
        },
        index=names,
    )
    until = {"window": _window(book), "until": day(book.as_of)}
    money = _say(
        book, "money", holds=bool(table["money_share"].notna().all()), n=len(back.known),
        share=float(table["customers"].iloc[0] / table["customers"].sum()), money=float(table["money_share"].iloc[0]),
        back=int((back.later > 0).sum()), **until,
    )  # fmt: skip
    return plot_bars_with_intervals(
        shown,
        kind="percent",
        label=f"bought again in {a_length(_window(book))}",
        title=paragraph(money),
        caption=paragraph(_say(book, "caption", n=len(back.known), cut=day(back.cut), window=_window(book))),
    )


def _folded(book: Book, choice: BandChoice) -> tuple[Claim | pd.DataFrame, ...]:
    table = choice.explained
    rivals = table.drop(index=["value quintiles", "boosted trees"])
    own, best = table.loc["value quintiles"].to_dict(), choice.beaten_by or str(rivals["r2"].idxmax())
    said = [
        _say(book, "explained", own=_part(own["r2"]), ends=interval_text(own["low"], own["high"]), rival=_rival(best),
             best=_part(rivals["r2"][best]), ceiling=_part(table["r2"]["boosted trees"])),
    ]  # fmt: skip
    if choice.verdict:
        said.append(_say(book, "reason", reason=_in_plain_words(choice.reason)))
    if book.lookback is not None and choice.judged < len(book.lookback.known):
        said.append(_say(book, "judged", n=choice.judged))
    cut = day(book.as_of - pd.Timedelta(days=book.days_ahead))
    return (*said, _compared(table), _say(book, "today", as_of=day(book.as_of), cut=cut), _today(book))


def _in_plain_words(reason: str) -> str:
    """Leave out the figures of the tests behind a verdict: their names are no words of a page for everybody."""
    return _TESTS.sub("", reason)


def _part(r2: float) -> float:
    return max(float(r2), 0.0)


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    names = {"value quintiles": "these bands", "boosted trees": "a flexible model of all three"}
    shown = pd.DataFrame(
        {
            "grouping": [names.get(name) or _rival(name) for name in table.index],
            "differences explained, on others": [percent(_part(value)) for value in table["r2"]],
            "95% interval": [interval_text(*ends) for ends in table[["low", "high"]].itertuples(index=False)],
        }
    )
    return shown.set_index("grouping")


def _today(book: Book) -> pd.DataFrame:
    groups = groups_today(book)
    money = book.customers["amount"].groupby(groups["group"]).sum()
    table = groups.groupby("group")["rule"].agg(rule="first", customers="size").iloc[::-1]
    return table.assign(money=[book.money(money[group]) for group in table.index])
