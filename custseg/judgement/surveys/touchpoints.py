"""What remains of a sequence of contacts? The peak and the end, beside the plain mean.

`peak_end_score`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...schema import Peak, check_choice, typed
from .survey_columns import ANSWERED, checked_answers, item_list


@typed
def peak_end_score(
    survey: pd.DataFrame,
    moments: Sequence[str],
    *,
    peak: Peak = "best",
    neutral: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> pd.DataFrame:
    """Mean of the peak (峰值) and the end (终值) of the ratings that a customer gave along the way.

    Parameters
    ----------
    survey : DataFrame
        One row per customer.
    moments : sequence of str
        Columns with the rating of each contact, in the order in which the contacts happened.
    peak : {"best", "worst", "strongest"}, default "best"
        Which moment is the peak. "strongest" is the one furthest from `neutral`, the worse one if two are equally far:
        the rule is about intensity, and a bad moment can be the most intense.
    neutral : float, optional
        The rating that is neither good nor bad; needed for "strongest".
    low, high : float, optional
        Ends of the answer scale, checked.

    Returns
    -------
    DataFrame
        Index of `survey`: ``peak``, ``end`` (the last moment that was rated), ``peak_end``, ``mean``, ``answered``
        moments, and ``end_rated``, whether the last of all moments was rated. ``attrs["missing"]`` counts missing
        ratings by moment.

    Raises
    ------
    SchemaError
        When columns are missing or ratings are not on the scale.

    References
    ----------
    Kahneman, Fredrickson, Schreiber & Redelmeier (1993), When more pain is preferred to less: adding a better end,
    Psychological Science 4(6).

    Examples
    --------
    >>> visits = pd.DataFrame({"order": [9, 6], "delivery": [4, 6], "call": [7, None]}, index=["x", "y"])
    >>> peak_end_score(visits, ["order", "delivery", "call"])[["peak", "end", "peak_end"]]
       peak  end  peak_end
    x   9.0  7.0       8.0
    y   6.0  6.0       6.0
    """
    check_choice(peak, "peak", Peak)
    if (peak == "strongest") != (neutral is not None):
        raise ValueError(
            "neutral is needed with peak='strongest' and only there: which rating is neither good nor bad?"
        )
    answers = checked_answers(survey, item_list(moments, "moments"), low=low, high=high)
    top = answers.min(axis=1) if peak == "worst" else answers.max(axis=1)
    if peak == "strongest":
        bottom = answers.min(axis=1)
        top = top.where(top - neutral > neutral - bottom, bottom)
    end = answers.ffill(axis=1).iloc[:, -1]
    table = pd.DataFrame({"peak": top, "end": end, "peak_end": (top + end) / 2, "mean": answers.mean(axis=1)})
    table[ANSWERED] = answers.notna().sum(axis=1)
    table["end_rated"] = np.asarray(answers.iloc[:, -1].notna())
    table.attrs = dict(answers.attrs)
    return table
