"""Whom would we have written to, one campaign after the other, and who would have answered?

`predict_campaigns` learns anew before each campaign; `compare_lists` holds lists of the same length side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..resample import influence_interval
from ..schema import Day, SchemaError, as_day, check_fraction, listed, require_frame, typed
from ..segment.clustering.customer_segmenter import CustomerSegmenter
from .answers import MODELS, check_mailings, over_before, predicted_chances, too_few
from .mailings import HISTORY


@typed
def predict_campaigns(
    table: pd.DataFrame,
    *,
    since: Day,
    segmenter: CustomerSegmenter | None = None,
    columns: Sequence[str] = tuple(HISTORY),
    models: Sequence[str] = MODELS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Predict who answers each campaign from the campaigns that were over when it began.

    A list is drawn up when a campaign starts. What a later one teaches, or an answer that is still to come, cannot be
    in it; so each model learns anew for each start.

    Parameters
    ----------
    table : DataFrame
        From `custseg.decide.mailing_table`, with the column ``end_date``.
    since : str, date or Timestamp
        Campaigns that began on this day or later are predicted, one start after the other.
    segmenter : CustomerSegmenter, optional
        As in `predict_answers`.
    columns : sequence of str
        As in `predict_answers`.
    models : sequence of {"everybody alike", "segments", "logistic", "boosted trees"}
        Which chances are given; all by default. What is not asked for is not learnt.
    random_state : int, default 0
        The same value gives the same predictions.

    Returns
    -------
    DataFrame
        As `predict_answers`: index ``campaign_id``, ``customer_id``; ``answered`` and the chances, in the order of the
        starts; and ``learnt_from``, how many mailings each chance was learnt from.

    Raises
    ------
    SchemaError
        Columns that are missing, no campaign from that day on, or fewer than 5 answers before its first start.
    ValueError
        A model that is not known.

    See Also
    --------
    predict_answers : Learns once, on one day.
    compare_lists : What lists by these chances would have found.

    References
    ----------
    Tashman, L. J. (2000). Out-of-sample tests of forecasting accuracy: an analysis and review. International Journal
    of Forecasting 16(4).

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame({"frequency": random.poisson(3, 300) + 1.0})
    >>> table["answered"] = random.uniform(size=300) < table["frequency"] / 15
    >>> table["start_date"] = pd.to_datetime(["2024-01-01", "2024-03-01", "2024-05-01"] * 100)
    >>> table["end_date"] = table["start_date"] + pd.Timedelta(days=30)
    >>> asked = {"columns": ["frequency"], "models": ["logistic"]}
    >>> predict_campaigns(table, since="2024-02-01", **asked)["learnt_from"].value_counts().to_dict()
    {100: 100, 200: 100}
    """
    check_mailings(table, ["answered", "start_date", "end_date"], list(columns))
    if strange := [name for name in models if name not in MODELS]:
        raise ValueError(f"models must be some of {listed(MODELS)}; found {listed(strange)}.")
    day = as_day(since, "since")
    starts = sorted(table.loc[table["start_date"] >= day, "start_date"].unique())
    if not starts:
        raise SchemaError(f"no campaign begins on {day:%Y-%m-%d} or later: there is nothing to predict.")
    if problems := too_few(over_before(table, starts[0]), f"before {starts[0]:%Y-%m-%d}"):
        raise SchemaError(*problems)
    parts = []
    for start in starts:
        early, late = over_before(table, start), table[table["start_date"] == start]
        chances = predicted_chances(early, late, segmenter, list(columns), random_state, models)
        parts.append(chances.assign(learnt_from=len(early)))
    return pd.concat(parts)


