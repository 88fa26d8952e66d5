"""How often does a 95 % interval hold the truth? Simulated cohorts with known parameters, by region and interval.

Run ``python benchmarks/repeat_buying_coverage.py``; ``--cohorts`` and ``--customers`` make it smaller, ``--region
edge`` leaves the interior. Interior: 3,000 customers watched for 27 to 52 weeks, r .3 to 2, mean rate .05 to .4 a week;
BG/NBD and MBG/NBD: mean dropout probability .1 to .35, a + b 1 to 5; Pareto/NBD: s .5 to 2, 26 to 70 % gone after 39
weeks. Edge: 500 customers, mean dropout probability .02 to .1, or 2 to 20 % gone. Printed: the share of cohorts (with
its Monte Carlo error) whose interval holds the true value, per parameter; and how many cohorts rested on a limit of the
model, where not every parameter has an interval, and which are left out.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_pareto_nbd

KINDS = ("profile", "hessian", "sandwich")
MODELS = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD}
REGIONS = {
    "interior": {"dropout": (0.1, 0.35), "loss": (0.3, 1.2), "customers": 3000},
    "edge": {"dropout": (0.02, 0.1), "loss": (0.02, 0.22), "customers": 500},
}


def draw(model: str, region: str, customers: int, rng: np.random.Generator) -> tuple[pd.DataFrame, dict[str, float]]:
    T = rng.integers(27, 53, customers).astype(float)
    r, rate = np.exp(rng.uniform(np.log(0.3), np.log(2.0))), np.exp(rng.uniform(np.log(0.05), np.log(0.4)))
    truth = {"r": r, "alpha": r / rate}
    if model == "Pareto/NBD":
        s = np.exp(rng.uniform(np.log(0.5), np.log(2.0)))
        truth |= {"s": s, "beta": 39.0 / np.expm1(rng.uniform(*REGIONS[region]["loss"]) / s)}
        return simulate_pareto_nbd(T, **truth, random_state=rng), truth
    p, total = rng.uniform(*REGIONS[region]["dropout"]), np.exp(rng.uniform(0.0, np.log(5.0)))
    truth |= {"a": p * total, "b": (1.0 - p) * total}
    return simulate_bg_nbd(T, **truth, first_chance=model == "MBG/NBD", random_state=rng), truth


def coverage(model: str, region: str, cohorts: int, customers: int, seed: int) -> None:
    rng, hits, on_limit, start = np.random.default_rng(seed), {kind: [] for kind in KINDS}, 0, time.process_time()
    for _ in range(cohorts):
        table, truth = draw(model, region, customers, rng)
        fitted = MODELS[model]().fit(table)
        if fitted.limits_reached_:
            on_limit += 1
            continue
        values = pd.Series(truth)
        for kind in KINDS:
            ends = fitted.confidence_intervals(kind)
            hits[kind].append(((ends["low"] <= values) & (values <= ends["high"])).to_numpy())
    done = cohorts - on_limit
    print(
        f"\n{model}, {region}: {cohorts} cohorts of {customers} customers, {on_limit} on a limit, "
        f"{time.process_time() - start:.0f} CPU s; one number is sure to {100 * np.sqrt(0.05 * 0.95 / done):.1f} points"
    )
    for kind, found in hits.items():
        each = np.mean(found, axis=0)
        print(f"  {kind:9}" + "".join(f"  {name} {share:.1%}" for name, share in zip(truth, each, strict=True)), end="")
        print(f"  all {each.mean():.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=2000)
    parser.add_argument("--customers", type=int)
    parser.add_argument("--region", choices=sorted(REGIONS), default="interior")
    parser.add_argument("--models", nargs="+", choices=sorted(MODELS), default=list(MODELS))
    parser.add_argument("--seed", type=int, default=2005)
    options = parser.parse_args()
    for model in options.models:
        customers = options.customers or REGIONS[options.region]["customers"]
        coverage(model, options.region, options.cohorts, customers, options.seed)


if __name__ == "__main__":
    main()
