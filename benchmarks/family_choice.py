"""Does the rhythm of a log say which family of models it calls for? Simulated businesses of eight kinds, and real logs.

Run ``OMP_NUM_THREADS=1 python benchmarks/family_choice.py``: two minutes on one core. ``--businesses`` draws fewer, and
``--to FILE`` must then say where they go. The limits were tuned to seeds from 1,000 to 3,049 and from 50,000 to 50,049;
what is written comes from others.

Large businesses have 200 to 3,000 customers and a log of a year and a half to five years, small ones 60 to 199
customers and a year to a year and a half, too little for some to tell. ``mixed`` puts two kinds into one log, for which
no answer is right: it shows what is said. Real logs have no truth either.

Written: per block and kind ``n`` businesses, of how many the kind was ``right`` and how many it could not tell
(``cannot_tell``), the share of right ones with its standard error, how many were called each kind (the rows of a
confusion matrix), and the seeds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import where_to, write_whole
from share_errors import error_of_share

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.repeat_buying import recommend_family
from custseg.simulate import RHYTHM_KINDS, simulate_rhythm

SEED, BUSINESSES = 60_000, 50
RESULTS = Path(__file__).parent / "results" / "family_choice.csv"
CALLED = ["contract", "yes or no", "regular", "random", "cannot tell"]
MIXED = [
    ("monthly_contract", "random_shop"),
    ("yearly_donors", "random_shop"),
    ("regular_accounts", "random_shop"),
    ("monthly_contract", "yearly_contract"),
]


def called(kind: str, seed: int, *, small: bool = False) -> str:
    """Draw one business, and give what its log is called."""
    chance = np.random.default_rng([seed, 1])
    size = {"customers": int(chance.integers(60, 200)), "days": int(chance.integers(365, 548))} if small else {}
    business = simulate_rhythm(kind, random_state=seed, **size)
    return recommend_family(business.rows, observed_until=business.as_of, cuts=0).kind


def mixed(kinds: tuple[str, str], seed: int) -> str:
    """Put two businesses into one log, and give what it is called."""
    logs = [simulate_rhythm(kind, customers=400, days=913, random_state=seed) for kind in kinds]
    rows = pd.concat(
        [log.rows.assign(customer_id=kind + log.rows["customer_id"]) for kind, log in zip(kinds, logs, strict=True)]
    )
    return recommend_family(rows, observed_until=logs[0].as_of, cuts=0).kind


def counted(block: str, kind: str, rhythm: str, said: list[str], seeds: range) -> dict[str, object]:
    """Give one row of the results."""
    n, right = len(said), said.count(rhythm)
    share = right / n if rhythm else np.nan
    row = {"block": block, "kind": kind, "rhythm": rhythm, "n": n, "right": right if rhythm else np.nan}
    row |= {"cannot_tell": said.count("cannot tell"), "share_right": share}
    row |= {"standard_error": error_of_share(share, n), **{name: said.count(name) for name in CALLED[:-1]}}
    return row | {"first_seed": seeds.start, "last_seed": seeds.stop - 1}


def simulated(seeds: range) -> pd.DataFrame:
    """Ask about the businesses of all kinds, and of all of them together."""
    rows = []
    for block in ("large", "small"):
        part = [
            counted(block, kind, rhythm, [called(kind, seed, small=block == "small") for seed in seeds], seeds)
            for kind, rhythm in RHYTHM_KINDS.items()
        ]
        table = pd.DataFrame(part)
        total = table.drop(columns=["kind", "rhythm"]).sum(numeric_only=True).to_dict()
        share = total["right"] / total["n"]
        whole = {"block": block, "kind": "all", "share_right": share, "first_seed": seeds.start}
        whole |= {"last_seed": seeds.stop - 1, "standard_error": error_of_share(share, total["n"])}
        rows += [*part, total | whole]
    rows += [
        counted("mixed", " + ".join(kinds), "", [mixed(kinds, seed) for seed in seeds[:20]], seeds[:20])
        for kinds in MIXED
    ]
    return pd.DataFrame(rows)


def real_logs() -> pd.DataFrame:
    """Ask about the logs that ship, and print how forecasts bear the answer out."""
    rows = []
    for shop, log in (("CDNOW", load_cdnow()), ("grocer", load_complete_journey())):
        choice = recommend_family(log, observed_until=log["date"].max())
        print(shop, choice.kind, choice.family, choice.reason, choice.held_out, choice.scores.round(3), sep="\n")
        rows.append(counted("real", shop, "", [choice.kind], range(1)))
    return pd.DataFrame(rows).assign(first_seed=np.nan, last_seed=np.nan)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--businesses", type=int, default=BUSINESSES, help="of each kind")
    parser.add_argument("--to", type=Path, help="the file that is written; with fewer businesses it must be named")
    options = parser.parse_args()
    to = where_to(options.to, RESULTS, n=options.businesses)
    seeds = range(options.seed, options.seed + options.businesses)
    table = pd.concat([simulated(seeds), real_logs()], ignore_index=True)
    whole = ["n", "right", "cannot_tell", *CALLED[:-1], "first_seed", "last_seed"]
    table = table.astype(dict.fromkeys(whole, "Int64"))
    print(table.to_string(index=False))
    write_whole(table, to, float_format="%.4f")


if __name__ == "__main__":
    main()
