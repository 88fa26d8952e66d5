"""How does something change with time, horizon or rate? Lines over a numbered axis, named at their ends."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..exhibit import Exhibit, Sentence, paragraph, phrase
from ..exhibit.numbers import WRITERS
from ..schema import NumberKind, SchemaError, check_choice, require_frame, typed
from ..theme import INK, LINE, PALETTE, STROKES, custseg_style, lay_out
from ._canvas import new_axes, places_of, wrapped
from ._words import exhibit_of, single_line

DASHES = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (5, 1.4, 1.2, 1.4)), (0, (8, 2)), (0, (3, 3)))
_NAME = 16  # characters in a line of a name
_FEW = 20  # so many points are marked one by one
_HEIGHT = 3.6  # inches


@typed
@custseg_style()
def plot_lines(
    table: pd.DataFrame,
    *,
    kind: NumberKind = "number",
    across: str | None = None,
    label: str = "",
    reference: tuple[float, str] | None = None,
    colours: Mapping[str, int] | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show one line per column, over the numbers of the index.

    Parameters
    ----------
    table : DataFrame
        Index: what changes (months, years, a rate), rising numbers. One column per line, at most six; a line has gaps
        where its column has, and the value axis holds zero.
    kind : {"number", "percent", "money", "count"}
        How the values are written.
    across : str, optional
        What the index is, with its unit; its name if not given.
    label : str
        What the values are, with the unit.
    reference : (float, str), optional
        A value to compare with and its name; drawn as a dashed line.
    colours : mapping of str to int, optional
        Place of the colour of some columns in `custseg.theme.PALETTE`, from 0, so that a shop has one colour in every
        figure of a page.
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
        If the table has no number to show, an index that does not rise, or more than six columns.
    ValueError
        If `kind` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_lines
    >>> table = pd.DataFrame({"music shop": [0.16, 0.12, 0.09]}, index=[1, 2, 3])
    >>> plot_lines(table, kind="percent", across="months", label="customers who bought")
    <Exhibit: Customers who bought: music shop from 16% to 9%.>
    """
    require_frame(table, "table")
    check_choice(kind, "kind", NumberKind)
    _check(table)
    across = across or table.index.name or ""
    label = _capital(label)
    figure, axes = new_axes(_HEIGHT)
    shades = [STROKES[place] for place in places_of(table, colours)]
    for name, colour, dash in zip(table, shades, DASHES, strict=False):
        line = table[name].dropna()
        marker = "o" if len(line) <= _FEW else None
        axes.plot(line.index, line, color=colour, linestyle=dash, marker=marker, markersize=4.5, label=str(name))
    if reference:
        span = [table.index[0], table.index[-1]]  # not further: its name stands behind it
        axes.plot(span, [reference[0]] * 2, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
    values = table.to_numpy(dtype=float)
    low, high = min(0.0, np.nanmin(values)), max(np.nanmax(values), reference[0] if reference else 0.0)
    axes.set_ylim(low - 0.03 * (high - low) * (low < 0), high + 0.06 * (high - low))
    axes.set(xlabel=_capital(across), ylabel=wrapped(label, 34))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:,.10g}%" if kind == "percent" else f"{value:,.10g}")
    if pd.api.types.is_integer_dtype(table.index):
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    keep_ticks_inside(axes)
    _name_lines(axes, table, shades, reference)
    words = _words(table, kind, across, label, reference)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def keep_ticks_inside(axes: Axes) -> None:
    """Drop the ticks beyond the ends of both axes, which are written although nobody sees them."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= high])
    lay_out(axes.figure)


def _check(table: pd.DataFrame) -> None:
    problems = []
    if not len(table) or table.isna().all(axis=0).any() or not len(table.columns):
        problems.append("plot_lines: the table is empty, or a column of it: there is no line to draw.")
    elif not np.isfinite(table.fillna(0).to_numpy(dtype=float)).all():
        problems.append("plot_lines: expected finite numbers; found infinite ones.")
    if not (pd.api.types.is_numeric_dtype(table.index) and table.index.is_monotonic_increasing):
        problems.append(f"plot_lines: expected an index of rising numbers; found {list(table.index[:5])}.")
    if len(table.columns) > len(PALETTE):
        problems.append(f"plot_lines: at most {len(PALETTE)} lines can be told apart, found {len(table.columns)}.")
    if problems:
        raise SchemaError(*problems)


def _name_lines(axes: Axes, table: pd.DataFrame, shades: list[str], reference: tuple[float, str] | None) -> None:
    ends = [(name, table[name].last_valid_index(), colour) for name, colour in zip(table, shades, strict=True)]
    texts = [(str(name), at, float(table[name].loc[at]), colour) for name, at, colour in ends]
    if reference:
        texts.append((reference[1], table.index[-1], reference[0], INK))
    name_ends(axes, texts, table.index[-1])


def name_ends(axes: Axes, ends: Sequence[tuple[str, float, float, str]], right: float) -> None:
    """Write each name at the end of its line, moved up or down until no two names overlap.

    `ends` holds name, place, value and colour of each line's end; the names stand behind the place `right`.
    """
    texts = [(wrapped(name, _NAME), at, value, colour) for name, at, value, colour in ends]
    # Neither a grid line nor the frame goes on under the names: the axes end with the lines.
    left, _ = axes.get_xlim()
    axes.set_xlim(left, right + 0.012 * (right - left))
    lay_out(axes.figure)
    points = axes.get_window_extent().height * 72 / axes.figure.dpi / np.ptp(axes.get_ylim())
    tall = [14 * len(text.splitlines()) for text, *_ in texts]
    wanted = [value * points for _, _, value, _ in texts]
    for (text, at, value, colour), y in zip(texts, _apart(wanted, tall), strict=True):
        name = axes.annotate(
            text, (right, value), (8, y - value * points), textcoords="offset points", va="center",
            color=colour, annotation_clip=False,
        )  # fmt: skip
        name.set_linespacing(1.05)
        if at < right and colour != INK:
            axes.plot([at, right], [value, value], color=LINE, linewidth=0.8, linestyle=(0, (1, 3)), zorder=1)


def _apart(wanted: list[float], tall: list[float]) -> list[float]:
    """Return places as near as possible to the wanted ones, at which texts of these heights do not overlap."""
    order = np.argsort(wanted, kind="stable")
    placed = np.array(wanted, dtype=float)
    for _ in range(200):
        moved = False
        for below, above in itertools.pairwise(order):
            lacking = (tall[below] + tall[above]) / 2 - (placed[above] - placed[below])
            if lacking > 0.01:
                placed[below] -= lacking / 2
                placed[above] += lacking / 2
                moved = True
        if not moved:
            break
    return placed.tolist()


def _words(
    table: pd.DataFrame, kind: str, across: str, label: str, reference: tuple[float, str] | None
) -> dict[str, Sentence]:
    write = WRITERS[kind]
    runs = {}
    for name in table:
        line = table[name].dropna()
        runs[single_line(name)] = (write(line.iloc[0]), write(line.iloc[-1]), line.index[0], line.index[-1])
    ends = [phrase("plot.lines_run", name=name, first=first, last=last) for name, (first, last, *_) in runs.items()]
    spans = [
        phrase("plot.lines_span", name=name, first=first, last=last, start=f"{start:g}", end=f"{end:g}")
        for name, (first, last, start, end) in runs.items()
    ]
    dashed = [phrase("plot.bars_reference", name=reference[1], value=write(reference[0]))] if reference else []
    return {
        "title": phrase("plot.lines_title", label=label, runs="; ".join(ends)),
        "caption": paragraph(phrase("plot.lines_caption", label=label, across=across), *dashed),
        "alt": paragraph(phrase("plot.lines_alt", label=label, across=across, runs="; ".join(spans)), *dashed),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
