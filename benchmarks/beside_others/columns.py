"""How fast is what needs one column of customers? RFM and intervals beside pandas, polars, DuckDB and numpy."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import polars as pl

from custseg import ValueGrid
from custseg.resample import mean_intervals, share_intervals
from custseg.value import concentration_table, top_share

from .work import DUCK, Work, numbered, part


def money(customers: int) -> pd.DataFrame:
    random = np.random.default_rng(1)
    ids = pd.Index(numbered("c", customers), name="customer_id")
    return pd.DataFrame(
        {
            "recency": random.integers(0, 730, customers),
            "frequency": random.geometric(0.1, customers),
            "amount": random.gamma(1.4, 50, customers).round(2) + 1,
            "group": pd.Categorical.from_codes(random.integers(0, 11, customers), [f"g{i}" for i in range(11)]),
        },
        index=ids,
    )


AXES = {"recency": False, "frequency": True, "amount": True}  # is a high number good?


class Names:
    """The names of RFM as a list by the number of the cell, with the bands of each axis found in three other ways."""

    def __init__(self, table: pd.DataFrame) -> None:
        grid = ValueGrid("rfm").fit(table)
        names = grid.predict(table).cat
        self.words = names.categories
        self.of_cell = np.full(125, -1, dtype=np.int8)
        self.of_cell[(grid.transform(table).to_numpy() - 1) @ [25, 5, 1]] = names.codes

    def of(self, codes: np.ndarray, ids: pd.Index) -> pd.Series:
        """Name customers by the number of their cell."""
        return pd.Series(pd.Categorical.from_codes(self.of_cell[codes], self.words, ordered=True), ids)

    def by_pandas(self, table: pd.DataFrame) -> pd.Series:
        codes = np.zeros(len(table), dtype=int)
        for name, high_is_good in AXES.items():
            worse = table[name].rank(method="min", ascending=high_is_good).to_numpy(dtype=int) - 1
            codes = codes * 5 + 5 * worse // len(table)
        return self.of(codes, table.index)

    def by_polars(self, frame: pl.DataFrame) -> pd.Series:
        code: pl.Expr = pl.lit(0)
        for name, high_is_good in AXES.items():
            worse = pl.col(name).rank("min", descending=not high_is_good).cast(pl.Int64) - 1
            code = code * 5 + 5 * worse // pl.len()
        found = frame.lazy().select("customer_id", code=code).collect().to_pandas()
        return self.of(found["code"].to_numpy(), pd.Index(found["customer_id"]))

    def by_duckdb(self) -> pd.Series:
        sql = "0"
        for name, high_is_good in AXES.items():
            order = "asc" if high_is_good else "desc"
            sql = f"({sql}) * 5 + 5 * (rank() over (order by {name} {order}) - 1) // count(*) over ()"
        found = DUCK.sql(f"select customer_id, {sql} as code from people").df()
        return self.of(found["code"].to_numpy(), pd.Index(found["customer_id"]))


def names_in_short(names: pd.Series) -> np.ndarray:
    """Give the number of each customer's name, in the order of ids."""
    return names.sort_index().cat.codes.to_numpy()


def top_fifths(amount: np.ndarray, resamples: int) -> list[float]:
    """Give the share, and draw the list again so many times and sort each, as a bootstrap of a thousand would."""
    random = np.random.default_rng(0)
    shares = []
    for drawn in (amount, *(random.choice(amount, len(amount)) for _ in range(resamples))):
        drawn = np.partition(drawn, len(amount) - len(amount) // 5)
        shares.append(float(drawn[len(amount) - len(amount) // 5 :].sum() / drawn.sum()))
    return shares


def first_share(found: pd.DataFrame | list[float]) -> float:
    """Give what must be equal: the share itself. Intervals are drawn by different chance."""
    return float(found["share_of_amount"].iloc[0] if isinstance(found, pd.DataFrame) else found[0])


def group_means(table: pd.DataFrame, resamples: int) -> np.ndarray:
    """Give the means of the groups, and those of so many lists drawn again."""
    random = np.random.default_rng(0)
    codes, amount = table["group"].cat.codes.to_numpy(), table["amount"].to_numpy()
    means = [np.bincount(codes, amount) / np.bincount(codes)]
    for _ in range(resamples):
        drawn = random.integers(0, len(amount), len(amount))
        means.append(np.bincount(codes[drawn], amount[drawn]) / np.bincount(codes[drawn]))
    return np.array(means)


def first_means(found: pd.DataFrame | np.ndarray) -> np.ndarray:
    """Give what must be equal: the means themselves."""
    return found["mean"].to_numpy() if isinstance(found, pd.DataFrame) else found[0]


@part("RFM: fit and predict", "RFM: predict")
def names(rows: int, customers: int) -> Iterator[Work]:
    table = money(customers)
    plain = table.drop(columns="group").reset_index()
    frame = pl.from_pandas(plain)
    DUCK.register("given", frame.to_arrow())
    DUCK.execute("create or replace table people as select * from given")
    DUCK.unregister("given")
    grid, other = ValueGrid("rfm").fit(table), Names(table)
    others = {
        "pandas": partial(other.by_pandas, table),
        "polars": partial(other.by_polars, frame),
        "DuckDB": other.by_duckdb,
    }
    fit_and_predict = lambda: ValueGrid("rfm").fit(table).predict(table)  # noqa: E731
    yield Work("RFM: fit and predict", customers, fit_and_predict, others, names_in_short, seconds=0.25)
    yield Work("RFM: predict", customers, lambda: grid.predict(table), {}, seconds=0.1)


@part("top share, without interval")
def exact_shares(rows: int, customers: int) -> Iterator[Work]:
    amount = money(customers)["amount"]
    column = pl.Series(amount.to_numpy())
    DUCK.register("given", column.to_frame("amount").to_arrow())
    DUCK.execute("create or replace table amounts as select * from given")
    DUCK.unregister("given")
    top = customers // 5
    best = f"select sum(amount) from (select amount from amounts order by amount desc limit {top})"
    yield Work(
        "top share, without interval",
        customers,
        lambda: top_share(amount),
        {
            "pandas": lambda: amount.nlargest(top).sum() / amount.sum(),
            "numpy": lambda: np.partition(amount.to_numpy(), customers - top)[customers - top :].sum() / amount.sum(),
            "polars": lambda: column.top_k(top).sum() / column.sum(),
            "DuckDB": lambda: DUCK.sql(f"select ({best}) / sum(amount) from amounts").fetchall()[0][0],
        },
        float,
        times_the_best=1.6,
    )


@part(
    "top share with its interval (theirs: 20 resamples of 1,000)",
    "mean_intervals, 11 groups (theirs: 20 resamples of 1,000)",
    "share_intervals, 11 groups",
)
def intervals(rows: int, customers: int) -> Iterator[Work]:
    table = money(customers)
    yield Work(
        "top share with its interval (theirs: 20 resamples of 1,000)",
        customers,
        lambda: concentration_table(table["amount"], (0.2,)),
        {"numpy": lambda: top_fifths(table["amount"].to_numpy(), 20)},
        first_share,
        seconds=1.0,
    )
    yield Work(
        "mean_intervals, 11 groups (theirs: 20 resamples of 1,000)",
        customers,
        lambda: mean_intervals(table["amount"], table["group"], yes_or_no=False),
        {"numpy": lambda: group_means(table, 20)},
        first_means,
        seconds=1.0,
    )
    yield Work(
        "share_intervals, 11 groups",
        customers,
        lambda: share_intervals(table["amount"], table["group"]),
        {},
        seconds=1.0,
    )
