"""How fast is a file read? `read_transactions`, with all its checks, beside what only parses."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd

from custseg import read_transactions

from .logs import log
from .work import DUCK, Work, numbered, part


@part("read_transactions, four columns")
def reading(rows: int, customers: int) -> Iterator[Work]:
    n = rows // 4
    table = log(n)
    table["order_id"] = numbered("o", n, 9).array
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "sales.csv")
        table.to_csv(path, index=False)
        kinds = {"customer_id": str, "order_id": str}
        yield Work(
            "read_transactions, four columns",
            n,
            partial(read_transactions, path),
            {
                "pandas": lambda: pd.read_csv(path, parse_dates=["date"], dtype=kinds),
                "pandas, pyarrow": lambda: pd.read_csv(path, parse_dates=["date"], dtype=kinds, engine="pyarrow"),
                "DuckDB": lambda: DUCK.read_csv(path).df(),
            },
            lambda found: [len(found), round(float(found["amount"].sum()), 2), str(found["date"].max())[:10]],
            times_the_best=1.0,
        )
