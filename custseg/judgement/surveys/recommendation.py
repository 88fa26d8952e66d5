"""Would they recommend us, and how sure is that? The net promoter score with its standard error.

`net_promoter_score`.
"""

import numpy as np
import pandas as pd

from ...schema import SchemaError, typed
from .survey_columns import checked_answers

PROMOTER_FROM = 9
PASSIVE_FROM = 7


@typed
def net_promoter_score(ratings: pd.Series, by: pd.Series | None = None) -> pd.Series | pd.DataFrame:
    """Share of promoters less share of detractors, in points.

    Parameters
    ----------
    ratings : Series
        Answers from 0 to 10 to "how likely are you to recommend us". 9 and 10 are promoters, 7 and 8 passives, the rest
        detractors.
    by : Series, optional
        A group for every customer, with the same index: one row per group.

    Returns
    -------
    Series or DataFrame
        ``promoters``, ``passives``, ``detractors`` (shares of those who answered); ``score``, -100 to 100;
        ``standard_error`` in points; ``answered`` and ``missing`` customers. A group in which nobody answered has no
        score.

    Raises
    ------
    SchemaError
        When answers are not on the scale, nobody answered, or `by` has another index.

    References
    ----------
    Reichheld (2003), The one number you need to grow, Harvard Business Review 81(12). The error is that of the
    difference of two shares of one sample.

    Examples
    --------
    >>> ratings = pd.Series([10] * 50 + [8] * 30 + [3] * 20)
    >>> net_promoter_score(ratings)[["score", "standard_error"]].round(1).tolist()
    [30.0, 7.8]
    """
    answers = checked_answers(ratings.rename("rating").to_frame(), ["rating"], low=0, high=10)["rating"]
    if by is None:
        if answers.notna().sum() == 0:
            raise SchemaError("nobody answered: expected at least one rating from 0 to 10.")
        return _score(answers).rename("net_promoter_score")
    if not by.index.equals(ratings.index):
        raise SchemaError("by must have the index of the ratings: one group per customer, in the same order.")
    groups = {group: _score(members) for group, members in answers.groupby(by, observed=True)}
    return pd.DataFrame.from_dict(groups, orient="index").rename_axis(by.name)


def _score(answers: pd.Series) -> pd.Series:
    known = answers.dropna()
    count = len(known)
    promoters = float((known >= PROMOTER_FROM).mean()) if count else np.nan
    detractors = float((known < PASSIVE_FROM).mean()) if count else np.nan
    net = promoters - detractors
    error = np.sqrt((promoters + detractors - net**2) / count) if count else np.nan
    return pd.Series(
        {
            "promoters": promoters,
            "passives": 1 - promoters - detractors,
            "detractors": detractors,
            "score": 100 * net,
            "standard_error": 100 * float(error),
            "answered": float(count),
            "missing": float(len(answers) - count),
        }
    )
