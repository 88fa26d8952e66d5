"""Who will answer the offer? Segments as predictors, beside a logistic regression and boosted trees.

`predict_answers` learns from earlier mailings, `answer_quality` says how well the predictions rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from ..resample import bootstrap, interval
from ..schema import Day, SchemaError, as_day, listed, require_frame, typed
from ..segment.clustering.customer_segmenter import CustomerSegmenter
from ..segment.clustering.kmeans import one_thread
from .mailings import HISTORY

MODELS = ("everybody alike", "segments", "logistic", "boosted trees")


@typed
def predict_answers(
    table: pd.DataFrame,
    *,
    split: Day,
    segmenter: CustomerSegmenter | None = None,
    columns: Sequence[str] = tuple(HISTORY),
    random_state: int = 0,
) -> pd.DataFrame:
    """Learn from mailings before a day who answers, and predict those after it.

    The third step of the mining process (数据实施, mine): each model sees the earlier mailings only.

    Parameters
    ----------
    table : DataFrame
        From `custseg.decide.mailing_table`.
    split : str, date or Timestamp
        Mailings that began before this day are learnt from, the others are predicted. Where the table has the column
        ``end_date``, campaigns that had not ended before this day are not learnt from: answers to them came later.
    segmenter : CustomerSegmenter, optional
        How customers are segmented; a segment's prediction is its share of answers so far. By default five clusters of
        log recency, frequency and amount.
    columns : sequence of str
        What the two models look at; numbers of zero or more. By default all that `mailing_table` knows. Segments leave
        out a column that is constant among the mailings learnt from.
    random_state : int, default 0
        The same value gives the same predictions.

    Returns
    -------
    DataFrame
        One row per later mailing, index ``campaign_id``, ``customer_id``: ``answered`` and the predicted chance by
        ``everybody alike``, ``segments``, ``logistic`` and ``boosted trees``. ``attrs``: ``learnt_from`` and
        ``answers_learnt_from``; ``still_running``, the earlier mailings that were not learnt from.

    Raises
    ------
    SchemaError
        Columns that are missing, or too few answers on one of the sides of the split (5 at least).

    See Also
    --------
    answer_quality : How well the predictions rank those who answered.
    mailing_table : Makes the table.
    predict_campaigns : Learns anew before each campaign.

    Notes
    -----
    Only customers who were mailed can answer. The predictions hold for customers chosen as these were; see
    `custseg.decide.targeting_table`. They say who answers, not whom the mailing changes: that needs a random part
    of customers who are left out.

    References
    ----------
    Shearer, C. (2000). The CRISP-DM model. Journal of Data Warehousing 5(4).
    Radcliffe, N. J. (2007). Using control groups to target on predicted lift. Direct Marketing Analytics Journal.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> n = 400
    >>> table = pd.DataFrame({"recency": random.uniform(1, 90, n), "frequency": random.poisson(3, n) + 1.0})
    >>> table["amount"] = table["frequency"] * 20 + random.uniform(0, 9, n)
    >>> table["answered"] = random.uniform(size=n) < table["frequency"] / 15
    >>> table["start_date"] = pd.to_datetime(["2024-01-01", "2024-03-01"] * (n // 2))
    >>> predicted = predict_answers(table, split="2024-02-01", columns=["recency", "frequency", "amount"])
    >>> predicted.columns.tolist()
    ['answered', 'everybody alike', 'segments', 'logistic', 'boosted trees']
    """
    early, late = _split(table, as_day(split, "split"), list(columns))
    found = predicted_chances(early, late, segmenter, list(columns), random_state)
    running = int((table["start_date"] < as_day(split, "split")).sum()) - len(early)
    found.attrs = {
        "learnt_from": len(early),
        "answers_learnt_from": int(early["answered"].sum()),
        "still_running": running,
    }
    return found


def predicted_chances(
    early: pd.DataFrame,
    late: pd.DataFrame,
    segmenter: CustomerSegmenter | None,
    features: list[str],
    random_state: int,
    models: Sequence[str] = MODELS,
) -> pd.DataFrame:
    """Learn from the early mailings and give, for each late one, whether it was answered and the chances foretold."""
    answered = early["answered"].to_numpy(dtype=bool)
    regression = make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression(max_iter=1000))
    trees = HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=100, max_leaf_nodes=8, early_stopping=False, random_state=random_state
    )
    predicted = {"answered": late["answered"].astype(bool)}
    learn = {
        "everybody alike": lambda: answered.mean(),
        "segments": lambda: _by_segment(early, late, segmenter, features),
        "logistic": lambda: _by_model(regression, early, late, features),
        "boosted trees": lambda: _by_model(trees, early, late, features),
    }
    with one_thread():
        predicted |= {name: learn[name]() for name in models}
    return pd.DataFrame(predicted, index=late.index)


@typed
def answer_quality(
    predicted: pd.DataFrame, *, depth: float = 0.2, n_resamples: int = 200, random_state: int = 0
) -> pd.DataFrame:
    """Say how well each model put those who answer before the others.

    Parameters
    ----------
    predicted : DataFrame
        From `predict_answers`.
    depth : float, default 0.2
        Share of the mailings for the lift.
    n_resamples : int, default 200
        Resamples of whole customers, who may have been mailed several times.
    random_state : int, default 0
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``model``. ``auc`` (chance that someone who answers is ranked above someone who does not; 0.5 is
        guessing), ``lift`` (answers per mailing among the best `depth` over those among all), ``brier`` (mean squared
        error of the chances, low is good), each with ``_low`` and ``_high`` (95 %). Equals in rank count halfway.

    See Also
    --------
    predict_answers : Makes the predictions that are judged here.
    calibration_table : Whether a chance of 10 % means that one in ten answers.
    lift_table : The answers among the best mailings, for every depth.

    References
    ----------
    Hanley, J. A. & McNeil, B. J. (1982). The meaning and use of the area under a ROC curve. Radiology 143(1).
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review 78(1).

    Examples
    --------
    >>> predicted = pd.DataFrame({"answered": [True, False] * 20, "good": [0.9, 0.1] * 20})
    >>> float(answer_quality(predicted, n_resamples=10).loc["good", "auc"])
    1.0
    """
    require_frame(predicted, "predicted")
    models = [name for name in predicted.columns if name != "answered"]
    answered = predicted["answered"].to_numpy(dtype="float64")
    chances = predicted[models].to_numpy(dtype="float64")
    whom = (
        predicted.index.get_level_values("customer_id") if "customer_id" in predicted.index.names else predicted.index
    )
    codes, people = pd.factorize(whom)
    ties = [tie_groups(chance) for chance in chances.T]  # sorted once, not again for every resample

    def measures(_: NDArray, weights: NDArray) -> NDArray:
        weight = weights[codes]
        each = zip(chances.T, ties, strict=True)
        return np.concatenate([_measures(answered, chance, tied, weight, depth) for chance, tied in each])

    own = measures(np.arange(len(people)), np.ones(len(people)))
    low, high = interval(
        bootstrap(measures, np.arange(len(people)), n_resamples=n_resamples, random_state=random_state)
    )
    columns = ["auc", "lift", "brier"]
    parts = {
        name + end: values.reshape(-1, 3)[:, place]
        for place, name in enumerate(columns)
        for end, values in (("", own), ("_low", low), ("_high", high))
    }
    return pd.DataFrame(parts, index=pd.Index(models, name="model"))


def _by_segment(
    early: pd.DataFrame, late: pd.DataFrame, segmenter: CustomerSegmenter | None, features: list[str]
) -> NDArray[np.float64]:
    base = CustomerSegmenter(5, transforms="log1p", order_by="amount") if segmenter is None else clone(segmenter)
    kept = [name for name in ("recency", "frequency", "amount") if name in early.columns]
    kept = [name for name in (kept if segmenter is None else features) if early[name].min() < early[name].max()]
    groups = base.fit(early[kept])
    return _shares(groups.labels_, early["answered"].to_numpy(dtype=bool))[groups.predict(late[kept]).to_numpy() + 1]


def _by_model(model: Any, early: pd.DataFrame, late: pd.DataFrame, features: list[str]) -> NDArray[np.float64]:
    model.fit(early[features].to_numpy(), early["answered"].to_numpy(dtype=bool))
    chances: NDArray[np.float64] = model.predict_proba(late[features].to_numpy())[:, 1]
    return chances


def _split(table: pd.DataFrame, split: pd.Timestamp, columns: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    check_mailings(table, ["answered", "start_date"], columns)
    early, late = over_before(table, split), table[table["start_date"] >= split]
    if problems := [*too_few(early, f"before {split:%Y-%m-%d}"), *too_few(late, f"from {split:%Y-%m-%d}")]:
        raise SchemaError(*problems)
    return early, late


def check_mailings(table: pd.DataFrame, needed: list[str], columns: list[str]) -> None:
    """Refuse a table that lacks columns, or whose features are no numbers."""
    require_frame(table, "table")
    if absent := [name for name in (*needed, *columns) if name not in table.columns]:
        raise SchemaError(f"the table lacks {listed(absent)}. Make it with mailing_table.")
    if words := [name for name in columns if not pd.api.types.is_numeric_dtype(table[name])]:
        raise SchemaError(f"the table must have numbers in {listed(words)}. Convert them with pd.to_numeric.")


def over_before(table: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Give the mailings of campaigns that were over before a day, or had begun where no end is known."""
    return table[table["end_date" if "end_date" in table.columns else "start_date"] < day]


def too_few(part: pd.DataFrame, when: str) -> list[str]:
    """Say whether there are too few answers or silences to learn from."""
    yes = int(part["answered"].sum())
    if yes >= 5 and len(part) - yes >= 5:
        return []
    return [
        f"{when} there are {len(part):,} mailings with {yes:,} answers: at least 5 answers and 5 silences are needed."
    ]


def _shares(labels: NDArray, answered: NDArray) -> NDArray[np.float64]:
    """Share of answers of each segment, first of those set apart; the overall share for an empty one."""
    counts = np.bincount(labels + 1, minlength=labels.max() + 2)
    yes = np.bincount(labels + 1, weights=answered, minlength=len(counts))
    return np.where(counts > 0, yes / np.maximum(counts, 1), answered.mean())


def _measures(answered: NDArray, chance: NDArray, tied: NDArray, weight: NDArray, depth: float) -> NDArray[np.float64]:
    mailed, yes = np.bincount(tied, weight), np.bincount(tied, weight * answered)
    no, mailed_so_far, yes_so_far = mailed - yes, np.cumsum(mailed), np.cumsum(yes)
    pairs = yes_so_far[-1] * (mailed_so_far[-1] - yes_so_far[-1])
    if not pairs > 0:
        raise ValueError("a resample has no answers at all: too few answers to measure anything.")
    auc = (yes_so_far - yes / 2) @ no / pairs  # equals count halfway, as in sklearn.metrics.roc_auc_score
    lift = _at_depth(depth, mailed_so_far, yes_so_far) / (depth * yes_so_far[-1])
    brier = weight @ (answered - chance) ** 2 / weight.sum()
    return np.array([auc, lift, brier])


def tie_groups(chance: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give each mailing the number of its chance, best first; equals share a number.

    Examples
    --------
    >>> tie_groups(np.array([0.2, 0.9, 0.2])).tolist()
    [1, 0, 1]
    """
    groups: NDArray[np.intp] = np.unique(-chance, return_inverse=True)[1]
    return groups


def answers_within(answered: NDArray, tied: NDArray, weight: NDArray, depths: ArrayLike) -> NDArray[np.float64]:
    """Answers to be expected among the best `depths` of the mailings, where those with equal chances are drawn by lot.

    Examples
    --------
    >>> answers_within(np.array([1.0, 0.0]), tie_groups(np.array([0.5, 0.5])), np.ones(2), [0.5, 1.0]).tolist()
    [0.5, 1.0]
    """
    mailed, yes = np.bincount(tied, weight), np.bincount(tied, weight * answered)
    return _at_depth(depths, np.cumsum(mailed), np.cumsum(yes))


def _at_depth(depths: ArrayLike, mailed: NDArray, yes: NDArray) -> NDArray[np.float64]:
    """Answers among the best `depths`, of mailings and answers that are summed up from the best to the last."""
    return np.interp(np.asarray(depths) * mailed[-1], np.append(0.0, mailed), np.append(0.0, yes))
