"""Who went from which tier to which? Bands between two columns of tiers, as wide as they hold customers."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from ..exhibit import Exhibit, Sentence, count, percent, phrase
from ..schema import SchemaError, check_fraction, require_frame, typed
from ..theme import INK, LINE, PALETTE, custseg_style, lay_out
from ._canvas import new_axes
from ._words import exhibit_of
from .migration_map import OTHERS

_HEIGHT = 4.2  # inches
_GAP = 0.045  # of all customers, between two tiers
_KEPT = "#cfcfcf"


@typed
@custseg_style()
def plot_tier_flows(
    matrix: pd.DataFrame,
    *,
    smallest: float = 0.01,
    before: str = "before",
    after: str = "after",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show how many customers went from each tier to each, with the small flows left out so that it can be read.

    Parameters
    ----------
    matrix : DataFrame
        From `custseg.segment.migration_matrix`: index ``from_tier``, ``to_tier``; ``count``. One pair of windows counts
        customers; with several, a customer counts once for each. Who is away in both windows is not shown.
    smallest : float
        Flows below this share of all are not drawn, 0-1; their room stays empty.
    before, after : str
        What stands above the two columns, such as the names of the windows.
    title, caption, alt : str, optional
        Words of the exhibit; made from the table if not given.
    subtitle, source : str, optional
        What is shown in which unit, and from which data of how many: lines of their own above and below the caption.

    Returns
    -------
    Exhibit
        The figure with its title, caption and alt text.

    Raises
    ------
    SchemaError
        If the counts are missing, or nobody was in two windows.
    ValueError
        If `smallest` is no fraction.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_tier_flows
    >>> from custseg.segment import migration_matrix
    >>> panel = pd.DataFrame({1: [1, 1, 1, 2, 2], 2: [1, 1, 2, 2, 1]})
    >>> plot_tier_flows(migration_matrix(panel))
    <Exhibit: 3 customers keep their tier, 1 rise and 1 fall.>
    """
    check_fraction(np.asarray(smallest), None, "smallest", "Write 1 % as 0.01.")
    flows = _flows(matrix)
    figure, axes = new_axes(_HEIGHT)
    left, right = (_places(flows.groupby(level=side).sum()) for side in (0, 1))
    _draw(axes, flows, left, right, smallest)
    for side, places, text in ((0.0, left, before), (1.0, right, after)):
        _name(axes, side, places, text)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.grid(visible=False)
    axes.set(xlim=(-0.02, 1.02), ylim=(-_lowest(left, right) - 0.01, 0.08))
    lay_out(figure)
    words = _words(flows, smallest)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _flows(matrix: pd.DataFrame) -> pd.Series:
    require_frame(matrix, "matrix")
    if matrix.index.nlevels != 2 or "count" not in matrix.columns:
        raise SchemaError("plot_tier_flows: expected what migration_matrix gives, with from_tier, to_tier and 'count'.")
    flows = matrix["count"][[not (start < 1 and end < 1) for start, end in matrix.index]]
    flows = flows[flows > 0]
    if not len(flows):
        raise SchemaError("plot_tier_flows: nobody is in two windows; there is nothing to show.")
    return flows


def _places(totals: pd.Series) -> dict[int, tuple[float, float, int]]:
    """Give each tier its top and height, the best on top, and its customers."""
    places, top, everybody = {}, 0.0, totals.sum()
    for tier in sorted(totals.index, reverse=True):
        height = totals[tier] / everybody
        places[tier] = (top, height, int(totals[tier]))
        top += height + _GAP
    return places


def _lowest(*sides: dict[int, tuple[float, float, int]]) -> float:
    return max(top + height for places in sides for top, height, _ in places.values())


def _draw(axes: Axes, flows: pd.Series, left: dict, right: dict, smallest: float) -> None:
    everybody = flows.sum()
    start_at, end_at = ({tier: top for tier, (top, _, _) in side.items()} for side in (left, right))
    bands = []
    for start, end in sorted(flows.index, reverse=True):
        width = flows[(start, end)] / everybody
        bands.append((start, end, start_at[start], end_at[end], width))
        start_at[start] += width
        end_at[end] += width
    # those who keep their tier lie beneath the others
    for start, end, top, to, width in sorted(bands, key=lambda band: band[0] != band[1]):
        if width >= smallest:
            axes.add_patch(_band(-top, -to, width, _shade(start, end)))
    for x, side in ((0.0, left), (1.0, right)):
        for top, height, _ in side.values():
            axes.plot([x, x], [-top, -top - height], color=INK, linewidth=4, solid_capstyle="butt", zorder=4)


def _shade(start: int, end: int) -> str:
    if start < 1 or end < 1:
        return PALETTE[2] if start < 1 else PALETTE[3]
    return _KEPT if start == end else PALETTE[0] if end > start else PALETTE[1]


def _band(top: float, to: float, width: float, shade: str) -> PathPatch:
    corners = [
        (0, top), (0.5, top), (0.5, to), (1, to), (1, to - width), (0.5, to - width), (0.5, top - width),
        (0, top - width), (0, top),
    ]  # fmt: skip
    moves = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path(corners, moves), facecolor=shade, edgecolor="none", alpha=0.72, zorder=1 + (shade != _KEPT))


def _name(axes: Axes, x: float, places: dict, text: str) -> None:
    for tier, (top, height, customers) in places.items():
        name = OTHERS.get(tier, f"tier {tier}").capitalize()
        _write(axes, f"{name}: {count(customers)}", (x, -top - height / 2), 0, INK)
    _write(axes, text, (x, 0.0), 16, LINE)


def _write(axes: Axes, text: str, at: tuple[float, float], above: float, colour: str) -> None:
    side = "right" if at[0] == 0 else "left"
    axes.annotate(
        text, at, (-7 if side == "right" else 7, above), textcoords="offset points", ha=side, va="center",
        color=colour, annotation_clip=False,
    )  # fmt: skip


def _listed(flows: pd.Series) -> list[tuple[int, int, int]]:
    """List the flows as from, to, customers."""
    ends = (flows.index.get_level_values(side).tolist() for side in (0, 1))
    return list(zip(*ends, flows.tolist(), strict=True))


def _words(flows: pd.Series, smallest: float) -> dict[str, Sentence]:
    every = _listed(flows)
    among = [(end - start, number) for start, end, number in every if start > 0 and end > 0]
    kept, rose, fell = (sum(number for step, number in among if (step > 0) - (step < 0) == sign) for sign in (0, 1, -1))
    hidden = flows[flows < smallest * flows.sum()].sum()
    small = f" {phrase('plot.flows_small', smallest=percent(smallest), count=count(hidden))}" if hidden else ""
    rows = "; ".join(
        f"{OTHERS.get(start, start)} to {OTHERS.get(end, end)} {count(number)}" for start, end, number in every
    )
    return {
        "title": phrase("plot.flows_title", kept=count(kept), rose=count(rose), fell=count(fell)),
        "caption": phrase("plot.flows_caption", small=small),
        "alt": phrase("plot.flows_alt", rows=rows),
    }
