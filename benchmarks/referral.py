"""How fast are ten million referrals valued, chains and circles among them, and how much memory does it take?

Run ``python benchmarks/referral.py``; ``--referrals`` makes it smaller. Text ids; one row in a thousand recommends
itself, an unknown one or somebody who came already, one in ten thousand closes a circle. A walk up every chain, in
plain Python at a thousandth of the size, must agree before a time is printed. Seconds of the clock and of CPU, and the
most memory that the process ever held, the list itself among it. Promised: under twenty seconds and four gigabytes.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np
import pandas as pd

from custseg.value import referral_value, total_value

SETTINGS = {"acquisition_cost": 20.0, "reward": 8.0, "pass_up": 0.3}


def make_referrals(number: int) -> tuple[pd.DataFrame, pd.Series]:
    """Make customers of whom each but the first ones was brought by somebody before."""
    random = np.random.default_rng(7)
    ids = pd.Series(np.arange(number + number // 100)).astype("str").str.zfill(9).array
    roots = len(ids) - number
    taker = np.arange(roots, len(ids))
    giver = (random.random(number) ** 1.5 * taker).astype(np.int64)
    odd = random.random(number)
    giver[odd < 0.0005] = taker[odd < 0.0005]  # themselves
    taker[(odd > 0.001) & (odd < 0.0015)] = random.integers(0, roots)  # circles, and second referrers
    table = {"referrer_id": ids.take(giver), "referred_id": ids.take(taker), "joined_anyway": random.random(number) / 2}
    edges = pd.DataFrame(table).iloc[random.permutation(number)].reset_index(drop=True)
    edges.loc[odd > 0.9999, "referrer_id"] = "nobody"
    return edges, pd.Series(random.normal(60, 90, len(ids)), pd.Index(ids, name="customer_id"))


def walked(edges: pd.DataFrame, value: pd.Series) -> pd.Series:
    """Walk up from each referral, row by row, and hand up as the definition says."""
    came: dict[str, tuple[str, float]] = {}
    for giver, taker, anyway in edges.itertuples(index=False):
        if giver in value.index and taker in value.index and giver != taker and taker not in came:
            came[taker] = (giver, anyway)
            up = giver  # rows come in the order of time: the one that closes a circle is the latest of it
            while up in came and up != taker:
                up = came[up][0]
            if up == taker:
                came[taker] = ("", 0.0)
    credit = dict.fromkeys(value.index, 0.0)
    for taker, (giver, anyway) in came.items():
        if not giver:
            continue
        money = (1 - anyway) * value[taker] + SETTINGS["acquisition_cost"] - SETTINGS["reward"]
        while came.get(giver, ("", 0.0))[0]:
            above, chance = came[giver]
            up = money * SETTINGS["pass_up"] * (1 - chance)
            credit[giver] += money - up
            money, giver = up, above
        credit[giver] += money
    return pd.Series(credit)


def main() -> None:
    """Make referrals, compare, then time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--referrals", type=int, default=10_000_000)
    options = parser.parse_args()
    small, worth = make_referrals(max(options.referrals // 1_000, 1_000))
    found = referral_value(small, worth, **SETTINGS)["referral_value"]
    if not np.allclose(found, walked(small, worth)):
        raise SystemExit("the walk up every chain tells something else.")
    edges, value = make_referrals(options.referrals)
    print(f"{len(edges):,} referrals among {len(value):,} customers; a walk up every chain agrees at a thousandth")
    calls = {"direct referrers alone": {**SETTINGS, "pass_up": 0.0}, "handed up the chains": SETTINGS}
    for name, settings in calls.items():
        clock, cpu = time.perf_counter(), time.process_time()
        referral_value(edges, value, **settings)
        clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
        missed = "" if cpu < 20 else ": MISSED"
        print(f"  {name:34} {clock:6.1f} s clock {cpu:6.1f} s CPU   promised 20 s{missed}", flush=True)
    cpu = time.process_time()
    total_value(edges, value, **SETTINGS)
    print(f"  {'own and referral value together':34} {time.process_time() - cpu:21.1f} s CPU", flush=True)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"  most memory held {most:.2f} GB   promised 4 GB{'' if most < 4 else ': MISSED'}")


if __name__ == "__main__":
    main()
