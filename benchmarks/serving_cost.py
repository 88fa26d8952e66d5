"""How fast is a million customers' cost to serve, and any grid with them on it? Beside the same in plain pandas.

Run ``python benchmarks/serving_cost.py``; ``--customers`` makes it smaller. Text ids, twelve activities, four pools.
Both sides must agree on the costs before their times are printed. Seconds of CPU, of this process with its threads:
they tell more than those of the clock where the machine has other work. The fastest of three runs counts. Promised:
costs in under a second, any grid of the catalogue in under half a second, cuts and names together.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from custseg.catalogue import list_grids, load_grid
from custseg.decide import convert_keep_drop
from custseg.segment import ValueGrid, advice_against_profit, border_probability, map_advice, map_agreement
from custseg.value import cost_features, cost_to_serve, map_axes, unused_capacity

ACTIVITIES, POOLS = 12, 4


def make_firm(customers: int) -> dict[str, pd.DataFrame]:
    """Make customers who differ in how often they ask for each of twelve activities."""
    random = np.random.default_rng(3)
    names = ("c" + pd.Series(np.arange(customers)).astype("str").str.zfill(8)).array
    level = random.gamma(2.0, 1.5, customers)
    drivers = {f"driver {place}": random.poisson(level) for place in range(ACTIVITIES)}
    terms = {
        "activity": [f"activity {place}" for place in range(ACTIVITIES)],
        "pool": [f"pool {place % POOLS}" for place in range(ACTIVITIES)],
        "driver": list(drivers),
        "minutes": random.uniform(2, 40, ACTIVITIES).round(1),
    }
    pools = {"amount": 90.0 * customers, "capacity": 500.0 * customers}
    return {
        "drivers": pd.DataFrame(drivers, index=pd.Index(names, name="customer_id")),
        "pools": pd.DataFrame(pools, index=pd.Index([f"pool {place}" for place in range(POOLS)], name="pool")),
        "activities": pd.DataFrame(terms),
    }


def make_customers(drivers: pd.DataFrame) -> pd.DataFrame:
    """Make what these customers paid, at which part of the list price."""
    random = np.random.default_rng(4)
    at_list = random.lognormal(5, 1, len(drivers)).round(2) + 1
    table = {
        "amount": at_list * random.uniform(0.7, 1, len(drivers)),
        "list_amount": at_list,
        "cost": 0.5 * at_list,
        "frequency": drivers.iloc[:, 0].to_numpy() + 1,
        "loyalty": random.uniform(0, 1, len(drivers)),
    }
    return pd.DataFrame(table, index=drivers.index)


def pandas_costs(drivers: pd.DataFrame, pools: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Cost each activity as one would by hand, without looking at the tables first."""
    rate = pools["amount"] / pools["capacity"]
    costs = pd.DataFrame(index=drivers.index)
    for term in activities.itertuples():
        costs[term.activity] = drivers[term.driver] * term.minutes * rate[term.pool]
    return costs.assign(cost_to_serve=costs.sum(axis=1))


def unseen(firm: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give the same firm with an index that was not checked before: what was is not looked through again."""
    drivers = firm["drivers"]
    return {**firm, "drivers": drivers.set_axis(pd.Index(drivers.index.array, name="customer_id"))}


def timed(name: str, call: Callable[[], object], at_most: float | None = None) -> object:
    seconds = []
    for _ in range(3):
        start = time.process_time()
        made = call()
        seconds.append(time.process_time() - start)
    promised = "" if at_most is None else f"   promised {at_most:.1f} s{'' if min(seconds) < at_most else ': MISSED'}"
    print(f"  {name:44} {min(seconds):6.2f} s CPU{promised}", flush=True)
    return made


def time_grids(customers: int) -> None:
    random = np.random.default_rng(5)
    for name in list_grids():
        columns = load_grid(name).columns
        table = pd.DataFrame({column: random.gamma(2, 5, customers).round(2) for column in columns})
        ids = table.index.astype(str).array

        def fit_and_name(name: str = name, table: pd.DataFrame = table, ids: object = ids) -> pd.Series:
            table.index = pd.Index(ids, name="customer_id")  # new each time: an index that was checked is not again
            return ValueGrid(name).fit(table).predict(table)

        timed(f"{name}: learn the cuts, name everybody", fit_and_name, 0.5)


def main() -> None:
    """Make a firm, compare both ways, then time the way from drivers to verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    options = parser.parse_args()
    firm = make_firm(options.customers)
    pd.testing.assert_frame_equal(cost_to_serve(**firm), pandas_costs(**firm), check_exact=False, rtol=1e-9)
    unused = unused_capacity(**firm)["unused"].sum()
    if abs(cost_to_serve(**firm)["cost_to_serve"].sum() + unused - firm["pools"]["amount"].sum()) > 0.005:
        raise SystemExit("costs and unused capacity do not add up to the pools.")
    print(f"{options.customers:,} customers, {ACTIVITIES} activities; both sides agree, every cent is accounted for")
    costs = timed("cost to serve, checked", lambda: cost_to_serve(**unseen(firm)), 1.0)["cost_to_serve"]
    timed("the same in plain pandas, unchecked", lambda: pandas_costs(**firm))
    timed("unused capacity", lambda: unused_capacity(**firm))
    customers = make_customers(firm["drivers"])
    features = timed("what makes a customer dear", lambda: cost_features(**firm, size=customers["amount"]))
    axes = timed("axes of four maps", lambda: map_axes(customers, costs))
    advice = timed("advice of four maps", lambda: map_advice(axes))
    timed("agreement of four maps", lambda: map_agreement(advice))
    timed("advice against profit", lambda: advice_against_profit(advice, axes["conway"]["profit"]))
    grid = ValueGrid("margin_cost").fit(axes["margin_cost"])
    timed("how sure a cell is", lambda: border_probability(grid, axes["margin_cost"], {"cost_to_serve": 5.0}))
    margin = axes["margin_cost"]["gross_margin"]
    timed("convert, keep, drop", lambda: convert_keep_drop(margin, costs, features, avoidable=0.7))
    time_grids(options.customers)


if __name__ == "__main__":
    main()
