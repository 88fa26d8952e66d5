"""Do forecasts hold for rare and for frequent buyers? Later purchases by earlier ones, actual and expected."""

import itertools

import pandas as pd
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, count, number, phrase
from ..schema import Column, Schema, check_table, require_frame, typed
from ..theme import INK, STROKES, custseg_style, lay_out
from ._canvas import new_axes, with_ends, wrapped
from ._words import and_list, exhibit_of
from .lines import DASHES, keep_ticks_inside, name_ends

_HEIGHT = 3.9  # inches
_NUMBERS = {"customers": "customers", "actual": "mean of what happened", "low": "lower end", "high": "upper end"}


@typed
@custseg_style()
def plot_conditional_expectation(
    table: pd.DataFrame,
    *,
    across: str = "repeat purchases so far",
    label: str = "mean later purchases",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show mean later purchases by the number of earlier ones, with the forecasts.

    Parameters
    ----------
    table : DataFrame
        From `custseg.repeat_buying.conditional_expectation_table`: index of counts, ``customers``, ``actual`` with
        ``low`` and ``high`` (both missing for a group of one), and one to four columns of forecasts.
    across, label : str
        What the counts are, and what the means are.
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
        If a column is missing or holds something else than finite numbers.
    ValueError
        If there is no forecast, or more than four.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_conditional_expectation
    >>> table = pd.DataFrame(
    ...     {"customers": [90, 10], "actual": [0.2, 3.1], "low": [0.1, 2.2], "high": [0.3, 4.2], "model": [0.2, 2.9]},
    ...     index=["0", "1+"],
    ... )
    >>> plot_conditional_expectation(table)
    <Exhibit: Mean later purchases at 1+: 3.1 happened; expected 2.9 (model).>
    """
    require_frame(table, "table")
    forecasts = [name for name in table.columns.tolist() if name not in _NUMBERS]
    if not 1 <= len(forecasts) <= 4:
        raise ValueError(f"plot_conditional_expectation: expected one to four forecasts, found {forecasts}.")
    columns = _NUMBERS | dict.fromkeys(forecasts, "mean forecast")
    schema = Schema(
        "the table of expectations", tuple(Column(name, "number", True, of) for name, of in columns.items())
    )
    table = check_table(with_ends(table, "actual", "low", "high"), schema)
    label, places = label[:1].upper() + label[1:], range(len(table))
    figure, axes = new_axes(_HEIGHT)
    axes.vlines(places, table["low"], table["high"], color=INK, linewidth=1.6, zorder=3)
    axes.plot(places, table["actual"], "o", color=INK, markersize=6, zorder=3)
    for name, colour, dash in zip(forecasts, STROKES, DASHES, strict=False):
        axes.plot(places, table[name], color=colour, linestyle=dash, linewidth=1.8)
    axes.set_ylim(0, 1.06 * float(table[["high", *forecasts]].max().max()))
    axes.set(ylabel=wrapped(label, 34))
    _write_places(axes, table, across[:1].upper() + across[1:])
    axes.grid(visible=False, axis="x")
    keep_ticks_inside(axes)
    right = len(table) - 1
    ends = [
        (name, right, float(table[name].iloc[-1]), colour) for name, colour in zip(forecasts, STROKES, strict=False)
    ]
    name_ends(axes, [("actual", right, float(table["actual"].iloc[-1]), INK), *ends], right)
    words = _words(table, forecasts, across, label)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _write_places(axes: Axes, table: pd.DataFrame, across: str) -> None:
    """Name the places, with the number of customers below where there is room for it."""
    texts = [f"{name}\n{count(n)}" for name, n in zip(table.index, table["customers"], strict=True)]
    axes.set_xticks(range(len(table)), texts)
    axes.set(xlabel=phrase("plot.expectation_axis", across=across))
    lay_out(axes.figure)
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    if any(one.x1 + 4 > other.x0 for one, other in itertools.pairwise(boxes)):
        axes.set_xticks(range(len(table)), map(str, table.index))
        axes.set(xlabel=across)


def _words(table: pd.DataFrame, forecasts: list[str], across: str, label: str) -> dict[str, Sentence]:
    rows = [
        phrase(
            "plot.expectation_row",
            at=str(name),
            actual=number(row["actual"], 1),
            expected=and_list([f"{number(row[forecast], 1)} ({forecast})" for forecast in forecasts]),
        )
        for name, row in table.iterrows()
    ]
    return {
        "title": phrase("plot.expectation_title", label=label, row=rows[-1]),
        "caption": phrase("plot.expectation_caption", label=label, across=across),
        "alt": phrase("plot.expectation_alt", label=label, across=across, rows="; ".join(rows)),
    }
