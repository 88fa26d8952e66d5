"""Does a fit end in the highest maximum of the likelihood? Wide cohorts, against a search from places drawn at random.

Run ``OMP_NUM_THREADS=1 python benchmarks/global_optimum.py``: a quarter of an hour on one core. It goes on from where
the file of results ends, writes it again after every 120 cohorts, and stops after ``--cohorts`` in all or after
``--minutes``. Delete the file where the fits have changed, or for another seed.

Each cohort has 30 to 3,000 customers with 0.2 to 16 expected repeat purchases each while they are customers, a mean
dropout of .02 to .97, polarised (w above .5) or not, watched equally long or not, in days; every seventh is drawn from
another model than the one that is fitted. ``--regular`` draws buyers with k from 1 to 6 instead, whose families learn k
as well; the other search is given theirs. The other search climbs from places drawn evenly over the whole box, six
times by Newton and once by L-BFGS-B of scipy. A miss is a fit that lies more than 1e-6 log-likelihood below it.

Written: per model and kind the cohorts that were drawn, ``n`` of them in which somebody bought again, misses, the share
of misses with its standard error, the worst, how often the other search missed, how many fits rest on a limit, mean
evaluations of a fit, and the seed.
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from custseg.repeat_buying import BetaGeoCNBD, BetaGeoNBD, ModifiedBetaGeoCNBD, ModifiedBetaGeoNBD, ParetoNBD
from custseg.repeat_buying.fitting.newton import maximise
from custseg.repeat_buying.fitting.search import evaluate
from custseg.schema import UnsafeValueWarning
from custseg.simulate.regular_buying import simulate_bg_cnbd
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_pareto_nbd

SEED, COHORTS, MISS, BATCH = 11, 5_000, 1e-6, 120
RESULT = Path(__file__).parent / "results" / "global_optimum.csv"
REGULAR_RESULT = RESULT.with_name("global_optimum_regular.csv")
RANDOM = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD}
REGULAR = {"BG/CNBD-k": BetaGeoCNBD, "MBG/CNBD-k": ModifiedBetaGeoCNBD}
MODELS = RANDOM | REGULAR
LARGEST_K = 6
KINDS = ("wide", "polarised", "most buy once", "few customers")
COLUMNS = [
    *("model", "kind", "cohorts", "n", "misses", "share", "standard_error", "worst"),
    *("other_search_lower", "at_limit", "evaluations", "seed"),
]
FARTHEST_RATE = np.array([-1.5, 3.0])  # logarithm, from the observed rate


def draw(model: str, kind: str, rng: np.random.Generator) -> pd.DataFrame:
    """Give x, t_x and T of one cohort."""
    n = round(np.exp(rng.uniform(np.log(30), np.log(150 if kind == "few customers" else 3_000))))
    longest = np.round(np.exp(rng.uniform(np.log(10), np.log(150))))
    T = np.full(n, longest) if rng.uniform() < 0.5 else np.ceil(rng.uniform(0.2 * longest, longest, n))
    r, rate = 10 ** rng.uniform(-0.8, 0.8), 10 ** rng.uniform(-0.7, 1.2) / longest
    p = rng.uniform(0.8, 0.97) if kind == "most buy once" else rng.uniform(0.02, 0.97)
    w = rng.uniform(0.5, 0.98) if kind == "polarised" else rng.uniform(0.002, 0.6)
    source = model if rng.uniform() > 1 / 7 else str(rng.choice(list(RANDOM)))
    if source == "Pareto/NBD":
        s = 1 / w - 1
        beta = longest / np.expm1(-np.log1p(-p) / s)  # a share p has left by the longest time
        table = simulate_pareto_nbd(T, r=r, alpha=r / rate, s=s, beta=max(beta, 1e-6), random_state=rng)
    else:
        leaving = {"a": p * (1 / w - 1), "b": (1 - p) * (1 / w - 1)}
        chance = {"first_chance": source.startswith("MBG"), "random_state": rng}
        if model in REGULAR:
            k = int(rng.integers(1, LARGEST_K + 1))
            return simulate_bg_cnbd(T, k=k, r=r, alpha=r / (k * rate), **leaving, **chance)[["x", "t_x", "T", "litt"]]
        table = simulate_bg_nbd(T, r=r, alpha=r / rate, **leaving, **chance)
    days = np.clip(np.round(table["t_x"] * 7), 1, table["T"] * 7) / 7
    found = pd.DataFrame({"x": table["x"], "t_x": np.where(table["x"] > 0, days, 0.0), "T": table["T"]})
    return found.assign(
        litt=found["x"] * np.log((found["t_x"] / found["x"]).where(found["x"] > 0)).fillna(0.0) - found["x"]
    )


def highest_elsewhere(model, rng: np.random.Generator) -> float:
    """Give the highest log-likelihood that is reached from places drawn over the whole box."""
    rows = model.rows_
    lower, upper = model.bounds(rows)
    first, last = lower.copy(), upper.copy()
    first[0], last[0] = np.log(getattr(model, "k_", 1) * rows.purchases_per_time) + FARTHEST_RATE
    last[1] = np.log(20.0)
    starts = rng.uniform(first, last, (7, 4))
    with np.errstate(over="ignore", invalid="ignore"):  # in corners of the box where no fit goes
        found = [
            maximise(lambda z: evaluate(model, z, rows), start, lower, upper, max_evaluations=150).value
            for start in starts[1:]
        ]
        other = minimize(
            lambda z: tuple(-part for part in evaluate(model, z, rows)[:2]),
            starts[0],
            jac=True,
            method="L-BFGS-B",
            bounds=list(zip(lower, upper, strict=True)),
            options={"maxfun": 60},
        )
    return max(*found, -float(other.fun))


def cohort_of(number: int) -> tuple[str, str]:
    """Give the model that is fitted to a cohort, and its kind; numbers below zero are cohorts of regular buyers."""
    models = list(RANDOM if number >= 0 else REGULAR)
    number = number if number >= 0 else -number - 1
    return models[number % len(models)], KINDS[number // len(models) % 4]


def compare(number: int, seed: int = SEED) -> dict[str, object] | None:
    """Fit one cohort in both ways; nothing where nobody bought again."""
    rng = np.random.default_rng([seed, number] if number >= 0 else [seed, -number, 1])
    model, kind = cohort_of(number)
    table = draw(model, kind, rng)
    if not table["x"].any():
        return None
    fitted = MODELS[model]().fit(table)
    gap = highest_elsewhere(fitted, rng) - fitted.log_likelihood_
    found = {"model": model, "kind": kind, "number": number, "gap": gap}
    return found | {"evaluations": fitted.n_evaluations_, "at_limit": bool(fitted.limits_reached_)}


def summarise(numbers: range, seed: int) -> pd.DataFrame:
    """Compare some cohorts, and count what was found per model and kind; ``evaluations`` are summed up."""
    rows = pd.DataFrame([cohort_of(number) for number in numbers], columns=["model", "kind"])
    drawn = rows.value_counts().rename("cohorts")
    fits = pd.DataFrame([fit for number in numbers if (fit := compare(number, seed))])
    for miss in fits[fits["gap"] > MISS].to_dict("records"):
        print(miss, flush=True)
    groups = fits.assign(miss=fits["gap"] > MISS, other=fits["gap"] < -MISS).groupby(["model", "kind"])
    found = groups.agg(
        n=("gap", "size"),
        misses=("miss", "sum"),
        worst=("gap", "max"),
        other_search_lower=("other", "sum"),
        at_limit=("at_limit", "sum"),
        evaluations=("evaluations", "sum"),
    )
    return found.join(drawn, how="outer").fillna(0).assign(seed=seed).reset_index()


def stored(result: Path) -> pd.DataFrame:
    """Give what was found before, with the sum of the evaluations."""
    if not result.exists():
        return pd.DataFrame(columns=["cohorts"])
    table = pd.read_csv(result)
    return table.assign(evaluations=table["evaluations"] * table["n"])


def write(found: pd.DataFrame, result: Path) -> None:
    """Put the counts of the same model and kind together, and write them; the file appears whole."""
    groups = found.groupby(["model", "kind", "seed"], as_index=False)
    table = groups[["cohorts", "n", "misses", "other_search_lower", "at_limit", "evaluations"]].sum()
    table["worst"] = groups["worst"].max()["worst"].clip(lower=0.0)
    table["evaluations"] /= table["n"]
    table["share"] = table["misses"] / table["n"]
    table["standard_error"] = np.sqrt(table["share"] * (1 - table["share"]) / table["n"])
    counts = ["cohorts", "n", "misses", "other_search_lower", "at_limit", "seed"]
    table = table.astype(dict.fromkeys(counts, int))[COLUMNS]
    result.parent.mkdir(exist_ok=True)
    scratch = result.with_suffix(".part")
    table.to_csv(scratch, index=False, float_format="%.6g")
    scratch.replace(result)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=COHORTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--minutes", type=float, default=np.inf, help="begin no more cohorts after so long")
    parser.add_argument("--regular", action="store_true", help="the families of regular buyers, a file of their own")
    options = parser.parse_args()
    result = REGULAR_RESULT if options.regular else RESULT
    warnings.simplefilter("ignore", UnsafeValueWarning)
    end = time.monotonic() + 60 * options.minutes
    while (done := int(stored(result)["cohorts"].sum())) < options.cohorts and time.monotonic() < end:
        last = min(done + BATCH, options.cohorts)
        numbers = range(-1 - done, -1 - last, -1) if options.regular else range(done, last)
        write(pd.concat([stored(result), summarise(numbers, options.seed)]), result)
        print(f"{last:,} cohorts", flush=True)
    print(stored(result).to_string(index=False))


if __name__ == "__main__":
    main()
