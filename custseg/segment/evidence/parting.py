"""Do single columns part the customers, whatever the other columns do?

`part_customers` cuts at the valleys between humps, column by column; `Parting` is what it gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

from .bridges import bridge
from .copies import copies_of
from .crossing import crossing_chance
from .directions import Direction, logarithm_names, plain_and_logged, principal_directions
from .emptiest import emptiest_cut
from .few_values import stairs_gain
from .filled_valley import fill_valley
from .hollow import centre_at_most, planes_concerned
from .hump_chance import redrawn_chance
from .humps import Hump, chance_of_two, second_hump
from .nested import nested_share
from .shared_values import spread_ties
from .shares_of_counts import spread_columns
from .verdict_tests import BRIDGE, CROSSING, NESTED
from .within_steps import within_steps

_WORTH_ASKING = 0.05
_DOUBTFUL = 0.15  # chances below are asked again of a crowd of just this shape
_LOOKS = 2  # who asks twice must count it
_SMALL = 2000  # customers up to whom a small group can be in doubt; with more, asking again tells nothing
_CLEAR = 0.01


@dataclass(frozen=True)
class Parting:
    """Groups found by cuts at valleys; one row a cut, the root first.

    Parameters
    ----------
    labels : ndarray of int of shape (n_cuts, n)
        Groups after so many cuts, numbered from 0.
    columns : tuple of str
        What was cut: a column, its logarithm or that of its mirror image, or a direction.
    chances : tuple of float
        How often a table of columns with one hump would be cut there, 0-1, shared by all columns and directions.
    bridges : tuple of float
        How crowded the border is in the plane with that other column in which it is most crowded; 1 is no border.
    centres : tuple of float
        After each cut: how crowded the emptiest centre of all groups may be, in the plane of two tied columns in which
        it is emptiest; 1 is compact, near 0 is bent or a ring. Planes that have nothing to do with a column that was
        cut are not asked: a bend in them was there before.
    nested : tuple of float
        How much of a piece is beyond a straight line, in the plane of what was cut and that other column in which it is
        most, 0-1: where one piece lies around another, the valley runs through both.
    crossings : tuple of float
        How often a valley between groups looks as much as if a line crossed it, 0-1.

    Examples
    --------
    >>> Parting(np.zeros((0, 3), dtype=int), (), (), (), (), (), ()).columns
    ()
    """

    labels: NDArray[np.intp]
    columns: tuple[str, ...]
    chances: tuple[float, ...]
    bridges: tuple[float, ...]
    centres: tuple[float, ...]
    nested: tuple[float, ...]
    crossings: tuple[float, ...]


@dataclass(frozen=True)
class _Cut:
    name: str
    chance: float
    bridge: float
    nested: float
    crossing: float
    right: NDArray[np.bool_]
    place: int | None = None
    bent: frozenset[int] = frozenset()
    """Columns whose own valley is none, although it is clearer: they part no group of this cut either."""


_NO_CUT = _Cut("", 1.0, np.inf, 0.0, 1.0, np.zeros(0, dtype=bool))


def part_customers(
    points: NDArray[np.float64], names: Sequence[str], most: int, placed: NDArray[np.float64] | None = None
) -> Parting:
    """Cut customers at the clearest valley of any column or principal direction, then each part again.

    A column that does not separate adds nothing to a distance here, so it cannot hide one that does. It is only asked
    whether it leads across the valley, as the second column of a bend does. A clearer valley that others lead across
    gives way to one that stands in a column that has no part in it; the groups are not cut in those bent columns.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    names : sequence of str
        Their names.
    most : int
        Largest number of groups.
    placed : ndarray of shape (n, p), optional
        Where customers are in the columns that are shares of a count
        (`custseg.segment.evidence.shares_of_counts.placed_shares`).

    Returns
    -------
    Parting

    References
    ----------
    Maurus, S. & Plant, C. (2016). Skinny-dip: clustering in a sea of noise. KDD '16.
    Hartigan, J. A. (1975). Clustering algorithms, chapter 11. Wiley.

    Examples
    --------
    >>> crowd = np.random.default_rng(0).normal(size=(200, 4))
    >>> crowd[:60, 2] += 9
    >>> found = part_customers(crowd, ["a", "b", "c", "d"], 4)
    >>> found.columns, bool(found.chances[0] < 1e-6)
    (('c',), True)
    """
    placed = np.full(points.shape, np.nan) if placed is None else placed
    seen = np.where(np.isnan(placed), points, placed)
    labels = np.zeros(len(points), dtype=np.intp)
    concerned = np.zeros((points.shape[1],) * 2, dtype=bool)
    rows: list[tuple] = []
    bent = dict[int, frozenset[int]]({0: frozenset()})
    open_cuts, compact = {0: _best_cut(points, names, placed=placed)}, dict[int, float]()
    while len(rows) < most - 1:
        group, cut = min(open_cuts.items(), key=lambda item: _chance(item[1]))
        if not cut.name or (rows and cut.chance >= _WORTH_ASKING):
            break
        concerned = concerned | _concerned(seen[labels == group], cut)
        labels = labels.copy()
        labels[np.flatnonzero(labels == group)[cut.right]] = len(rows) + 1
        bent[group] = bent[len(rows) + 1] = bent[group] | cut.bent
        for part in (group, len(rows) + 1):
            inside = labels == part
            compact[part] = centre_at_most(seen[inside], concerned)
            asked = cut.chance < _WORTH_ASKING
            open_cuts[part] = _best_cut(points[inside], names, bent[part], placed[inside]) if asked else _NO_CUT
        rows.append((labels, cut.name, cut.chance, cut.bridge, min(compact.values()), cut.nested, cut.crossing))
    labelled, *said = zip(*rows, strict=True) if rows else ((), (), (), (), (), (), ())
    return Parting(np.array(labelled, dtype=np.intp).reshape(-1, len(points)), *said)


def _best_cut(
    points: NDArray, names: Sequence[str], bent: frozenset[int] = frozenset(), placed: NDArray | None = None
) -> _Cut:
    """Give the cut that is least likely to be chance; directions are asked where no column has one that stands."""
    best, seen = _NO_CUT, list[tuple[Direction, _Cut]]()
    placed = np.full(points.shape, np.nan) if placed is None else placed
    plain, logged = plain_and_logged(points, spread_columns(points, placed), names, placed)
    for directions in (plain, logged, [] if bent else principal_directions(points, placed)):
        seen += [(direction, _cut(direction)) for direction in directions if direction.place not in bent]
        best = min([best, *(cut for _, cut in seen)], key=_chance)
        if best.chance <= _CLEAR and best.bridge <= BRIDGE:
            break
    if best.chance <= _CLEAR and not _stands(best) and (beside := _beside_bends(seen)):
        return beside
    crossed = best.chance <= _CLEAR and best.crossing < CROSSING
    return _on_its_scale(best, logged) if best.bridge > BRIDGE or crossed else best


def _stands(cut: _Cut) -> bool:
    """Say whether chance does not make such a valley, and nothing leads across it or winds around it."""
    return cut.chance <= _CLEAR and cut.bridge <= BRIDGE and cut.crossing >= CROSSING and cut.nested <= NESTED


def _beside_bends(seen: Sequence[tuple[Direction, _Cut]]) -> _Cut | None:
    """Give the clearest cut that stands in a column that has no part in what leads across the valleys of others."""
    columns = [(direction, cut) for direction, cut in seen if cut.place is not None]
    failed = [(direction, cut) for direction, cut in columns if cut.chance <= _CLEAR and not _stands(cut)]
    again = [replace(cut, chance=_LOOKS * cut.chance) for _, cut in columns]
    free = [cut for cut in again if _stands(cut) and all(_fails_without(cut, *other) for other in failed)]
    if not free:
        return None
    best = min(free, key=_chance)
    return replace(best, bent=frozenset(cut.place for _, cut in failed if cut.place not in (None, best.place)))


def _fails_without(free: _Cut, direction: Direction, cut: _Cut) -> bool:
    """Say whether this cut would not stand either if the column of the other one were not there."""
    if cut.place == free.place:
        return free.chance <= cut.chance
    places = [place for place in range(direction.across.shape[1] + 1) if place != cut.place]
    return not _stands(_cut(replace(direction, across=direction.across[:, [at != free.place for at in places]])))


def _concerned(points: NDArray, cut: _Cut) -> NDArray[np.bool_]:
    """Say in which planes the groups of this cut are asked for their centres: in all, where it mixes the columns."""
    if cut.place is None:
        return np.ones((points.shape[1],) * 2, dtype=bool)
    return planes_concerned((points[cut.right], points[~cut.right]), cut.place)


def _on_its_scale(cut: _Cut, logged: Sequence[Direction]) -> _Cut:
    """Give the cut of the logarithm instead, where a skewed column is parted more clearly on that scale.

    A narrow hump and a wide one have no valley of one width between them: counted in money, the edge of the narrow one
    is more crowded than the whole of the wide one.
    """
    for direction in logged:
        if direction.name in logarithm_names(cut.name) and (other := _cut(direction)).chance <= cut.chance:
            return other
    return cut


def _chance(cut: _Cut) -> float:
    return cut.chance


def _cut(direction: Direction) -> _Cut:
    values = direction.values[direction.asked]
    hump = second_hump(values)
    if np.isnan(hump.cut):
        return _NO_CUT
    chance = _chance_of(values, hump, direction.factor)
    if chance < _WORTH_ASKING and direction.whole is not None:
        everybody = max(second_hump(direction.whole).chance, _filled(direction, hump))
        chance = max(chance, min(1.0, everybody * direction.factor))
    if chance < _WORTH_ASKING and direction.column is not None:
        chance = max(chance, min(1.0, chance_of_two(_stairs(direction)) * direction.factor))
    if chance < _WORTH_ASKING:
        chance = max(chance, _in_steps(direction, hump))
    if chance >= _WORTH_ASKING:
        return _Cut(direction.name, chance, np.inf, 0.0, 1.0, direction.values > hump.cut, direction.place)
    right = direction.values > emptiest_cut(values, hump)
    across = direction.across[direction.asked]
    across = across[:, ~copies_of(values, across, values > hump.cut)]
    nested = max((nested_share(np.column_stack([values, column])) for column in across.T), default=0.0)
    columns = None if direction.columns is None else direction.columns[direction.asked]
    crowded = bridge(values, across, hump, columns)
    crossing = crossing_chance(values, across, hump) if crowded <= BRIDGE else 1.0
    return _Cut(direction.name, chance, crowded, nested, crossing, right, direction.place)


def _chance_of(values: NDArray, hump: Hump, factor: float) -> float:
    """Give the chance of this hump among all that are looked for; in doubt, that of a crowd of just this shape."""
    chance = min(1.0, hump.chance * factor)
    if _CLEAR < chance < _DOUBTFUL and len(values) <= _SMALL:
        return min(1.0, _LOOKS * redrawn_chance(values, hump) * factor)
    return chance


def _filled(direction: Direction, hump: Hump) -> float:
    """Give the chance of a second hump where those who share a value have filled the valleys in which they stand."""
    values, shared = direction.values[direction.asked], direction.values[~direction.asked]
    while hump.chance < _WORTH_ASKING and len(shared):
        before = len(shared)
        values, shared = fill_valley(values, hump, shared)
        if len(shared) == before:
            break
        hump = second_hump(values)
    return hump.chance


def _in_steps(direction: Direction, hump: Hump) -> float:
    """Give the chance of a second hump where those who share a value are within a step of it, as one crowd would be."""
    if direction.column is None or direction.is_share:
        return 0.0
    column, places = direction.column[direction.asked], direction.values[direction.asked]
    if direction.whole is not None:
        column, places = direction.column, direction.whole
    if len(np.unique(column)) == len(column):
        return 0.0
    before, first = np.unique(spread_ties(column), return_index=True)
    scale = make_interp_spline(before, places[first], k=1)
    laid = within_steps(column, scale, (hump.left, hump.right))
    return max(_chance_of(values, second_hump(values), direction.factor) for values in laid)


def _stairs(direction: Direction) -> float:
    """Give what two humps can gain where customers stand on the stairs of a few values."""
    if direction.column is None:
        return np.inf
    counted = direction.column[direction.asked]
    if direction.even is None:
        return stairs_gain(counted)
    before, place = np.unique(direction.even, return_index=True)
    return stairs_gain(counted, make_interp_spline(before, direction.values[direction.asked][place], k=1))
