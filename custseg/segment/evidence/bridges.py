"""Does another column lead across a valley in one?

`bridge` says how crowded the valley is where it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp, poisson

from .bends import LINE, _along, bend_density, bend_in_columns
from .crossing import valley_of
from .humps import SMALLEST, Hump
from .strokes import STROKE, fullest

_STRAY, _ENOUGH = 2, 10
_TIED = 0.0003  # chance of a tie that tells a bend where a valley holds too few; in six columns it is asked 20 times
_EMPTY, _BENT = 0.2, 0.003  # most crowded valley that is clearly empty; chance of a tie that matters in others
_LUCK = 0.001  # chance of so few in a valley that is just as crowded


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
        leads across, and where another column is tied to nearness to a valley that is not clearly empty. Fewer than
        ten in it are clearly few if chance makes so few in a valley a fifth as crowded as the humps in less than .001;
        where they are not, it is 1 if another column is tied to nearness along a bend, or along a line that goes on
        beyond the valley. A column that leans within a group leads nowhere.

    Examples
    --------
    >>> from custseg.segment.evidence.humps import second_hump
    >>> turn = np.linspace(0, np.pi, 300)
    >>> bridge(np.cos(turn), np.sin(turn)[:, None], second_hump(np.cos(turn)))
    1.0
    """
    half, inside, sides = valley_of(values, hump)
    n_inside, others = int(inside.sum()), across
    beside = max(min(fullest(values[side], 2 * half) for side in sides), 1)
    if n_inside < _ENOUGH:
        # too few to say where they are, but of very many beside them none too few to say that the valley is empty
        doubtful = n_inside > 1 and poisson.cdf(n_inside, _EMPTY * beside) >= _LUCK
        if doubtful and any(_led(values, column, sides) for column in across.T):
            return 1.0
        across = across[:, :0]
    if n_inside <= _STRAY:
        return 0.0
    if any(bend_density(np.column_stack([values, column]), values > hump.cut) > LINE for column in others.T):
        return 1.0
    if columns is not None and bend_in_columns(columns, values > hump.cut) > LINE:
        return 1.0
    crowded = [n_inside / beside]
    # a line leaves more: of fewer, who leads across are the ends of groups that lean, where nobody is beside them
    if crowded[0] >= STROKE:
        crowded += [_along(values, column, column[inside], sides, half) for column in across.T]
    # a valley that is not clearly empty, and another column that is tied to nearness to it: a ring, or another bend
    bent = max(crowded) > _EMPTY and any(_tied(values, column, sides) for column in across.T)
    return float(max(*crowded, bent))


def _tied(values: NDArray, column: NDArray, sides: Sequence[NDArray[np.bool_]]) -> bool:
    """Say whether the other column differs, in place or in width, between those near the valley and the others."""
    return any(_differ(column[side], near, _BENT) for side, near in _near(values, sides))


def _led(values: NDArray, column: NDArray, sides: Sequence[NDArray[np.bool_]]) -> bool:
    """Say whether the other column differs near the valley, and not because a group leans that ends there.

    Of a lean nothing is left beside its slope, and who is beyond the valley stands elsewhere than the slope leads: else
    it is one line that goes on.
    """
    for side, near in _near(values, sides):
        if not _differ(column[side], near, _TIED):
            continue
        beside = column - _slope(values[side], column[side]) * values
        goes_on = ks_2samp(beside[side], beside[~side], method="asymp").pvalue >= _TIED
        if goes_on or _differ(beside[side], near, _TIED):
            return True
    return False


def _near(values: NDArray, sides: Sequence[NDArray[np.bool_]]) -> Iterator[tuple[NDArray, NDArray]]:
    """Give each side that is no handful, and who of it is in the seventh that is nearest to the valley."""
    for side in sides:
        if side.sum() >= 2 * SMALLEST:
            far = np.abs(values[side] - np.median(values[~side]))
            last = max(SMALLEST, len(far) // 7)
            yield side, far <= np.partition(far, last)[last]


def _differ(column: NDArray, near: NDArray[np.bool_], chance: float) -> bool:
    """Say whether those nearby differ from the others, in place or in width."""
    aside = np.abs(column - np.median(column))
    return any(ks_2samp(seen[near], seen[~near], method="asymp").pvalue < chance for seen in (column, aside))


def _slope(values: NDArray, column: NDArray) -> float:
    along = values - values.mean()
    return float(along @ column / (along @ along))
