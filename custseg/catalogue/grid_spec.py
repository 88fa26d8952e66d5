"""What is a grid? Axes cut into bands, and named segments that share out all cells between them.

A grid is proved, not assumed, to be a partition: `GridSpec` enumerates every cell when it is made and refuses a cell
that no segment claims or that is claimed twice.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import SchemaError, listed
from ._toml_files import Form

RULES = ("quantile", "fixed", "hurdle", "kmeans")  # those of custseg.bands.Bands
PROVENANCES = ("in the source", "from the literature", "proposed here")
NO_ACTION = "none in the source"
ADVICE = ("withdraw", "hold", "invest")  # from the least to the most that is done for a customer
MOST_CELLS = 1_000_000


def _ends(limits: int | list[int]) -> list[int]:
    return limits if isinstance(limits, list) else [limits, limits]


def _is_box(box: object) -> bool:
    """Whether each axis of a box has a band, or the lowest and the highest one."""
    return isinstance(box, dict) and all([*map(type, _ends(bands))] == [int, int] for bands in box.values())


BOXES = Form(
    "a list of boxes such as { column = [1, 2] }",
    lambda value: isinstance(value, list) and all(map(_is_box, value)),
    lambda value: tuple(tuple((column, *_ends(bands)) for column, bands in box.items()) for box in value),
)
"""How the cells of a segment are written in a file."""


@dataclass(frozen=True)
class Axis:
    """One axis of a grid: a column of the customers table and how it is cut into bands.

    Parameters
    ----------
    column : str
        Column of the customers table.
    bands : int
        Number of bands, at least 2; band 1 is the worst.
    name_en, name_zh : str
        Names for people.
    unit : str
        Unit of the column.
    rule : str
        How the cuts are found: "quantile", "fixed", "hurdle" or "kmeans", see `custseg.bands.Bands`.
    cuts : tuple of float, optional
        Stated cuts, increasing, in the unit of the column.
    best : {"high", "low"}
        Which end of the column is good.
    words : tuple of str
        Two words, for the worst and for the best end.

    Examples
    --------
    >>> Axis("recency", 2, "recency", "最近购买", "days", best="low", words=("high", "low")).best
    'low'
    """

    column: str
    bands: int
    name_en: str = ""
    name_zh: str = ""
    unit: str = ""
    rule: str = "quantile"
    cuts: tuple[float, ...] = ()
    best: str = "high"
    words: tuple[str, ...] = ("low", "high")


@dataclass(frozen=True)
class Segment:
    """A named group of cells.

    Parameters
    ----------
    key : str
        The name used in code.
    name_en : str
        The name for people.
    cells : tuple of boxes
        Each box is a tuple of (column, lowest band, highest band); an axis that a box leaves out is not restricted.
    name_zh : str
        The Chinese name.
    name_provenance : str
        Where the name comes from, one of `PROVENANCES`.
    action : str
        What to do about the group, or `NO_ACTION`.
    action_provenance : str
        Where the action comes from, one of `PROVENANCES`, or `NO_ACTION`.
    advice : str
        The action in one word, one of `ADVICE`, so that grids can be held against each other; proposed here. Empty
        where nobody has said it.

    Examples
    --------
    >>> from custseg.catalogue import load_grid
    >>> load_grid("rfm").segments[0].name_en
    'Champions'
    """

    key: str
    name_en: str
    cells: tuple[tuple[tuple[str, int, int], ...], ...] = field(metadata={"form": BOXES})
    name_zh: str = ""
    name_provenance: str = "proposed here"
    action: str = NO_ACTION
    action_provenance: str = NO_ACTION
    advice: str = ""


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


def coverage(axes: tuple[Axis, ...], segments: tuple[Segment, ...]) -> NDArray[np.intp]:
    """Enumerate all cells and count how often each segment claims each.

    Parameters
    ----------
    axes : tuple of Axis
        The axes.
    segments : tuple of Segment
        Boxes with an unknown axis claim nothing; bands out of range are cut off.

    Returns
    -------
    ndarray of int of shape (n_segments, bands of axis 1, bands of axis 2, ...)
        The segments are a partition if and only if the sum over the first dimension is 1 in every cell.
    """
    columns = [axis.column for axis in axes]
    claims = np.zeros((len(segments), *(axis.bands for axis in axes)), dtype=np.intp)
    for claim, segment in zip(claims, segments, strict=True):
        for box in segment.cells:
            ranges = {column: slice(max(low, 1) - 1, high) for column, low, high in box}
            if set(ranges) <= set(columns):
                claim[tuple(ranges.get(column, slice(None)) for column in columns)] += 1
    return claims


def grid_problems(
    axes: tuple[Axis, ...],
    segments: tuple[Segment, ...],
    provenance: str = "proposed here",
    break_even: tuple[str, ...] = (),
) -> list[str]:
    """Write a sentence about everything that keeps axes and segments from being a grid.

    Parameters
    ----------
    axes : tuple of Axis
        The axes.
    segments : tuple of Segment
        The segments.
    provenance : str
        Where the assignment of cells to segments comes from.
    break_even : tuple of str
        What a customer brings and what they cost: two axes, or empty.

    Returns
    -------
    list of str
        Empty if and only if the segments share out all cells of sound axes.
    """
    problems = [f"there are no {what}." for what, found in (("axes", axes), ("segments", segments)) if not found]
    if provenance not in PROVENANCES:
        problems.append(f"provenance must be one of {listed(PROVENANCES)}; found '{provenance}'.")
    if break_even and (len(break_even) != 2 or len({axis.column for axis in axes} & set(break_even)) != 2):
        problems.append(f"break_even must name two axes, what comes in and what it costs; found {listed(break_even)}.")
    problems += [f"axis '{axis.column}': {problem}." for axis in axes for problem in _axis_problems(axis)]
    problems += _twice("axis", [axis.column for axis in axes])
    problems += _twice("segment", [segment.key for segment in segments])
    for segment in segments:
        problems += [f"segment '{segment.key}': {problem}." for problem in _segment_problems(segment, axes)]
    if not axes or any(axis.bands < 2 for axis in axes):
        return problems
    if math.prod(axis.bands for axis in axes) > MOST_CELLS:
        return [*problems, f"more than {MOST_CELLS:,} cells; use fewer bands or axes."]
    return problems + _partition_problems(axes, segments)


def _axis_problems(axis: Axis) -> list[str]:
    problems = []
    cuts = axis.cuts
    if axis.bands < 2:
        problems.append(f"bands must be at least 2; found {axis.bands}")
    if axis.rule not in RULES:
        problems.append(f"rule must be one of {listed(RULES)}; found '{axis.rule}'")
    elif axis.rule in ("fixed", "hurdle") and len(cuts) != axis.bands - 1:
        problems.append(f"rule '{axis.rule}' with {axis.bands} bands needs {axis.bands - 1} cuts; found {len(cuts)}")
    elif axis.rule in ("quantile", "kmeans") and len(cuts) > max(axis.bands - 2, 0):
        problems.append(f"{len(cuts)} stated cuts leave nothing to learn for {axis.bands} bands; use rule 'fixed'")
    if not all(map(math.isfinite, cuts)) or any(low >= high for low, high in pairwise(cuts)):
        problems.append(f"cuts must be finite and increase; found {listed(cuts)}")
    if axis.best not in ("high", "low"):
        problems.append(f"best must be 'high' or 'low'; found '{axis.best}'")
    if len(axis.words) != 2:
        problems.append(f"words must be two, for the worst and the best end; found {len(axis.words)}")
    return problems


def _segment_problems(segment: Segment, axes: tuple[Axis, ...]) -> list[str]:
    problems = [] if segment.cells else ["it has no cells"]
    bands = {axis.column: axis.bands for axis in axes}
    for column, low, high in (limits for box in segment.cells for limits in box):
        if column not in bands:
            problems.append(f"there is no axis '{column}'; the axes are {listed(bands)}")
        elif not 1 <= low <= high <= bands[column]:
            problems.append(f"{column} = [{low}, {high}] is out of range; bands run from 1 to {bands[column]}")
    if segment.name_provenance not in PROVENANCES:
        problems.append(f"name_provenance must be one of {listed(PROVENANCES)}; found '{segment.name_provenance}'")
    if segment.action_provenance not in (*PROVENANCES, NO_ACTION):
        problems.append(
            f"action_provenance must be one of {listed((*PROVENANCES, NO_ACTION))}; found '{segment.action_provenance}'"
        )
    elif (segment.action == NO_ACTION) != (segment.action_provenance == NO_ACTION):
        problems.append(f"action and action_provenance must both be '{NO_ACTION}', or neither")
    if segment.advice not in ("", *ADVICE):
        problems.append(f"advice must be one of {listed(ADVICE)} or left out; found '{segment.advice}'")
    return problems


def _twice(what: str, keys: list[str]) -> list[str]:
    return [f"{what} '{key}' occurs {count} times." for key, count in Counter(keys).items() if count > 1]


def _partition_problems(axes: tuple[Axis, ...], segments: tuple[Segment, ...]) -> list[str]:
    claims = coverage(axes, segments)
    claimed = claims.sum(axis=0)
    problems = []
    holes = np.argwhere(claimed == 0) + 1
    if len(holes):
        places = listed([_cell_name(axes, cell) for cell in holes[:3]])
        problems.append(f"{len(holes)} cell(s) belong to no segment: {places}{', ...' if len(holes) > 3 else ''}.")
    overlaps = np.argwhere(claimed > 1)
    for cell in overlaps[:3]:
        owners = [s.key for s, count in zip(segments, claims[(slice(None), *cell)], strict=True) for _ in range(count)]
        problems.append(f"cell {_cell_name(axes, cell + 1)} is claimed more than once, by {listed(owners)}.")
    if len(overlaps) > 3:
        problems.append(f"{len(overlaps) - 3} more cell(s) are claimed more than once.")
    return problems


def _cell_name(axes: tuple[Axis, ...], bands: NDArray[np.intp]) -> str:
    return " ".join(f"{axis.column}={band}" for axis, band in zip(axes, bands, strict=True))
