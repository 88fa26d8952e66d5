"""How did a forecast fare before, and what does it say now? What came, what had been said, and the next one."""

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DAILY, HOURLY, MONTHLY, YEARLY, AutoDateLocator, ConciseDateFormatter, date2num

from ..exhibit import Exhibit, Sentence, day, interval_text, money, phrase
from ..schema import Column, Schema, check_table, typed
from ..theme import INK, PALETTE, STROKES, custseg_style
from ._canvas import new_axes, wrapped
from ._words import exhibit_of
from .lines import name_ends

_HEIGHT = 3.1  # inches
_MOST_TICKS = {YEARLY: 5, MONTHLY: 5, DAILY: 7, HOURLY: 9}  # so that each length has a step that fits
_PAST = Schema(
    "the past forecasts",
    (
        Column("until", "date", True, "last day of the forecast"),
        Column("forecast", "number", True, "what was said"),
        Column("actual", "number", True, "what came"),
    ),
)


@typed
@custseg_style()
def plot_past_forecasts(
    past: pd.DataFrame,
    *,
    estimate: float,
    low: float,
    high: float,
    until: pd.Timestamp,
    currency: str = "",
    label: str = "money of known customers",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show past forecasts beside what came, then the new one with its interval.

    Parameters
    ----------
    past : DataFrame
        A row for each past cut, rising: ``until``, ``forecast``, ``actual``.
    estimate, low, high : float
        The new forecast and the ends of its interval.
    until : Timestamp
        Last day of the new forecast.
    currency : str
        Of the money, best an ISO 4217 code.
    label : str
        What is forecast.
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
        If the table of past forecasts lacks a column or a number, or has no row.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_past_forecasts
    >>> past = pd.DataFrame({
    ...     "until": pd.to_datetime(["2024-03-31", "2024-06-30"]), "forecast": [100.0, 110.0], "actual": [95.0, 115.0],
    ... })
    >>> plot_past_forecasts(past, estimate=120.0, low=100.0, high=140.0, until=pd.Timestamp("2024-09-30"))
    <Exhibit: 120 expected by 30 September 2024 (100–140).>
    """
    past = check_table(past, _PAST)
    figure, axes = new_axes(_HEIGHT)
    axes.plot(past["until"], past["forecast"], color=STROKES[2], linestyle=(0, (5, 1.6)), linewidth=1.8)
    axes.plot(past["until"], past["actual"], "o", color=INK, markersize=5)
    at = float(date2num(until))
    axes.vlines(at, low, high, color=PALETTE[1], linewidth=2.4)
    axes.plot([at], [estimate], "D", color=PALETTE[1], markersize=6.5)
    axes.set_ylim(0, 1.12 * max(high, float(past[["forecast", "actual"]].to_numpy().max())))
    axes.set_yticks([tick for tick in axes.get_yticks() if tick <= axes.get_ylim()[1]])
    _label(axes, label, currency)
    ends = [
        ("expected", until, estimate, STROKES[1]),
        ("said before", past["until"].iloc[-1], float(past["forecast"].iloc[-1]), STROKES[2]),
        ("came", past["until"].iloc[-1], float(past["actual"].iloc[-1]), INK),
    ]
    _name(axes, ends)
    words = _words(past, estimate, (low, high), until, label, lambda amount: money(amount, currency))
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _label(axes: Axes, label: str, currency: str) -> None:
    named = f"{label[:1].upper()}{label[1:]}" + (f", {currency}" if currency else "")
    axes.set_ylabel(wrapped(named, 30))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    locator = AutoDateLocator(minticks=4, maxticks=_MOST_TICKS)
    locator.intervald[MONTHLY] = [1, 2, 3, 4, 6, 12]  # without the year, two to five years have no fitting step
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))


def _name(axes: Axes, ends: list[tuple[str, pd.Timestamp, float, str]]) -> None:
    numbers = [(name, float(date2num(at)), value, colour) for name, at, value, colour in ends]
    right = max(at for _, at, *_ in numbers)
    name_ends(axes, numbers, right)


def _words(
    past: pd.DataFrame,
    estimate: float,
    ends: tuple[float, float],
    until: pd.Timestamp,
    label: str,
    write: Callable[[float], str],
) -> dict[str, Sentence]:
    said = {"estimate": write(estimate), "until": day(until), "ends": interval_text(*ends, "money")}
    runs = "; ".join(
        f"{day(when)} {write(forecast)} / {write(actual)}"
        for when, forecast, actual in past[["until", "forecast", "actual"]].itertuples(index=False)
    )
    named = f"{label[:1].upper()}{label[1:]}"
    return {
        "title": phrase("plot.forecasts_title", **said),
        "caption": phrase("plot.forecasts_caption", label=named),
        "alt": phrase("plot.forecasts_alt", label=named, cuts=str(len(past)), **said, runs=runs),
    }
