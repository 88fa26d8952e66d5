"""Do stated costs fit together? Pools of money, the activities that they pay for, and what each customer asked for.

`COST_POOLS`, `ACTIVITIES`, `DRIVERS`; `check_cost_tables`.
"""

from __future__ import annotations

import pandas as pd

from .aliases import aliases_of
from .argument_checks import require_frame
from .check import check_table
from .columns import Column, Schema
from .errors import SchemaError, listed
from .signatures import typed

#: One row per pool of resources: people and machines that are paid together and work by the minute.
COST_POOLS = Schema(
    "pools",
    (
        Column(
            "amount",
            "number",
            True,
            "what the pool costs in the period",
            "currency of the file",
            ("cost", "金额", "成本"),
        ),
        Column(
            "capacity",
            "number",
            True,
            "minutes that can be worked, breaks left out",
            "minutes",
            ("practical capacity", "实际产能"),
        ),
        Column("currency", "text", False, "the money of the amount, such as EUR", "", ("币种",)),
    ),
    Column("pool", "label", True, "who does the work", "", ("cost pool", "资源池", "成本池")),
)

#: One row per term of an activity's time: several rows with one activity are its time equation.
ACTIVITIES = Schema(
    "activities",
    (
        Column("activity", "text", True, "what is done for customers", "", ("作业",)),
        Column("pool", "label", True, "the pool that does it", "", ("cost pool", "资源池", "成本池")),
        Column(
            "driver",
            "text",
            True,
            "what it is done once for: a column of drivers",
            "",
            ("cost driver", "作业动因", "动因"),
        ),
        Column("minutes", "number", True, "how long one unit of the driver takes", "minutes", ("分钟",)),
        Column("minutes_low", "number", False, "the fewest minutes that may be true", "minutes"),
        Column("minutes_high", "number", False, "the most minutes that may be true", "minutes"),
    ),
)

#: One row per customer: how often each driver happened in the period. The columns are those that the activities name.
DRIVERS = Schema("drivers", (), Column("customer_id", "label", True, "who was served", "", aliases_of("customer_id")))


@typed
def check_cost_tables(
    pools: pd.DataFrame,
    activities: pd.DataFrame,
    drivers: pd.DataFrame | None = None,
    *,
    customers: pd.Index | None = None,
    currency: str | None = None,
) -> None:
    """Refuse tables of costs that do not fit together, with every problem at once.

    Parameters
    ----------
    pools : DataFrame
        `COST_POOLS`: index ``pool``; ``amount`` (money) and ``capacity`` (minutes) of the period.
    activities : DataFrame
        `ACTIVITIES`: ``activity``, ``pool``, ``driver``, ``minutes``.
    drivers : DataFrame, optional
        `DRIVERS`: index ``customer_id``; a column per driver, counts of 0 or more. Nothing else may stand in it: a
        column that drives nothing is a cost that was forgotten.
    customers : Index, optional
        Whom else you know, such as those with revenue: each must have a row in `drivers`.
    currency : str, optional
        The money of the customers' revenue: pools in another currency are refused.

    Raises
    ------
    SchemaError
        Listing what is missing, twice, negative, infinite or no number; pools without an activity and activities
        without a pool; drivers without an activity and activities without a driver; ids of two kinds; other
        currencies; and pools of whom more minutes are asked than they have.

    See Also
    --------
    custseg.read.read_cost_tables : Reads the three tables from a workbook.

    Examples
    --------
    >>> import pandas as pd
    >>> pools = pd.DataFrame({"amount": [900.0], "capacity": [-60.0]}, index=pd.Index(["desk"], name="pool"))
    >>> activities = pd.DataFrame({"activity": ["order"], "pool": ["van"], "driver": ["orders"], "minutes": [8.0]})
    >>> check_cost_tables(pools, activities)
    Traceback (most recent call last):
    custseg.schema.SchemaError: 3 problems:
    1. pools['capacity'] must be above zero; found -60.0 for 'desk'. It is the minutes that can be worked in the period.
    2. activities names pools that pools lacks: 'van' (found: 'desk'). Add them to pools, or correct the name.
    3. pools has money that no activity spends: 'desk'. Name the pool in activities, or leave it out of pools.
    """
    tables = {"pools": (pools, COST_POOLS), "activities": (activities, ACTIVITIES)}
    if drivers is not None:
        tables["drivers"] = (drivers, _drivers_schema(drivers))
    problems = [problem for table, schema in tables.values() for problem in _own_problems(table, schema)]
    if problems:  # what does not hold within a table would make nonsense of what is between them
        raise SchemaError(*problems)
    problems = [*_pool_problems(pools, currency), *_minute_problems(activities), *_links(pools, activities)]
    if drivers is not None:
        problems += _driver_problems(drivers, activities)
    if drivers is not None and customers is not None:
        problems += _strangers(customers, drivers.index)
    if not problems and drivers is not None:
        problems = _overload(pools, activities, drivers)
    if problems:
        raise SchemaError(*problems)


def _drivers_schema(drivers: pd.DataFrame) -> Schema:
    require_frame(drivers, "drivers")
    if odd := [name for name in drivers.columns if not isinstance(name, str)]:
        raise SchemaError(
            f"drivers must have columns named in text, as activities names them; found {listed(odd)}. Rename them: "
            "drivers.columns = drivers.columns.astype(str)."
        )
    columns = tuple(Column(str(name), "number", True, "how often") for name in dict.fromkeys(drivers.columns))
    return Schema(DRIVERS.name, columns, DRIVERS.index)


