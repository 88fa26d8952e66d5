"""Who rose and who fell since the last period, and how much of it would chance alone have moved?

`rating_moves` and `promotions_undone`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...exhibit import Claim, claim, format_table, paragraph, phrase
from ...plot import half_side, plot_hysteresis, plot_steps
from ...schema import typed
from ..section import Section
from ._saying import about
from .ratings import FEWEST_PERIODS, Floor, Ratings

TOPIC = "Who moved 谁在变化"
UNDONE = "Promotions taken back 升档后回落"


@typed
def rating_moves(ratings: Ratings) -> Section:
    """Say who rose and who fell since the period before, and whether more moved far than where nobody changes.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Section
        The moves with their noise floor and the lists of both. With two periods there is no floor, with one it steps
        aside.

    See Also
    --------
    custseg.segment.period_twins : The floor, and what it cannot show.

    Examples
    --------
    >>> from custseg.brief import open_ratings, rating_moves
    >>> list(rating_moves(open_ratings()).lists)
    ['rose', 'fell']
    """
    if len(ratings.periods) < 2:
        return Section("moved", TOPIC, _say(ratings, "one_period", period=ratings.periods[0]), aside=True)
    counts = ratings.moves["move"].value_counts()
    numbers: dict[str, Any] = {"rose": int(counts["rose"]), "fell": int(counts["fell"]), "before": ratings.periods[-2]}
    joined = _say(
        ratings, "came_and_went", joined=int(counts["joined"]), back=int(counts["came back"]), left=int(counts["left"])
    )
    if len(ratings.periods) < FEWEST_PERIODS:
        title = _say(ratings, "moved_without_floor", needed=FEWEST_PERIODS, found=len(ratings.periods), **numbers)
        return Section("moved", TOPIC, title, more=(joined,), lists=_lists(ratings))
    floor = ratings.floor
    title = _say(
        ratings, "moved", n=floor.retailers, far=int(floor.far.seen), by_chance=float(floor.far.draws.mean()),
        steps=ratings.far_steps, periods=len(ratings.periods), twin=floor.far, **numbers,
    )  # fmt: skip
    more = [joined, _say(ratings, "no_weeks")]
    if floor.retailers < len(ratings.scores):
        more.append(_say(ratings, "sample", n=floor.retailers, of=len(ratings.scores)))
    return Section("moved", TOPIC, title, exhibit=_steps(ratings, floor), more=tuple(more), lists=_lists(ratings))


@typed
def promotions_undone(ratings: Ratings) -> Section:
    """Say which share of promotions is taken back a period later, without a margin around the cuts and with one.

    Parameters
    ----------
    ratings : Ratings
        From :func:`open_ratings`.

    Returns
    -------
    Section
        The shares beside those of worlds in which nobody changes. It steps aside with fewer than three periods, or
        where nobody was promoted before the last one.

    See Also
    --------
    custseg.segment.hysteresis_tradeoff : With weeks, and with the delay that a margin costs.

    Examples
    --------
    >>> from custseg.brief import open_ratings, promotions_undone
    >>> promotions_undone(open_ratings()).key
    'undone'
    """
    periods = len(ratings.periods)
    table = ratings.floor.undone if periods >= FEWEST_PERIODS else pd.DataFrame()
    shown = table.dropna()
    if len(shown) < 2:
        title = _say(ratings, "no_undone", needed=FEWEST_PERIODS, found=periods)
        return Section("undone", UNDONE, title, aside=True)
    first, last = shown.iloc[0], shown.iloc[-1]
    title = _say(ratings, "undone", holds=bool(last["undone"] < first["undone"]), n=ratings.floor.retailers,
        undone=float(first["undone"]), less=float(last["undone"]), margin=float(shown.index[-1][1]),
    )  # fmt: skip
    floor = _say(ratings, "undone_floor", low=float(first["undone_low"]), high=float(first["undone_high"]))
    more = (_say(ratings, "undone_cost"), _in_words(shown.droplevel("length")))
    return Section("undone", UNDONE, title, claims=(floor,), exhibit=_margins(shown), more=more)


def _in_words(shown: pd.DataFrame) -> pd.DataFrame:
    """Give the table of margins with heads that are words, and shares in per cent."""
    names = {"undone": "promotions taken back", "moves": "who moved"}
    heads = {"hysteresis": "margin, rank points", **names}
    for name, word in names.items():
        heads |= {f"{name}_twin": f"{word}, where nobody changes", f"{name}_low": f"{word} there, low end"}
        heads |= {f"{name}_high": f"{word} there, high end"}
    shares = {name: "percent" for name in shown.columns if name.startswith(tuple(names))}
    return format_table(shown, heads=heads, interval_level=None, **shares)


def _say(ratings: Ratings, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_rating.{key}", holds=holds, **about(ratings, key, "rating_moves", values))


@half_side()
def _steps(ratings: Ratings, floor: Floor) -> Any:
    kept, both = int(floor.steps["customers"][0]), int(floor.steps["customers"].sum())
    title = paragraph(_say(ratings, "kept", kept=kept, n=both, before=ratings.periods[-2]))
    across = f"tiers down or up since {ratings.periods[-2]}"
    return plot_steps(floor.steps, across=across, title=title, caption=str(phrase("own_rating.caption")))


@half_side()
def _margins(table: pd.DataFrame) -> Any:
    return plot_hysteresis(table, caption=str(phrase("own_rating.caption")))


def _lists(ratings: Ratings) -> dict[str, pd.DataFrame]:
    """Give who rose and who fell, the farthest first, with the class of today and who looks after them."""
    moves = ratings.moves[["from_tier", "to_tier", "steps", "from_score", "to_score", "move"]]
    told = ratings.last[[name for name in ("class", "clerk") if name in ratings.last]]
    lists = {}
    for side in ("rose", "fell"):
        own = moves[moves["move"] == side].drop(columns="move").join(told)
        order = own["steps"].abs().sort_values(ascending=False, kind="stable").index
        lists[side] = own.loc[order]
    return {name: listed for name, listed in lists.items() if len(listed)}
