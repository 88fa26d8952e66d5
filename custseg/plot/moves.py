"""Who moved up or down, and how many would have anyway? Bars by steps, with a grey band for chance."""

import pandas as pd

from ..exhibit import Exhibit, Sentence, count, phrase
from ..schema import Column, Schema, SchemaError, check_table, typed
from ..theme import GRID, INK, LINE, PALETTE, custseg_style
from ._canvas import new_axes
from ._words import exhibit_of
from .lines import keep_ticks_inside

_HEIGHT = 3.1  # inches
_STEPS = Schema(
    "the steps between tiers",
    (
        Column("customers", "number", True, "how many moved by so many tiers"),
        Column("low", "number", True, "fewest by chance"),
        Column("high", "number", True, "most by chance"),
    ),
)


@typed
@custseg_style()
def plot_steps(
    table: pd.DataFrame,
    *,
    across: str = "bands down or up",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show how many customers moved by how many tiers, and behind each bar what chance alone would show.

    Parameters
    ----------
    table : DataFrame
        From `custseg.segment.steps_between`: index of whole steps, rising; ``customers``, ``low``, ``high``.
    across : str
        What the steps are.
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
        If columns are missing, there is no row, or the steps do not rise.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_steps
    >>> table = pd.DataFrame({"customers": [5, 80, 9], "low": [3, 70, 2], "high": [8, 90, 7]}, index=[-1, 0, 1])
    >>> plot_steps(table)
    <Exhibit: 80 customers kept their band; 9 rose and 5 fell.>
    """
    bars = check_table(table, _STEPS)
    if not (pd.api.types.is_integer_dtype(bars.index) and bars.index.is_monotonic_increasing and len(bars)):
        raise SchemaError(f"plot_steps: expected an index of rising whole steps; found {list(bars.index[:5])}.")
    figure, axes = new_axes(_HEIGHT)
    colours = [PALETTE[1] if step < 0 else PALETTE[0] if step > 0 else LINE for step in bars.index]
    axes.bar(bars.index, bars["high"] - bars["low"], bottom=bars["low"], width=0.92, color="#c9c9c9", zorder=1)
    axes.bar(bars.index, bars["customers"], width=0.5, color=colours, zorder=2)
    axes.hlines(bars[["low", "high"]].to_numpy().ravel(), *_ends(bars), color=LINE, linewidth=1, zorder=3)
    highest = float(bars[["customers", "high"]].to_numpy().max())
    for step, number, high in bars[["customers", "high"]].itertuples():
        axes.annotate(
            count(number), (step, max(number, high)), (0, 3), textcoords="offset points", ha="center", color=INK
        )
    axes.set_ylim(0, 1.15 * max(highest, 1.0))
    axes.set(xlabel=f"{across[:1].upper()}{across[1:]}", ylabel="Customers")
    axes.set_xticks(bars.index, [f"{step:+d}" if step else "same" for step in bars.index])
    keep_ticks_inside(axes)
    axes.grid(visible=False, axis="x")
    axes.grid(axis="y", color=GRID)
    return exhibit_of(
        figure, _words(bars, across), title=title, caption=caption, alt=alt, subtitle=subtitle, source=source
    )


def _ends(bars: pd.DataFrame) -> tuple[list[float], list[float]]:
    left = [step - 0.46 for step in bars.index for _ in range(2)]
    return left, [at + 0.92 for at in left]


def _words(bars: pd.DataFrame, across: str) -> dict[str, Sentence]:
    kept = bars["customers"].get(0, 0)
    rose, fell = bars["customers"][bars.index > 0].sum(), bars["customers"][bars.index < 0].sum()
    rows = "; ".join(
        f"{step:+d}: {count(number)} ({low:,.0f}–{high:,.0f})" for step, number, low, high in
        bars[["customers", "low", "high"]].itertuples()
    )  # fmt: skip
    return {
        "title": phrase("plot.steps_title", kept=count(kept), rose=count(rose), fell=count(fell)),
        "caption": phrase("plot.steps_caption", across=across),
        "alt": phrase("plot.steps_alt", across=across, rows=rows),
    }