@typed
def compare_lists(
    answered: pd.Series,
    scores: pd.DataFrame,
    *,
    rival: str,
    as_many_as: pd.Series | None = None,
    depth: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Say how many of equally many letters would have been answered, if each of several scores had drawn up the list.

    Each campaign has a list of its own, since nobody can wait for the last one to write to the first. In each campaign
    all lists are equally long; customers who are equal at the end of a list are taken in part.

    Parameters
    ----------
    answered : Series of bool of shape (n_mailings,)
        Whether each mailing was answered; index ``campaign_id``, ``customer_id``.
    scores : DataFrame of shape (n_mailings, n_scores), same index
        One column a list; high first.
    rival : str
        The score that the others are held against.
    as_many_as : Series of bool, same index
        The lists are as long as this one, campaign by campaign.
    depth : float
        Or: they are this share of each campaign, 0-1. Give one of the two.
    level : float, default 0.95
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        Index ``list``: the scores. ``letters``; ``answers`` (to be expected where equals are drawn by lot); ``share``
        of the letters that were answered with ``low`` and ``high``; ``difference`` from the rival's share with
        ``difference_low`` and ``difference_high`` (paired; missing for the rival itself). The unit of all intervals is
        the customer, who may get several letters; the lists are taken as given.

    Raises
    ------
    SchemaError
        Tables that do not fit together, missing values, or a rival that is no column.
    ValueError
        Neither or both of `as_many_as` and `depth`, or lists without a letter.

    See Also
    --------
    list_against_columns : For one list of customers and what they brought.
    answer_quality : One number for each model, over all depths.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([[1, 2], list("abcd")], names=["campaign_id", "customer_id"])
    >>> answered = pd.Series([True, True, False, False, True, False, False, False], index)
    >>> scores = pd.DataFrame({"good": [4, 3, 2, 1] * 2, "by lot": 0}, index)
    >>> compare_lists(answered, scores, rival="by lot", depth=0.5)[["letters", "answers", "share", "difference"]]
            letters  answers  share  difference
    list
    good        4.0      3.0  0.750       0.375
    by lot      4.0      1.5  0.375         NaN
    """
    _check_lists(answered, scores, rival, as_many_as)
    if (as_many_as is None) == (depth is None):
        raise ValueError("compare_lists: give as_many_as or depth, one of the two: how long are the lists?")
    if depth is not None:
        check_fraction(np.asarray(depth), None, "depth", "It is a share of each campaign: write 20 % as 0.2.")
        wanted = pd.Series(float(depth), answered.index)
    if as_many_as is not None:
        wanted = as_many_as.astype("float64")
    if not wanted.sum() > 0:
        raise ValueError("compare_lists: the lists would be empty; there is no letter to compare.")
    sizes = wanted.groupby(level="campaign_id").transform("sum")
    taken = {name: _taken(scores[name], sizes) for name in scores.columns}
    letters = float(wanted.sum())
    people = answered.index.get_level_values("customer_id").to_numpy()
    yes = answered.to_numpy(dtype="float64")
    shares = {name: float(part @ yes) / letters for name, part in taken.items()}
    # what each mailing adds to the share of a list: the letter's answer less what a letter brings
    adds = {name: part * (yes - shares[name]) * len(yes) / letters for name, part in taken.items()}
    rows = {name: _row(shares, adds, letters, name, rival, people, level) for name in taken}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("list")


def _row(
    shares: dict[str, float],
    adds: dict[str, NDArray],
    letters: float,
    name: str,
    rival: str,
    people: NDArray,
    level: float,
) -> dict[str, float]:
    low, high = influence_interval(shares[name], adds[name], clusters=people, level=level)
    row = {"letters": letters, "answers": shares[name] * letters, "share": shares[name], "low": low, "high": high}
    gap, ends = np.nan, np.array([np.nan, np.nan])
    if name != rival:
        gap = shares[name] - shares[rival]
        ends = influence_interval(gap, adds[name] - adds[rival], clusters=people, level=level)
    return row | {"difference": gap, "difference_low": ends[0], "difference_high": ends[1]}


def _taken(score: pd.Series, sizes: pd.Series) -> NDArray[np.float64]:
    """Give the part, 0 to 1, in which each mailing is on the list of its campaign."""
    campaigns = score.groupby(level="campaign_id")
    rank = campaigns.rank(method="min", ascending=False)
    tied = score.groupby([score.index.get_level_values("campaign_id"), score.to_numpy()]).transform("size")
    return np.clip(((sizes - (rank - 1)) / tied).to_numpy(dtype="float64"), 0.0, 1.0)


def _check_lists(answered: pd.Series, scores: pd.DataFrame, rival: str, as_many_as: pd.Series | None) -> None:
    require_frame(scores, "scores")
    problems = []
    if not {"campaign_id", "customer_id"} <= set(answered.index.names):
        problems.append("answered must have the index campaign_id, customer_id, as mailing_table gives it.")
    for name, index in (("scores", scores.index), ("as_many_as", None if as_many_as is None else as_many_as.index)):
        if index is not None and not index.equals(answered.index):
            problems.append(f"{name} has another index than answered: reindex it.")
    for name, table in (("answered", answered), ("scores", scores), ("as_many_as", as_many_as)):
        if table is not None and (bad := int(np.sum(table.isna().to_numpy()))):
            problems.append(f"{name} has {bad:,} missing values.")
    if rival not in scores.columns:
        problems.append(f"the rival {rival!r} is no column of scores (found: {listed(scores.columns)}).")
    if problems:
        raise SchemaError(*problems)
