"""Does a fit end in the highest maximum of the likelihood? Wide cohorts, against a search from places drawn at random.

Run ``OMP_NUM_THREADS=1 python benchmarks/global_optimum.py --families random``: a quarter of an hour on one core. Each
group of families has a file of results: ``random`` buyers, ``fast`` leavers among them, ``regular`` buyers, yes or no
once a ``periods`` (BG/BB, sBG, BdW), ``traits`` of customers. Each model goes on from where its rows in the file end;
the file is written again after every 60 cohorts, up to ``--cohorts`` in all or for ``--minutes``. Delete the rows of a
model whose fits have changed, or the file for another seed.

Each cohort (`wide_cohorts.py`) has 30 to 3,000 customers with 0.2 to 16 expected repeat purchases each while they are
customers, a mean dropout of .02 to .97, polarised (w above .5) or not, watched equally long or not, in days; every
seventh is drawn from another model than the one that is fitted. ``fast`` leavers stay .1 to 10 weeks at the mean
dropout rate, of 52 or 100 weeks or of a part of them, and differ in it or not (s from .5 to 32); if they leave after a
purchase, .97 to .999 of them do. ``regular`` draws buyers with k from 1 to 6, whose families learn k as well;
``periods`` watches customers for 2 to 12 periods, every seventh cohort is two kinds in one; ``traits`` gives them a
word and a number that say something about buying, leaving and spend, or nothing. The other search climbs from places
drawn evenly over the whole box, six times by Newton and once by L-BFGS-B of scipy, beyond the box where more customers
leave; of regular buyers at each other k too, from the place that was found and from one that is drawn. A miss is a fit
that lies more than 1e-6 log-likelihood below it.

Written: per model and kind the cohorts that were drawn, ``n`` of them that say something (somebody bought again, or
left), misses, the share of misses with its standard error, the worst, how often the other search missed, how many fits
rest on a limit, mean evaluations of a fit, and the seed. Cohorts of few customers are a quarter of all.
"""

from __future__ import annotations

import argparse
import time
import warnings
from copy import copy
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from share_errors import error_of_share
from wide_cohorts import FAMILIES, MODELS, cohort_of, draw

from custseg.repeat_buying.fitting.newton import maximise
from custseg.repeat_buying.fitting.search import evaluate
from custseg.schema import SchemaError, UnsafeValueWarning

SEED, COHORTS, MISS, BATCH = 11, 5_000, 1e-6, 60
RESULTS = Path(__file__).parent / "results"
COLUMNS = [
    *("model", "kind", "cohorts", "n", "misses", "share", "standard_error", "worst"),
    *("other_search_lower", "at_limit", "evaluations", "seed"),
]
LARGEST_LOSS = 1e4  # -log of the customers left by the mean time observed
FARTHEST_RATE = np.array([-1.5, 3.0])  # logarithm, from the observed rate


def result_of(families: str) -> Path:
    """Give the file of a group of families."""
    return RESULTS / ("global_optimum.csv" if families == "random" else f"global_optimum_{families}.csv")


def box(model) -> tuple[np.ndarray, np.ndarray]:
    """Give the corners between which other starts are drawn: rates not far from the one that is seen."""
    first, last = (bound.copy() for bound in model.bounds(model.rows_))
    if hasattr(model.rows_, "purchases_per_time"):
        first[0], last[0] = np.log(getattr(model, "k_", 1) * model.rows_.purchases_per_time) + FARTHEST_RATE
        last[1] = np.log(20.0)
    free = ~(np.isfinite(first) & np.isfinite(last))
    first[free], last[free] = model.search_point_[free] - 3.0, model.search_point_[free] + 3.0
    return first, last


