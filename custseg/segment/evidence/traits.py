"""Can value be told from who a customer is, or only from what they did?

`value_from_traits` predicts value from personal features, from behaviour, and from both.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.compose import make_column_transformer
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from ...schema import SchemaError, as_numbers, require_frame, typed
from ..clustering.column_scale import near_one
from ..clustering.kmeans import one_thread
from .held_out import ceiling_trees, fold_problems, outcome_numbers, r2_table


@typed
def value_from_traits(
    traits: pd.DataFrame,
    behaviour: pd.DataFrame,
    value: pd.Series,
    *,
    n_folds: int = 5,
    n_resamples: int = 500,
    random_state: int = 0,
) -> pd.DataFrame:
    """Predict value from personal features (个人特征), from behaviour (消费行为), and from both, held out.

    Parameters
    ----------
    traits : DataFrame
        Words such as age group or income class, one row per customer; missing ones become "unknown".
    behaviour : DataFrame
        Numbers of zero or more, such as recency and earlier spend, same index.
    value : Series
        What is predicted, such as the log of later spend; same index.
    n_folds : int, default 5
        Folds of customers.
    n_resamples : int, default 500
        Resamples of customers for the intervals.
    random_state : int, default 0
        The same value gives the same table.

    Returns
    -------
    DataFrame
        Index ``contender``: "traits", "behaviour", "both" (ridge regressions) and "both, boosted trees"; ``r2`` for
        customers who were not learnt from, ``low``, ``high`` (95 %).

    Raises
    ------
    SchemaError
        Indexes that differ, numbers that are missing, infinite or negative, tables without columns, a value that is the
        same for all, fewer than two customers a fold.

    See Also
    --------
    explained_outcome : What segments explain of a later outcome.

    References
    ----------
    Hoerl, A. E. & Kennard, R. W. (1970). Ridge regression. Technometrics 12(1).

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> behaviour = pd.DataFrame({"amount": random.uniform(1, 9, 200)})
    >>> traits = pd.DataFrame({"town": random.choice(["A", "B"], 200)})
    >>> table = value_from_traits(traits, behaviour, np.log(behaviour["amount"]), n_resamples=20, n_folds=2)
    >>> bool(table.loc["behaviour", "r2"] > 0.9), bool(table.loc["traits", "r2"] < 0.1)
    (True, True)
    """
    outcome = _check(traits, behaviour, value, n_folds)
    words = traits.astype("object").where(traits.notna(), "unknown").astype("str")
    names = [f"trait {place}" for place in range(words.shape[1])]  # whatever the columns are called
    numbers = [f"number {place}" for place in range(behaviour.shape[1])]
    table = pd.concat([words.set_axis(names, axis=1), behaviour.astype(float).set_axis(numbers, axis=1)], axis=1)
    models = {
        "traits": _ridge(names, []),
        "behaviour": _ridge([], numbers),
        "both": _ridge(names, numbers),
        "both, boosted trees": _trees(names, numbers, random_state),
    }
    errors = pd.DataFrame(np.nan, index=table.index, columns=list(models))
    blank = np.empty(len(outcome))
    with one_thread():
        for rest, fold in KFold(n_folds, shuffle=True, random_state=random_state).split(outcome):
            blank[fold] = (outcome[fold] - outcome[rest].mean()) ** 2
            for place, model in enumerate(models.values()):
                predicted: NDArray = model.fit(table.iloc[rest], outcome[rest]).predict(table.iloc[fold])
                errors.iloc[fold, place] = (outcome[fold] - predicted) ** 2
    found, _ = r2_table(errors, blank, n_resamples=n_resamples, random_state=random_state)
    found.attrs = {"n_customers": len(outcome)}
    return found


def _encoded(names: list[str], numbers: list[str]) -> list[tuple]:
    logs = make_pipeline(FunctionTransformer(np.log1p), StandardScaler())
    hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return [(hot, names), (logs, numbers)]  # what has no columns is left out


def _ridge(names: list[str], numbers: list[str]) -> Pipeline:
    return make_pipeline(make_column_transformer(*_encoded(names, numbers)), RidgeCV(alphas=np.logspace(-2, 3, 11)))


def _trees(names: list[str], numbers: list[str], random_state: int) -> Pipeline:
    return make_pipeline(make_column_transformer(*_encoded(names, numbers)), ceiling_trees(random_state))


def _check(traits: pd.DataFrame, behaviour: pd.DataFrame, value: pd.Series, n_folds: int = 2) -> NDArray[np.float64]:
    """Give the value as numbers whose squares are numbers, too; all problems of the three tables at once."""
    require_frame(traits, "traits")
    require_frame(behaviour, "behaviour")
    problems = [
        f"{name} must have the index of traits in the same order."
        for name, table in (("behaviour", behaviour), ("value", value))
        if not table.index.equals(traits.index)
    ]
    problems += [
        f"{name} has no columns."
        for name, table in (("traits", traits), ("behaviour", behaviour))
        if not table.shape[1]
    ]
    problems += fold_problems(n_folds, len(traits), each=2)
    numbers = as_numbers(behaviour, "behaviour")
    if not np.isfinite(numbers).all() or (numbers < 0).any():
        problems.append("behaviour must hold finite numbers of zero or more: it is taken in logs.")
    y = outcome_numbers(value, "value")
    if not np.isfinite(y).all():
        problems.append("value must be a finite number for every customer.")
    elif len(y) and y.min() == y.max():
        problems.append("value is the same for everybody: there is nothing to explain.")
    if problems:
        raise SchemaError(*problems)
    return near_one(y)
