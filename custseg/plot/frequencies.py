"""Are there as many customers of each kind as a model expects? Bars for what is, marks for what was expected."""

import pandas as pd

from ..exhibit import Exhibit, Sentence, count, phrase
from ..schema import Column, Schema, check_table, require_frame, typed
from ..theme import INK, LINE, PALETTE, PAPER, custseg_style
from ._canvas import new_axes
from ._words import and_list, exhibit_of
from .lines import keep_ticks_inside

_HEIGHT = 3.6  # inches
_MARKS = ("o", "s", "^", "D")
_LIGHT = "#c9d6e6"


@typed
@custseg_style()
def plot_frequencies(
    table: pd.DataFrame,
    *,
    across: str = "repeat purchases",
    of: str = "customers",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show how many customers bought how often, beside what models expect.

    Parameters
    ----------
    table : DataFrame
        From `custseg.repeat_buying.frequency_table`: index of counts, ``actual`` and one to four models.
    across : str
        What the counts are.
    of : str
        What is counted.
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
        If ``actual`` is missing or a column holds something else than finite numbers.
    ValueError
        If there is no model, or more than four.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_frequencies
    >>> plot_frequencies(pd.DataFrame({"actual": [60, 40], "BG/NBD": [58.2, 41.8]}, index=["0", "1+"]))
    <Exhibit: Repeat purchases 0: 60 customers; expected 58 (BG/NBD).>
    """
    require_frame(table, "table")
    models = [name for name in table.columns.tolist() if name != "actual"]
    if not 1 <= len(models) <= len(_MARKS):
        raise ValueError(f"plot_frequencies: expected one to four models, found {models}.")
    columns = {"actual": "customers"} | dict.fromkeys(models, "expected customers")
    schema = Schema("the table of counts", tuple(Column(name, "number", True, what) for name, what in columns.items()))
    table = check_table(table, schema)
    across, places = across[:1].upper() + across[1:], range(len(table))
    figure, axes = new_axes(_HEIGHT)
    axes.bar(places, table["actual"], width=0.8, color=_LIGHT, edgecolor=LINE, linewidth=0.8, label="actual")
    shifts = [(place - (len(models) - 1) / 2) * 0.22 for place in range(len(models))]
    for name, shift, colour, mark in zip(models, shifts, PALETTE, _MARKS, strict=False):
        at = [place + shift for place in places]
        axes.plot(at, table[name], mark, color=colour, markersize=6, markeredgecolor=PAPER, label=str(name))
    axes.set_ylim(0, 1.08 * float(table.max().max()))
    axes.set_xticks(places, [str(name) for name in table.index])
    axes.grid(visible=False, axis="x")
    axes.set(xlabel=across, ylabel=of[:1].upper() + of[1:])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    # Marks at eight places have no end at which a name could stand; the tail of the counts leaves room.
    axes.legend(loc="upper right", labelcolor=INK)
    keep_ticks_inside(axes)
    words = _words(table, models, across, of)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _words(table: pd.DataFrame, models: list[str], across: str, of: str) -> dict[str, Sentence]:
    rows = [
        phrase(
            "plot.frequency_row",
            at=str(name),
            actual=count(round(row["actual"])),
            of=of,
            expected=and_list([f"{count(round(row[model]))} ({model})" for model in models]),
        )
        for name, row in table.iterrows()
    ]
    return {
        "title": phrase("plot.frequency_title", across=across, row=rows[0]),
        "caption": phrase("plot.frequency_caption", of=of[:1].upper() + of[1:], across=across.lower()),
        "alt": phrase("plot.frequency_alt", of=of[:1].upper() + of[1:], across=across.lower(), rows="; ".join(rows)),
    }
