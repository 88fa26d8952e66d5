"""How is it shown that some customers lose what others earn?"""

from collections.abc import Mapping

import pandas as pd

from ..exhibit import Exhibit, Sentence, percent, phrase
from ..schema import Column, Schema, check_table, require_frame, typed
from ..theme import INK, LINE, PALETTE, PAPER, STROKES, custseg_style
from ._canvas import new_axes, shortened
from ._words import and_list, exhibit_of, single_line
from .lines import DASHES, keep_ticks_inside

LARGEST = 1e6  # of the total profit: beyond it no axis can be read
_CURVE = Schema(
    "the whale curve",
    (
        Column("share_of_customers", "share", True, "customers / all customers", "fraction"),
        Column("share_of_profit", "number", True, "their profit / total profit", "fraction"),
    ),
)


@typed
@custseg_style()
def plot_whale(
    curves: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    of: str = "the profit",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show whale curves: cumulative profit, most profitable customers first.

    Parameters
    ----------
    curves : DataFrame or mapping of str to DataFrame
        From `custseg.value.whale_curve`: ``share_of_customers`` (fraction) and ``share_of_profit`` (1 = all of it);
        several firms by name, at most six.
    of : str
        What is added up.
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
        If columns are missing or hold something else.
    ValueError
        If there are no curves or more than six.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_whale
    >>> curve = pd.DataFrame({"share_of_customers": [0, 0.5, 1], "share_of_profit": [0, 1.6, 1.0]})
    >>> plot_whale(curve)
    <Exhibit: The best 50% of the customers make 160% of the profit; the others lose the rest again.>
    """
    several = curves if isinstance(curves, Mapping) else {"": curves}
    if not 0 < len(several) <= len(PALETTE):
        raise ValueError(f"plot_whale: expected one to {len(PALETTE)} curves, found {len(several)}.")
    for name, table in several.items():
        require_frame(table, f"curve '{name}'" if name else "curves")
    tables = {str(name): check_table(table.reset_index(drop=True), _CURVE) for name, table in several.items()}
    if far := [name for name, table in tables.items() if table["share_of_profit"].abs().max() > LARGEST]:
        raise ValueError(f"plot_whale: {and_list(far)} reaches more than {LARGEST:,.0f} times the total profit.")
    peaks = {name: table.loc[table["share_of_profit"].idxmax()] for name, table in tables.items()}
    figure, axes = new_axes(4.4)
    axes.axhline(1, color=LINE, linewidth=1)
    for (name, table), colour, dash in zip(tables.items(), STROKES, DASHES, strict=False):
        peak = peaks[name]
        says = phrase("plot.whale_peak", **_peak(peak))
        axes.plot(
            table["share_of_customers"], table["share_of_profit"], color=colour, linestyle=dash,
            label=f"{shortened(name)}: {says}" if name else str(says),
        )  # fmt: skip
        axes.plot(*peak[["share_of_customers", "share_of_profit"]], "o", color=PAPER, markeredgecolor=INK, mew=1.6)
    highest = max(peak["share_of_profit"] for peak in peaks.values())
    axes.set(xlim=(0, 1), ylim=(0, highest * 1.06))
    axes.set(xlabel="Share of the customers, most profitable first", ylabel=f"Share of {of}")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value * 100:.10g}%")
    keep_ticks_inside(axes)
    # The curve is concave: below its right end there is nothing.
    axes.legend(loc="lower right", handlelength=2.6, labelcolor="linecolor")
    words = _words(peaks, of)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _peak(row: pd.Series) -> dict[str, str]:
    return {"share": percent(row["share_of_customers"]), "profit": percent(row["share_of_profit"])}


def _words(peaks: dict[str, pd.Series], of: str) -> dict[str, Sentence]:
    parts = []
    for name, peak in peaks.items():
        values = _peak(peak)
        parts.append(phrase("plot.whale_of_group", name=single_line(name), **values) if name else values)
    if isinstance(parts[0], dict):
        title = phrase("plot.whale_title", of=of, **parts[0])
    else:
        title = phrase("plot.whale_title_by_group", of=of, parts=and_list(parts))
    return {
        "title": title,
        "caption": phrase("plot.whale_caption", of=of),
        "alt": phrase("plot.whale_alt", read=title),
    }
