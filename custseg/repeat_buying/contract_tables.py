"""Which contracts ended in which period, and which still run? From dates of contracts, or from counts of survivors.

:func:`contract_table` and :func:`contracts_from_survivors`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import Day, SchemaError, Unit, as_day, listed, require_frame, typed
from ._arguments import plain_numbers
from ._period_checks import MOST_CUSTOMERS
from ._units import unit_days
from .fitting.weights import refuse_shared_rows

MONTHS = {"M": 1, "Y": 12}
DATES = ("start", "end")
NAMELESS = ""


@typed
def contracts_from_survivors(survivors: pd.Series | pd.DataFrame, *, period: Unit) -> pd.DataFrame:
    """Turn the survivors of one or several cohorts into rows that a contract model is fitted to.

    Parameters
    ----------
    survivors : Series or DataFrame
        Customers who are left, one row per period in order; the first row is the number at the beginning. A DataFrame
        has one column per cohort; a younger one is missing (NaN) at its end.
    period : {"D", "W", "M", "Y"}
        Length of a period.

    Returns
    -------
    DataFrame
        ``cohort`` (of a DataFrame), ``t``, ``lost`` and ``customers``: how many were lost in period ``t``, and how many
        were renewed ``t`` times and still run. ``attrs`` state the unit.

    Raises
    ------
    SchemaError
        If survivors rise, are not whole numbers, are missing in the middle, or a cohort has fewer than two rows.
    ValueError
        If ``period`` is not one of those listed.

    See Also
    --------
    contract_table : The same from one row per contract with its dates.
    ShiftedBetaGeo, BetaDiscreteWeibull : What is fitted to it.

    Examples
    --------
    >>> import pandas as pd
    >>> survivors = pd.DataFrame({"2023": [100, 80, 70], "2024": [120, 90, None]})
    >>> contracts_from_survivors(survivors, period="Y")
      cohort  t  lost  customers
    0   2023  1     1         20
    1   2023  2     1         10
    2   2023  2     0         70
    3   2024  1     1         30
    4   2024  1     0         90
    """
    unit_days(period)
    cohorts = survivors.to_frame(NAMELESS) if isinstance(survivors, pd.Series) else survivors
    if not cohorts.shape[1] or not cohorts.columns.is_unique or cohorts.columns.hasnans:
        raise SchemaError("survivors must have one column per cohort, each with a name of its own.")
    if problems := [problem for place in range(cohorts.shape[1]) for problem in _problems(cohorts.iloc[:, place])]:
        raise SchemaError(*problems)
    table = pd.concat([_rows(cohorts[name]) for name in cohorts], ignore_index=True)
    if isinstance(survivors, pd.Series):
        table = table.drop(columns="cohort")
    table.attrs = {"table": "contracts", "unit": period, "customers": int(table["customers"].sum())}
    return table


def _problems(cohort: pd.Series) -> list[str]:
    """Say everything that is wrong with the survivors of one cohort."""
    which = "survivors" if cohort.name == NAMELESS else f"survivors of cohort {cohort.name!r}"
    if found := plain_numbers(cohort):
        return [f"{which} must be numbers of customers, found {found} values ({cohort.dtype})."]
    left = cohort.to_numpy(dtype=float, na_value=np.nan)
    seen = np.flatnonzero(~np.isnan(left))
    if len(seen) < 2:
        return [
            f"{which}: {len(seen)} row{'s' * (len(seen) != 1)}, at least 2 are needed: the beginning and one renewal."
        ]
    if seen[-1] + 1 != len(seen):
        return [f"{which} are missing before row {seen[-1]}: only the end of a young cohort may be missing."]
    left = left[seen]
    problems = []
    if wrong := [f"{value:g}" for value in left if not (np.isfinite(value) and value >= 0 and value == np.rint(value))]:
        problems.append(
            f"{which} must be whole numbers of customers, found {listed(wrong)}. Of percentages, multiply by the "
            "customers at the beginning and round: how sure a fit is depends on their number."
        )
    if (rises := np.flatnonzero(np.diff(left) > 0)).size:
        places = [f"row {row + 1} ({left[row]:g} → {left[row + 1]:g})" for row in rises]
        problems.append(
            f"{which} rise: {listed(places)}. Count only customers of the first row who are still there; new and "
            "returning ones are cohorts of their own."
        )
    if left[0] == 0:
        problems.append(f"{which} begin with 0 customers.")
    if MOST_CUSTOMERS < left[0] < np.inf:
        problems.append(f"{which} begin with {left[0]:.0e} customers, more than a computer counts.")
    return problems


def _rows(cohort: pd.Series) -> pd.DataFrame:
    """Give the losses of each period, and who is left."""
    left = cohort.dropna().to_numpy(dtype=float).astype(np.int64)
    last = len(left) - 1
    t, lost = np.append(np.arange(1, last + 1), last), np.append(np.ones(last, dtype=int), 0)
    table = pd.DataFrame(
        {"cohort": cohort.name, "t": t, "lost": lost, "customers": np.append(-np.diff(left), left[-1])}
    )
    return table[table["customers"] > 0]


@typed
def contract_table(contracts: pd.DataFrame, *, observed_until: Day, period: Unit) -> pd.DataFrame:
    """Say of each contract in which period it ended, or how often it has been renewed.

    Periods are counted from the start of each contract: months and years by the calendar (from the 31st to the last day
    of shorter months), weeks and days as they are.

    Parameters
    ----------
    contracts : DataFrame
        One row per contract: ``start`` and ``end`` as dates; ``end`` is the day to which it ran, missing if it still
        runs. Contracts that start after ``observed_until`` are left out and counted in ``attrs``.
    observed_until : str or datetime
        Last day seen (included). A contract that ends later still runs.
    period : {"D", "W", "M", "Y"}
        From one renewal to the next.

    Returns
    -------
    DataFrame
        Index of ``contracts``; ``t`` and ``lost``: 1 says that it ended in its ``t``-th period (at the renewal that
        closes it, at the latest), 0 that it was renewed ``t`` times and still runs. ``attrs`` state the unit.

    Raises
    ------
    SchemaError
        If dates are missing or of another kind, contracts end before they start, none had begun, or a row stands for
        several customers.

    See Also
    --------
    contracts_from_survivors : The same from counts of survivors.

    Examples
    --------
    >>> import pandas as pd
    >>> contracts = pd.DataFrame({
    ...     "start": pd.to_datetime(["2024-01-31", "2024-01-31", "2024-03-05"]),
    ...     "end": pd.to_datetime(["2024-02-29", None, "2024-05-20"]),
    ... })
    >>> contract_table(contracts, observed_until="2024-06-30", period="M")
       t  lost
    0  1     1
    1  5     0
    2  3     1
    """
    until = as_day(observed_until, "observed_until")
    require_frame(contracts, "contracts")
    refuse_shared_rows(contracts, "contract_table")
    start, end = _dates(contracts)
    began = start <= until
    if not began.any():
        raise SchemaError(f"no contract had begun by {until.date()}: check observed_until and the dates.")
    start, end = start[began], end[began]
    lost = (end <= until).to_numpy()
    whole, more = _periods_between(start, end.where(lost, until), period)
    table = pd.DataFrame(
        {"t": np.where(lost, np.maximum(whole + more, 1), whole), "lost": lost.astype(int)}, start.index
    )
    table.attrs = {
        "table": "contracts",
        "unit": period,
        "observed_until": str(until.date()),
        "customers": len(table),
        "contracts_after": int((~began).sum()),
    }
    return table


def _dates(contracts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Give start and end as whole days, or say everything that is wrong with them."""
    require_frame(contracts, "contracts")
    if missing := [name for name in DATES if name not in contracts.columns]:
        raise SchemaError(
            f"contracts lacks {listed(missing)} (found: {listed(map(str, contracts.columns))}). One row per contract: "
            "start, and end (missing if it still runs)."
        )
    if twice := [name for name in DATES if isinstance(contracts[name], pd.DataFrame)]:
        raise SchemaError(f"contracts has {listed(twice)} more than once: keep one of each.")
    if wrong := [
        f"{name} must be dates, found {contracts[name].dtype}. Convert it, pd.to_datetime(contracts[{name!r}])."
        for name in DATES
        if not (contracts[name].dtype.kind == "M" or contracts[name].isna().all())  # also Arrow's, in every pandas
    ]:
        raise SchemaError(*wrong)
    start, end = (
        pd.to_datetime(contracts[name]).dt.tz_localize(None).astype("datetime64[us]").dt.normalize() for name in DATES
    )
    checks = {"start is missing": start.isna(), "the contract ends before it starts": end < start}
    problems = [
        f"{what}: {int(rows.sum())} contracts ({listed(contracts.index[rows])})."
        for what, rows in checks.items()
        if rows.any()
    ]
    if problems:
        raise SchemaError(*problems)
    return start, end


def _periods_between(start: pd.Series, end: pd.Series, period: Unit) -> tuple[np.ndarray, np.ndarray]:
    """Give the whole periods from one day to another, and 1 where some days more have passed."""
    if period not in MONTHS:
        whole, days = np.divmod((end - start).dt.days.to_numpy(), int(unit_days(period)))
        return whole, (days > 0).astype(int)
    month_end = end.dt.days_in_month
    due = np.minimum(start.dt.day, month_end)  # the day of the month on which it is renewed
    months = 12 * (end.dt.year - start.dt.year) + end.dt.month - start.dt.month - (end.dt.day < due)
    whole, rest = np.divmod(months.to_numpy(), MONTHS[period])
    return whole, ((rest > 0) | (end.dt.day != due).to_numpy()).astype(int)
