"""How long is a week in the season? Time that runs fast when customers buy often, and slow when they do not.

:class:`SeasonClock`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, Unit, day_number, warn_unsafe
from ._arguments import plain_numbers
from ._season_cells import SEASONS, period_number, period_start, season_number
from ._units import unit_days

ONCE = (
    "the season was estimated from less than two whole years, in which what happens each year cannot be told from what "
    "happened once. Of forecasts held out such a clock made about as many surely worse as surely better, and lost more "
    "than it gained: try it on past cuts before it is used."
)
OTHER_SCALE = 10.0  # times the mean of 1: another scale, such as percent
MARGIN = 2  # periods beyond the days asked for, so that each has both its borders


class SeasonClock:
    """Turn days into seasonal time: a day counts as much as its month's (or week's) purchase rate over the year's mean.

    If everybody's purchase rate is multiplied by ``s(t)`` on day ``t``, then in the time ``S = s(1) + s(2) + ...``
    purchases come as without a season. A model that is fitted to a table in this time, and asked for a horizon in it,
    has the season in its likelihood and in its forecast.

    Parameters
    ----------
    index : Series or DataFrame
        Index of the purchase rate, 1 for the year's mean, above 0, by month 1 to 12 or week 1 to 52; or the table of
        :func:`season_index`, whose column ``index`` is taken.

    Attributes
    ----------
    index : Series
        What was given.
    by : str
        ``"month"`` or ``"week"``.

    Raises
    ------
    SchemaError
        If the index has other labels than 1 to 12 or 1 to 52, a value that is not a number above 0, or a mean that is
        not about 1.

    Warns
    -----
    UnsafeValueWarning
        If the index comes from :func:`season_index` with fewer than two whole years.

    See Also
    --------
    season_index : Estimate the index from a log.
    repeat_purchase_table : Its argument ``clock`` gives ``t_x``, ``T`` and ``T_holdout`` in seasonal time.

    Notes
    -----
    Exact for families whose customers leave after a purchase, since neither purchases nor dropout know another time:
    :class:`BetaGeoNBD`, :class:`ModifiedBetaGeoNBD`, :class:`BetaGeoCNBD`, :class:`ModifiedBetaGeoCNBD` (there the gaps
    in seasonal time are regular, not those of the calendar). In :class:`ParetoNBD` customers leave at any moment, and
    with the clock their dropout rate has the season, too: that is another assumption, not the Pareto/NBD with a
    seasonal purchase rate.

    Log-likelihoods of two clocks are densities in two times. Add ``table.attrs["log_clock_rate"]``, the sum of log s(t)
    over the repeat purchases, before they are compared. Log scores of holdout counts may be compared as they are.
    Discounting in seasonal time is right over whole years only.

    Held out, a clock helps as often as not. ``benchmarks/season_holdout.py`` forecasts the next quarter of four logs at
    twelve cuts with four families, none with two whole years before it: 11 of 48 log scores were surely better with
    the clock, 13 surely worse, 24 neither (95 % paired intervals). The largest gain was that of the last autumn of a
    gift wholesaler, known for 1.75 years: .028 a customer with regular buyers (.014 to .042), .012 with the Pareto/NBD
    (.004 to .021), .008 with the BG/NBD (-.001 to .016; 5,220 customers); its total, 20 % too low by the calendar, was
    17 % too high. The largest loss was .05 to .07 at the same firm, from an index of a year and a quarter.

    References
    ----------
    Çinlar, E. (1975). Introduction to Stochastic Processes. Prentice-Hall, section 4.7 (non-stationary Poisson
    processes).

    Examples
    --------
    A shop that sells twice as much in December:

    >>> import pandas as pd
    >>> index = pd.Series(12 / 13, index=pd.RangeIndex(1, 13, name="month"))
    >>> index[12] *= 2
    >>> clock = SeasonClock(index)
    >>> round(clock.between("2024-11-30", "2024-12-31", period="W"), 2)
    8.18
    """

    def __init__(self, index: pd.Series | pd.DataFrame) -> None:
        values = index["index"] if isinstance(index, pd.DataFrame) and "index" in index.columns else index
        self.index, self.by = _checked(values)
        if index.attrs.get("finding") == "cannot tell":
            warn_unsafe(ONCE)

    def __repr__(self) -> str:
        """Name the span of the index."""
        return f"SeasonClock(by {self.by}, {self.index.min():.2f} to {self.index.max():.2f})"

    def between(self, start: Day, end: Day, *, period: Unit = "D") -> float:
        """Give the seasonal time after one day up to and including another, such as a horizon of a forecast.

        Parameters
        ----------
        start, end : str or datetime
            Last day seen, last day of the forecast.
        period : {"D", "W", "M", "Y"}
            Unit of the answer.

        Returns
        -------
        float
            Zero or more.

        Raises
        ------
        ValueError
            If ``end`` lies before ``start``.
        """
        days = [day_number(start, "start"), day_number(end, "end")]
        if days[1] < days[0]:
            raise ValueError(f"end ({end}) must not lie before start ({start}).")
        return float(np.diff(self.elapsed(np.array(days)))[0] / unit_days(period))

    def elapsed(self, day: np.ndarray) -> np.ndarray:
        """Give the seasonal days up to the end of days, counted from the beginning of the earliest of them.

        Parameters
        ----------
        day : array-like of float
            Days since 1970-01-01; parts of a day count.

        Returns
        -------
        ndarray
            Rises with the days.
        """
        day = np.asarray(day, dtype=float)
        if not day.size:
            return day
        first, last = (int(period_number(np.array([np.floor(one)]), self.by)[0]) for one in (day.min(), day.max()))
        edges = period_start(np.arange(first - 1, last + MARGIN), self.by)
        rates = self.rate(edges[:-1])
        passed = np.concatenate(([0.0], np.cumsum(rates * np.diff(edges))))
        return np.interp(day + 1.0, edges, passed) - np.interp(np.floor(day.min()), edges, passed)

    def rate(self, day: np.ndarray) -> np.ndarray:
        """Give s(t), how fast seasonal time runs on each day.

        Parameters
        ----------
        day : array-like of int
            Days since 1970-01-01.

        Returns
        -------
        ndarray
            Above 0.
        """
        return self.index.to_numpy()[season_number(np.asarray(day, dtype=np.int64), self.by)]


def _checked(values: object) -> tuple[pd.Series, str]:
    """Give the index in order, or say everything that is wrong with it."""
    if not isinstance(values, pd.Series):
        raise SchemaError("index must be a Series by month 1 to 12 or week 1 to 52, or the table of season_index.")
    if found := plain_numbers(values):
        raise SchemaError(
            f"index must be numbers above 0, 1 for the year's mean; found {found} values ({values.dtype})."
        )
    problems = []
    by = next(
        (name for name, n in SEASONS.items() if len(values) == n and set(values.index) == set(range(1, n + 1))), None
    )
    if by is None:
        problems.append(
            f"index must have the labels 1 to 12 (months) or 1 to 52 (weeks), each once; found {len(values)}."
        )
    numbers = pd.Series(values.to_numpy(dtype=float, na_value=np.nan), values.index)
    if bad := int((~(np.isfinite(numbers) & (numbers > 0))).sum()):
        problems.append(f"index must be above 0 (1 is the year's mean); {bad} values are not.")
    elif not 1.0 / OTHER_SCALE < (mean := float(numbers.mean())) < OTHER_SCALE:
        problems.append(f"index must be about 1 on average (the year's mean), found {mean:g}: divide it by its mean.")
    if problems or by is None:
        raise SchemaError(*problems)
    return numbers.sort_index().rename("index").rename_axis(by), by
