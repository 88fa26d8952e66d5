"""How often does the interval of a referral campaign hold the lift that is there, and how often does the stop rule err?

Run ``python benchmarks/referral_campaign.py``; it writes ``benchmarks/results/referral_campaign.csv`` as a whole.
``--campaigns`` says how many are simulated in each cell (400); for fewer ``--to FILE`` must say where they go. The seed
of a campaign is its own.

Simulated are customers of whom the lot has half written to (`simulate_referral_campaign`): most bring nobody, a few
bring many, and the worth of who is brought is skewed. ``few`` recommend .1 times a year, ``usual`` .3 times, ``many``
twice. Quantities: ``held`` is the share of intervals that hold the true lift (promised .95), plain and ``adjusted`` for
the year before; ``width`` the mean width over that of the plain one; ``false alarm`` the share of campaigns without a
lift that the rule stops as working or harming, at four looks after each quarter of the customers (promised .05);
``found`` the share of those with a lift that it stops as working; ``customers`` seen when it ends, as a share of all.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import where_to, write_whole

from custseg.decide import campaign_lift, stop_bounds, stop_rule
from custseg.simulate import simulate_referral_campaign

RESULTS = Path(__file__).parent / "results" / "referral_campaign.csv"
SEED, LOOKS = 1619, (0.25, 0.5, 0.75, 1.0)
RATES = {"few": 0.1, "usual": 0.3, "many": 2.0}
CELLS = [("few", 2000), ("usual", 400), ("usual", 2000), ("many", 400)]


def lift_of(campaign: pd.DataFrame, *, adjusted: bool = False) -> pd.Series:
    """Give the lift of one simulated campaign with its interval."""
    plan = pd.DataFrame({"route": "all", "arm": np.where(campaign["sim_written"], "write", "leave")}, campaign.index)
    outcomes = campaign[["sim_referral_value"]].set_axis(["referral_value"], axis=1)
    before = campaign[["sim_before"]].set_axis(["referral_value"], axis=1) if adjusted else None
    return campaign_lift(outcomes, plan, before=before).iloc[0]


def ended(campaign: pd.DataFrame, bounds: pd.DataFrame) -> tuple[str, float]:
    """Look after each part of the customers, and give the verdict and the part at which the campaign ended."""
    values, written = campaign["sim_referral_value"].to_numpy(), campaign["sim_written"].to_numpy()
    for look, part in enumerate(LOOKS, start=1):
        seen = round(part * len(campaign))
        sides = [values[:seen][written[:seen] == side] for side in (True, False)]
        error = float(np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides)))
        lift = float(sides[0].mean() - sides[1].mean())
        verdict = stop_rule(lift, error, bounds, look=look, wanted=10.0)["verdict"]
        if verdict != "go on":
            break
    return verdict, part


def cell(setting: str, customers: int, campaigns: int, first: int = 0) -> list[dict[str, object]]:
    """Simulate the campaigns of one cell, from the one with the number `first` on, and say what came of them."""
    bounds = stop_bounds(LOOKS)
    rows = []
    for number in range(first, first + campaigns):
        seed = SEED + 10_000 * CELLS.index((setting, customers)) + number
        with_lift, without = (
            simulate_referral_campaign(customers, correlation=0.3, rate=RATES[setting], extra=extra, random_state=seed)
            for extra in (0.1, 0.0)
        )
        plain, adjusted = lift_of(with_lift), lift_of(with_lift, adjusted=True)
        (found, part), (alarm, _) = ended(with_lift, bounds), ended(without, bounds)
        rows.append(
            {
                "held": plain["low"] <= 10 <= plain["high"],
                "held, adjusted": adjusted["low"] <= 10 <= adjusted["high"],
                "width, adjusted": (adjusted["high"] - adjusted["low"]) / (plain["high"] - plain["low"]),
                "false alarm": alarm in ("stop: it works", "stop: it harms"),
                "found": found == "stop: it works",
                "customers": part,
            }
        )
    table = pd.DataFrame(rows).astype(float)
    head = {"setting": setting, "customers": customers, "campaigns": campaigns, "seed": SEED}
    error = table.std(ddof=1) / np.sqrt(campaigns)
    return [
        {**head, "quantity": name, "value": round(table[name].mean(), 4), "standard_error": round(error[name], 4)}
        for name in table
    ]


def main() -> None:
    """Simulate every cell and write the results as a whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--campaigns", type=int, default=400)
    parser.add_argument("--to", type=Path, help="the file that is written; with fewer campaigns it must be named")
    options = parser.parse_args()
    to = where_to(options.to, RESULTS, campaigns=options.campaigns)
    rows = [row for setting, customers in CELLS for row in cell(setting, customers, options.campaigns)]
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    write_whole(table, to)


if __name__ == "__main__":
    main()
