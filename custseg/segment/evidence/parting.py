"""Do single columns part the customers, whatever the other columns do?

`part_customers` cuts at the valleys between humps, column by column; `Parting` is what it gives; `bridge` asks every
other column whether it leads across a valley.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline
from scipy.stats import ks_2samp, skew

from .bends import LINE, _along, bend_density, bend_in_columns
from .copies import copies_of
from .crossing import crossing_chance, fullest, valley_of
from .few_values import stairs_gain
from .filled_valley import fill_valley
from .hollow import centre_at_most
from .hump_chance import redrawn_chance
from .humps import SMALLEST, Hump, chance_of_two, second_hump
from .nested import nested_share
from .shared_values import shared_values, spread_ties
from .verdict import BRIDGE, CROSSING

_WORTH_ASKING = 0.05
_DOUBTFUL = 0.15  # chances below are asked again of a crowd of just this shape
_LOOKS = 2  # who asks twice must count it
_SMALL = 2000  # customers up to whom a small group can be in doubt; with more, asking again tells nothing
_CLEAR = 0.01
_STRAY, _ENOUGH = 2, 10
_TIED = 0.0003  # chance of a tie that tells a bend where a valley holds too few; in six columns it is asked 20 times
_EMPTY, _BENT = 0.2, 0.003  # most crowded valley that is clearly empty; chance of a tie that matters in others
_AXES = 0.9  # portion of the level for the columns; the rest is for the principal directions


@dataclass(frozen=True)
class Parting:
    """Groups found by cuts at valleys; one row a cut, the root first.

    Parameters
    ----------
    labels : ndarray of int of shape (n_cuts, n)
        Groups after so many cuts, numbered from 0.
    columns : tuple of str
        What was cut: a column, its logarithm, or a direction.
    chances : tuple of float
        How often a table of columns with one hump would be cut there, 0-1, shared by all columns and directions.
    bridges : tuple of float
        How crowded the border is in the plane with that other column in which it is most crowded; 1 is no border.
    centres : tuple of float
        After each cut: how crowded the emptiest centre of all groups may be, in the plane of two tied columns in which
        it is emptiest; 1 is compact, near 0 is bent or a ring.
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
class _Direction:
    name: str
    values: NDArray[np.float64]
    asked: NDArray[np.bool_]  # those who do not share one value with many
    across: NDArray[np.float64]  # what could lead across a valley
    factor: float  # by which its chance counts
    columns: NDArray[np.float64] | None = None  # of which it is a mixture
    whole: NDArray[np.float64] | None = None  # everybody, ties spread, where who shares one value may leave a hole
    counted: NDArray[np.float64] | None = None  # the column of those who are asked, ties as they are
    even: NDArray[np.float64] | None = None  # and spread, where `values` are its logarithm


@dataclass(frozen=True)
class _Cut:
    name: str
    chance: float
    bridge: float
    nested: float
    crossing: float
    right: NDArray[np.bool_]


_NO_CUT = _Cut("", 1.0, np.inf, 0.0, 1.0, np.zeros(0, dtype=bool))


