"""How fast is the way from ten million purchases to the moves between tiers? Beside the same in plain pandas.

Run ``python benchmarks/tiers.py``; ``--customers`` and ``--rows`` make it smaller. Text ids, eight quarters. Both
sides must agree on the answer before their times are printed. Seconds of CPU, of this process with its threads: they
tell more than those of the clock where the machine has other work.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from custseg.segment import (
    TierRule,
    amount_by_window,
    chain_against_observed,
    migration_homogeneity,
    migration_matrix,
    tier_moves,
    tier_panel,
)

FIRST_DAY, LAST_DAY, DAYS = pd.Timestamp("2022-01-01"), "2023-12-31", 730


def make_transactions(rows: int, customers: int) -> pd.DataFrame:
    """Make a log of customers who differ in how often they buy and how much."""
    rng = np.random.default_rng(2)
    names = ("c" + pd.Series(np.arange(customers)).astype("str").str.zfill(8)).array
    who = np.append(np.arange(customers), rng.integers(0, customers, rows - customers))
    level = rng.gamma(2.0, 10.0, customers)
    return pd.DataFrame(
        {
            "customer_id": names.take(who),
            "date": FIRST_DAY + pd.to_timedelta(rng.integers(0, DAYS, rows), "D"),
            "amount": (level[who] * rng.gamma(2.0, 1.0, rows)).round(2) + 0.01,
        }
    )


def pandas_scores(log: pd.DataFrame) -> pd.DataFrame:
    quarter = log["date"].dt.to_period("Q")
    return log.groupby(["customer_id", quarter])["amount"].sum().unstack()  # noqa: PD010


def pandas_matrix(scores: pd.DataFrame) -> pd.DataFrame:
    below = (scores.rank(method="min") - 1) / scores.notna().sum()
    tiers = (below * 5 + 1e-9).floordiv(1).add(1).fillna(0).astype(int)
    pairs = zip(tiers.columns[:-1], tiers.columns[1:], strict=True)
    counted = [pd.crosstab(tiers[one], tiers[other]).to_numpy() for one, other in pairs]
    return pd.DataFrame(sum(counted))


def our_matrix(scores: pd.DataFrame) -> pd.DataFrame:
    return migration_matrix(tier_panel(scores))


def timed(name: str, call: Callable[[], object]) -> object:
    start, clock = time.process_time(), time.perf_counter()
    made = call()
    print(f"  {name:52} {time.process_time() - start:6.2f} s CPU {time.perf_counter() - clock:6.2f} s", flush=True)
    return made


def same_matrix(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Compare what both know: those present in both windows."""
    found = ours["count"].unstack().loc[1:, 1:].to_numpy()  # noqa: PD010
    expected = theirs.to_numpy()[1:, 1:]
    # sums in another order differ in the last digit, and with them a customer on a cut
    if np.abs(found - expected).sum() > 1e-5 * expected.sum():
        raise SystemExit(f"the two sides disagree:\n{found}\n{expected}")


def main() -> None:
    """Make a log, compare both ways at a tenth of its size, then time them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--ours", action="store_true", help="do not time plain pandas")
    options = parser.parse_args()
    small = make_transactions(options.rows // 10, options.customers // 10)
    scores = amount_by_window(small, observed_until=LAST_DAY, period="Q")
    pd.testing.assert_frame_equal(scores, pandas_scores(small), check_names=False)
    same_matrix(our_matrix(scores), pandas_matrix(scores))
    del small, scores
    log = make_transactions(options.rows, options.customers)
    print(f"{len(log):,} purchases, {log['customer_id'].nunique():,} customers; both sides agree")
    scores = timed("log -> scores", lambda: amount_by_window(log, observed_until=LAST_DAY, period="Q"))
    timed("log -> scores, 13 windows of 365 days that roll", lambda: amount_by_window(
        log, observed_until=LAST_DAY, days=365, every=30))  # fmt: skip
    panel = timed("scores -> panel", lambda: tier_panel(scores))
    timed("panel -> migration matrix", lambda: migration_matrix(panel))
    timed("panel -> homogeneity", lambda: migration_homogeneity(panel))
    timed("panel -> three steps against the chain", lambda: chain_against_observed(panel, steps=3))
    timed("scores -> who moved", lambda: tier_moves(scores))
    rule = TierRule(frozen=False, hysteresis=5, grace=1).fit(scores.iloc[:, 0])
    timed("scores -> panel of a rule with hysteresis and grace", lambda: rule.predict_panel(scores))
    if not options.ours:
        theirs = timed("plain pandas: log -> scores", lambda: pandas_scores(log))
        timed("plain pandas: scores -> counts of moves", lambda: pandas_matrix(theirs))


if __name__ == "__main__":
    main()