def _own_problems(table: pd.DataFrame, schema: Schema) -> list[str]:
    try:
        check_table(table, schema)
    except SchemaError as error:
        return list(error.problems)
    return []


def _pool_problems(pools: pd.DataFrame, currency: str | None) -> list[str]:
    problems = _wrong(pools["amount"] < 0, pools["amount"], "pools", "must be 0 or more", "It is what the pool costs.")
    advice = "It is the minutes that can be worked in the period."
    problems += _wrong(pools["capacity"] <= 0, pools["capacity"], "pools", "must be above zero", advice)
    found = list(dict.fromkeys(pools["currency"].dropna())) if "currency" in pools else []
    if len(found) > 1:
        problems.append(f"pools has amounts in {len(found)} currencies: {listed(found)}. Convert them to one.")
    elif currency and found and found != [currency]:
        problems.append(
            f"pools is in {listed(found)} and the revenue in '{currency}'. Convert the amounts, or pass the revenue in "
            f"'{found[0]}'."
        )
    return problems


def _minute_problems(activities: pd.DataFrame) -> list[str]:
    named = activities.set_index(activities["activity"] + " (" + activities["driver"] + ")")
    problems = []
    for column in ("minutes", "minutes_low", "minutes_high"):
        if column in named:
            wrong = named[column] < 0
            problems += _wrong(wrong, named[column], "activities", "must be 0 or more", "It is a time.")
    for column, sign in (("minutes_low", 1), ("minutes_high", -1)):
        if column in named:
            wrong = sign * (named[column] - named["minutes"]) > 0
            words = "be at most minutes" if sign > 0 else "be at least minutes"
            problems += _wrong(wrong, named[column], "activities", f"must {words}", "It is an end of their range.")
    twice = activities.duplicated(["activity", "pool", "driver"])
    if twice.any():
        names = listed(dict.fromkeys(named.index[twice.to_numpy()]))
        problems.append(f"activities has rows that occur twice: {names}. Add their minutes up, or keep one of each.")
    return problems


def _wrong(wrong: pd.Series, column: pd.Series, table: str, expected: str, advice: str) -> list[str]:
    if not wrong.any():
        return []
    where = wrong.to_numpy()
    values, rows = listed(dict.fromkeys(map(float, column[where]))), listed(column.index[where])
    return [f"{table}['{column.name}'] {expected}; found {values} for {rows}. {advice}"]


def _links(pools: pd.DataFrame, activities: pd.DataFrame) -> list[str]:
    named = list(dict.fromkeys(activities["pool"]))
    strange = [pool for pool in named if pool not in pools.index]
    idle = [pool for pool in pools.index if pool not in set(named)]
    problems = []
    if strange:
        problems.append(
            f"activities names pools that pools lacks: {listed(strange)} (found: {listed(pools.index)}). "
            "Add them to pools, or correct the name."
        )
    if idle:
        problems.append(
            f"pools has money that no activity spends: {listed(idle)}. Name the pool in activities, or leave it out of "
            "pools."
        )
    return problems


def _driver_problems(drivers: pd.DataFrame, activities: pd.DataFrame) -> list[str]:
    problems = [
        problem
        for name in drivers.columns
        for problem in _wrong(drivers[name] < 0, drivers[name], "drivers", "must be 0 or more", "It is how often.")
    ]
    named = list(dict.fromkeys(activities["driver"]))
    if lacking := [name for name in named if name not in drivers.columns]:
        problems.append(
            f"drivers lacks columns that activities names: {listed(lacking)} (found: {listed(drivers.columns)}). Add "
            "them, or correct the name."
        )
    if idle := [name for name in drivers.columns if name not in named]:
        problems.append(
            f"drivers has columns that drive no activity: {listed(idle)}. Name them in activities with their minutes, "
            "or leave them out."
        )
    return problems


def _strangers(customers: pd.Index, served: pd.Index) -> list[str]:
    unserved = customers.difference(served, sort=False)
    if not len(unserved):
        return []
    kinds = [pd.api.types.infer_dtype(ids, skipna=True) for ids in (customers, served)]
    if kinds[0] != kinds[1] and "string" in kinds:
        return [
            f"ids are {kinds[0]} in customers ({customers[0]!r}) and {kinds[1]} in drivers ({served[0]!r}). Make both "
            "text: drivers.index = drivers.index.astype(str)."
        ]
    return [
        f"drivers lacks {len(unserved):,} of {len(customers):,} customers: {listed(unserved)}. Whoever asked for "
        "nothing has a row of zeros: drivers.reindex(customers, fill_value=0)."
    ]


def _overload(pools: pd.DataFrame, activities: pd.DataFrame, drivers: pd.DataFrame) -> list[str]:
    minutes = activities["minutes"] * activities["driver"].map(drivers.sum())
    asked = minutes.groupby(activities["pool"]).sum().reindex(pools.index)
    over = asked > pools["capacity"] * (1 + 1e-9)
    return [
        f"pool '{pool}' is asked for {asked[pool]:,.0f} minutes and has {pools.loc[pool, 'capacity']:,.0f}. Shorten "
        "the minutes of its activities, add overtime to its capacity, or look for a driver that is counted twice."
        for pool in pools.index[over.to_numpy()]
    ]
