"""What does a margin around the cuts save, and what would move by chance anyway? A line over a grey band."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from ..exhibit import Exhibit, Sentence, percent, phrase
from ..schema import SchemaError, check_choice, require_frame, typed
from ..theme import GRID, LINE, STROKES, custseg_style
from ._canvas import new_axes
from ._words import exhibit_of
from .lines import keep_ticks_inside, name_ends

_HEIGHT = 3.4  # inches


@typed
@custseg_style()
def plot_hysteresis(
    tradeoff: pd.DataFrame,
    *,
    what: Literal["undone", "moves"] = "undone",
    length: int | None = None,
    unit: str = "rank points",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show the share of promotions undone, or of customers who move, against the margin of the rule.

    Parameters
    ----------
    tradeoff : DataFrame
        From `custseg.segment.hysteresis_tradeoff`; at least two margins.
    what : {"undone", "moves"}
        Promotions taken back in the next window, or customers in another tier in the next window.
    length : int, optional
        Weeks of the windows; needed where the table has several lengths.
    unit : str
        Unit of the margin.
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
        If columns are missing, there are fewer than two margins, or the share is missing everywhere.
    ValueError
        If `what` is unknown, or `length` is not in the table or not said though there are several.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_hysteresis
    >>> index = pd.MultiIndex.from_product([[13], [0.0, 5.0]], names=["length", "hysteresis"])
    >>> table = pd.DataFrame(
    ...     {"undone": [0.46, 0.27], "undone_twin": [0.54, 0.36], "undone_low": [0.5, 0.33], "undone_high": [0.6, 0.4]},
    ...     index=index,
    ... )
    >>> plot_hysteresis(table)
    <Exhibit: With a margin of 5 rank points, 27% of promotions are taken back; without, 46%.>
    """
    require_frame(tradeoff, "tradeoff")
    check_choice(what, "what", Literal["undone", "moves"])
    table, length = _of_one_length(tradeoff, what, length)
    figure, axes = new_axes(_HEIGHT)
    at, low, high = table.index.to_numpy(dtype=float), table[f"{what}_low"], table[f"{what}_high"]
    axes.fill_between(at, low, high, color="#c9c9c9", linewidth=0, zorder=1)
    axes.plot(at, table[f"{what}_twin"], color=LINE, linewidth=1.4, linestyle=(0, (4, 3)), zorder=2)
    axes.plot(at, table[what], color=STROKES[0], marker="o", zorder=3)
    axes.set_ylim(0, 1.08 * float(np.nanmax(table.to_numpy())))
    axes.set(xlabel=f"Margin, {unit}", ylabel=_label(what).capitalize())
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.yaxis.label.set_wrap(True)
    axes.set_xticks(at, [f"{one:g}" for one in at])
    axes.grid(axis="y", color=GRID)
    keep_ticks_inside(axes)
    ends = [
        ("as seen", at[-1], float(table[what].iloc[-1]), STROKES[0]),
        ("nobody changes", at[-1], float(table[f"{what}_twin"].iloc[-1]), LINE),
    ]
    name_ends(axes, ends, at[-1])
    words = _words(table, what, length, unit)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _of_one_length(tradeoff: pd.DataFrame, what: str, length: int | None) -> tuple[pd.DataFrame, int]:
    names = [what, f"{what}_twin", f"{what}_low", f"{what}_high"]
    lacking = [name for name in names if name not in tradeoff.columns]
    if lacking or list(tradeoff.index.names) != ["length", "hysteresis"]:
        raise SchemaError(
            f"plot_hysteresis: expected what hysteresis_tradeoff gives; it lacks {lacking or 'its index'}."
        )
    lengths = list(dict.fromkeys(tradeoff.index.get_level_values(0)))
    if length is None and len(lengths) == 1:
        length = int(lengths[0])
    if length is None or length not in lengths:
        raise ValueError(f"plot_hysteresis: length must be one of {lengths}; found {length}.")
    table: Any = tradeoff[names].xs(length).sort_index()
    if len(table) < 2 or table.isna().any(axis=None):
        raise SchemaError(f"plot_hysteresis: two margins or more are needed, with a share of {_label(what)} each.")
    return table, length


def _label(what: str) -> str:
    return str(phrase(f"plot.{what}_label"))


def _words(table: pd.DataFrame, what: str, length: int, unit: str) -> dict[str, Sentence]:
    rows = "; ".join(
        f"{at:g}: {seen:.0%} ({low:.0%}–{high:.0%})" for at, seen, _, low, high in table.itertuples()
    )  # fmt: skip
    first, last = table[what].iloc[0], table[what].iloc[-1]
    return {
        "title": phrase(
            "plot.undone_title",
            margin=f"{table.index[-1]:g} {unit}",
            low=percent(last),
            high=percent(first),
            what=phrase(f"plot.{what}_what"),
        ),
        "caption": phrase("plot.undone_caption", label=_label(what).capitalize(), length=f"{length}"),
        "alt": phrase("plot.undone_alt", label=_label(what), rows=rows),
    }
