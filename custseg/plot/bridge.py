"""How is it shown which customers made revenue change from one period to the next?"""

import pandas as pd
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, money, phrase
from ..schema import Column, Schema, SchemaError, check_table, typed
from ..theme import INK, LINE, PALETTE, custseg_style
from ._canvas import AXIS, finish_bars, new_axes, wrapped, write_at_end
from ._words import exhibit_of, single_line

_ROW = 0.42  # inches
_BRIDGE = Schema(
    "the revenue bridge",
    (
        Column("before", "number", True, "money in the first period"),
        Column("after", "number", True, "money in the second period"),
        Column("change", "number", True, "after less before"),
    ),
)


@typed
@custseg_style()
def plot_bridge(
    bridge: pd.DataFrame,
    *,
    before: str = "before",
    after: str = "after",
    currency: str = "",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show a revenue bridge: the first period, what each kind of customer added or took away, the second period.

    Parameters
    ----------
    bridge : DataFrame
        From `custseg.value.revenue_bridge`: index the parts and ``total``; ``before``, ``after``, ``change`` (money).
        Parts without any change are left out.
    before, after : str
        What the two periods are called.
    currency : str
        Of the money, best an ISO 4217 code.
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
        If columns or the row ``total`` are missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_bridge
    >>> bridge = pd.DataFrame(
    ...     {"before": [0.0, 500.0, 500.0], "after": [150.0, 450.0, 600.0], "change": [150.0, -50.0, 100.0]},
    ...     index=["new", "kept", "total"],
    ... )
    >>> plot_bridge(bridge, before="2023", after="2024")
    <Exhibit: From 500 (2023) to 600 (2024): the largest gain is new (150), the largest loss kept (-50).>
    """
    bridge = check_table(bridge, _BRIDGE)
    if "total" not in bridge.index:
        raise SchemaError(f"the revenue bridge lacks the row 'total' (found: {list(bridge.index)}).")
    parts = bridge.drop(index="total")["change"]
    parts = parts[parts != 0]
    start, end = bridge["before"].loc["total"], bridge["after"].loc["total"]
    ends = start + parts.cumsum()
    figure, axes = new_axes(AXIS + _ROW * (len(parts) + 2))
    names = [wrapped(name) for name in (before, *parts.index, after)]
    _draw(axes, 0, 0, start, PALETTE[5])
    for row, (part, reached) in enumerate(zip(parts, ends, strict=True), start=1):
        _draw(axes, row, reached - part, part, PALETTE[0] if part > 0 else PALETTE[1])
        axes.vlines(reached - part, row - 1, row, color=LINE, linewidth=0.8, zorder=1)
        write_at_end(
            axes, max(reached, reached - part), row, f"{'+' if part > 0 else ''}{_whole(part)}", leftwards=False
        )
    _draw(axes, len(parts) + 1, 0, end, PALETTE[5])
    for row, value in ((0, start), (len(parts) + 1, end)):
        write_at_end(axes, value, row, _whole(value))
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    finish_bars(axes, [start, end, *ends], "money", f"Money in the period{f', {currency}' if currency else ''}")
    words = _words(parts, start, end, before, after, currency)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _draw(axes: Axes, row: int, left: float, width: float, colour: str) -> None:
    axes.barh(row, width, 0.66, left=left, color=colour, edgecolor=INK, linewidth=0.6)


def _whole(value: float, currency: str = "") -> str:
    return money(value, currency, digits=0)


def _words(parts: pd.Series, start: float, end: float, before: str, after: str, currency: str) -> dict[str, Sentence]:
    said = {"before": before, "after": after, "start": _whole(start, currency), "end": _whole(end, currency)}
    moved = [f"{single_line(name)} {_whole(value, currency)}" for name, value in parts.items()]
    key, ends = "plot.bridge_title_of_one_way", {}
    if len(parts) and parts.max() > 0 > parts.min():
        key = "plot.bridge_title"
        ends = {"gain": single_line(parts.idxmax()), "gained": _whole(parts.max(), currency)}
        ends |= {"loss": single_line(parts.idxmin()), "lost": _whole(parts.min(), currency)}
    return {
        "title": phrase(key, **said, **ends),
        "caption": phrase("plot.bridge_caption", before=before, after=after),
        "alt": phrase("plot.bridge_alt", **said, parts="; ".join(moved) or "no change"),
    }
