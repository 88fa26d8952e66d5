"""What is a grid made of? Axes that are cut into bands, and segments that claim cells.

`Axis` and `Segment`; `coverage` counts the claims.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ._toml_files import Form

RULES = ("quantile", "fixed", "hurdle", "kmeans")  # those of custseg.bands.Bands
PROVENANCES = ("in the source", "from the literature", "proposed here")
NO_ACTION = "none in the source"
ADVICE = ("withdraw", "hold", "invest")  # from the least to the most that is done for a customer


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
