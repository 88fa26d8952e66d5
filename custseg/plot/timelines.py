"""What do raw purchases look like? A line for each customer, a dot for each day with a purchase."""

import pandas as pd
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter

from ..exhibit import Exhibit, Sentence, count, day, phrase
from ..exhibit.numbers import MONTHS
from ..schema import Column, Schema, SchemaError, check_table, listed, typed
from ..theme import INK, LINE, PALETTE, custseg_style
from ._canvas import AXIS, new_axes
from ._words import exhibit_of

_MOST = 200  # lines that can be told apart
_ROW = 0.055  # inches
_SCHEMA = Schema(
    "the purchases to draw",
    (Column("customer_id", "text", True, "who bought"), Column("date", "date", True, "day of the purchase")),
)


@typed
@custseg_style()
def plot_timelines(
    table: pd.DataFrame,
    *,
    mark: pd.Timestamp | str | None = None,
    full: str | None = None,
    colour: int = 0,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show each customer as a line from the first purchase to the last day of the table, with a dot a purchase day.

    Parameters
    ----------
    table : DataFrame
        Purchases of a few customers, at most 200: ``customer_id``, ``date``; from `custseg.tables.sample_customers`.
    mark : date, optional
        A day to mark by an upright line: the day on which something is decided.
    full : str, optional
        A column of True and False, such as whether a mailing was answered: dots where it is True are full, the others
        are hollow. By default all are full.
    colour : int, default 0
        Place of the colour of the dots in `custseg.theme.PALETTE`: that of the shop in every figure of a page.
    title, caption, alt : str, optional
        Words of the exhibit; made from the table if not given.
    subtitle, source : str, optional
        What is shown in which unit, and from which data of how many: lines of their own above and below the caption.

    Returns
    -------
    Exhibit
        The figure with its title, caption and alt text. The customers stand in the order of their last purchase.

    Raises
    ------
    SchemaError
        If columns are missing, the table is empty, or there are more than 200 customers.
    ValueError
        If the palette has no such colour.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.plot import plot_timelines
    >>> from custseg.tables import sample_customers
    >>> plot_timelines(sample_customers(load_cdnow(), 60, random_state=1))
    <Exhibit: Of 60 customers, 31 bought on one day only.>
    """
    if colour not in range(len(PALETTE)):
        raise ValueError(f"plot_timelines: expected a colour from 0 to {len(PALETTE) - 1}, found {colour}.")
    days = _days(table, full)
    spans = days.groupby("customer_id")["date"].agg(["min", "max"]).sort_values(["max", "min"], kind="stable")
    if not 1 <= len(spans) <= _MOST:
        raise SchemaError(
            f"a figure has room for 1 to {_MOST} customers, found {len(spans)}. Draw some with sample_customers."
        )
    place = pd.Series(range(len(spans)), index=spans.index)
    figure, axes = new_axes(AXIS + max(1.2, _ROW * len(spans)))
    axes.hlines(place, spans["min"], days["date"].max(), color=LINE, linewidth=0.7, zorder=1)
    rows, hollow = days["customer_id"].map(place), ~days["full"]
    paint, size = PALETTE[colour], 2.4 if full is None else 3.2
    axes.plot(days["date"][~hollow], rows[~hollow], "o", color=paint, markersize=size, zorder=3)
    axes.plot(days["date"][hollow], rows[hollow], "o", color=paint, markersize=size, zorder=2, fillstyle="none")
    if mark is not None:
        axes.axvline(date2num(pd.Timestamp(mark)), color=INK, linewidth=1.2, zorder=1.5)
    axes.set_ylim(-1, len(spans))
    axes.set_yticks([])
    axes.set_ylabel("Customers")
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=7))
    axes.xaxis.set_major_formatter(FuncFormatter(month_and_year))
    words = _words(days, spans)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _days(table: pd.DataFrame, full: str | None) -> pd.DataFrame:
    """Give each customer's days, and whether any row of that day is full."""
    rows = check_table(table, _SCHEMA)
    if full is not None and (full not in table.columns or table[full].dtype != bool):
        raise SchemaError(f"expected a column {full!r} of True and False (found: {listed(table.columns)}).")
    rows = rows[["customer_id", "date"]].assign(full=True if full is None else table[full])
    return rows.groupby(["customer_id", "date"], sort=False)[["full"]].any().reset_index()


def month_and_year(number: float, place: int | None = None) -> str:
    """Write a day of the axis in English on every machine."""
    when = num2date(number)
    return f"{'' if when.day == 1 else f'{when.day} '}{MONTHS[when.month - 1][:3]} {when.year}"


def _words(days: pd.DataFrame, spans: pd.DataFrame) -> dict[str, Sentence]:
    once = int((days["customer_id"].value_counts() == 1).sum())
    facts = {"customers": count(len(spans)), "once": count(once)}
    ends = {"first": day(days["date"].min()), "last": day(days["date"].max())}
    return {
        "title": phrase("plot.timelines_title", **facts),
        "caption": phrase("plot.timelines_caption", **ends),
        "alt": phrase("plot.timelines_alt", **facts, **ends),
    }
