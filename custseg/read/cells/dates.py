"""Which day and time stands in each cell? Dates in any writing, and which of two numbers is the day."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import numpy as np
import pandas as pd

from ...schema import listed
from .._faults import SET_ASIDE, Fault, Parsed
from ..parts.whole import anywhere, overall, present, union
from ..parts.wording import Count, written
from .date_text import PIVOT, ZONES, date_numbers
from .day_order import Cells, day_order
from .text import TEXT, means_missing
from .year_order import year_order

ISO = r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?"
ZONE = rf"(?:{ZONES}|[+-]\d{{2}}(?::?\d{{2}}(?::\d{{2}})?)?)$"
SERIALS = (10_000, 80_000)  # Excel's day numbers for the years 1927 to 2119
EXCEL_DAY_0 = np.datetime64("1899-12-30", "ms")
FIRST, LAST = np.datetime64("1677-09-22", "s"), np.datetime64("2262-04-11", "s")  # what datetime64[ns] can hold


def read_dates(
    values: pd.Series, rows: np.ndarray, dayfirst: bool | None = None, yearfirst: bool | None = None
) -> tuple[Parsed, bool | None]:
    """Understand a column of dates.

    Known are dates of pandas, Python and Excel, ISO 8601 with or without a time, ``20240105``, ``2024/1/5``,
    ``2024年1月5日``, ``5 Jan 2024``, ``Jan 5, 2024``, ``5/1/2024`` in either order, Excel's day numbers, and times with
    am, pm, 上午, 下午. Two-digit years from 69 belong to 1900, the others to 2000. The clock time is kept as it is
    written; the name of a time zone is dropped.

    Which of two numbers is the day is decided by the whole column: one day above 12 is enough. If none is, or if the
    column has both orders, `dayfirst` must say it. A column where all real dates have days up to 12 and all texts have
    a number above 12 is refused: that is what remains when Excel reads the one order as the other.

    Parameters
    ----------
    values : Series
        Cells as the source types them.
    rows : array
        Row numbers, for messages.
    dayfirst : bool, optional
        True if ``5/1/2024`` is 5 January.
    yearfirst : bool, optional
        True if ``24/01/05`` is 5 January 2024, see `year_order`.

    Returns
    -------
    parsed : Parsed
        datetime64[ns]; NaT where there is none.
    dayfirst : bool or None
        The order that was used; None if no date depends on it.
    """
    if values.dtype == object:
        values = values.map(_zone_as_text)
    codes, different = pd.factorize(values)
    cells = _understood(codes, pd.Series(different, dtype=different.dtype))
    cells, problem, year_notes = year_order(cells, values, rows, yearfirst, dayfirst)
    order, problem = (False, problem) if problem else day_order(cells, values, rows, dayfirst)
    moments, outside = cells.moments, cells.outside
    moments[cells.where], outside[cells.where] = _settled(cells.numbers, bool(order))
    if problem:  # list only what cannot be read in either order
        other, _ = _settled(cells.numbers, not order)
        moments[cells.where] = np.where(np.isnat(moments[cells.where]), other, moments[cells.where])

    missing, outside = cells.rows(cells.missing) | (codes < 0), cells.rows(outside)
    moments = np.append(moments, np.datetime64("NaT", "ns"))  # the last one is for gaps, code -1
    series = pd.Series(moments[codes], name="date")
    unreadable = series.isna().to_numpy() & ~missing & ~outside
    stated = "" if dayfirst is None else f" with dayfirst={dayfirst}"
    faults = [
        Fault(missing, "date is missing", f"Fill it in, {SET_ASIDE}"),
        Fault(unreadable, f"date cannot be read{stated}", f"Write it as 2024-01-31, {SET_ASIDE}", values),
        Fault(outside, "date is outside the years 1678 to 2261", f"Correct it, {SET_ASIDE}", values),
    ]
    notes = [*_notes(cells), *year_notes, *_zones(np.asarray(different), cells)]
    return Parsed(series, present(faults), problem, notes), order


def _zones(different: np.ndarray, cells: Cells) -> list[str]:
    """Say that clock times of several zones stand side by side: one moment can fall on two days."""
    named = [re.search(ZONE, cell) for cell in different[cells.zone] if isinstance(cell, str)]
    here: tuple[str, ...] = tuple(dict.fromkeys(re.sub("^(Z|UTC|GMT)$", "+00:00", zone[0]) for zone in named if zone))
    found = overall("date: zones", here, union)
    zones = sorted(found)
    if len(zones) < 2:
        return []
    return [
        f"date: there are {len(zones)} zones ({listed(zones)}), and the clock times of each stay as they are written. "
        "Where the zones are more than summer and winter time, convert the dates to one zone first."
    ]


def _notes(cells: Cells) -> list[str]:
    short = np.zeros(len(cells.moments), dtype=bool)
    short[cells.where] = cells.numbers["short_year"] == 1
    notes = {
        "{} are Excel day numbers, counted from 1900": cells.serial,
        "{} name a time zone; the clock time is kept, the zone is dropped": cells.zone,
        f"{{}} have two-digit years; {PIVOT} to 99 are 1900s, the others 2000s": short,
    }
    found = {note: cells.rows(mask) for note, mask in notes.items()}
    return [
        f"date: {note.format(written(Count(int(mask.sum()))))}."
        for note, mask in found.items()
        if anywhere(f"date: {note}", mask)
    ]


def _understood(codes: np.ndarray, different: pd.Series) -> Cells:
    """Read what a cell says by itself; leave what depends on the other cells as numbers."""
    size = len(different)
    moments, nowhere = np.full(size, np.datetime64("NaT", "ns")), np.array([], dtype=int)
    outside, missing, serial, zone, real = np.zeros((5, size), dtype=bool)
    cells = Cells(codes, moments, outside, missing, serial, zone, real, nowhere, date_numbers([]))
    kinds = _kinds(different)
    if len(place := np.flatnonzero(kinds == "number")):
        cells.moments[place] = _from_day_numbers(different.iloc[place].astype(float).to_numpy())
        cells.serial[place] = different.iloc[place].astype(float).between(*SERIALS)
    if len(place := np.flatnonzero(kinds == "moment")):
        naive, cells.zone[place] = _without_zone(different.iloc[place])
        cells.moments[place], cells.outside[place] = _to_ns(naive)
        cells.real[place] = True
    if len(place := np.flatnonzero(kinds == "text")):
        cells = _read_texts(cells, place, different.iloc[place])
    return cells


def _kinds(different: pd.Series) -> np.ndarray:
    dtype = different.dtype
    if pd.api.types.is_object_dtype(dtype):
        known: dict[str, tuple[type, ...]] = {
            "text": (str,),
            "number": (int, float, Decimal, np.number),
            "moment": (datetime.date, np.datetime64),
        }
        kinds = [next((kind for kind, types in known.items() if isinstance(cell, types)), "") for cell in different]
        return np.array(kinds, dtype=object)
    kind = "number" if pd.api.types.is_numeric_dtype(dtype) else "moment"
    return np.full(len(different), "text" if pd.api.types.is_string_dtype(dtype) else kind, dtype=object)


def _read_texts(cells: Cells, place: np.ndarray, texts: pd.Series) -> Cells:
    texts = texts.astype(TEXT).str.strip().reset_index(drop=True)
    cells.missing[place] = means_missing(texts)
    iso = texts.str.fullmatch(ISO).to_numpy(dtype=bool)
    parsed = pd.to_datetime(texts[iso], format="ISO8601", errors="coerce")
    cells.moments[place[iso]], cells.outside[place[iso]] = _to_ns(parsed.to_numpy())
    serial = texts.str.fullmatch(r"\d{5}(?:\.\d+)?").to_numpy(dtype=bool)
    cells.moments[place[serial]] = _from_day_numbers(texts[serial].astype(float).to_numpy())
    cells.serial[place] = serial
    rest = np.isnat(cells.moments[place]) & ~cells.outside[place] & ~cells.missing[place]
    numbers = date_numbers(texts[rest].tolist())
    cells.zone[place[rest]] = numbers["zone"] == 1
    return cells._replace(where=place[rest], numbers=numbers)


def _from_day_numbers(numbers: np.ndarray) -> np.ndarray:
    """Read 45296.5 as Excel does, and 20240105 as year, month, day; NaT for other numbers."""
    numbers = np.where(np.isfinite(numbers), numbers, -1.0)
    days = np.where((numbers >= SERIALS[0]) & (numbers <= SERIALS[1]), numbers, np.nan)
    serial = EXCEL_DAY_0 + np.round(np.nan_to_num(days) * 86_400_000).astype("timedelta64[ms]")
    moments = np.where(np.isnan(days), np.datetime64("NaT", "ms"), serial).astype("datetime64[ns]")
    whole = (numbers >= 19_000_101) & (numbers <= 22_611_231) & (numbers % 1 == 0)
    texts = pd.Series(numbers[whole].astype(int).astype(str), dtype=object)
    moments[whole] = pd.to_datetime(texts, format="%Y%m%d", errors="coerce").to_numpy(dtype="datetime64[ns]")
    return moments


def _zone_as_text(cell: object) -> object:
    # moments of two zones can be equal although their clock times are not
    return cell.isoformat() if isinstance(cell, datetime.datetime) and cell.tzinfo is not None else cell


def _without_zone(moments: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Keep the clock time, drop the zone; say where there was one."""
    if moments.dtype == object:
        plain = np.array([np.datetime64(moment, "us") for moment in moments], dtype="datetime64[us]")
        return plain, np.zeros(len(moments), dtype=bool)
    named = isinstance(moments.dtype, pd.DatetimeTZDtype)
    return (moments.dt.tz_localize(None) if named else moments).to_numpy(), np.full(len(moments), named)


