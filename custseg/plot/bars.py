"""How are a few estimates compared, each with its interval?"""

from collections.abc import Mapping

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, count, interval_text, paragraph, percent, phrase
from ..exhibit.numbers import WRITERS
from ..schema import Column, NumberKind, Schema, check_choice, check_table, typed
from ..theme import INK, PALETTE, PAPER, custseg_style
from ._canvas import (
    AXIS,
    draw_whiskers,
    finish_bars,
    new_axes,
    places_of,
    row_height,
    shortened,
    with_ends,
    wrapped,
    write_at_end,
)
from ._words import exhibit_of, single_line

_ROW = 0.42  # inches


@typed
@custseg_style()
def plot_bars_with_intervals(
    table: pd.DataFrame,
    *,
    value: str = "estimate",
    low: str = "low",
    high: str = "high",
    kind: NumberKind = "number",
    label: str = "",
    reference: tuple[float, str] | None = None,
    level: float = 0.95,
    colours: int | Mapping[str, int] | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show one estimate per row as a bar from zero, with its interval.

    Parameters
    ----------
    table : DataFrame
        One row per bar, in the order in which they are to stand; the index names them. Columns `value`, `low`, `high`;
        where both ends are missing, as for a group of one customer, the bar has no interval. A column ``n``, of how
        many the estimate is, is written behind the names.
    value, low, high : str
        Columns of the estimate and of the ends of its interval.
    kind : {"number", "percent", "money", "count"}
        How the values are written.
    label : str
        What the values are, with the unit; the name of the column `value` if not given.
    reference : (float, str), optional
        A value to compare with and its name; drawn as a dashed line across all bars.
    level : float
        Coverage of the intervals, as it is said in the caption.
    colours : int or mapping of str to int, optional
        Place of the colour in `custseg.theme.PALETTE`, from 0: of all bars, or of some by their name, so that a shop
        has one colour in every figure of a page.
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
        If a column is missing or holds something else than finite numbers, or a row's name occurs twice.
    ValueError
        If `kind` is unknown.

    Examples
    --------
    >>> from collections.abc import Mapping

    import pandas as pd
    >>> from custseg.plot import plot_bars_with_intervals
    >>> table = pd.DataFrame({"estimate": [0.3, 0.5], "low": [0.25, 0.4], "high": [0.36, 0.6]}, index=["post", "shop"])
    >>> plot_bars_with_intervals(table, kind="percent", label="customers who came back")
    <Exhibit: Customers who came back: from 30% (post) to 50% (shop).>
    """
    check_choice(kind, "kind", NumberKind)
    columns = {value: "the estimate", low: "lower end of its interval", high: "upper end of its interval"}
    schema = Schema("the table of estimates", tuple(Column(name, "number", True, of) for name, of in columns.items()))
    bars = check_table(with_ends(table, value, low, high), schema)[[value, low, high]]
    bars = bars.set_axis(["value", "low", "high"], axis=1)
    bars = bars.assign(name=bars.index.astype(str), row=range(len(bars)))
    label = label or value
    label = label[:1].upper() + label[1:]
    names = [wrapped(name) for name in _named(bars["name"], table)]
    figure, axes = new_axes(AXIS + row_height(names, _ROW) * (len(bars) + (reference is not None)))
    sns.barplot(bars, x="value", y="row", ax=axes, orient="h", color=PALETTE[0], saturation=1, width=0.66)
    for bar, place in zip(axes.patches, _places(bars["name"], colours), strict=True):
        bar.set_facecolor(PALETTE[place])
    bars["sure"] = table[[low, high]].notna().any(axis=1).to_numpy()
    sure = bars[bars["sure"]]
    draw_whiskers(axes, sure["row"], sure["low"], sure["high"])
    for number, left, right, row in zip(bars["value"], bars["low"], bars["high"], bars["row"], strict=True):
        write_at_end(axes, left if number < 0 else right, row, WRITERS[kind](number))
    axes.set_yticks(bars["row"], names)
    if reference:
        _draw_reference(axes, *reference, len(bars), kind)
    finish_bars(axes, [*bars["low"], *bars["high"], *([reference[0]] if reference else [])], kind, label)
    words = _words(bars, kind, label, reference, level)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _named(names: pd.Series, table: pd.DataFrame) -> list[str]:
    """Write behind each name of how many its estimate is, if the table knows."""
    if "n" not in table:
        return names.tolist()
    return [f"{name} ({count(n)})" for name, n in zip(names, table["n"], strict=True)]


def _places(names: pd.Series, colours: int | Mapping[str, int] | None) -> list[int]:
    """Give all bars one colour, but those that have one of their own."""
    if not isinstance(colours, Mapping):
        return places_of(names, dict.fromkeys(names, colours or 0))
    return places_of(names, dict.fromkeys(names, 0) | dict(colours))


def _draw_reference(axes: Axes, at: float, name: str, row: int, kind: str) -> None:
    axes.axvline(at, color=PAPER, linewidth=3)
    axes.axvline(at, color=INK, linewidth=1.4, linestyle=(0, (4, 3)))
    axes.set_ylim(row + 0.5, -0.5)
    # Its row has no bar: the label goes where the longer part of the axis is.
    left, right = axes.get_xlim()
    write_at_end(axes, at, row, f"{shortened(name)}: {WRITERS[kind](at)}", leftwards=at > (left + right) / 2)


def _words(
    bars: pd.DataFrame, kind: NumberKind, label: str, reference: tuple[float, str] | None, level: float
) -> dict[str, Sentence]:
    write = WRITERS[kind]
    lowest, highest = bars.iloc[bars["value"].argmin()], bars.iloc[bars["value"].argmax()]
    ends = {"highest": single_line(highest["name"]), "highest_value": write(highest["value"])}
    if len(bars) > 1:
        ends |= {"lowest": single_line(lowest["name"]), "lowest_value": write(lowest["value"])}
    title = phrase("plot.bars_title" if len(bars) > 1 else "plot.bars_title_of_one", label=label, **ends)
    dashed = [phrase("plot.bars_reference", name=reference[1], value=write(reference[0]))] if reference else []
    rows = [
        f"{single_line(name)} {write(number)}" + (f" ({interval_text(left, right, kind)})" if sure else "")
        for name, number, left, right, sure in bars[["name", "value", "low", "high", "sure"]].itertuples(index=False)
    ]
    return {
        "title": title,
        "caption": paragraph(phrase("plot.bars_caption", label=label, level=percent(level)), *dashed),
        "alt": paragraph(phrase("plot.bars_alt", label=label, rows="; ".join(rows)), *dashed),
    }
