"""How is a two-way table shown: bands by bands, from by to?"""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, phrase
from ..exhibit.numbers import WRITERS
from ..schema import NumberKind, SchemaError, check_choice, require_frame, typed
from ..theme import PAPER, SEQUENTIAL, custseg_style, lay_out
from ._canvas import ink_on, new_axes, row_height, wrapped
from ._words import exhibit_of, single_line

_CELL = 0.5  # inches


@typed
@custseg_style()
def plot_heatmap(
    table: pd.DataFrame,
    *,
    kind: NumberKind = "count",
    of: str = "customers",
    rows: str | None = None,
    columns: str | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show a two-way table with its numbers in the cells: the more, the darker.

    Parameters
    ----------
    table : DataFrame
        Numbers, zero or more; the first row is drawn on top. Missing cells stay empty.
    kind : {"count", "percent", "money", "number"}
        How the numbers are written.
    of : str
        What the numbers count, or what they are shares of: ``"customers"``, ``"the money"``, ``"USD"``.
    rows, columns : str, optional
        What the rows and the columns are; by default the names of the table's index and columns.
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
        If the table is empty, holds anything but finite numbers of zero or more, or its axes have no names.
    ValueError
        If `kind` is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_heatmap
    >>> table = pd.DataFrame([[120, 60], [0, 300]], index=["low", "high"], columns=["low", "high"])
    >>> plot_heatmap(table, rows="recency", columns="frequency")
    <Exhibit: The largest cell is recency high, frequency high: 300 customers.>
    """
    require_frame(table, "table")
    check_choice(kind, "kind", NumberKind)
    rows, columns = rows or table.index.name, columns or table.columns.name
    _check(table, rows, columns)
    values = table.to_numpy(dtype=float)
    texts = np.array([[WRITERS[kind](value) for value in row] for row in values])
    figure, axes = new_axes(0.85 + row_height(map(wrapped, table.index), _CELL) * len(table))
    shown = pd.DataFrame(values, map(wrapped, table.index), map(wrapped, table.columns))
    sns.heatmap(
        shown, annot=texts, fmt="", ax=axes, vmin=0,
        cmap=SEQUENTIAL, cbar=False, linewidths=1.2, linecolor=PAPER, annot_kws={"size": 11},
    )  # fmt: skip
    axes.grid(visible=False)
    axes.tick_params(length=0, labelrotation=0)
    axes.set(xlabel=_capital(columns), ylabel=_capital(rows))
    make_legible(axes, table.columns)
    words = _words(table, texts, rows, columns, kind, of)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _check(table: pd.DataFrame, rows: str | None, columns: str | None) -> None:
    problems = []
    if not (rows and columns):
        problems.append("plot_heatmap: say what rows and columns are: rows='recency', columns='frequency'.")
    odd = [name for name, dtype in table.dtypes.items() if not pd.api.types.is_numeric_dtype(dtype)]
    if odd:
        problems.append(f"plot_heatmap: expected numbers, found something else in the columns {odd}.")
    elif not len(table) or not len(table.columns) or table.isna().all(axis=None):
        problems.append("plot_heatmap: the table has no number to show.")
    elif (table < 0).any(axis=None) or np.isinf(table.to_numpy(dtype=float)).any():
        problems.append("plot_heatmap: expected finite numbers of zero or more; shades cannot show negative ones.")
    if problems:
        raise SchemaError(*problems)


def make_legible(axes: Axes, columns: pd.Index) -> None:
    """Write on each shade in what stands out more; break names that are too wide, turn them as a last resort."""
    cells = axes.collections[0]
    shades = cells.get_facecolors()[~np.ma.getmaskarray(cells.get_array()).ravel()]
    for text, shade in zip(axes.texts, shades, strict=True):
        text.set_color(ink_on(shade))
    lay_out(axes.figure)
    width = axes.get_window_extent().width / len(axes.get_xticks())
    for letters in (22, 14, 10):  # narrower before slanted: one reads it without turning the head
        axes.set_xticks(axes.get_xticks(), [wrapped(name, letters) for name in columns])
        if max(label.get_window_extent().width for label in axes.get_xticklabels()) <= width - 4:
            break
    else:
        axes.set_xticks(axes.get_xticks(), [wrapped(name) for name in columns])
        axes.tick_params(axis="x", labelrotation=40)
        for label in axes.get_xticklabels():
            label.set(ha="right", rotation_mode="anchor")
    if max(text.get_window_extent().width for text in axes.texts) > width:
        raise ValueError(
            f"plot_heatmap: the numbers do not fit into {len(axes.get_xticks())} columns. Show fewer columns or shares."
        )


def _words(table: pd.DataFrame, texts: np.ndarray, rows: str, columns: str, kind: str, of: str) -> dict[str, Sentence]:
    i, j = np.unravel_index(np.nanargmax(table.to_numpy(dtype=float)), table.shape)
    where = {"rows": rows, "columns": columns}
    shares = "_of_shares" if kind == "percent" else ""
    value = phrase(f"plot.heatmap_value{shares}", value=texts[i, j], of=of)
    cells = phrase(f"plot.heatmap_cells{shares}", of=of)
    told_rows = [f"{rows} {single_line(name)}: {', '.join(row)}" for name, row in zip(table.index, texts, strict=True)]
    listed = ", ".join(single_line(name) for name in table.columns)
    return {
        "title": phrase(
            "plot.heatmap_title",
            **where,
            row=single_line(table.index[int(i)]),
            column=single_line(table.columns[int(j)]),
            value=value,
        ),
        "caption": phrase("plot.heatmap_caption", **where, cells=cells),
        "alt": phrase("plot.heatmap_alt", **where, cells=cells, listed=listed, table="; ".join(told_rows)),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
