"""How long may a customer be silent before nobody should count on them? A map of P(alive)."""

import numpy as np
import pandas as pd
from matplotlib.colors import BoundaryNorm

from ..exhibit import Exhibit, Sentence, paragraph, percent, phrase
from ..schema import SchemaError, require_frame, typed
from ..theme import SEQUENTIAL, custseg_style
from ._canvas import new_axes
from ._words import and_list, exhibit_of
from .lines import keep_ticks_inside

_HEIGHT = 4.3  # inches
_STEPS = (0, 0.2, 0.4, 0.6, 0.8, 1)
_HALF = 0.5


@typed
@custseg_style()
def plot_alive_map(
    table: pd.DataFrame,
    *,
    silence: str = "weeks since the last purchase",
    purchases: str = "repeat purchases",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show the probability of still being a customer over silence and number of purchases: the likelier, the darker.

    Parameters
    ----------
    table : DataFrame
        From `custseg.repeat_buying.alive_maps`: probabilities by evenly rising silences and rising counts (columns).
    silence, purchases : str
        What rows and columns are, with the unit.
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
        If rows or columns do not rise, are fewer than two, or a value is no probability.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_alive_map
    >>> table = pd.DataFrame({1: [1.0, 0.8, 0.6], 2: [1.0, 0.7, 0.4]}, index=[0.0, 10.0, 20.0])
    >>> plot_alive_map(table)
    <Exhibit: After 20 weeks since the last purchase: 60% with 1 repeat purchases and 40% with 2.>
    """
    require_frame(table, "table")
    _check(table)
    figure, axes = new_axes(_HEIGHT)
    shades = BoundaryNorm(_STEPS, SEQUENTIAL.N)
    drawn = axes.pcolormesh(
        table.columns, table.index, table.to_numpy(dtype=float), cmap=SEQUENTIAL, norm=shades, shading="nearest"
    )
    axes.contour(table.columns, table.index, table, levels=[_HALF], colors="white", linewidths=2)
    axes.grid(visible=False)
    axes.set(xlabel=purchases[:1].upper() + purchases[1:], ylabel=silence[:1].upper() + silence[1:])
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_ylim(table.index[0], table.index[-1])
    scale = figure.colorbar(drawn, ax=axes, location="top", aspect=40, pad=0.03)
    scale.set_ticks(_STEPS, labels=[percent(step) if step else "0%" for step in _STEPS])
    scale.ax.tick_params(length=0)
    scale.outline.set_visible(False)
    keep_ticks_inside(axes)
    words = _words(table, silence, purchases)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _check(table: pd.DataFrame) -> None:
    problems = []
    for name, index in (("rows", table.index), ("columns", table.columns)):
        if not (pd.api.types.is_numeric_dtype(index) and index.is_monotonic_increasing and len(index) > 1):
            problems.append(f"plot_alive_map: expected two or more rising numbers as {name}; found {list(index[:5])}.")
    values = table.to_numpy(dtype=float)
    if not (np.isfinite(values).all() and values.min(initial=0) >= 0 and values.max(initial=0) <= 1):
        problems.append("plot_alive_map: expected probabilities between 0 and 1 in every cell.")
    if problems:
        raise SchemaError(*problems)


def _words(table: pd.DataFrame, silence: str, purchases: str) -> dict[str, Sentence]:
    few, many = table.columns[0], table.columns[-1]
    rows = []
    for at in (table.index[len(table) // 2], table.index[-1]):
        facts = {"at": f"{at:.3g}", "silence": silence, "purchases": purchases, "few": f"{few:g}", "many": f"{many:g}"}
        rows.append(
            phrase(
                "plot.alive_row",
                **facts,
                few_alive=percent(table.loc[at, few]),
                many_alive=percent(table.loc[at, many]),
            )
        )
    # The silence after which P(alive) is below one half, where the map has it.
    halves = [
        (column, table.index[table[column] < _HALF])
        for column in dict.fromkeys([few, table.columns[len(table.columns) // 2], many])
    ]
    reached = [f"{after[0]:.3g} ({column:g})" for column, after in halves if len(after)]
    below = (
        [phrase("plot.alive_half", silence=silence, purchases=purchases, reached=and_list(reached))] if reached else []
    )
    return {
        "title": rows[-1],
        "caption": phrase("plot.alive_caption", silence=silence, purchases=purchases),
        "alt": paragraph(phrase("plot.alive_alt", silence=silence, purchases=purchases), *rows, *below),
    }
