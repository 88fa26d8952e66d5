"""In which stage of its life was one customer, and when did it buy? A row for each stage, a dot for each purchase."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, date2num
from matplotlib.ticker import FuncFormatter

from ..exhibit import Exhibit, Sentence, count, day, phrase
from ..schema import SchemaError, listed, require_frame, typed
from ..theme import INK, PALETTE, custseg_style
from ._canvas import AXIS, new_axes, wrapped
from ._words import exhibit_of, single_line
from .timelines import month_and_year

_ROW = 0.5  # inches
_TINT = "#c9d3e0"


@typed
@custseg_style()
def plot_life_line(
    table: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    colour: int = 0,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show one customer's stages as shaded spans, each in the row of its stage, with a dot on each purchase day.

    Parameters
    ----------
    table : DataFrame
        From `custseg.segment.life_line`: index of days, rising; ``stage``, a categorical in
        the order of the rows; ``bought``, True and False.
    names : mapping of str to str, optional
        What the rows are called, by stage; by default as the stages.
    colour : int, default 0
        Place of the colour of the dots in `custseg.theme.PALETTE`: that of the shop in every figure of a page.
    title, caption, alt : str, optional
        Words of the exhibit; made from the table if not given.
    subtitle, source : str, optional
        What is shown in which unit, and from which data of how many: lines of their own above and below the caption.

    Returns
    -------
    Exhibit
        The figure with its title, caption and alt text. Days whose stage is missing are left open.

    Raises
    ------
    SchemaError
        If a column is missing or of another kind, or the days do not rise.
    ValueError
        If the palette has no such colour.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.plot import plot_life_line
    >>> from custseg.segment import life_line
    >>> plot_life_line(life_line(load_cdnow(), "11574", observed_until="1998-06-30"))
    <Exhibit: 11 purchase days and 13 changes of stage.>
    """
    if colour not in range(len(PALETTE)):
        raise ValueError(f"plot_life_line: expected a colour from 0 to {len(PALETTE) - 1}, found {colour}.")
    _check(table)
    stages, place = table["stage"].cat.categories, table["stage"].cat.codes.to_numpy()
    figure, axes = new_axes(AXIS + _ROW * len(stages))
    at = date2num(table.index.to_numpy())
    spans = _spans(place)
    for row, first, last in spans:
        axes.broken_barh(
            [(at[first], at[last] - at[first] + 1)], (row - 0.42, 0.84), color=_TINT, linewidth=0, zorder=1
        )
    bought = table["bought"].to_numpy() & (place >= 0)
    axes.plot(at[bought] + 0.5, place[bought], "o", color=PALETTE[colour], markersize=4.2, zorder=3)
    axes.set_ylim(len(stages) - 0.4, -0.6)
    axes.set_yticks(range(len(stages)), [wrapped((names or {}).get(one, one), 22) for one in stages])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_xlim(at[0], at[-1] + 1)
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=6))
    axes.xaxis.set_major_formatter(FuncFormatter(month_and_year))
    axes.grid(visible=False, axis="y")
    words = _words(table, spans, names or {})
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _check(table: pd.DataFrame) -> None:
    require_frame(table, "table")
    problems = [f"it lacks the column {name!r}" for name in ("stage", "bought") if name not in table.columns]
    if not problems and not (isinstance(table["stage"].dtype, pd.CategoricalDtype) and table["bought"].dtype == bool):
        problems.append("stage must be a categorical and bought True and False")
    if not (isinstance(table.index, pd.DatetimeIndex) and table.index.is_monotonic_increasing and len(table)):
        problems.append(f"its index must be rising days; found {listed(table.index, 3)}")
    if problems:
        raise SchemaError(f"expected a table of life_line: {'; '.join(problems)}.")


def _spans(place: np.ndarray) -> list[tuple[int, int, int]]:
    """Give each run of days in one stage: its row, and the places of its first and last day."""
    starts = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
    ends = np.append(starts[1:], len(place)) - 1
    return [
        (int(place[first]), int(first), int(last))
        for first, last in zip(starts, ends, strict=True)
        if place[first] >= 0
    ]


def _words(table: pd.DataFrame, spans: list[tuple[int, int, int]], names: Mapping[str, str]) -> dict[str, Sentence]:
    stages = [single_line(names.get(one, one)) for one in table["stage"].cat.categories]
    facts = {"purchases": count(int(table["bought"].sum())), "changes": count(max(0, len(spans) - 1))}
    ends = {"first": day(table.index[0]), "last": day(table.index[-1])}
    run = "; ".join(f"{stages[row]} from {day(table.index[first])}" for row, first, _ in spans)
    return {
        "title": phrase("plot.life_line_title", **facts),
        "caption": phrase("plot.life_line_caption", **ends),
        "alt": phrase("plot.life_line_alt", **facts, **ends, run=run),
    }
