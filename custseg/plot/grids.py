"""What does a grid look like with one's own customers in it?

`plot_grid` draws any grid of the catalogue.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..catalogue import Axis
from ..exhibit import Exhibit, Sentence, count, number, paragraph, percent, phrase
from ..exhibit.numbers import MISSING
from ..schema import listed, typed
from ..segment import ValueGrid, grid_areas
from ..segment.grids.areas import drawn_axes, stated_borders
from ..theme import INK, PAPER, SEQUENTIAL, custseg_style
from ._canvas import WIDTH, ink_on, new_axes, wrapped
from ._words import and_list, exhibit_of

_LETTERS = 10.4  # points
_LINE = 1.25 * _LETTERS / 72  # inches from line to line
_RIM = 0.18  # inches that a box is higher than its lines
_BESIDE = 1.75  # inches that the names at the left take
_BELOW = 0.6  # inches that the names below take, without the lines of the bands
_NARROWEST = 8  # Latin letters in a line of a box
_TINY = 1e-200  # a cut closer to zero than this is a way to write "above zero"


@typed
@custseg_style()
def plot_grid(
    grid: ValueGrid,
    customers: pd.DataFrame,
    *,
    axes: Sequence[str] | None = None,
    value: str | None = "amount",
    of: str = "the money",
    notes: Mapping[str, str] | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Draw a grid: its boxes with their names, how many customers stand in each and how much of the money they bring.

    Two axes are drawn. Where a third one decides, a box holds several segments: of the recency, frequency and amount of
    `rfm`, the first two are drawn, and champions and loyal customers share a box. Everybody is counted in one box.
    Boxes are as wide and high as their words need; the bands that they span stand at the axes, with their cuts.

    Parameters
    ----------
    grid : ValueGrid
        Fitted; on these customers or on others.
    customers : DataFrame
        One row per customer, with the columns of the grid's axes and `value`.
    axes : (str, str), optional
        The columns that go upwards and across; by default the first two axes of the grid. A grid with one axis goes
        across.
    value : str or None, default="amount"
        Column whose sum is shared out; None leaves the money out.
    of : str
        What is shared out, in words.
    notes : mapping of str to str, optional
        A further line for some segments, by their key, such as what is to be done with them.
    title, caption, alt : str, optional
        Words of the exhibit; made from the table if not given.
    subtitle, source : str, optional
        What is shown in which unit, and from which data of how many: lines of their own above and below the caption.

    Returns
    -------
    Exhibit
        A cut that was stated as a hurdle, such as a value of zero, is a heavy line. Where break-even runs through the
        boxes, each says how many of its customers cost more than they bring.

    Raises
    ------
    NotFittedError
        If the grid is not fitted.
    SchemaError
        If a column is missing or holds something else than finite numbers.
    ValueError
        If `axes` are not two axes of the grid, `notes` name no segment of it, the values of all customers add up to
        zero or less, or the grid has too many columns of boxes for their words.

    See Also
    --------
    custseg.segment.grid_areas : the table that is drawn.
    plot_segments : the segments as bars, without the axes.
    plot_quadrants : one dot per customer on two measures.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_grid
    >>> from custseg.segment import ValueGrid
    >>> customers = pd.DataFrame({"profit": [9.0, 1.0, 2.0], "loyalty": [3, 1, 2]}, index=list("abc"))
    >>> plot_grid(ValueGrid("conway").fit(customers), customers, value="profit", of="the cash flow")
    <Exhibit: The segment that brings most, Golden, is 33% of the customers and brings 75% of the cash flow.>
    """
    areas = grid_areas(grid, customers, axes=axes, value=value)
    if strange := sorted({*(notes or {})} - {segment.key for segment in grid.spec_.segments}):
        raise ValueError(f"plot_grid: notes name {listed(strange)}, which are no segments of the grid.")
    up, across = drawn_axes(grid, axes)
    left, below = _Side.of(grid, areas, "up", up), _Side.of(grid, areas, "across", across)
    room = int((WIDTH - _BESIDE) / len(below.steps) * 72 / (0.62 * _LETTERS))
    if room < _NARROWEST:
        raise ValueError(
            f"plot_grid: the words do not fit into {len(below.steps)} columns of boxes. Pass axes=... so that the axis "
            "with fewer different bands goes across, or draw the segments with plot_segments."
        )
    texts = {area: _box_text(part, grid, of, room, notes or {}) for area, part in areas.groupby(level="area")}
    edges = [0.0, *itertools.accumulate(_heights(areas, left, texts))]
    lines = max(label.count("\n") + 1 for label in below.labels(room))
    figure, drawing = new_axes(edges[-1] + _BELOW + 0.19 * lines)
    _draw_boxes(drawing, areas, left, below, edges, texts)
    _finish(drawing, left, below, edges, room)
    words = _words(grid, areas, [side for side in (left, below) if side.axis], of)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


