"""What is a measurement worth, from 0 to 1? Stated value functions, so that a score does not move with the crowd.

`indicator_values`, `grade_values`, `with_value_functions` and `values_and_problems`.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ...catalogue._index_system_spec import IndexSystem
from ...catalogue._value_functions import value_problems
from ...schema import Direction, SchemaError, WeightMethod, listed, typed
from ..pairwise.matrix import Judgements
from ..pairwise.weights import priorities


@typed
@typed
def indicator_values(
    measurements: pd.Series, value: Mapping[str, object], direction: Direction = "benefit"
) -> pd.Series:
    """Turn measurements or grades into values by a stated function.

    Parameters
    ----------
    measurements : Series
        One measurement or grade per customer. Missing ones stay missing.
    value : mapping
        The function, see `custseg.catalogue._value_functions.value_problems`.
    direction : {"benefit", "cost"}, default "benefit"
        Whether much of it is good or bad; the function must go that way.

    Returns
    -------
    Series
        Values from 0, the worst, to 1, the best. They depend on nothing but the measurement: adding customers changes
        no value.

    Raises
    ------
    SchemaError
        When the function is not sound, a grade has no value, or a measurement is not a finite number.

    References
    ----------
    Saaty (2006), Rank from comparisons and from ratings in the analytic hierarchy/network processes, European Journal
    of Operational Research 168(2).

    Examples
    --------
    >>> cost = pd.Series([0.0, 50.0, 300.0], index=["x", "y", "z"])
    >>> indicator_values(cost, {"kind": "linear", "worst": 200, "best": 0}, "cost").to_dict()
    {'x': 1.0, 'y': 0.75, 'z': 0.0}
    """
    problems = value_problems(value, direction)
    if not problems:
        found, problems = values_and_problems(measurements, value, direction)
    if problems:
        raise SchemaError(*problems)
    return pd.Series(found, index=measurements.index, name=measurements.name)


@typed
def grade_values(judgements: Judgements, *, method: WeightMethod = "eigenvector") -> pd.Series:
    """Turn comparisons of grades into their values: priorities divided by the largest, so that the best grade is 1.

    Parameters
    ----------
    judgements : matrix, nested mapping or table
        How much better one grade is than another.
    method : {"eigenvector", "geometric_mean", "log_least_squares", "least_squares"}, default "eigenvector"
        As in `priorities`.

    Returns
    -------
    Series
        ``value`` by grade, greater than 0, best 1.

    References
    ----------
    Saaty (2006), Rank from comparisons and from ratings in the analytic hierarchy/network processes, European Journal
    of Operational Research 168(2).

    Examples
    --------
    >>> grade_values({"high": {"medium": 2}, "medium": {"low": 2}}).round(6).to_dict()
    {'high': 1.0, 'medium': 0.5, 'low': 0.25}
    """
    weights = priorities(judgements, method=method)
    values = (weights / np.max(weights.to_numpy())).rename("value")
    values.attrs = dict(weights.attrs)
    return values


def with_value_functions(
    system: IndexSystem, functions: Mapping[str, Mapping[str, object]]
) -> tuple[IndexSystem, list[str]]:
    """Replace value functions of a system by one's own; the new system, and what is wrong with the functions."""
    keys = [indicator.key for indicator in system.indicators]
    unknown = [key for key in functions if key not in keys]
    problems = (
        [f"value functions for unknown indicators {listed(unknown)}; there are {listed(keys, 20)}."] if unknown else []
    )
    indicators = []
    for indicator in system.indicators:
        value = functions.get(indicator.key, indicator.value)
        problems += [
            f"value function of '{indicator.key}': {text}" for text in value_problems(value, indicator.direction)
        ]
        indicators.append(replace(indicator, value=value))
    return replace(system, indicators=tuple(indicators)), problems


def values_and_problems(
    measurements: pd.Series, value: Mapping[str, object], direction: Direction
) -> tuple[np.ndarray, list[str]]:
    """Values of one column by a sound function, and what is wrong with the column."""
    if value["kind"] == "grades":
        return _graded(measurements, value)
    numbers, problems = _numbers(measurements)
    if problems:
        return numbers, problems
    if value["kind"] == "linear":
        scaled = (numbers - value["worst"]) * (1 / (value["best"] - value["worst"]))
        return np.clip(scaled, 0.0, 1.0, out=scaled), []
    if value["kind"] == "points":
        return np.interp(numbers, value["at"], value["value"]), []
    # a measurement on a cut has the better value, and under "cost" the better side is the lower one
    step = np.searchsorted(value["cuts"], numbers, side="right" if direction == "benefit" else "left")
    return np.where(np.isnan(numbers), np.nan, np.asarray(value["value"], dtype=float)[step]), []


def _numbers(measurements: pd.Series) -> tuple[np.ndarray, list[str]]:
    if not pd.api.types.is_numeric_dtype(measurements):
        converted = pd.to_numeric(measurements, errors="coerce")
        wrong = measurements[converted.isna() & measurements.notna()]
        if len(wrong):
            return np.empty(0), [f"expected numbers, found {_where(wrong)}."]
        measurements = converted
    numbers = measurements.to_numpy(dtype=float, na_value=np.nan)
    infinite = np.isinf(numbers)
    if infinite.any():
        return numbers, [f"expected finite numbers, found {_where(measurements[infinite])}."]
    return numbers, []


def _graded(measurements: pd.Series, value: Mapping[str, object]) -> tuple[np.ndarray, list[str]]:
    table = {str(grade): number for grade, number in zip(value["grades"], value["value"], strict=True)}
    if isinstance(measurements.dtype, pd.CategoricalDtype):
        codes, grades = measurements.cat.codes.to_numpy(), measurements.cat.categories
    else:
        codes, grades = pd.factorize(measurements)
    worth = np.array([*(table.get(_grade_name(grade), np.nan) for grade in grades), np.nan])
    found = worth[codes]
    unknown = np.isnan(found) & (codes >= 0)
    if unknown.any():
        return found, [f"grade without a value: {_where(measurements[unknown])}; the grades are {listed(table, 20)}."]
    return found, []


def _grade_name(grade: object) -> str:
    """Write 3.0 as 3: a column of grades with gaps is read as floats."""
    return str(int(grade)) if isinstance(grade, float) and grade.is_integer() else str(grade)


def _where(wrong: pd.Series) -> str:
    shown = ", ".join(f"{entry!r} for {customer}" for customer, entry in wrong.iloc[:3].astype(object).items())
    return shown if len(wrong) <= 3 else f"{shown}, ... ({len(wrong):,} customers)"
