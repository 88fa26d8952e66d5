"""What is a grid? Axes cut into bands, and named segments that share out all cells between them.

A grid is proved, not assumed, to be a partition: `GridSpec` enumerates every cell when it is made and refuses a cell
that no segment claims or that is claimed twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import SchemaError
from ._grid_faults import grid_problems
from .grid_parts import Axis, Segment, coverage


@dataclass(frozen=True)
class GridSpec:
    """A grid of the catalogue, or your own.

    Parameters
    ----------
    key : str
        The name used in code.
    name_en : str
        The name for people.
    axes : tuple of Axis
        At least one.
    segments : tuple of Segment
        From the best to the worst, as far as they can be ordered. Together they claim every cell exactly once.
    name_zh : str
        The Chinese name.
    source : tuple of str
        Entries of the inventory of source documents, such as "S2-53", and papers.
    provenance : str
        Where the assignment of cells to segments comes from, one of `PROVENANCES`.
    note : str
        What the source leaves open and what was put in its place.
    break_even : tuple of str
        Columns of two axes, what a customer brings and what they cost, where both are money and the line on which
        they are equal runs through the cells instead of along a border. Empty otherwise.

    Raises
    ------
    SchemaError
        With every problem at once: holes, overlaps, unknown axes, bands out of range, keys used twice, cuts that do
        not fit the rule.

    Examples
    --------
    >>> from custseg.catalogue import Axis, GridSpec, Segment
    >>> few = Segment("few", "Few orders", cells=((("orders", 1, 1),),))
    >>> many = Segment("many", "Many orders", cells=((("orders", 2, 3),),))
    >>> GridSpec("orders", "Orders", axes=(Axis("orders", 3),), segments=(few, many)).cells().tolist()
    ['few', 'many', 'many']
    """

    key: str
    name_en: str
    axes: tuple[Axis, ...]
    segments: tuple[Segment, ...]
    name_zh: str = ""
    source: tuple[str, ...] = ()
    provenance: str = "proposed here"
    note: str = ""
    break_even: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = grid_problems(self.axes, self.segments, self.provenance, self.break_even)
        if problems:
            raise SchemaError(*(f"grid '{self.key}': {problem}" for problem in problems))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the customers table that the grid reads, one per axis."""
        return tuple(axis.column for axis in self.axes)

    @property
    def segment_dtype(self) -> pd.CategoricalDtype:
        """Segment keys in the order of the catalogue."""
        return pd.CategoricalDtype([segment.key for segment in self.segments], ordered=True)

    def lookup(self) -> NDArray[np.intp]:
        """Position of the segment of every cell; one dimension per axis, band 1 at index 0."""
        return coverage(self.axes, self.segments).argmax(axis=0)

    def cells(self) -> pd.Series:
        """Segment of every cell.

        Returns
        -------
        Series
            Segment keys (ordered categories), indexed by the band on each axis.
        """
        bands = [range(1, axis.bands + 1) for axis in self.axes]
        codes = pd.Categorical.from_codes(self.lookup().ravel(), dtype=self.segment_dtype)
        return pd.Series(codes, index=pd.MultiIndex.from_product(bands, names=self.columns), name="segment")