@dataclass(frozen=True)
class _Side:
    """One side of the drawing: an axis, and the bands that each row or column of boxes spans."""

    axis: Axis | None
    steps: list[tuple[int, int]]
    cuts: list[float]
    hurdles: list[int]

    @classmethod
    def of(cls, grid: ValueGrid, areas: pd.DataFrame, side: str, column: str | None) -> _Side:
        starts = sorted({*areas[f"lowest_{side}"], *(areas[f"highest_{side}"] + 1)})
        steps = [(low, after - 1) for low, after in itertools.pairwise(starts)]
        if column is None:
            return cls(None, steps, [], [])
        axis = next(axis for axis in grid.spec_.axes if axis.column == column)
        stated = {*stated_borders(grid, column)}
        hurdles = [place for place, (_, high) in enumerate(steps, start=1) if high in stated]
        return cls(axis, steps, grid.cuts_.loc[column].dropna().tolist(), hurdles)

    @property
    def name(self) -> str:
        return f"{self.axis.name_en or self.axis.column} {self.axis.name_zh}".strip()

    def labels(self, room: int) -> list[str]:
        return [wrapped(self._label(low, high), room) for low, high in self.steps]

    def _label(self, low: int, high: int) -> str:
        first, last = low == 1, high == self.axis.bands
        word = "" if first == last else f"{self.axis.words[int(last)]}\n"
        if first and last:
            return "all"
        if first:
            return word + self._worse(high)
        if last:
            return word + self.better(low - 1)
        lower, upper = sorted([self.cuts[low - 2], self.cuts[high - 1]])
        if self.axis.best == "low":
            return f">{_written(lower)} to {_written(upper)}"
        return f"{'>' if 0 < lower < _TINY else ''}{_written(lower)} to <{_written(upper)}"

    def better(self, border: int) -> str:
        """Say which values lie on the better side of the cut above a band."""
        cut = self.cuts[border - 1]
        sign = "≤" if self.axis.best == "low" else ">" if 0 < cut < _TINY else "≥"
        return f"{sign} {_written(cut)}" if math.isfinite(cut) else "nobody"

    def _worse(self, border: int) -> str:
        cut = self.cuts[border - 1]
        sign = ">" if self.axis.best == "low" else "≤" if 0 < cut < _TINY else "<"
        return f"{sign} {_written(cut)}" if math.isfinite(cut) else "everybody"


def _written(cut: float) -> str:
    if not math.isfinite(cut):
        return MISSING
    return count(round(cut)) if cut == round(cut) or abs(cut) < _TINY else number(cut)


def _box_text(part: pd.DataFrame, grid: ValueGrid, of: str, room: int, notes: Mapping[str, str]) -> str:
    """Write each segment of an area: its names, its customers, its money, its note."""
    names = {segment.key: [segment.name_en, segment.name_zh] for segment in grid.spec_.segments}
    blocks = [
        [*names[key], *_numbers(row, of), notes.get(key, "")]
        for key, (_, row) in zip(part.index.get_level_values(1), part.iterrows(), strict=True)
    ]
    return "\n\n".join("\n".join(wrapped(line, room) for line in block if line) for block in blocks)


def _numbers(row: pd.Series, of: str) -> list[str]:
    if not row["customers"]:
        return [phrase("plot.grid_nobody")]
    lines = [phrase("plot.grid_count", customers=int(row["customers"]), share=percent(row["share_of_customers"]))]
    if "share_of_amount" in row:
        lines.append(phrase("plot.grid_money", brought=percent(row["share_of_amount"]), of=of))
    if "below_break_even" in row:
        lines.append(phrase("plot.grid_below", below=int(row["below_break_even"])))
    return lines


def _heights(areas: pd.DataFrame, left: _Side, texts: dict[int, str]) -> list[float]:
    """Give each row of boxes the inches that the longest text in it needs; a box over several rows uses them all."""
    heights = [0.5] * len(left.steps)
    for area, (low, high) in _spans(areas, "up").items():
        rows = [i for i, step in enumerate(left.steps) if low <= step[0] <= high]
        lacking = (texts[area].count("\n") + 1) * _LINE + _RIM - sum(heights[i] for i in rows)
        for i in rows:
            heights[i] += max(lacking, 0) / len(rows)
    return heights


def _spans(areas: pd.DataFrame, side: str) -> dict[int, tuple[int, int]]:
    """Give the lowest and the highest band of each area; those with the fewest bands come first."""
    ends = areas.groupby(level="area")[[f"lowest_{side}", f"highest_{side}"]].first()
    return dict(
        sorted(zip(ends.index, ends.itertuples(index=False, name=None), strict=True), key=lambda e: e[1][1] - e[1][0])
    )


def _draw_boxes(
    drawing: Axes, areas: pd.DataFrame, left: _Side, below: _Side, edges: list[float], texts: dict[int, str]
) -> None:
    shared = areas["share_of_amount" if "share_of_amount" in areas else "share_of_customers"]
    shares = shared.groupby(level="area").sum().clip(lower=0)
    rows, columns = _spans(areas, "up"), _spans(areas, "across")
    for area, text in texts.items():
        x, right = _inside(below.steps, columns[area])
        bottom, top = (edges[place] for place in _inside(left.steps, rows[area]))
        shade = SEQUENTIAL(shares[area] / max(shares.max(), 1e-9))
        drawing.add_patch(
            Rectangle((x, bottom), right - x, top - bottom, facecolor=shade, edgecolor=PAPER, linewidth=2)
        )
        drawing.text(
            (x + right) / 2, (bottom + top) / 2, text, color=ink_on(shade), fontsize=_LETTERS,
            ha="center", va="center", linespacing=1.15,
        )  # fmt: skip


