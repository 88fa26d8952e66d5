"""In which cell of a grid does a customer stand, and what is that cell called?

`ValueGrid` places and names them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.utils.validation import check_is_fitted

from ...bands import Bands, stated_cuts
from ...catalogue import Axis, GridSpec, load_grid
from ...schema import Column, Schema, check_table, listed, parameter_problems, require_frame
from ...tables import customers_by_value


class ValueGrid(TransformerMixin, BaseEstimator):
    """Place customers in the cells of a grid and name their segments.

    Parameters
    ----------
    grid : str, path or GridSpec, default="rfm"
        A name from `custseg.catalogue.list_grids`, a TOML file of your own, or a grid made in code.
    bands : dict of str to Bands, optional
        Other cuts for some axes, by column. They must make as many bands as the axis has and agree on which end is
        best. Axes that are left out are cut as the grid says.

    Attributes
    ----------
    spec_ : GridSpec
        The grid.
    bands_ : dict of str to Bands
        The fitted bands of each axis.
    cuts_ : DataFrame
        One row per axis, in the units of its column; column ``"1|2"`` is the cut between band 1 and band 2, whichever
        end is best. Infinite where nobody reaches the better band, NaN where the axis has fewer bands.
    cell_counts_ : Series of int
        Customers of `fit` in every cell, indexed by the band on each axis.
    segments_ : DataFrame
        The segments in the order of the catalogue, indexed by their keys: ``key``, ``name_en``, ``name_zh``,
        ``name_provenance``, ``action``, ``action_provenance``, ``source``, ``provenance``.
    feature_names_in_ : ndarray of str
        The columns that are read, one per axis.
    n_features_in_ : int
        Number of axes.

    Raises
    ------
    SchemaError
        For columns that are missing or hold something else than finite numbers, with customers' ids.
    ValueError
        For `bands` that do not fit the grid, and for columns from which no cuts can be learnt.
    TypeError
        For anything but a DataFrame.

    See Also
    --------
    CustomerSegmenter : Groups that are found in the data, without names from the literature.
    pyramid_grid : The value pyramid with other sizes of its tiers.

    Notes
    -----
    Cuts are learnt in `fit` and kept: a later table is placed by the cuts of the earlier one. A value exactly on a cut
    belongs to the better band. Segments are looked up in an array over all cells, so a million customers take less
    than half a second.

    References
    ----------
    The sources of each grid stand in ``segments_["source"]``.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg import ValueGrid
    >>> customers = pd.DataFrame(
    ...     {"realised_price": [9.0, 8.0, 5.0, 4.0], "cost_to_serve": [1.0, 6.0, 2.0, 7.0]}, index=list("abcd")
    ... )
    >>> grid = ValueGrid("shapiro").fit(customers)
    >>> grid.predict(customers).tolist()
    ['passive', 'carriage_trade', 'bargain_basement', 'aggressive']
    >>> grid.cuts_["1|2"].to_dict()
    {'realised_price': 8.0, 'cost_to_serve': 2.0}
    """

    def __init__(
        self, grid: str | os.PathLike[str] | GridSpec = "rfm", *, bands: Mapping[str, Bands] | None = None
    ) -> None:
        self.grid = grid
        self.bands = bands

    def fit(self, X: pd.DataFrame, y: None = None) -> ValueGrid:
        """Learn the cuts of every axis.

        Parameters
        ----------
        X : DataFrame, or a frame of another engine
            A customer table: one row per customer, with a column of finite numbers per axis. Other columns are left
            alone. polars, DuckDB, PyArrow and Spark count how many customers have each value of an axis, and how many
            stand in each cell; these counts come home. A lazy frame is read once per axis and once for the cells: let
            it be stored first if it is long to make.
        y : None
            Ignored.

        Returns
        -------
        ValueGrid
            Itself.
        """
        spec = self.grid if isinstance(self.grid, GridSpec) else load_grid(self.grid)
        bands = _bands_of(spec, self.bands)
        if (frame := _of_other_engine(X)) is None:
            table = _checked(X, spec)
            self.bands_ = _fitted(bands, {column: (table[[column]], None) for column in spec.columns}, spec)
        else:
            self.bands_ = _fitted(bands, {column: _counted(X, column) for column in spec.columns}, spec)
        self.spec_ = spec
        self.feature_names_in_ = np.array(spec.columns, dtype=object)
        self.n_features_in_ = len(spec.axes)
        self.cuts_ = _cut_table(self.bands_)
        self.segments_ = _segment_table(spec)
        cells = spec.cells()
        if frame is None:
            counts = np.bincount(self._cell_numbers(table), minlength=len(cells))
        else:
            counts = _cells_on_engine(frame, self.bands_, len(cells))
        self.cell_counts_ = pd.Series(counts, index=cells.index, name="customers")
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Place every customer in a band of each axis.

        Parameters
        ----------
        X : DataFrame
            A customer table: one row per customer, with the columns of the axes.

        Returns
        -------
        DataFrame
            Band codes, 1 the worst, one column per axis, same index as `X`.
        """
        check_is_fitted(self)
        table = _checked(X, self.spec_)
        return pd.DataFrame(self._codes(table), index=X.index, columns=list(self.spec_.columns))

    def predict(self, X: pd.DataFrame) -> pd.Series:
        """Name the segment of every customer.

        Parameters
        ----------
        X : DataFrame
            A customer table: one row per customer, with the columns of the axes.

        Returns
        -------
        Series
            Segment keys named ``segment``, ordered categories in the order of the catalogue, same index as `X`. An
            array has no names for the axes and is refused.
        """
        check_is_fitted(self)
        numbers = self.spec_.lookup().ravel()[self._cell_numbers(_checked(X, self.spec_))]
        segments = pd.Categorical.from_codes(numbers, dtype=self.spec_.segment_dtype)
        return pd.Series(segments, index=X.index, name="segment")

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Names of the columns that `transform` gives: those of the axes."""
        check_is_fitted(self)
        return self.feature_names_in_

    def _codes(self, table: pd.DataFrame) -> NDArray[np.int64]:
        return np.column_stack([bands.transform(table[[column]]) for column, bands in self.bands_.items()])

    def _cell_numbers(self, table: pd.DataFrame) -> NDArray[np.intp]:
        shape = [axis.bands for axis in self.spec_.axes]
        return np.ravel_multi_index(tuple(self._codes(table).T - 1), shape)


def _bands_of(spec: GridSpec, overrides: Mapping[str, Bands] | None) -> dict[str, Bands]:
    """Unfitted bands for every axis; all problems of the overrides at once."""
    if overrides is not None and not isinstance(overrides, Mapping):
        raise TypeError(f"bands must be a dict of column to Bands; found {type(overrides).__name__}.")
    overrides = dict(overrides or {})
    bands, problems = {}, []
    for axis in spec.axes:
        own = overrides.pop(axis.column, None)
        bands[axis.column] = Bands(axis.rule, axis.bands, cuts=axis.cuts or None, best=axis.best)
        if own is None:
            continue
        if not isinstance(own, Bands):
            problems.append(f"bands['{axis.column}'] must be a Bands; found {type(own).__name__}.")
            continue
        if own.best != axis.best:
            problems.append(f"bands['{axis.column}'] must have best='{axis.best}'; found '{own.best}'.")
        bands[axis.column] = clone(own)
    if overrides:
        problems.append(f"bands has no axis {listed(overrides)} to apply to; the axes are {listed(spec.columns)}.")
    if problems:
        raise ValueError(" ".join([f"ValueGrid('{spec.key}'):", *problems]))
    return bands


def _checked(X: pd.DataFrame, spec: GridSpec) -> pd.DataFrame:
    """Columns of the axes, if they are sound."""
    require_frame(X, "X")
    columns = tuple(
        Column(axis.column, "number", True, axis.name_en or f"axis of the grid '{spec.key}'", axis.unit)
        for axis in spec.axes
    )
    ids = Column("customer_id", "label", True, "who bought")
    return check_table(X, Schema("customers", columns, ids))[list(spec.columns)]


def _of_other_engine(X: object) -> nw.LazyFrame[Any] | None:
    """Give a frame of polars, DuckDB, PyArrow, Spark …; nothing for pandas, and for what is no frame."""
    if isinstance(nw.to_native(X, pass_through=True), pd.DataFrame):
        return None
    frame: Any = nw.from_native(X, pass_through=True)
    return frame.lazy() if isinstance(frame, nw.DataFrame | nw.LazyFrame) else None


def _counted(X: object, column: str) -> tuple[pd.DataFrame, pd.Series]:
    counts = customers_by_value(X, column)
    return counts[[column]], counts["customers"]


def _cells_on_engine(frame: nw.LazyFrame[Any], bands: dict[str, Bands], n_cells: int) -> NDArray[np.intp]:
    """Count the customers of each cell on their engine: a band is one more than the cuts that a value reaches."""
    codes = {}
    for column, own in bands.items():
        value = nw.col(column).cast(nw.Float64)
        reached = [(value >= cut) if own.best == "high" else (value <= cut) for cut in own.cuts_[0].tolist()]
        codes[column] = nw.sum_horizontal(
            *[nw.when(cleared).then(nw.lit(1)).otherwise(nw.lit(0)) for cleared in reached]
        )
    found = frame.select(**codes).group_by(*codes).agg(customers=nw.len()).collect().to_pandas().astype("int64")
    shape = [own.cuts_[0].size + 1 for own in bands.values()]
    cells = np.ravel_multi_index(tuple(found[column].to_numpy() for column in bands), shape)
    return np.bincount(cells, found["customers"], n_cells).astype(np.intp)


def _fitted(
    bands: dict[str, Bands], columns: dict[str, tuple[pd.DataFrame, pd.Series | None]], spec: GridSpec
) -> dict[str, Bands]:
    problems, stated = [], []
    for axis in spec.axes:
        own, (column, counts) = bands[axis.column], columns[axis.column]
        values = column[axis.column]
        try:
            own.set_output(transform="default")
            found = (own.fit(column) if counts is None else own.fit_counts(column, counts)).cuts_[0].size + 1
        except ValueError as error:
            if parameter_problems(own) or values.nunique() >= axis.bands:
                problems.append(f"axis '{axis.column}': {str(error).removesuffix('.')}.")
                continue
            only = listed(np.unique(values))
            problems.append(f"axis '{axis.column}': no value but {only}, too few to learn {axis.bands} bands from.")
            stated.append(_stated(axis, float(values.max())))
            continue
        if found != axis.bands:
            problems.append(
                f"axis '{axis.column}': needs {axis.bands} bands; found {found}. Give {axis.bands - 1} cuts."
            )
    if stated:
        problems.append(f"State the cuts, these or your own: bands={{{', '.join(stated)}}}.")
    if problems:
        raise ValueError(" ".join([f"ValueGrid('{spec.key}'):", *problems]))
    return bands


def _stated(axis: Axis, value: float) -> str:
    """Write the entry of ``bands=`` that cuts an axis above a value."""
    best = ", best='low'" if axis.best == "low" else ""
    return f"'{axis.column}': Bands('fixed', cuts={stated_cuts(value, axis.bands - 1)}{best})"


def _cut_table(bands: dict[str, Bands]) -> pd.DataFrame:
    """Cuts in the order of the bands: upwards where high is best, downwards where low is."""
    cuts = {column: b.cuts_[0] if b.best == "high" else b.cuts_[0][::-1] for column, b in bands.items()}
    table = pd.DataFrame({column: pd.Series(row) for column, row in cuts.items()}).T
    return table.set_axis([f"{band}|{band + 1}" for band in range(1, table.shape[1] + 1)], axis=1).rename_axis("axis")


def _segment_table(spec: GridSpec) -> pd.DataFrame:
    table = pd.DataFrame([asdict(segment) for segment in spec.segments])
    table = table.assign(source="; ".join(spec.source), provenance=spec.provenance)
    columns = ["key", "name_en", "name_zh", "name_provenance", "action", "action_provenance", "source", "provenance"]
    return table[columns].set_axis(pd.Index(table["key"], name="segment"))
