"""How much service does each class of value get, what does it cost, and who moves when a border moves?

`service_by_value`, `service_level_table` and `border_moves`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import (
    Amounts,
    Column,
    Schema,
    SchemaError,
    amounts_of,
    as_numbers,
    check_table,
    listed,
    require_frame,
    typed,
)

Floats = NDArray[np.float64]
LEVELS = Schema(
    "levels",
    (
        Column("from_value", "number", False, "the lowest value that gets it; empty for the last", "money"),
        Column("minutes", "number", True, "service for one customer in the period", "minutes"),
    ),
    Column("level", "label", True, "what the service is called, best first"),
)
ASSIGNED = ("level", "value", "minutes", "cost")
ALL = "all"


@typed
def service_by_value(value: Amounts, levels: pd.DataFrame, *, rate: float) -> pd.DataFrame:
    """Return which level of service each customer gets for their value, and what it costs (差异化服务).

    Parameters
    ----------
    value : Series of shape (n_customers,)
        What the customer is worth in the period before this service, in money: profit, or lifetime value per period.
    levels : DataFrame
        Index ``level``, best first; ``from_value``, the lowest value that gets it (falling; empty for the last, which
        everybody else gets), and ``minutes`` of service per customer in the period, 0 or more.
    rate : float
        What a minute costs, in money, 0 or more: see `capacity_rates`.

    Returns
    -------
    DataFrame
        The customers' index; ``level``, ordered categories from the last to the best; ``value`` (money), ``minutes``,
        ``cost`` and ``value_after``, what is left when the service is paid (money).

    Raises
    ------
    SchemaError
        With everything that is wrong with the levels.
    ValueError
        If a value is missing or there is no customer, or the rate is below zero.

    See Also
    --------
    service_level_table : What each level gets together, and whether there are minutes for it.
    border_moves : What another border would change.
    custseg.value.capacity_rates : What a minute costs.

    Notes
    -----
    The source wants the most valuable served personally, others with lower priority, and loss-makers asked for more or
    cut off; it gives no borders and no minutes. They are the firm's to state.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import service_by_value
    >>> levels = pd.DataFrame({"from_value": [100.0, 0.0, None], "minutes": [60.0, 10.0, 2.0]},
    ...                       index=pd.Index(["personal", "standard", "self-service"], name="level"))
    >>> value = pd.Series([250.0, 40.0, -5.0], index=["ann", "bob", "eve"])
    >>> service_by_value(value, levels, rate=0.5)
                level  value  minutes  cost  value_after
    ann      personal  250.0     60.0  30.0        220.0
    bob      standard   40.0     10.0   5.0         35.0
    eve  self-service   -5.0      2.0   1.0         -6.0
    """
    worth, index = amounts_of(value, "value")
    names, borders, minutes = _checked(levels, rate)
    place = _places(worth, borders)
    kind = pd.CategoricalDtype(names[::-1], ordered=True)
    level = pd.Categorical.from_codes(len(names) - 1 - place, dtype=kind)
    columns = {"level": level, "value": worth, "minutes": minutes[place], "cost": rate * minutes[place]}
    return pd.DataFrame({**columns, "value_after": worth - rate * minutes[place]}, index=index)


@typed
def service_level_table(assigned: pd.DataFrame, *, capacity: float | None = None) -> pd.DataFrame:
    """Return what each level of service takes together, best first, and how far the minutes reach.

    Parameters
    ----------
    assigned : DataFrame
        What `service_by_value` gives.
    capacity : float, optional
        Minutes that can be worked in the period, above zero.

    Returns
    -------
    DataFrame
        Index ``level``, best first, and last ``all``; ``customers``, ``share`` (of all, 0-1), ``value``, ``minutes``,
        ``cost`` (money), ``cost_per_value`` (cost as a part of the value, missing where that is not above zero). With a
        capacity also ``served``, the share of the level's minutes that there are if the best level is served first
        (0-1), and in ``all`` that of everything.

    Raises
    ------
    SchemaError
        If `assigned` is not what `service_by_value` gives.
    ValueError
        If the capacity is not above zero.

    See Also
    --------
    custseg.decide.capacity_cut : Whom a number of hours reaches, where all of a class get the same.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import service_by_value, service_level_table
    >>> levels = pd.DataFrame({"from_value": [100.0, None], "minutes": [60.0, 10.0]},
    ...                       index=pd.Index(["personal", "standard"], name="level"))
    >>> assigned = service_by_value([250.0, 40.0, 10.0], levels, rate=0.5)
    >>> service_level_table(assigned, capacity=70.0)[["customers", "minutes", "cost", "served"]]
              customers  minutes  cost  served
    level
    personal          1     60.0  30.0   1.000
    standard          2     20.0  10.0   0.500
    all               3     80.0  40.0   0.875
    """
    require_frame(assigned, "assigned")
    if lacking := [name for name in ASSIGNED if name not in assigned]:
        raise SchemaError(f"assigned lacks {listed(lacking)}: pass what service_by_value gives.")
    if not isinstance(assigned["level"].dtype, pd.CategoricalDtype) or assigned["level"].isna().any():
        raise SchemaError(
            "assigned['level'] must be ordered categories without gaps, for their order says who is served first: pass "
            "what service_by_value gives, as it is."
        )
    by_level = assigned.groupby("level", observed=False)
    sums = by_level[["value", "minutes", "cost"]].sum().iloc[::-1]
    table = pd.DataFrame({"customers": by_level.size().reindex(sums.index), **sums})
    table.index = pd.Index(table.index.astype(object), name="level")
    table.loc[ALL] = table.sum()
    table["customers"] = table["customers"].astype(int)
    table.insert(1, "share", table["customers"] / len(assigned))
    table["cost_per_value"] = table["cost"] / table["value"].where(table["value"] > 0)
    return table if capacity is None else table.assign(served=_served(table["minutes"].to_numpy(), capacity))


@typed
def border_moves(
    value: Amounts, levels: pd.DataFrame, *, level: str, borders: Sequence[float], rate: float
) -> pd.DataFrame:
    """Return who moves and what changes when the border of one level of service moves.

    Parameters
    ----------
    value : Series of shape (n_customers,)
        As for `service_by_value`.
    levels : DataFrame
        As for `service_by_value`: how it is now.
    level : str
        The level whose ``from_value`` moves; not the last.
    borders : sequence of float
        Other borders, in money, within those of the levels beside it.
    rate : float
        What a minute costs, in money, 0 or more.

    Returns
    -------
    DataFrame
        Index ``from_value``; ``customers`` who get the level or a better one then; ``move_up`` and ``move_down``, how
        many change their level; ``minutes`` of all customers, ``cost`` and ``cost_change`` against now (money);
        ``needed_rise``, by which part the value of those who move must rise for that to pay (below zero: by which part
        it may fall), missing where nobody moves or their value is not above zero.

    Raises
    ------
    SchemaError
        With everything that is wrong with the levels, or the level is none of them or the last.
    ValueError
        If a value is missing, the rate is below zero, or a border is beyond those beside it.

    See Also
    --------
    service_by_value : Who gets what now.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import border_moves
    >>> levels = pd.DataFrame({"from_value": [100.0, None], "minutes": [60.0, 10.0]},
    ...                       index=pd.Index(["personal", "standard"], name="level"))
    >>> moves = border_moves([250.0, 80.0, 10.0], levels, level="personal", borders=[50.0, 100.0], rate=0.5)
    >>> moves[["customers", "move_up", "cost_change", "needed_rise"]]
                customers  move_up  cost_change  needed_rise
    from_value
    50.0                2        1         25.0       0.3125
    100.0               1        0          0.0          NaN
    """
    worth, _ = amounts_of(value, "value")
    names, now, minutes = _checked(levels, rate)
    place = _movable(names, level)
    asked = as_numbers(borders, "borders")
    beside = now[place - 1] if place else np.inf, now[place + 1] if place + 2 < len(names) else -np.inf
    beyond = ~((asked < beside[0]) & (asked > beside[1]))
    if not len(asked) or beyond.any():
        raise ValueError(
            f"borders must lie between those of the levels beside '{level}' ({beside[1]:g} and {beside[0]:g}); found "
            f"{listed(asked[beyond].tolist()) or 'none'}."
        )
    before = _places(worth, now)
    rows = [_moved(worth, before, _places(worth, _with(now, place, border)), minutes, place) for border in asked]
    table = pd.DataFrame(rows, index=pd.Index(asked, name="from_value"))
    costs = rate * (table["minutes"] - minutes[before].sum())
    moved = table.pop("moved_value")
    return table.assign(cost=rate * table["minutes"], cost_change=costs, needed_rise=costs / moved.where(moved > 0))


def _moved(
    worth: Floats, before: NDArray[np.int64], then: NDArray[np.int64], minutes: Floats, place: int
) -> dict[str, float]:
    return {
        "customers": int((then <= place).sum()),
        "move_up": int((then < before).sum()),
        "move_down": int((then > before).sum()),
        "minutes": float(minutes[then].sum()),
        "moved_value": float(worth[then != before].sum()),
    }


def _with(borders: Floats, place: int, border: float) -> Floats:
    moved = borders.copy()
    moved[place] = border
    return moved


def _places(worth: Floats, borders: Floats) -> NDArray[np.int64]:
    """Give each customer's level, 0 the best: how many borders their value does not reach."""
    return np.asarray(len(borders) - np.searchsorted(borders[::-1], worth, side="right"), dtype=np.int64)