def at_other_regularities(model, rng: np.random.Generator) -> float:
    """Give the highest log-likelihood at any other k: from the place that was found, and from one that is drawn."""
    heights = [-np.inf]
    for k in set(range(1, model.largest_k + 1)) - {model.k_}:
        other = copy(model)
        other.k_ = k
        lower, upper = other.bounds(model.rows_)
        shifted = model.search_point_ + np.array([np.log(k / model.k_), 0.0, 0.0, 0.0])
        for start in (np.clip(shifted, lower, upper), rng.uniform(*box(other))):
            found = maximise(lambda z, one=other: evaluate(one, z, one.rows_), start, lower, upper, max_evaluations=100)
            heights.append(found.value)
    return max(heights)


def highest_elsewhere(model, rng: np.random.Generator) -> float:
    """Give the highest log-likelihood that is reached from places drawn over the whole box.

    Where customers leave at any moment it may go on from there until e^-10,000 of them are left.
    """
    rows = model.rows_
    lower, upper = model.bounds(rows)
    if getattr(model, "dropout_in_time", False):
        upper[2] = max(upper[2], np.log(LARGEST_LOSS))
    first, last = box(model)
    starts = rng.uniform(first, last, (7, len(first)))
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
        known = at_other_regularities(model, rng) if hasattr(model, "k_") else -np.inf
    return max(*found, -float(other.fun), known)


def compare(number: int, families: str = "random", seed: int = SEED) -> dict[str, object] | None:
    """Fit one cohort in both ways; nothing where it says nothing."""
    stream = list(FAMILIES).index(families)
    first = families == "regular"  # whose cohorts are counted from one: so their file began
    rng = np.random.default_rng([seed, number + first, stream] if stream else [seed, number])
    model, kind = cohort_of(number, families)
    table = draw(model, kind, rng)
    try:
        fitted = MODELS[model]().fit(table)
    except SchemaError:
        return None
    gap = highest_elsewhere(fitted, rng) - fitted.log_likelihood_
    found = {"model": model, "kind": kind, "number": number, "gap": gap}
    return found | {"evaluations": fitted.n_evaluations_, "at_limit": bool(fitted.limits_reached_)}


def summarise(numbers: list[int], families: str, seed: int) -> pd.DataFrame:
    """Compare some cohorts, and count what was found per model and kind; ``evaluations`` are summed up."""
    rows = pd.DataFrame([cohort_of(number, families) for number in numbers], columns=["model", "kind"])
    drawn = rows.value_counts().rename("cohorts")
    fits = pd.DataFrame([fit for number in numbers if (fit := compare(number, families, seed))])
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
        return pd.DataFrame(columns=["model", "cohorts"])
    table = pd.read_csv(result)
    return table.assign(evaluations=table["evaluations"] * table["n"])


def numbers_left(before: pd.DataFrame, families: str, cohorts: int) -> list[int]:
    """Give the cohorts that were not looked at: of each model those after as many as its rows count."""
    done, every = before.groupby("model")["cohorts"].sum(), len(FAMILIES[families])
    return [one for one in range(cohorts) if one // every >= done.get(cohort_of(one, families)[0], 0)]


def write(found: pd.DataFrame, result: Path) -> None:
    """Put the counts of the same model and kind together, and write them; the file appears whole."""
    groups = found.groupby(["model", "kind", "seed"], as_index=False)
    table = groups[["cohorts", "n", "misses", "other_search_lower", "at_limit", "evaluations"]].sum()
    table["worst"] = groups["worst"].max()["worst"].clip(lower=0.0)
    table["evaluations"] /= table["n"]
    table["share"] = table["misses"] / table["n"]
    table["standard_error"] = error_of_share(table["share"], table["n"])
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
    parser.add_argument("--families", choices=list(FAMILIES), default="random")
    options = parser.parse_args()
    result = result_of(options.families)
    warnings.simplefilter("ignore", UnsafeValueWarning)
    end = time.monotonic() + 60 * options.minutes
    while (left := numbers_left(stored(result), options.families, options.cohorts)) and time.monotonic() < end:
        found = summarise(left[:BATCH], options.families, options.seed)
        write(pd.concat([stored(result), found]), result)
        print(f"{len(left[BATCH:]):,} cohorts are left", flush=True)
    print(stored(result).to_string(index=False))


if __name__ == "__main__":
    main()
