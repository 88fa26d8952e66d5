"""How is it shown what each cohort did as it grew older?"""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, phrase
from ..schema import SchemaError, require_frame, typed
from ..theme import PAPER, SEQUENTIAL, custseg_style, lay_out, writable
from ._canvas import AXIS, ink_on, new_axes
from ._words import exhibit_of

_ROW = 0.34  # inches
_LETTERS = 10.4  # points: 8.6 pixels on a phone


@typed
@custseg_style()
def plot_triangle(
    triangle: pd.DataFrame,
    *,
    of: str,
    scale: float = 1.0,
    cohorts: str = "Won in",
    ages: str = "Months since",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show a cohort triangle: one row per cohort, one column per age, its numbers in the cells, more being darker.

    Parameters
    ----------
    triangle : DataFrame
        ``custseg.value.cohort_table(...)["retention"].unstack("age")`` or another column of that table: index the
        cohorts, columns the ages, zero or more; missing where a cohort was not observed that long. Leave out age 0 of
        a retention triangle: it is always everybody.
    of : str
        What the numbers are, with their unit after scaling: ``"percent of the cohort who bought"``.
    scale : float
        Cells are multiplied by it and written as whole numbers: 100 for fractions.
    cohorts, ages : str
        What rows and columns are.
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
        If the table has no number, a negative or an infinite one.
    ValueError
        If the numbers do not fit into so many columns.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_triangle
    >>> triangle = pd.DataFrame({1: [0.16, 0.12], 2: [0.12, None]}, index=["1997-01", "1997-02"])
    >>> plot_triangle(triangle, of="percent who bought", scale=100)
    <Exhibit: Cohort 1997-01: 16 percent who bought at age 1, 12 at age 2.>
    """
    require_frame(triangle, "triangle")
    values = triangle.to_numpy(dtype=float) * scale
    if not np.isfinite(values).any() or np.isinf(values).any() or (values < 0).any():
        raise SchemaError("plot_triangle: expected a table of numbers of zero or more, missing only where unobserved.")
    texts = np.array([["" if np.isnan(value) else f"{value:,.0f}" for value in row] for row in values])
    figure, axes = new_axes(AXIS + _ROW * len(triangle) + 0.1)
    sns.heatmap(
        pd.DataFrame(values, map(writable, triangle.index), map(writable, triangle.columns)), annot=texts, fmt="",
        ax=axes, vmin=0, cmap=SEQUENTIAL, cbar=False, linewidths=0.8, linecolor=PAPER, annot_kws={"size": _LETTERS},
    )  # fmt: skip
    axes.grid(visible=False)
    axes.tick_params(length=0, labelrotation=0, labelsize=_LETTERS)
    axes.set(xlabel=ages, ylabel=cohorts)
    cells = axes.collections[0]
    shades = cells.get_facecolors()[~np.ma.getmaskarray(cells.get_array()).ravel()]
    for text, shade in zip(axes.texts, shades, strict=True):
        text.set_color(ink_on(shade))
    _check_room(axes, triangle.shape[1])
    words = _words(triangle, texts, of, cohorts, ages)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _check_room(axes: Axes, columns: int) -> None:
    lay_out(axes.figure)
    cell = axes.get_window_extent().width / columns
    if max(text.get_window_extent().width for text in axes.texts) > cell:
        raise ValueError(
            f"plot_triangle: the numbers do not fit into {columns} columns. Show fewer ages or scale them."
        )


def _words(triangle: pd.DataFrame, texts: np.ndarray, of: str, cohorts: str, ages: str) -> dict[str, Sentence]:
    known = [column for column in range(triangle.shape[1]) if texts[0][column]]
    first, last = known[0], known[-1]
    names = [str(cohort) for cohort in triangle.index]
    rows = [f"{name}: {', '.join(filter(None, row))}" for name, row in zip(names, texts, strict=True)]
    ends = {"first": texts[0][first], "young": str(triangle.columns[first]), "last": texts[0][last]}
    return {
        "title": phrase("plot.triangle_title", cohort=names[0], of=of, old=str(triangle.columns[last]), **ends),
        "caption": phrase("plot.triangle_caption", of=of, cohorts=cohorts.lower(), ages=ages.lower()),
        "alt": phrase("plot.triangle_alt", of=of, ages=ages.lower(), rows="; ".join(rows)),
    }
