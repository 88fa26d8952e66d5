"""Is the customer satisfied? The gap to what was expected, the feeling that follows, and an index of 0 to 100.

`satisfaction_gap`, `satisfaction_levels` and `satisfaction_index`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ...schema import SchemaError, listed, typed
from .survey_columns import ANSWERED, ROUNDING, check_known_weights, checked_answers, item_list, item_weights

GAP_OUTCOMES = ("dissatisfied", "neutral", "satisfied")
FEELINGS = ("dissatisfied", "content", "satisfied", "delighted")


@typed
def satisfaction_gap(
    survey: pd.DataFrame,
    *,
    experience: str | Sequence[str],
    expectation: str | Sequence[str],
    tolerance: float = 0.0,
    low: float | None = None,
    high: float | None = None,
) -> pd.DataFrame:
    """Take satisfaction as experience less expectation (三角定律), with its three outcomes.

    Parameters
    ----------
    survey : DataFrame
        One row per customer.
    experience, expectation : str or sequence of str
        Items on one scale, paired in order.
    tolerance : float, default 0
        A gap of at most this size either way is neutral.
    low, high : float, optional
        Ends of the answer scale, checked.

    Returns
    -------
    DataFrame
        Index of `survey`: ``gap``, the mean over the pairs of which both were answered; ``outcome``, "dissatisfied"
        (不满意), "neutral" or "satisfied" (满意), missing where no pair was answered; ``answered`` pairs. ``attrs``
        count missing answers by item (``missing``) and customers by outcome (``outcomes``).

    Raises
    ------
    SchemaError
        When columns are missing or answers are not on the scale.

    References
    ----------
    Oliver (1980), A cognitive model of the antecedents and consequences of satisfaction decisions, Journal of Marketing
    Research 17(4). Parasuraman, Zeithaml & Berry (1988), SERVQUAL, Journal of Retailing 64(1).

    Examples
    --------
    >>> survey = pd.DataFrame({"was": [8, 5, 6, None], "hoped": [6, 5, 9, 7]})
    >>> satisfaction_gap(survey, experience="was", expectation="hoped").attrs["outcomes"]
    {'dissatisfied': 1, 'neutral': 1, 'satisfied': 1, 'no answer': 1}
    """
    was, hoped = item_list(experience, "experience"), item_list(expectation, "expectation")
    if len(was) != len(hoped):
        raise ValueError(f"items come in pairs; found {len(was)} of experience and {len(hoped)} of expectation.")
    if not tolerance >= 0:
        raise ValueError(f"tolerance must be 0 or more; found {tolerance}.")
    answers = checked_answers(survey, [*was, *hoped], low=low, high=high)
    gaps = answers[was] - answers[hoped].to_numpy()
    gap = gaps.mean(axis=1)
    codes = np.where(gap.isna(), -1, np.where(gap.abs() <= tolerance + ROUNDING, 1, np.where(gap > 0, 2, 0)))
    outcome = pd.Categorical.from_codes(codes, GAP_OUTCOMES, ordered=True)
    table = pd.DataFrame({"gap": gap, "outcome": outcome, ANSWERED: gaps.notna().sum(axis=1)})
    counts = {name: int(count) for name, count in table["outcome"].value_counts(sort=False).items()}
    table.attrs = {**answers.attrs, "outcomes": counts | {"no answer": int(gap.isna().sum())}}
    return table


@typed
def satisfaction_levels(gap: pd.Series, *, content_from: float, delighted_from: float) -> pd.Series:
    """Name the feeling that a gap leaves: content (满足), satisfied (满意) or delighted (惊喜).

    A basic need met leaves the customer content, an expectation met satisfied, an expectation exceeded delighted. The
    source documents give no numbers: where "basic" ends and "exceeded" begins is yours to state.

    Parameters
    ----------
    gap : Series
        Experience less expectation, from `satisfaction_gap`.
    content_from : float
        Below 0: from here the basic need counts as met. A gap below it leaves the customer dissatisfied.
    delighted_from : float
        Above 0: from here the expectation counts as exceeded.

    Returns
    -------
    Series
        "dissatisfied", "content", "satisfied" or "delighted", ordered; missing where the gap is.

    Raises
    ------
    ValueError
        If `content_from` is not below 0 or `delighted_from` not above it.

    Examples
    --------
    >>> satisfaction_levels(pd.Series([-4, -1, 0, 3]), content_from=-2, delighted_from=2).tolist()
    ['dissatisfied', 'content', 'satisfied', 'delighted']
    """
    if not content_from < 0 < delighted_from:
        raise ValueError(f"expected content_from < 0 < delighted_from; found {content_from} and {delighted_from}.")
    codes = np.searchsorted([content_from, 0, delighted_from], gap.to_numpy(dtype=float), side="right")
    codes = np.where(gap.isna(), -1, codes)
    return pd.Series(pd.Categorical.from_codes(codes, FEELINGS, ordered=True), index=gap.index, name="feeling")


@typed
def satisfaction_index(
    survey: pd.DataFrame,
    items: Sequence[str],
    *,
    weights: Mapping[str, float] | None = None,
    low: float = 1,
    high: float = 10,
) -> pd.Series:
    """Compute an index of satisfaction from 0 to 100 in the manner of the American Customer Satisfaction Index.

    ``sum of w_j (mean_j - low) / (high - low) * 100``: 0 if everybody gives the lowest answers, 100 if the highest.

    Parameters
    ----------
    survey : DataFrame
        One row per customer.
    items : sequence of str
        Items on the scale from `low` to `high`.
    weights : mapping of item to float, optional
        Relative weights; equal when absent.
    low, high : float, default 1 and 10
        Ends of the answer scale.

    Returns
    -------
    Series
        ``satisfaction_index``; its ``standard_error``; ``customers`` asked; ``complete``, how many answered every
        item. Each item's mean is taken over those who answered it. ``attrs["missing"]`` counts missing answers by
        item.

    Raises
    ------
    SchemaError
        When columns are missing, answers are not on the scale, or nobody answered an item.

    References
    ----------
    Fornell, Johnson, Anderson, Cha & Bryant (1996), The American Customer Satisfaction Index: nature, purpose, and
    findings, Journal of Marketing 60(4).

    Examples
    --------
    >>> survey = pd.DataFrame({"overall": [10, 1], "expected": [10, 1], "ideal": [10, 1]})
    >>> float(satisfaction_index(survey, ["overall", "expected", "ideal"])["satisfaction_index"])
    50.0
    """
    if not low < high:
        raise ValueError(f"low must be less than high; found {low} and {high}.")
    items = item_list(items, "items")
    check_known_weights(weights, items)
    answers = checked_answers(survey, items, low=low, high=high)
    shares = item_weights(items, weights)
    counts = answers.notna().sum()
    _check_answered(counts)
    scale = 100 / (high - low)
    found = {
        "satisfaction_index": float(((answers.mean() - low) * shares).sum() * scale),
        "standard_error": _standard_error(answers, shares) * scale,
        "customers": float(len(answers)),
        "complete": float(answers.notna().all(axis=1).sum()),
    }
    index = pd.Series(found, name="satisfaction_index")
    index.attrs = dict(answers.attrs)
    return index


def _check_answered(counts: pd.Series) -> None:
    if (counts == 0).any():
        raise SchemaError(f"nobody answered {listed(counts.index[counts == 0])}: leave these items out.")


def _standard_error(answers: pd.DataFrame, shares: pd.Series) -> float:
    """Error of a weighted sum of means; two means covary by those who answered both items."""
    known = answers.notna().astype(float)
    both = (known.T @ known).to_numpy()
    counts = np.diag(both)
    covariance = answers.cov(ddof=1, min_periods=2).fillna(0.0).to_numpy() * both / np.outer(counts, counts)
    if counts.min() < 2:
        return float("nan")
    return float(np.sqrt(max(0.0, shares.to_numpy() @ covariance @ shares.to_numpy())))