def part_customers(points: NDArray[np.float64], names: Sequence[str], most: int) -> Parting:
    """Cut customers at the clearest valley of any column or principal direction, then each part again.

    A column that does not separate adds nothing to a distance here, so it cannot hide one that does. It is only asked
    whether it leads across the valley, as the second column of a bend does.

    Parameters
    ----------
    points : ndarray of shape (n, p)
        Scaled features.
    names : sequence of str
        Their names.
    most : int
        Largest number of groups.

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
    labels = np.zeros(len(points), dtype=np.intp)
    rows: list[tuple] = []
    open_cuts, compact = {0: _best_cut(points, names)}, {0: np.inf}
    while len(rows) < most - 1:
        group, cut = min(open_cuts.items(), key=lambda item: _chance(item[1]))
        if not cut.name or (rows and cut.chance >= _WORTH_ASKING):
            break
        labels = labels.copy()
        labels[np.flatnonzero(labels == group)[cut.right]] = len(rows) + 1
        for part in (group, len(rows) + 1):
            inside = points[labels == part]
            compact[part] = centre_at_most(inside)
            open_cuts[part] = _best_cut(inside, names) if cut.chance < _WORTH_ASKING else _NO_CUT
        rows.append((labels, cut.name, cut.chance, cut.bridge, min(compact.values()), cut.nested, cut.crossing))
    labelled, *said = zip(*rows, strict=True) if rows else ((), (), (), (), (), (), ())
    return Parting(np.array(labelled, dtype=np.intp).reshape(-1, len(points)), *said)


def _best_cut(points: NDArray, names: Sequence[str]) -> _Cut:
    """Give the cut that is least likely to be chance; directions are asked where no column has one that stands."""
    best = _NO_CUT
    if len(points) < 2 * SMALLEST:
        return best
    even = np.column_stack([spread_ties(column) for column in points.T])
    plain, logged = _axes(points, even, names)
    for directions in (plain, logged, _principal(points)):
        best = min([best, *map(_cut, directions)], key=_chance)
        if best.chance <= _CLEAR and best.bridge <= BRIDGE:
            break
    crossed = best.chance <= _CLEAR and best.crossing < CROSSING
    return _on_its_scale(best, logged) if best.bridge > BRIDGE or crossed else best


def _on_its_scale(cut: _Cut, logged: Sequence[_Direction]) -> _Cut:
    """Give the cut of the logarithm instead, where a skewed column is parted more clearly on that scale.

    A narrow hump and a wide one have no valley of one width between them: counted in money, the edge of the narrow one
    is more crowded than the whole of the wide one.
    """
    for direction in logged:
        if direction.name == f"log {cut.name}" and (other := _cut(direction)).chance <= cut.chance:
            return other
    return cut


def _chance(cut: _Cut) -> float:
    return cut.chance


def _cut(direction: _Direction) -> _Cut:
    values = direction.values[direction.asked]
    hump = second_hump(values)
    if np.isnan(hump.cut):
        return _NO_CUT
    chance = min(1.0, hump.chance * direction.factor)
    if _CLEAR < chance < _DOUBTFUL and len(values) <= _SMALL:
        chance = min(1.0, _LOOKS * redrawn_chance(values, hump) * direction.factor)
    if chance < _WORTH_ASKING and direction.whole is not None:
        everybody = max(second_hump(direction.whole).chance, _filled(direction, hump))
        chance = max(chance, min(1.0, everybody * direction.factor))
    if chance < _WORTH_ASKING and direction.counted is not None:
        chance = max(chance, min(1.0, chance_of_two(_stairs(direction)) * direction.factor))
    right = direction.values > hump.cut
    if chance >= _WORTH_ASKING:
        return _Cut(direction.name, chance, np.inf, 0.0, 1.0, right)
    across = direction.across[direction.asked]
    across = across[:, ~copies_of(values, across, values > hump.cut)]
    nested = max((nested_share(np.column_stack([values, column])) for column in across.T), default=0.0)
    columns = None if direction.columns is None else direction.columns[direction.asked]
    crowded = bridge(values, across, hump, columns)
    crossing = crossing_chance(values, across, hump) if crowded <= BRIDGE else 1.0
    return _Cut(direction.name, chance, crowded, nested, crossing, right)


def _filled(direction: _Direction, hump: Hump) -> float:
    """Give the chance of a second hump where those who share a value have filled the valleys in which they stand."""
    values, shared = direction.values[direction.asked], direction.values[~direction.asked]
    while hump.chance < _WORTH_ASKING and len(shared):
        before = len(shared)
        values, shared = fill_valley(values, hump, shared)
        if len(shared) == before:
            break
        hump = second_hump(values)
    return hump.chance


def _stairs(direction: _Direction) -> float:
    """Give what two humps can gain where customers stand on the stairs of a few values."""
    counted, even = direction.counted, direction.even
    if counted is None or even is None:
        return np.inf if counted is None else stairs_gain(counted)
    before, place = np.unique(even, return_index=True)
    return stairs_gain(counted, make_interp_spline(before, direction.values[direction.asked][place], k=1))


def _axes(points: NDArray, even: NDArray, names: Sequence[str]) -> tuple[list[_Direction], list[_Direction]]:
    """Columns, and the logarithms of the skewed ones, counted from their smallest value."""
    logs = [_logarithm(column) for column in even.T]
    scales = np.column_stack([column if log is None else log for column, log in zip(even.T, logs, strict=True)])
    factor = (len(names) + sum(log is not None for log in logs)) / _AXES
    plain, logged = [], []
    for place, name in enumerate(names):
        asked = ~np.isin(points[:, place], shared_values(points[:, place]))
        values = even[:, place] if asked.all() else _among(points[:, place], asked)
        hole = _leaves_hole(points[:, place], asked)
        whole = even[:, place] if hole else None
        rest, counted = np.delete(scales, place, axis=1), points[asked, place]
        plain.append(_Direction(name, values, asked, rest, factor, whole=whole, counted=counted))
        log = logs[place] if asked.all() else _logarithm(values[asked])
        if log is not None:
            both = values.copy()
            both[asked] = log
            both[~asked] = np.interp(values[~asked], np.sort(values[asked]), np.sort(log))
            whole = scales[:, place] if hole else None
            logged.append(replace(plain[-1], name=f"log {name}", values=both, whole=whole, even=values[asked]))
    return plain, logged


def _leaves_hole(column: NDArray, asked: NDArray[np.bool_]) -> bool:
    """Say whether customers who are set aside stand between the others: the column is then asked with them, too."""
    low, high = column[asked].min(initial=np.inf), column[asked].max(initial=-np.inf)
    return bool(((column > low) & (column < high) & ~asked).any())


def _among(column: NDArray, asked: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Spread the ties of those who are asked; the others keep the value that they share."""
    values = column.astype(np.float64).copy()
    values[asked] = spread_ties(column[asked])
    return values


