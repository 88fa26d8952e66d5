"""Which judgements were given? A nested dict, a table or an array becomes one checked comparison matrix.

`pairwise_matrix`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Annotated

import numpy as np
import pandas as pd

from ...schema import SchemaError, typed
from ...schema.signatures import MadeBy
from .ratios import ratio_of

LONG_COLUMNS = ("item", "over", "ratio")

Judgements = Mapping | pd.DataFrame | np.ndarray | Sequence
MADE = MadeBy("pairwise_matrix", (Mapping, np.ndarray, Sequence))
Matrix = Annotated[pd.DataFrame, MADE]


@typed
def pairwise_matrix(
    judgements: Judgements, items: Sequence[str] | None = None, *, tolerance: float = 0.05
) -> pd.DataFrame:
    """Bring pairwise judgements (判断矩阵) into one square table and check them.

    Parameters
    ----------
    judgements : mapping, DataFrame or two-dimensional array
        One of: a nested mapping, ``{"price": {"service": 3}}`` for "price is three times as important as service";
        a square table whose rows and columns are the items; a long table with the columns ``item``, ``over`` and
        ``ratio``; or a square array, whose rows `items` names. Half of the judgements is enough: the other half are
        reciprocals. Empty entries are judgements that were not made. Entries may be texts such as ``"1/3"``.
    items : sequence of str, optional
        The items that are compared, in the order wanted. Found in the judgements when absent; those of an array are
        then numbered: ``"item 1"``, ``"item 2"``.
    tolerance : float, default 0.05
        How far ``a_ij * a_ji`` may be from 1 when both are given: a third typed as ``.33`` is still a third. The
        entry of at least one is kept and its reciprocal is recomputed.

    Returns
    -------
    DataFrame
        Items by items, positive, one on the diagonal, ``a_ji = 1 / a_ij`` exactly, ``nan`` where not judged. Entry
        (i, j) says how many times as important i is as j.

    Raises
    ------
    SchemaError
        Listing all of: not positive, not a number, not reciprocal, diagonal other than one, unknown or repeated items.

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process, McGraw-Hill.

    Examples
    --------
    >>> pairwise_matrix({"price": {"service": 2, "range": 4}, "service": {"range": 2}})
             price  service  range
    price     1.00      2.0    4.0
    service   0.50      1.0    2.0
    range     0.25      0.5    1.0
    """
    entries = list(_entries(judgements, items))
    found = list(dict.fromkeys(name for row, column, _ in entries for name in (row, column)))
    names = list(items) if items is not None else found
    problems = _name_problems(names, found)
    given: dict[tuple[str, str], float] = {}
    for row, column, entry in entries:
        try:
            ratio = ratio_of(entry)
        except ValueError as error:
            problems.append(f"{row} over {column} {error}.")
            continue
        if not np.isnan(ratio):
            problems += _repeated(given, row, column, ratio)
            given[row, column] = ratio
    problems += _disagreements(given, names, tolerance)
    if problems:
        raise SchemaError(*problems)
    return _filled(given, names)


def _entries(judgements: Judgements, items: Sequence[str] | None) -> Iterator[tuple[str, str, object]]:
    if isinstance(judgements, Mapping):
        flat = [row for row, others in judgements.items() if not isinstance(others, Mapping)]
        if flat:
            raise TypeError(
                f"expected a nested mapping such as {{'price': {{'service': 3}}}}, found plain values at {flat[:5]}. "
                "Weights that are already known go to Hierarchy(weights=...)."
            )
        yield from ((row, column, entry) for row, others in judgements.items() for column, entry in others.items())
    elif isinstance(judgements, pd.DataFrame) and set(LONG_COLUMNS) <= set(judgements.columns):
        yield from judgements[list(LONG_COLUMNS)].itertuples(index=False, name=None)
    else:
        yield from _square_entries(judgements, items)


def _square_entries(judgements: object, items: Sequence[str] | None) -> Iterator[tuple[str, str, object]]:
    if isinstance(judgements, pd.DataFrame):
        table = judgements
        if set(table.index) != set(table.columns) or table.index.has_duplicates or table.columns.has_duplicates:
            raise SchemaError(
                f"a table of judgements needs the same items in rows and columns, once each, or the columns "
                f"{', '.join(LONG_COLUMNS)}; found rows {list(table.index)[:5]} and columns {list(table.columns)[:5]}."
            )
        table = table[table.index]
    else:
        table = _named_array(judgements, items)
    values = table.to_numpy(dtype=object)
    for place, row in enumerate(table.index):
        yield from ((row, column, values[place, other]) for other, column in enumerate(table.columns))


def _named_array(judgements: object, items: Sequence[str] | None) -> pd.DataFrame:
    """Give a square array the names of its rows; numbers where it has none."""
    try:
        array = np.asarray(judgements, dtype=object)
    except ValueError:  # rows of different lengths
        array = np.empty(0, dtype=object)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        found = f"shape {array.shape}" if array.size else type(judgements).__name__
        raise SchemaError(
            f"an array of judgements must be square, one row and one column per item; found {found}. Pass a nested "
            "mapping such as {'price': {'service': 3}} where not every pair was judged."
        )
    names = [f"item {number}" for number in range(1, len(array) + 1)] if items is None else items
    if len(names) != len(array):
        raise SchemaError(f"items must name each of the {len(array)} rows of the array once; found {len(names)} names.")
    return pd.DataFrame(array, index=list(names), columns=list(names))


def _name_problems(names: Sequence[str], found: Sequence[str]) -> list[str]:
    problems = []
    unknown = [name for name in found if name not in set(names)]
    if unknown:
        problems.append(f"unknown items {unknown}: the items compared are {list(names)}.")
    repeated = sorted({str(name) for name in names if list(names).count(name) > 1})
    if repeated:
        problems.append(f"items {repeated} are named more than once.")
    if not names:
        problems.append("no item is compared: give at least one judgement, or items=[...].")
    return problems


def _repeated(given: Mapping, row: str, column: str, ratio: float) -> list[str]:
    earlier = given.get((row, column), ratio)
    return [] if earlier == ratio else [f"{row} over {column} is given twice, {earlier:g} and {ratio:g}: keep one."]


def _disagreements(given: Mapping, names: Sequence[str], tolerance: float) -> list[str]:
    problems = [
        f"{row} over {column} is {ratio:g}: an item against itself is 1."
        for (row, column), ratio in given.items()
        if row == column and ratio != 1
    ]
    for row, column in combinations(dict.fromkeys(names), 2):
        there, back = given.get((row, column)), given.get((column, row))
        if there is not None and back is not None and abs(there * back - 1) > tolerance:
            problems.append(
                f"not reciprocal: {row} over {column} is {there:g} but {column} over {row} is {back:g} "
                f"(expected {1 / there:.4g}). Correct one of them or leave it empty."
            )
    return problems


def _filled(given: Mapping, names: Sequence[str]) -> pd.DataFrame:
    place = {name: position for position, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    # smallest first: where both directions are given the one of at least 1 is written last and wins
    for (row, column), ratio in sorted(given.items(), key=lambda entry: entry[1]):
        if row != column:
            matrix[place[row], place[column]] = ratio
            matrix[place[column], place[row]] = 1 / ratio
    return pd.DataFrame(matrix, index=list(names), columns=list(names))
