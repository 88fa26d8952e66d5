"""Does a model follow the customers? What happened and what was expected, before and after it stopped looking."""

import pandas as pd
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, count, paragraph, phrase
from ..schema import SchemaError, require_frame, typed
from ..theme import INK, LINE, STROKES, custseg_style
from ._canvas import new_axes, wrapped
from ._words import and_list, exhibit_of
from .lines import DASHES, keep_ticks_inside, name_ends

_HEIGHT = 3.6  # inches


@typed
@custseg_style()
def plot_tracking(
    table: pd.DataFrame,
    *,
    observed: int | None = None,
    across: str = "week",
    label: str = "repeat purchases",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show actual purchases beside expected ones, period by period or as running totals.

    Parameters
    ----------
    table : DataFrame
        From `custseg.repeat_buying.tracking_table`, or its ``cumsum()``: index of rising periods, column ``actual`` and
        one column per model, at most four.
    observed : int, optional
        How many periods the models have seen; ``table.attrs["observed_periods"]`` if not given.
    across : str
        What a period is.
    label : str
        What is counted: ``"repeat purchases a week"``, ``"repeat purchases so far"``.
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
        If ``actual`` or the models are missing, numbers are, or ``observed`` is not inside the table.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_tracking
    >>> table = pd.DataFrame({"actual": [10, 18, 25], "BG/NBD": [9.0, 18.2, 26.4]}, index=[1, 2, 3])
    >>> plot_tracking(table, observed=2, label="repeat purchases so far")
    <Exhibit: Repeat purchases so far, week 3: 25 happened; expected 26 (BG/NBD).>
    """
    require_frame(table, "table")
    observed = table.attrs.get("observed_periods") if observed is None else observed
    _check(table, observed)
    label = label[:1].upper() + label[1:]
    figure, axes = new_axes(_HEIGHT)
    axes.plot(table.index, table["actual"], color=INK, linewidth=1.8)
    models = [name for name in table.columns.tolist() if name != "actual"]
    for name, colour, dash in zip(models, STROKES, DASHES[1:], strict=False):
        axes.plot(table.index, table[name], color=colour, linestyle=dash)
    highest = float(table.max().max())
    axes.set_ylim(0, 1.16 * highest)
    _divide(axes, table.index[observed - 1], 1.09 * highest)
    axes.set(xlabel=across[:1].upper() + across[1:], ylabel=wrapped(label, 34))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    keep_ticks_inside(axes)
    right = table.index[-1]
    ends = [(name, right, float(table[name].iloc[-1]), colour) for name, colour in zip(models, STROKES, strict=False)]
    name_ends(axes, [("actual", right, float(table["actual"].iloc[-1]), INK), *ends], right)
    words = _words(table, models, observed, across, label)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _check(table: pd.DataFrame, observed: int | None) -> None:
    problems = []
    models = [name for name in table.columns.tolist() if name != "actual"]
    if "actual" not in table or not 1 <= len(models) <= 4:
        problems.append(f"plot_tracking: expected a column 'actual' and one to four models; found {list(table)}.")
    elif not len(table) or table.isna().any(axis=None):
        problems.append("plot_tracking: expected a number in every period; the table is empty, or some are missing.")
    if not (pd.api.types.is_numeric_dtype(table.index) and table.index.is_monotonic_increasing):
        problems.append(f"plot_tracking: expected an index of rising numbers; found {list(table.index[:5])}.")
    if observed is None or not 0 < observed < len(table):
        problems.append(f"plot_tracking: expected observed between 1 and {len(table) - 1}, found {observed}.")
    if problems:
        raise SchemaError(*problems)


def _divide(axes: Axes, at: float, height: float) -> None:
    """Part what the models have seen from what they foretold."""
    axes.axvline(at, color=LINE, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    for text, gap, side in ((phrase("plot.tracking_seen"), -6, "right"), (phrase("plot.tracking_foretold"), 6, "left")):
        axes.annotate(text, (at, height), (gap, 0), textcoords="offset points", ha=side, va="center", color=LINE)


def _words(table: pd.DataFrame, models: list[str], observed: int, across: str, label: str) -> dict[str, Sentence]:
    last, seen = table.index[-1], table.index[observed - 1]
    ends = {
        at: {
            "actual": count(round(table.loc[at, "actual"])),
            "expected": and_list([f"{count(round(table.loc[at, name]))} ({name})" for name in models]),
        }
        for at in (seen, last)
    }
    facts = {"label": label, "across": across}
    return {
        "title": phrase("plot.tracking_title", **facts, at=f"{last:g}", **ends[last]),
        "caption": phrase("plot.tracking_caption", **facts, seen=f"{seen:g}"),
        "alt": paragraph(
            phrase("plot.tracking_alt", **facts, seen=f"{seen:g}"),
            *(phrase("plot.tracking_title", **facts, at=f"{at:g}", **words) for at, words in ends.items()),
        ),
    }
