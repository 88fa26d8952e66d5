"""Who spends in another band than a year ago, and how many would by chance alone?

`who_moved`; `band_moves` and `moves_of_all` give the band of everybody, now and a year before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..exhibit import Claim, Exhibit, claim, day, paragraph
from ..plot import half_side, plot_steps
from ..resample import Twin
from ..schema import SchemaError, said_already, typed
from ..segment import amount_by_window, steps_between, tier_moves
from ..segment.tiers.steady_twins import Steps
from ._once import once_a_book
from .book import QUARTER, Book
from .section import Section

TOPIC = "Who moved 谁在变化"
YEAR = 364  # days: whole weeks of the same season
FEWEST = 32  # customers: a share of theirs is seen to differ by 25 points with 80 % power
FAR = 2
LEVEL = 0.05


@typed
@once_a_book
def who_moved(book: Book) -> Section:
    """Say who rose or fell by two spending bands or more since the same quarter of a year ago, beside chance.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    Section
        How many rose and fell, and how many would have in a shop where nobody changes; the lists of both only where
        more moved than that. Without the same quarter of a year ago, or with too few customers in both, it steps aside.

    See Also
    --------
    custseg.segment.steps_between : Who is counted, and how twins are made.
    band_moves : Everybody's band, now and a year before.

    Examples
    --------
    >>> from custseg.brief import open_book, who_moved
    >>> from custseg.datasets import load_cdnow
    >>> who_moved(open_book(load_cdnow())).key
    'moved'
    """
    gate: dict[Any, Any] = book.gates.loc["moved"].to_dict()
    if not gate["passes"]:
        title = _say(
            book,
            "gate",
            holds=not book.moves_broken,
            since=day(book.unbroken_from),
            found=int(gate["found"]),
            needed=int(gate["needed"]),
        )
        return Section("moved", TOPIC, title, aside=True)
    steps = _steps(book)
    if steps is None or steps.customers < FEWEST:
        found = "none" if steps is None else f"{steps.customers}"
        title = _say(book, "few", holds=True, found=found, needed=FEWEST, **_windows(book))
        return Section("moved", TOPIC, title, aside=True)
    title = _title(book, steps)
    lists = _lists(book, steps) if title.holds else {}
    return Section(
        "moved",
        TOPIC,
        title,
        exhibit=_figure(book, steps),
        more=_folded(book, steps, lists),
        lists=lists,
    )


@typed
def band_moves(book: Book) -> pd.DataFrame:
    """Give everybody's spending band in the last quarter and in the same one a year before.

    Parameters
    ----------
    book : Book
        From :func:`open_book`.

    Returns
    -------
    DataFrame
        As :func:`custseg.segment.tier_moves` gives it, index ``customer_id``: everybody who bought in one of the two
        windows; ``from_tier``, ``to_tier`` (1 lowest, 5 highest, 0 for nothing bought), ``steps``, ``from_score``,
        ``to_score`` (money), ``change``, ``move``. Without the two windows it has no row.

    See Also
    --------
    who_moved : What is said of it.

    Examples
    --------
    >>> from custseg.brief import band_moves, open_book
    >>> from custseg.datasets import load_cdnow
    >>> band_moves(open_book(load_cdnow()))["move"].value_counts().loc["left"].item() > 0
    True
    """
    return book.named(moves_of_all(book))


def moves_of_all(book: Book) -> pd.DataFrame:
    """Give the same, with customers as the tables of the book have them."""
    if "band_moves" not in book.said:
        book.said["band_moves"] = book.held(_band_moves(book))
    moves: pd.DataFrame = book.said["band_moves"]
    return moves.copy(deep=False)


def _band_moves(book: Book) -> pd.DataFrame:
    if not book.gates.loc["moved", "passes"]:
        return _nobody()
    try:
        with said_already():
            scores = amount_by_window(book.quick, observed_until=book.as_of, days=QUARTER, every=YEAR).iloc[:, -2:]
    except SchemaError:
        return _nobody()
    scores = book.of_customers(scores.round(6))
    return tier_moves(scores) if scores.shape[1] == 2 and scores.notna().any(axis=None) else _nobody()


def _nobody() -> pd.DataFrame:
    names = ["from_tier", "to_tier", "steps", "from_score", "to_score", "change", "move"]
    return pd.DataFrame(columns=names, index=pd.Index([], name="customer_id"))


def _steps(book: Book) -> Steps | None:
    try:
        return steps_between(
            book.quick, earlier=book.as_of - pd.Timedelta(days=YEAR), later=book.as_of, days=QUARTER,
            random_state=book.seed,
        )  # fmt: skip
    except SchemaError:
        return None


def _windows(book: Book) -> dict[str, str]:
    return {"before": day(book.as_of - pd.Timedelta(days=YEAR)), "now": day(book.as_of)}


def _say(book: Book, key: str, *, holds: object, **values: Any) -> Claim:
    call = "custseg.brief.who_moved(book)"
    common: dict[str, Any] = {"n": len(book.ids), "unit": "customers", "id": f"moved.{key}"}
    return claim(f"own_moved.{key}", holds=holds, dates=book.dates, call=call, **{**common, **values})


def _title(book: Book, steps: Steps) -> Claim:
    return _say(
        book, "title", holds=True, n=steps.customers, twin=steps.beyond, rose=int(steps.rose.seen),
        fell=int(steps.fell.seen), by_chance_up=float(steps.rose.draws.mean()),
        by_chance_down=float(steps.fell.draws.mean()),
    )  # fmt: skip


@half_side()
def _figure(book: Book, steps: Steps) -> Exhibit:
    kept = _say(book, "kept", holds=True, n=steps.customers, kept=int(steps.table["customers"][0]), **_windows(book))
    return plot_steps(steps.table, across="spending bands down or up", title=paragraph(kept))


def _folded(book: Book, steps: Steps, lists: dict[str, pd.DataFrame]) -> tuple[Claim, ...]:
    first = day(book.as_of - pd.Timedelta(days=YEAR + QUARTER - 1))
    said = [
        _say(book, "which", holds=True, n=steps.customers, first=first, **_windows(book)),
        *(_floor(book, side, twin) for side, twin in (("rise", steps.rose), ("fall", steps.fell))),
        _say(book, "weeks", holds=True),
    ]  # fmt: skip
    if steps.customers < steps.of:
        said.append(_say(book, "sample", holds=True, n=steps.customers, of=steps.of))
    for side, listed in lists.items():
        said.append(_say(book, "list", holds=True, id=f"moved.list_{side}", side=side, n=len(listed)))
    return tuple(said)


def _floor(book: Book, side: str, twin: Twin) -> Claim:
    low, high = np.quantile(twin.draws, [0.05, 0.95])
    return _say(
        book, "floor", holds=True, id=f"moved.{side}", side=side, moved=int(twin.seen), low=float(low), high=float(high)
    )


def _lists(book: Book, steps: Steps) -> dict[str, pd.DataFrame]:
    """Give who rose, and who fell: the side of which there are more than chance moves."""
    moves = moves_of_all(book)
    moves = moves[_known(book).get_indexer(moves.index) >= 0]
    columns = ["from_tier", "to_tier", "from_score", "to_score", "change"]
    lists = {}
    if steps.rose.p <= LEVEL:
        lists["rose"] = moves.loc[moves["steps"] >= FAR, columns].sort_values("change", ascending=False)
    if steps.fell.p <= LEVEL:
        lists["fell"] = moves.loc[moves["steps"] <= -FAR, columns].sort_values("change")
    return lists


def _known(book: Book) -> pd.Index:
    """Give who had bought before the first of the two windows."""
    before = book.as_of - pd.Timedelta(days=YEAR + QUARTER)
    return book.customers.index[book.customers["first_purchase"] <= before + pd.Timedelta(hours=23, minutes=59)]
