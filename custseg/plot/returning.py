"""Who buys a second time, and how soon? Curves with their intervals, open where not everybody was watched that long."""

import pandas as pd
from matplotlib.ticker import MaxNLocator

from ..exhibit import Exhibit, Sentence, paragraph, percent, phrase
from ..schema import SchemaError, require_frame, typed
from ..theme import INK, STROKES, custseg_style
from ._canvas import new_axes, wrapped
from ._words import exhibit_of, single_line
from .lines import keep_ticks_inside, name_ends

_HEIGHT = 3.6  # inches
_MOST = 4  # bands that can be told apart
_NEEDED = ("share", "low", "high", "complete")


@typed
@custseg_style()
def plot_second_purchases(
    table: pd.DataFrame,
    *,
    rival: pd.Series | None = None,
    label: str = "first-time buyers who have bought again",
    across: str = "days since the first purchase",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
) -> Exhibit:
    """Show what share of each group has bought again by each day, with its interval as a band.

    A line is whole as long as everybody of the group was watched, and broken from there to its end.

    Parameters
    ----------
    table : DataFrame
        From `custseg.value.second_purchase_curve`, on many days: at most four groups.
    rival : Series, optional
        What the shares are compared with: an open line over days, with its name.
    label, across : str
        What the shares and the days are.
    title, caption, alt : str, optional
        Words of the exhibit; made from the table if not given.

    Returns
    -------
    Exhibit
        The figure with its title, caption and alt text.

    Raises
    ------
    SchemaError
        If columns are missing, there is no share to draw, there are more than four groups, or the rival has no number.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.plot import plot_second_purchases
    >>> from custseg.value import second_purchase_curve
    >>> curve = second_purchase_curve(load_cdnow(), observed_until="1998-06-30", within=range(5, 366, 5))
    >>> plot_second_purchases(curve)
    <Exhibit: Of all, 46% had bought again by day 365.>
    """
    _check(table, rival)
    lines = {str(name): part.droplevel(0).dropna(subset=["share"]) for name, part in table.groupby(level=0, sort=False)}
    figure, axes = new_axes(_HEIGHT)
    ends = []
    for (name, line), colour in zip(lines.items(), STROKES, strict=False):
        axes.fill_between(line.index, line["low"], line["high"], color=colour, alpha=0.16, linewidth=0)
        watched = line["share"].where(line["complete"])
        begun = ~line["complete"] | ~line["complete"].shift(-1, fill_value=True)
        axes.plot(watched.index, watched, color=colour)
        axes.plot(line.index, line["share"].where(begun), color=colour, linestyle=(0, (2, 1.6)))
        ends.append((name, line.index[-1], float(line["share"].iloc[-1]), colour))
    if rival is not None:
        axes.plot(rival.index, rival, color=INK, linewidth=1, linestyle=(0, (1, 2)))
        axes.annotate(
            wrapped(rival.name, 20), _middle(rival), (8, -8), textcoords="offset points", va="top", color=INK
        )  # fmt: skip
    right = max(at for _, at, *_ in ends)
    highest = max(float(table["high"].max()), 0.0 if rival is None else float(rival.max()))
    axes.set_xlim(0, right)
    axes.set_ylim(0, 1.06 * highest)
    axes.set(xlabel=_capital(across), ylabel=wrapped(_capital(label), 34))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:,.10g}%")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    keep_ticks_inside(axes)
    name_ends(axes, ends, right)
    return exhibit_of(figure, _words(lines, rival, label, across), title=title, caption=caption, alt=alt)


def _middle(line: pd.Series) -> tuple[float, float]:
    """Give the point half-way along a line, between its ends where there are but two."""
    return float(line.index.to_numpy(dtype=float).mean()), float(line.mean())


def _check(table: pd.DataFrame, rival: pd.Series | None) -> None:
    require_frame(table, "table")
    lacking = [name for name in _NEEDED if name not in table.columns]
    if lacking or table.index.nlevels != 2:
        raise SchemaError(
            f"expected a table of second_purchase_curve, by group and day, with {', '.join(_NEEDED)}; found columns "
            f"{list(table.columns)} and {table.index.nlevels} levels of the index."
        )
    problems, groups = [], table.groupby(level=0, sort=False)["share"].count()
    if not len(groups) or not groups.all():
        problems.append("a group has no share on any of the days: there is no line to draw.")
    if len(groups) > _MOST:
        problems.append(f"at most {_MOST} groups can be told apart, found {len(groups)}.")
    if rival is not None and (not len(rival) or rival.isna().any()):
        problems.append("the rival must have a number on each of its days.")
    if problems:
        raise SchemaError(*problems)


def _words(lines: dict[str, pd.DataFrame], rival: pd.Series | None, label: str, across: str) -> dict[str, Sentence]:
    ends = {single_line(name): line["share"].iloc[[-1]] for name, line in lines.items()}
    runs = [
        phrase("plot.returning_run", name=name, share=percent(end.iloc[0]), day=f"{end.index[0]:g}")
        for name, end in ends.items()
    ]
    spans = [
        phrase("plot.returning_band", run=run, low=percent(line["low"].iloc[-1]), high=percent(line["high"].iloc[-1]))
        for run, line in zip(runs, lines.values(), strict=True)
    ]
    words = {"label": _capital(label), "across": across}
    against = []
    if rival is not None:
        end = {"share": percent(rival.iloc[-1]), "day": f"{rival.index[-1]:g}"}
        against = [phrase("plot.returning_rival", name=single_line(rival.name), **end)]
    return {
        "title": phrase("plot.returning_title", runs="; ".join(runs)),
        "caption": paragraph(phrase("plot.returning_caption", **words), *against),
        "alt": paragraph(phrase("plot.returning_alt", **words, runs="; ".join(spans)), *against),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
