"""What is drawn of a grid, and who stands where? Two of its axes, and the rectangles of cells that share their names.

`grid_areas` counts customers and money in each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.utils.validation import check_is_fitted

from ...catalogue.grid_parts import coverage
from ...catalogue.grid_spec import GridSpec
from ...schema import SchemaError, listed, require_frame, typed
from ..description.profile import profile_segments
from .value_grid import ValueGrid


@typed
def grid_areas(
    grid: ValueGrid,
    customers: pd.DataFrame,
    *,
    axes: Sequence[str] | None = None,
    value: str | None = "amount",
) -> pd.DataFrame:
    """Count customers and money in every area of a grid: neighbouring cells of two axes that have the same names.

    Parameters
    ----------
    grid : ValueGrid
        Fitted.
    customers : DataFrame
        One row per customer, with the columns of the grid's axes and `value`.
    axes : (str, str), optional
        The columns that go upwards and across; by default the first two axes of the grid. Where an axis that is left
        out decides, an area has several segments. A grid with one axis goes across.
    value : str or None, default="amount"
        Column whose sum is shared out; None leaves the money out.

    Returns
    -------
    DataFrame
        One row per area and segment in it, so that every customer is counted once; index ``area`` (from 0) and
        ``segment``. Columns: ``lowest_up``, ``highest_up``, ``lowest_across``, ``highest_across`` (bands);
        ``customers``, ``share_of_customers`` (0-1, of all customers); with `value` ``amount`` (its sum) and
        ``share_of_amount`` (of the sum over all customers); and ``below_break_even`` (number of customers who cost
        more than they bring) if the grid has such a line.

    Raises
    ------
    NotFittedError
        If the grid is not fitted.
    SchemaError
        If a column is missing or holds something else than finite numbers.
    ValueError
        If `axes` are not two axes of the grid, or the values of all customers add up to zero or less.

    See Also
    --------
    profile_segments : one row per segment, wherever its cells lie.
    custseg.plot.plot_grid : draws the areas.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import ValueGrid, grid_areas
    >>> customers = pd.DataFrame({"profit": [9.0, 1.0, 2.0], "loyalty": [3, 1, 2]}, index=list("abc"))
    >>> grid = ValueGrid("conway").fit(customers)
    >>> grid_areas(grid, customers, value="profit")[["customers", "share_of_amount"]].round(2)
                              customers  share_of_amount
    area segment
    0    do_not_over_service          2             0.25
    1    marginal_value               0             0.00
    2    at_risk                      0             0.00
    3    golden                       1             0.75
    """
    require_frame(customers, "customers")
    check_is_fitted(grid)
    up, across = drawn_axes(grid, axes)
    bands, names = grid.transform(customers), grid.predict(customers)
    if value is not None and value not in customers:
        raise SchemaError(
            f"customers lacks column '{value}', which is to be shared out (found: {listed(customers.columns)}). Pass "
            "value=... with the column that holds the money, or value=None to leave money out."
        )
    present = _present(grid.spec_, up, across)
    areas = _numbered(present)
    cells = {number: np.argwhere(areas == number) for number in range(areas.max() + 1)}
    pairs = np.array([(n, s) for n, inside in cells.items() for s in np.flatnonzero(present[:, *inside[0]])])
    row_of = np.zeros((len(cells), len(present)), dtype=int)
    row_of[tuple(pairs.T)] = range(len(pairs))
    rows = row_of[areas[bands[up] - 1 if up else 0, bands[across] - 1], names.cat.codes]
    counted = _counted(
        customers, pd.Series(pd.Categorical(rows, range(len(pairs))), customers.index), value, grid.spec_
    )
    limits = [[*cells[n].min(axis=0) + 1, *cells[n].max(axis=0) + 1] for n, _ in pairs]
    limits = pd.DataFrame(limits, columns=["lowest_up", "lowest_across", "highest_up", "highest_across"])
    limits = limits[["lowest_up", "highest_up", "lowest_across", "highest_across"]]
    keys = [grid.spec_.segments[s].key for _, s in pairs]
    index = pd.MultiIndex.from_arrays([pairs[:, 0], keys], names=["area", "segment"])
    return pd.concat([limits, counted], axis=1).set_axis(index)


def drawn_axes(grid: ValueGrid, axes: Sequence[str] | None) -> tuple[str | None, str]:
    """Give the columns that go upwards and across; nothing goes upwards in a grid with one axis."""
    columns = grid.spec_.columns
    if axes is None:
        return (columns[0], columns[1]) if len(columns) > 1 else (None, columns[0])
    if len(set(axes)) != 2 or not set(axes) <= set(columns):
        raise ValueError(f"axes must be two of the grid's axes, {listed(columns)}; found {listed(axes)}.")
    return axes[0], axes[1]


def stated_borders(grid: ValueGrid, column: str) -> list[int]:
    """Name the bands above which a hurdle lies: a cut that was stated and not learnt, or a fixed one at zero."""
    bands = grid.bands_[column]
    if bands.rule == "fixed":
        return [n for n, cut in enumerate(grid.cuts_.loc[column].dropna(), start=1) if cut == 0]
    return list(range(1, 1 + len(bands.cuts or ())))


def _present(spec: GridSpec, up: str | None, across: str) -> NDArray[np.bool_]:
    """Which segments have cells above each pair of bands; segments by bands upwards by bands across."""
    claims = coverage(spec.axes, spec.segments) > 0
    places = [spec.columns.index(column) + 1 for column in (up, across) if column]
    left_out = tuple(n for n in range(1, claims.ndim) if n not in places)
    claims = claims.any(axis=left_out)
    if up is None:
        return claims[:, np.newaxis]
    return claims if places == sorted(places) else claims.swapaxes(1, 2)


def _numbered(present: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Share out the cells into rectangles of cells with the same segments; number each cell by its rectangle."""
    shape = present.shape[1:]
    _, kinds = np.unique(present.reshape(len(present), -1), axis=1, return_inverse=True)
    kinds = kinds.reshape(shape)
    areas = np.full(shape, -1)
    for row, column in np.ndindex(shape):
        if areas[row, column] < 0:
            same = (kinds == kinds[row, column]) & (areas < 0)
            width = np.append(same[row, column:], False).argmin()
            height = np.append(same[row:, column : column + width].all(axis=1), False).argmin()
            areas[row : row + height, column : column + width] = areas.max() + 1
    return areas


def _counted(customers: pd.DataFrame, rows: pd.Series, value: str | None, spec: GridSpec) -> pd.DataFrame:
    if value is None:
        everyone = pd.DataFrame({"one": 1.0}, index=customers.index)
        table = profile_segments(everyone, rows, value="one")[["customers", "share_of_customers"]]
    else:
        table = profile_segments(customers[[value]], rows, value=value).drop(columns=f"median_{value}")
    if spec.break_even:
        brings, costs = spec.break_even
        below = customers[brings] < customers[costs]
        table["below_break_even"] = below.groupby(rows, observed=False).sum()
    return table
