"""On what is a figure drawn? Axes of a legible size, bars with whiskers, and labels that find room."""

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..theme import INK, LINE, PALETTE, PAPER, breadth, broken, cut, lay_out, writable

WIDTH = 6.0  # inches: 576 pixels in a page
HALF = 4.6  # inches: letters of 11.5 points are printed with 8.4 where the figure is 85 mm wide
_READABLE = 4.5  # contrast of letters, WCAG 2.2, criterion 1.4.3
_BLACK = "#000000"
AXIS = 0.75  # inches that the value axis takes with its numbers and its label


_width: ContextVar[float] = ContextVar("width", default=WIDTH)


@contextmanager
def half_side() -> Iterator[None]:
    """Draw figures that are printed half as wide as a side of A4 paper, 85 mm: narrower, with letters of the same size.

    Yields
    ------
    None
        Every figure that is made inside is so narrow.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import half_side, plot_lines
    >>> with half_side():
    ...     exhibit = plot_lines(pd.DataFrame({"sales": [1.0, 2.0]}, index=[2023, 2024]))
    >>> float(exhibit.figure.get_figwidth())
    4.6
    """
    before = _width.set(HALF)
    try:
        yield
    finally:
        _width.reset(before)


def new_axes(height: float) -> tuple[Figure, Axes]:
    """Return an empty figure that pyplot does not know, and its axes."""
    figure = Figure(figsize=(_width.get(), height))
    return figure, figure.subplots()


def places_of(names: Iterable[object], colours: Mapping[str, int] | None) -> list[int]:
    """Return the place in the palette for each name: as asked, or else the next that is free."""
    names, asked = list(map(str, names)), dict(colours or {})
    if odd := {name: place for name, place in asked.items() if place not in range(len(PALETTE))}:
        raise ValueError(f"colours: expected places from 0 to {len(PALETTE) - 1} in the palette, found {odd}.")
    taken = {asked[name] for name in names if name in asked}
    free = itertools.chain((place for place in range(len(PALETTE)) if place not in taken), itertools.repeat(0))
    return [asked[name] if name in asked else next(free) for name in names]


def draw_whiskers(axes: Axes, at: pd.Series, low: pd.Series, high: pd.Series) -> None:
    """Draw horizontal intervals; their paper-coloured rim makes them visible on dark bars."""
    for colour, width in ((PAPER, 3.4), (INK, 1.4)):
        axes.hlines(at, low, high, color=colour, linewidth=width, zorder=3)
        for end in (low, high):
            axes.plot(end, at, "|", color=colour, markersize=5.6 + width, markeredgewidth=width, zorder=3)


def with_ends(table: pd.DataFrame, value: str, low: str, high: str) -> pd.DataFrame:
    """Let an interval that is missing as a whole begin and end at its value."""
    if not isinstance(table, pd.DataFrame) or not {value, low, high} <= set(table.columns):
        return table
    missing = table[low].isna() & table[high].isna()
    return (
        table.assign(**{end: table[end].where(~missing, table[value]) for end in (low, high)})
        if missing.any()
        else table
    )


def write_at_end(axes: Axes, x: float, y: float, text: str, *, gap: float = 6, leftwards: bool | None = None) -> None:
    """Write a label `gap` points behind the end of a bar: by default right of it, or left if the bar points left."""
    side = -1 if (x < 0 if leftwards is None else leftwards) else 1
    # On a slip of paper, so that a line behind it does not cross the letters out.
    label = axes.annotate(
        text, (x, y), (gap * side, 0), textcoords="offset points", ha="left" if side > 0 else "right",
        va="center_baseline", zorder=4, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
    )  # fmt: skip
    # It gets its room inside the axes, not by pushing them aside.
    label.set_in_layout(False)


def finish_bars(axes: Axes, ends: Iterable[float], kind: str, label: str) -> None:
    """Give horizontal bars their value axis, from zero, wide enough for every label.

    `ends` are the values that the ticks must cover; `kind` is how ticks are written (see `custseg.exhibit`).
    """
    axes.set_xlabel(wrapped(label, 44), loc="left")
    axes.set_ylabel("")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=LINE, linewidth=1)
    axes.xaxis.set_major_formatter(FuncFormatter(functools.partial(_tick, kind=kind)))
    ends = [0.0, *ends]
    low, high = min(ends), max(ends)
    for bins in (5, 4, 3, 2, 1):
        ticks = _ticks(low, high, kind, bins)
        axes.set_xlim(min(low, ticks[0]), max(high, ticks[-1]))
        axes.set_xticks(ticks)
        _make_room(axes)
        if _are_apart(axes):
            break
    axes.spines["bottom"].set_bounds(ticks[0], ticks[-1])


def _make_room(axes: Axes) -> None:
    """Widen the value axis until every text in the axes is inside."""
    lay_out(axes.figure)
    frame = axes.get_window_extent().width
    needs = []
    for text in axes.texts:
        box, [at, _] = text.get_window_extent(), axes.transData.transform(text.xy)
        # In parts of the frame, with a rim of 4 pixels; a label longer than most of the frame cannot be helped.
        needs.append((text.xy[0], *(min(max(need + 4, 0) / frame, 0.7) for need in (at - box.x0, box.x1 - at))))
    left, right = axes.get_xlim()
    # A wider axis makes a text longer in its units: the rounds settle it.
    for _ in range(60):
        span = right - left
        left = min([left, *(x - before * span for x, before, _ in needs)])
        right = max([right, *(x + after * span for x, _, after in needs)])
    axes.set_xlim(left, right)


def _are_apart(axes: Axes) -> bool:
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    return all(one.x1 + 8 < other.x0 for one, other in itertools.pairwise(boxes))


def wrapped(name: object, width: int = 22) -> str:
    """Return a name in lines of at most so many letters, which leave room for the bars; its own line breaks stay."""
    return broken(writable(name), width)


def ink_on(shade: str | np.ndarray) -> str:
    """Return paper where it stands out enough on a shade, else black: on a middle tone ink would not."""
    return PAPER if _contrast(PAPER, shade) >= _READABLE else _BLACK


def _contrast(one: str | np.ndarray, other: str | np.ndarray) -> float:
    """Return the contrast of two colours by WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str | np.ndarray) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def shortened(name: object) -> str:
    """Return a name for a place where only one line fits; the alt text has it in full."""
    line = " ".join(writable(name).split())
    return line if breadth(line) <= 30 else f"{cut(line, 29).rstrip()}…"


def row_height(names: Iterable[str], at_least: float) -> float:
    """Return the inches that the tallest of some wrapped names needs."""
    return max([at_least, *(0.08 + 0.19 * len(name.splitlines()) for name in names)])


def _ticks(low: float, high: float, kind: str, bins: int) -> list[float]:
    if low == high:
        return [0.0, 1.0]
    found = MaxNLocator(nbins=bins, min_n_ticks=2, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    step = found[1] - found[0]
    if kind == "percent" and high <= 1:
        found = found[found <= 1 + step / 100]
    ticks = [float(f"{tick:.10g}") for tick in found if low - step < tick < high + step]
    # Where nothing else has room: zero, and the end of the longer side.
    return ticks if bins > 1 else sorted({0.0, max(ticks, key=abs)})


def _tick(value: float, position: int, kind: str) -> str:
    return f"{value * 100:.10g}%" if kind == "percent" else f"{value:,.10g}"
