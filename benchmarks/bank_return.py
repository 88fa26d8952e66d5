"""How fast is the way from a book of a million clients to RAROC and the cell of the nine-grid?

Run ``python benchmarks/bank_return.py``; ``--clients`` makes it smaller. Text ids. Seconds of CPU, of this process with
its threads: they tell more than those of the clock where the machine has other work. The fastest of three runs counts.
The table must agree with the single functions, and the groups with their members, before a time is printed. Promised:
RAROC and grid in under two seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from custseg.segment import ValueGrid, client_strategies, nine_grid_positions
from custseg.value import client_returns, expected_loss, group_raroc, hurdle_price, irb_capital


def make_book(clients: int) -> pd.DataFrame:
    """Make companies of every size, a tenth of them without a loan."""
    random = np.random.default_rng(3)
    names = ("c" + pd.Series(np.arange(clients)).astype("str").str.zfill(8)).array
    exposure = random.lognormal(12, 1.5, clients) * (random.random(clients) < 0.9)
    columns = {
        "income": 0.03 * exposure + random.normal(500, 3_000, clients),
        "cost": random.lognormal(6, 0.7, clients),
        "exposure": exposure,
        "probability_of_default": np.clip(random.lognormal(-4.5, 1.2, clients), 0, 0.5),
        "loss_given_default": random.uniform(0.1, 0.9, clients),
        "maturity": random.uniform(1, 5, clients),
        "turnover": random.lognormal(3, 1.5, clients),
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="client_id"))


def timed(name: str, call: Callable[[], object], at_most: float | None = None) -> object:
    seconds = []
    for _ in range(3):
        start = time.process_time()
        made = call()
        seconds.append(time.process_time() - start)
    promised = "" if at_most is None else f"   promised {at_most:.1f} s{'' if min(seconds) < at_most else ': MISSED'}"
    print(f"  {name:44} {min(seconds):6.2f} s CPU{promised}", flush=True)
    return made


def check_agreement(book: pd.DataFrame, returns: pd.DataFrame, groups: pd.DataFrame) -> None:
    """Stop where the table and the single functions, or groups and members, tell different sums."""
    chance, lgd = book["probability_of_default"], book["loss_given_default"]
    capital = irb_capital(chance, lgd, maturity=book["maturity"], turnover=book["turnover"]) * book["exposure"]
    if not np.allclose(returns["capital"], capital) or not np.allclose(
        returns["expected_loss"], expected_loss(book["exposure"], chance, lgd)
    ):
        raise SystemExit("the table and the single functions disagree.")
    if not np.allclose(groups[["income", "capital"]].sum(), returns[["income", "capital"]].sum(), rtol=1e-10):
        raise SystemExit("groups and members do not add up to the same.")


def main() -> None:
    """Make a book, compare, then time the way to the grid."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000_000)
    options = parser.parse_args()
    book = make_book(options.clients)
    member_of = pd.Series((np.arange(options.clients) // 5).astype(str), book.index)
    returns = client_returns(book)
    check_agreement(book, returns, group_raroc(returns, member_of))
    print(f"{options.clients:,} clients; both sides agree")
    columns = returns[["income", "raroc"]].rename(columns={"income": "revenue"}).dropna()
    grid = ValueGrid("value_nine_grid").fit(columns)
    timed("RAROC and the cell of the value grid", lambda: (client_returns(book), grid.predict(columns)), 2.0)
    positions = timed("all three positions, with groups", lambda: nine_grid_positions(returns, groups=member_of))
    timed("strategies", lambda: client_strategies(positions))
    timed("RAROC alone", lambda: client_returns(book))
    timed("groups of five", lambda: group_raroc(returns, member_of))
    settings = {"hurdle": 0.12, "expected_loss": returns["expected_loss"], "cost": returns["cost"]}
    timed("price at the hurdle", lambda: hurdle_price(returns["exposure"], returns["capital"], **settings))


if __name__ == "__main__":
    main()
