"""Do the names of stages sort what came? A dot for each stage and shop, and hollow beside it as long a plain list."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..exhibit import Exhibit, Sentence, count, interval_text, percent, phrase
from ..schema import Column, Schema, SchemaError, as_numbers, check_table, typed
from ..theme import GRID, INK, LINE, PALETTE, STROKES, custseg_style
from ._canvas import AXIS, finish_bars, new_axes, places_of, wrapped, write_at_end
from ._words import exhibit_of, single_line

_ROW = 0.36  # inches
_LINE = 0.24
_GAP = 0.5  # rows between two stages
_SCHEMA = Schema(
    "the table of rates",
    (
        Column("stage", "text", True, "name of the stage"),
        Column("group", "text", True, "shop"),
        Column("n", "number", True, "customers in it"),
        Column("share", "number", True, "share of them who came back, 0-1"),
        Column("low", "number", True, "lower end of its interval"),
        Column("high", "number", True, "upper end of its interval"),
    ),
)


@typed
@custseg_style()
def plot_stage_rates(
    table: pd.DataFrame,
    *,
    label: str = "customers who bought again",
    rival: str = "as many by days of silence",
    level: float = 0.95,
    colours: Mapping[str, int] | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show what share of each named stage came back, with its interval, beside a list as long that a column makes.

    Parameters
    ----------
    table : DataFrame
        Rows in the order in which they are to stand, those of a stage together: ``stage``, ``group`` (the shop), ``n``,
        ``share``, ``low``, ``high``, ``rival``; shares 0-1. A rival may be missing.
    label : str
        What the shares are.
    rival : str
        What the hollow marks are.
    level : float
        Coverage of the intervals, as it is said in the caption.
    colours : mapping of str to int, optional
        Place of the colour of each group in `custseg.theme.PALETTE`, from 0.
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
        If a column is missing, holds something else than finite numbers, or there is no row.
    ValueError
        If the palette has no such colour.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_stage_rates
    >>> plot_stage_rates(pd.DataFrame({
    ...     "stage": ["trust", "weakening"], "group": "the shop", "n": [300, 90], "share": [0.6, 0.4],
    ...     "low": [0.55, 0.3], "high": [0.65, 0.5], "rival": [0.62, 0.38],
    ... }))
    <Exhibit: Customers who bought again: from 40% (weakening, the shop) to 60% (trust, the shop).>
    """
    rows = check_table(table, _SCHEMA).reset_index(drop=True)
    if not len(rows) or "rival" not in table.columns:
        raise SchemaError("plot_stage_rates: expected rows, and a column rival, which may be missing in some.")
    rows["rival"] = as_numbers(table["rival"], "rival")
    groups = rows["group"].astype(str)
    shops = dict(zip(groups.unique(), places_of(groups.unique(), colours), strict=True))
    new = rows["stage"].ne(rows["stage"].shift())
    at = rows.index + _GAP * (new.cumsum() - 1)
    figure, axes = new_axes(AXIS + _ROW * (at.iloc[-1] + 1) + _LINE * (len(shops) + 1))
    for row, group, n, share, low, high, other in zip(
        at, groups, rows["n"], rows["share"], rows["low"], rows["high"], rows["rival"], strict=True
    ):
        paint = PALETTE[shops[group]]
        axes.hlines(row, 0, 1, color=GRID, linewidth=0.8, zorder=0)
        axes.plot([low, high], [row, row], color=STROKES[shops[group]], linewidth=2, zorder=2)
        axes.plot(other, row, "D", markersize=6, markerfacecolor="none", markeredgecolor=LINE, zorder=3)
        axes.plot(share, row, "o", markersize=7, color=paint, zorder=4)
        write_at_end(axes, np.fmax(high, other), row, f"{percent(share)} ({count(n)})", gap=8)
        axes.texts[-1].set_color(STROKES[shops[group]])
    axes.set_yticks([at[rows["stage"] == name].mean() for name in rows["stage"].unique()],
                    [wrapped(name) for name in rows["stage"].unique()])  # fmt: skip
    axes.set_ylim(at.iloc[-1] + 0.6, -0.6)
    _name_marks(axes, shops, rival)
    finish_bars(axes, [0.0, 1.0], "percent", label[:1].upper() + label[1:])
    words = _words(rows, label, rival, level)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _name_marks(axes: Axes, shops: Mapping[str, int], rival: str) -> None:
    """Say above the rows what each mark is, in its colour."""
    marks = [Line2D([], [], color=PALETTE[place], marker="o", markersize=7, linewidth=2) for place in shops.values()]
    hollow = Line2D([], [], linewidth=0, marker="D", markersize=6, markerfacecolor="none", markeredgecolor=LINE)
    names, colours = [*map(wrapped, shops), wrapped(rival, 44)], [*(STROKES[place] for place in shops.values()), INK]
    axes.legend([*marks, hollow], names, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, labelcolor=colours)


def _words(rows: pd.DataFrame, label: str, rival: str, level: float) -> dict[str, Sentence]:
    label = label[:1].upper() + label[1:]
    who = [
        f"{single_line(stage)}, {single_line(group)}" for stage, group in zip(rows["stage"], rows["group"], strict=True)
    ]
    least, most = int(rows["share"].argmin()), int(rows["share"].argmax())
    listed = "; ".join(
        f"{name} {percent(share)} of {count(n)} ({interval_text(low, high)})"
        + (f", {rival} {percent(other)}" if np.isfinite(other) else "")
        for name, share, n, low, high, other in zip(
            who, rows["share"], rows["n"], rows["low"], rows["high"], rows["rival"], strict=True
        )
    )
    ends = {"lowest": who[least], "lowest_value": percent(rows["share"][least])}
    ends |= {"highest": who[most], "highest_value": percent(rows["share"][most])}
    return {
        "title": phrase("plot.bars_title", label=label, **ends),
        "caption": phrase("plot.stage_rates_caption", label=label, rival=rival, level=percent(level)),
        "alt": phrase("plot.stage_rates_alt", label=label, rows=listed),
    }