def _movable(names: list[str], level: str) -> int:
    if level not in names[:-1]:
        raise SchemaError(f"level must be one whose border can move ({listed(names[:-1])}); found '{level}'.")
    return names.index(level)


def _checked(levels: pd.DataFrame, rate: float) -> tuple[list[str], Floats, Floats]:
    """Give names, borders (one less than names) and minutes, best first, or say all that is wrong."""
    table = check_table(levels, LEVELS)
    problems = []
    stated = table["from_value"] if "from_value" in table else pd.Series(np.nan, index=table.index)
    borders, minutes = as_numbers(stated, "from_value"), as_numbers(table["minutes"], "minutes")
    if not np.isnan(borders[-1]) or np.isnan(borders[:-1]).any():
        problems.append(
            "levels['from_value'] must be stated for each level but the last, which everybody else gets; found "
            f"{listed(borders.tolist())}."
        )
    elif (np.diff(borders[:-1]) >= 0).any():
        problems.append(f"levels must stand best first, from_value falling; found {listed(borders[:-1].tolist())}.")
    if (minutes < 0).any():
        problems.append(f"levels['minutes'] must be 0 or more; found {listed(minutes[minutes < 0].tolist())}.")
    if ALL in table.index:
        problems.append(f"no level may be called '{ALL}', as the sum of all levels is. Rename it.")
    if not 0 <= rate < np.inf:
        problems.append(f"rate must be money per minute, 0 or more; found {rate}.")
    if problems:
        raise SchemaError(*problems)
    return [str(name) for name in table.index], borders[:-1], minutes


def _served(minutes: Floats, capacity: float) -> Floats:
    """Give the share of each level's minutes that there are, best first; last that of all together."""
    if not capacity > 0:
        raise ValueError(f"capacity must be minutes above zero; found {capacity}.")
    each, total = minutes[:-1], minutes[-1]
    left = np.maximum(capacity - np.concatenate([[0.0], np.cumsum(each)[:-1]]), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(each > 0, np.minimum(left / each, 1.0), 1.0)
    return np.append(parts, min(capacity / total, 1.0) if total else 1.0)