def _inside(steps: list[tuple[int, int]], span: tuple[int, int]) -> tuple[int, int]:
    """Give the first edge and the last edge of some bands, counted in steps."""
    inside = [i for i, (low, _) in enumerate(steps) if span[0] <= low <= span[1]]
    return inside[0], inside[-1] + 1


def _finish(drawing: Axes, left: _Side, below: _Side, edges: list[float], room: int) -> None:
    """Name both axes and their bands, and draw the hurdles."""
    drawing.set(xlim=(0, len(below.steps)), ylim=(0, edges[-1]))
    drawing.grid(visible=False)
    drawing.tick_params(length=0)
    for spine in drawing.spines.values():
        spine.set_visible(False)
    drawing.set_xticks([i + 0.5 for i in range(len(below.steps))], below.labels(room))
    drawing.set_xlabel(wrapped(_with_unit(below), 44))
    _draw_hurdles(drawing.axvline, below.hurdles)
    if left.axis is None:
        drawing.set_yticks([])
        return
    middles = [(low + high) / 2 for low, high in itertools.pairwise(edges)]
    drawing.set_yticks(middles, left.labels(13))
    drawing.set_ylabel(wrapped(_with_unit(left), int(edges[-1] * 72 / 7.5)))
    _draw_hurdles(drawing.axhline, [edges[place] for place in left.hurdles])


def _with_unit(side: _Side) -> str:
    return f"{side.name}, {side.axis.unit}" if side.axis.unit else side.name


def _draw_hurdles(draw: Callable[..., object], places: Sequence[float]) -> None:
    """Draw each as a heavy line with a rim, so that it shows on dark boxes too."""
    for place, (colour, width) in itertools.product(places, ((PAPER, 7.0), (INK, 3.4))):
        draw(place, color=colour, linewidth=width, solid_capstyle="butt", zorder=3, clip_on=False)


def _words(grid: ValueGrid, areas: pd.DataFrame, sides: list[_Side], of: str) -> dict[str, Sentence]:
    names = {segment.key: segment.name_en for segment in grid.spec_.segments}
    table = areas.groupby(level="segment").sum().loc[list(names)].rename(index=names)
    shares = table["share_of_customers"].map(percent)
    ways = ("plot.grid_across", "plot.grid_upwards")
    alike: dict[str, Any] = {
        "customers": int(table["customers"].sum()),
        "drawn": and_list([phrase(way, name=side.name) for way, side in zip(ways, sides[::-1], strict=False)]),
    }
    if "share_of_amount" not in table:
        top = table["customers"].idxmax()
        rows = [phrase("plot.grid_row_of_customers", segment=n, share=shares[n]) for n in table.index]
        return {
            "title": phrase(
                "plot.grid_title_of_customers", segment=top, share=shares[top], customers=alike["customers"]
            ),
            "caption": _caption(grid, sides, phrase("plot.grid_caption_customers")),
            "alt": phrase("plot.grid_alt_of_customers", rows="; ".join(rows), **alike),
        }
    brought = table["share_of_amount"].map(percent)
    top = table["share_of_amount"].idxmax()
    rows = [phrase("plot.segments_row", segment=n, share=shares[n], brought=brought[n]) for n in table.index]
    return {
        "title": phrase("plot.segments_title", of=of, segment=top, share=shares[top], brought=brought[top]),
        "caption": _caption(grid, sides, phrase("plot.grid_caption_money", of=of)),
        "alt": phrase("plot.grid_alt", of=of, rows="; ".join(rows), **alike),
    }


def _caption(grid: ValueGrid, sides: list[_Side], shades: Sentence) -> Sentence:
    named = {axis.column: axis.name_en or axis.column for axis in grid.spec_.axes}
    drawn = [side.axis.column for side in sides]
    left_out = [name for column, name in named.items() if column not in drawn]
    way = dict(zip(("across", "upwards"), (named[column] for column in drawn[::-1]), strict=False))
    parts = [phrase("plot.grid_caption" if len(drawn) > 1 else "plot.grid_caption_of_one", **way), shades]
    hurdles = [f"{named[s.axis.column]} {s.better(s.steps[place - 1][1])}" for s in sides for place in s.hurdles]
    if hurdles:
        parts.append(phrase("plot.grid_caption_hurdle", hurdles=and_list(hurdles)))
    if grid.spec_.break_even:
        brings, costs = (named[column].lower() for column in grid.spec_.break_even)
        parts.append(phrase("plot.grid_caption_below", brings=brings, costs=costs))
    if left_out:
        parts.append(phrase("plot.grid_caption_left_out", left_out=and_list(left_out)))
    return paragraph(*parts)
