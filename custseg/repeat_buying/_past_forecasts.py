"""How far off would each rule have been on the log's own past?

:func:`cuts_to_judge_at` gives the past days, :func:`past_forecasts` what the rules said there, :func:`judged_rules`
their errors; :func:`flattery` and :func:`best_by_then` say what choosing the best of them adds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ._forecast_rules import FORECAST_RULES
from ._watched_log import Seen, WatchedLog

WINDOWS = 4  # without overlap: fewer errors say next to nothing about the next one
NEARLY = 0.05  # of a window may lack
MOST_CUTS = 12


def cuts_to_judge_at(watched: WatchedLog, until: int, days_ahead: int, every: int | None, purchases: int) -> list[int]:
    """Give the past days at which rules can be judged, rising; none where four windows lack purchases."""
    full = [
        cut
        for cut in windows_apart(watched, until, days_ahead)
        if watched.purchase_days(cut, cut + days_ahead) >= purchases
    ]
    if len(full) < WINDOWS:
        return []
    room = until - days_ahead - min(full)
    fewest = max(days_ahead // 3, -(-room // (MOST_CUTS - 1)), 1)
    step = fewest if every is None else every
    cuts = range(until - days_ahead, min(full) - 1, -step)
    return list(cuts)[::-1]


def windows_apart(watched: WatchedLog, until: int, days_ahead: int) -> range:
    """Give the past days whose windows do not overlap, back from the last, after as long a log as a window."""
    return range(until - days_ahead, watched.start + days_ahead - 2, -days_ahead)


def past_forecasts(watched: WatchedLog, cuts: list[int], days_ahead: int, names: list[str]) -> pd.DataFrame:
    rows = []
    for cut in cuts:
        seen = Seen(watched, cut, cut + days_ahead)
        known = {"actual": watched.came(cut, seen.until), "purchases": watched.purchase_days(cut, seen.until)}
        rows.append({"until": _day(seen.until), **known, **{name: FORECAST_RULES[name](seen) for name in names}})
    index = pd.DatetimeIndex([_day(cut) for cut in cuts], name="cut")
    past = pd.DataFrame(rows, index=index, columns=["until", "actual", "purchases", *names])
    return past.astype({"actual": "float64", **dict.fromkeys(names, "float64")})


def _day(number: int) -> pd.Timestamp:
    return pd.Timestamp(np.datetime64(int(number), "D"))


def judged_rules(past: pd.DataFrame, says: pd.Series) -> pd.DataFrame:
    """Give each rule its errors, and sort those that can be judged by them."""
    errors = _errors(past, list(says.index))
    covered = {name: _windows(past[errors[name].notna()]) for name in says.index}
    sound = pd.Series(np.isfinite(errors.fillna(0.0).to_numpy()).all(axis=0), index=errors.columns)
    judged = [name for name in says.index if covered[name] >= WINDOWS - NEARLY and sound[name] and says[name] > 0]
    shared = errors[judged].dropna()
    table = pd.DataFrame(
        {
            "cuts": errors.notna().sum(),
            "windows": pd.Series(covered, dtype="float64"),
            "missed": pd.DataFrame(np.expm1(errors.to_numpy()), errors.index, errors.columns).abs().mean().where(sound),
            "error": np.sqrt((shared**2).mean()).reindex(says.index),
            "estimate": says,
        }
    ).rename_axis("rule")
    table["judged"] = table.index.isin(judged)
    return table.sort_values("error", na_position="last", kind="stable")


def flattery(past: pd.DataFrame, names: list[str]) -> float:
    """Give how many times larger the errors are of the rules that all windows apart from each cut would have chosen."""
    squares = _errors(past, names).dropna() ** 2
    begin, end = squares.index.to_numpy(), past["until"][squares.index].to_numpy()
    chosen = []
    for place in range(len(squares)):
        apart = (end <= begin[place]) | (begin >= end[place])
        chosen.append(float(squares.iloc[place][squares[apart].mean().idxmin()]) if apart.any() else np.nan)
    own, others = float(squares[names[0]].mean()), float(np.nanmean(chosen))
    return max(float(np.sqrt(others / own)), 1.0) if own > 0 else 1.0


def best_by_then(past: pd.DataFrame, names: list[str]) -> pd.Series:
    """Give at each cut what the rule said that had been best on the windows that were over."""
    errors, said = _errors(past, names), pd.Series(np.nan, index=past.index, name="by_then")
    for cut in past.index:
        over = errors[past["until"] <= cut]
        able = [name for name in names if len(over) and np.isfinite(over[name]).all() and past.loc[cut, name] > 0]
        if able:
            best = (over[able] ** 2).mean().idxmin()
            said[cut] = past.loc[cut, best]
    return said


def _errors(past: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Give the logarithm of actual over forecast: infinite where one is not above zero or endless, NaN without one."""
    forecast, actual = past[list(names)], past[["actual"]].to_numpy()
    comparable = np.isfinite(forecast) & (forecast > 0) & (actual > 0)
    ratio = forecast.where(comparable).rtruediv(actual).where(comparable, np.inf)
    return pd.DataFrame(np.log(ratio.to_numpy()), ratio.index, ratio.columns).where(forecast.notna())


def _windows(past: pd.DataFrame) -> float:
    if not len(past):
        return 0.0
    length = (past["until"] - past.index).dt.days.mean()
    return float((past["until"].max() - past.index.min()).days / length)