def _logarithm(column: NDArray) -> NDArray[np.float64] | None:
    """Logarithm of a skewed column, counted from just below its smallest value; None for the others."""
    if len(column) < 2 * SMALLEST or column.min() == column.max() or skew(column) <= 1:
        return None
    low = column.min()
    room = np.quantile(column, 0.05) - low
    return np.log(column - low + room) if room > 0 else None


def _principal(points: NDArray) -> list[_Direction]:
    """Directions in which those who share no value with many spread most."""
    apart = [~np.isin(column, shared_values(column)) for column in points.T]
    asked = np.all(apart, axis=0)
    if points.shape[1] == 1 or asked.sum() < max(2 * SMALLEST, 5 * points.shape[1]):
        return []
    even = points.astype(np.float64).copy()
    even[asked] = np.apply_along_axis(spread_ties, 0, even[asked])
    _, _, axes = np.linalg.svd(even[asked] - even[asked].mean(axis=0), full_matrices=False)
    turned = even @ axes.T
    factor = len(axes) / (1 - _AXES)
    across = [np.delete(turned, place, 1) for place in range(len(axes))]
    wholes: Sequence[NDArray | None] = [None] * len(axes)
    if any(map(_leaves_hole, points.T, apart)):
        wholes = list((np.apply_along_axis(spread_ties, 0, points) @ axes.T).T)
    return [
        _Direction(
            f"principal direction {place + 1}", turned[:, place], asked, across[place], factor, even, wholes[place]
        )
        for place in range(len(axes))
    ]


def bridge(
    values: NDArray[np.float64], across: NDArray[np.float64], hump: Hump, columns: NDArray[np.float64] | None = None
) -> float:
    """How crowded is the valley beside the humps, seen where its few customers are in another column?

    Those in the valley are compared with the fullest place of the same width on either side, on the whole and within
    windows of another column that hold a few of them. If the other column has nothing to do with it, the valley is as
    empty there as on the whole. Where a bend leads across, those in the valley are where the bend is, and there is
    nobody beside them; where it folds beside the valley, `custseg.segment.evidence.bends.bend_density` follows it. Of
    values that mix columns, `custseg.segment.evidence.bends.bend_in_columns` asks those columns as well.

    Parameters
    ----------
    values : ndarray of shape (n,)
        The column that is cut.
    across : ndarray of shape (n, q)
        The other columns; the one that leads across best counts.
    hump : Hump
        Where the valley and the tops are.
    columns : ndarray of shape (n, p), optional
        The columns of which `values` is a mixture, for `custseg.segment.evidence.bends.bend_in_columns`.

    Returns
    -------
    float
        0 or more: 0 is an empty valley, or one with at most two customers; 1 or more is none, and stands where a bend
        leads across, and where another column is tied to nearness to a valley that is not clearly empty, or that holds
        fewer than ten: too few to tell a bend.

    Examples
    --------
    >>> turn = np.linspace(0, np.pi, 300)
    >>> bridge(np.cos(turn), np.sin(turn)[:, None], second_hump(np.cos(turn)))
    1.0
    """
    half, inside, sides = valley_of(values, hump)
    n_inside, others = int(inside.sum()), across
    if n_inside < _ENOUGH:
        # too few to say where they are
        if n_inside > 1 and any(_tied(values, column, sides) for column in across.T):
            return 1.0
        across = across[:, :0]
    if n_inside <= _STRAY:
        return 0.0
    if any(bend_density(np.column_stack([values, column]), values > hump.cut) > LINE for column in others.T):
        return 1.0
    if columns is not None and bend_in_columns(columns, values > hump.cut) > LINE:
        return 1.0
    crowded = [n_inside / max(min(fullest(values[side], 2 * half) for side in sides), 1)]
    crowded += [_along(values, column, column[inside], sides, half) for column in across.T]
    # a valley that is not clearly empty, and another column that is tied to nearness to it: a ring, or another bend
    bent = max(crowded) > _EMPTY and any(_tied(values, column, sides, _BENT) for column in across.T)
    return float(max(*crowded, bent))


def _tied(values: NDArray, column: NDArray, sides: Sequence[NDArray[np.bool_]], chance: float = _TIED) -> bool:
    """Say whether the other column differs, in place or in width, between those near the valley and the others."""
    for side in sides:
        inside, other = values[side], column[side]
        if len(inside) < 2 * SMALLEST:
            continue
        far = np.abs(inside - np.median(values[~side]))
        near = far <= np.partition(far, max(SMALLEST, len(far) // 7))[max(SMALLEST, len(far) // 7)]
        for seen in (other, np.abs(other - np.median(other))):
            if ks_2samp(seen[near], seen[~near], method="asymp").pvalue < chance:
                return True
    return False
