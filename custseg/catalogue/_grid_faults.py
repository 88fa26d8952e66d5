"""What keeps axes and segments from being a grid? Holes, overlaps, and whatever else is wrong, all at once.

`grid_problems`.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..schema import listed
from .grid_parts import ADVICE, NO_ACTION, PROVENANCES, RULES, Axis, Segment, coverage

MOST_CELLS = 1_000_000


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