def _to_ns(moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    seconds = moments.astype("datetime64[s]")
    outside = (seconds < FIRST) | (seconds >= LAST)
    return np.where(outside, np.datetime64("NaT", "s"), moments).astype("datetime64[ns]"), outside


def _settled(numbers: pd.DataFrame, dayfirst: bool) -> tuple[np.ndarray, np.ndarray]:
    """Put year, month, day and time together; NaT where there is no such day."""
    day = numbers["day"].fillna(numbers["first" if dayfirst else "second"]).to_numpy()
    month = numbers["month"].fillna(numbers["second" if dayfirst else "first"]).to_numpy()
    year, hour, minute, second, nano = (numbers[name].to_numpy() for name in ("year", "hour", "minute", "sec", "nano"))
    sound = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (hour < 24) & (minute < 60) & (second < 60)
    months = np.where(sound, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(sound, day - 1, 0).astype("timedelta64[D]")
    sound &= days.astype("datetime64[M]") == months  # there is no 30 February
    clock = np.where(sound, (hour * 60 + minute) * 60 + second, 0).astype("timedelta64[s]")
    moments, outside = _to_ns(np.where(sound, days.astype("datetime64[s]") + clock, np.datetime64("NaT", "s")))
    return moments + np.where(sound, nano, 0).astype("timedelta64[ns]"), outside & sound
