"""Does a fit end in the highest maximum of the likelihood? Wide cohorts, against a search from places drawn at random.

Run ``OMP_NUM_THREADS=1 python benchmarks/global_optimum.py --families random``: a quarter of an hour on one core. Each
group of families has a file of results: ``random`` buyers, ``regular`` ones, yes or no once a ``periods`` (BG/BB, sBG,
BdW), ``traits`` of customers. It goes on from where its file ends, writes it again after every 60 cohorts, and stops
after ``--cohorts`` in all or after ``--minutes``. Delete the file where the fits have changed, or for another seed.

Each cohort has 30 to 3,000 customers with 0.2 to 16 expected repeat purchases each while they are customers, a mean
dropout of .02 to .97, polarised (w above .5) or not, watched equally long or not, in days; every seventh is drawn from
another model than the one that is fitted. ``regular`` draws buyers with k from 1 to 6, whose families learn k as well;
``periods`` watches customers for 2 to 12 periods, every seventh cohort is two kinds in one; ``traits`` gives them a
word and a number that say something about buying, leaving and spend, or nothing. The other search climbs from places
drawn evenly over the whole box, six times by Newton and once by L-BFGS-B of scipy; of regular buyers at each other k
too, from the place that was found and from one that is drawn. A miss is a fit that lies more than 1e-6 log-likelihood
below it.

Written: per model and kind the cohorts that were drawn, ``n`` of them that say something (somebody bought again, or
left), misses, the share of misses with its standard error, the worst, how often the other search missed, how many fits
rest on a limit, mean evaluations of a fit, and the seed. Cohorts of few customers are a quarter of all.
"""

from __future__ import annotations

import argparse
import time
import warnings
from copy import copy
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BetaGeoNBD,
    BuyingWithTraits,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeo,
    SpendWithTraits,
)
from custseg.repeat_buying.fitting.newton import maximise
from custseg.repeat_buying.fitting.search import evaluate
from custseg.schema import SchemaError, UnsafeValueWarning
from custseg.simulate.regular_buying import simulate_bg_cnbd
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_gamma_gamma, simulate_pareto_nbd

SEED, COHORTS, MISS, BATCH = 11, 5_000, 1e-6, 60
RESULTS = Path(__file__).parent / "results"
TRAITS = ["channel", "age"]
RANDOM = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD}
REGULAR = {"BG/CNBD-k": BetaGeoCNBD, "MBG/CNBD-k": ModifiedBetaGeoCNBD}
PERIODS = {"BG/BB": BetaGeoBetaBinom, "sBG": ShiftedBetaGeo, "BdW": BetaDiscreteWeibull}
WITH_TRAITS = {
    f"{name}, traits": lambda model=model: BuyingWithTraits(model(), TRAITS) for name, model in RANDOM.items()
}
WITH_TRAITS["Gamma-Gamma, traits"] = partial(SpendWithTraits, TRAITS)
FAMILIES = {"random": RANDOM, "regular": REGULAR, "periods": PERIODS, "traits": WITH_TRAITS}
MODELS = RANDOM | REGULAR | PERIODS | WITH_TRAITS
LARGEST_K = 6
KINDS = ("wide", "polarised", "most buy once", "few customers")
COLUMNS = [
    *("model", "kind", "cohorts", "n", "misses", "share", "standard_error", "worst"),
    *("other_search_lower", "at_limit", "evaluations", "seed"),
]
FARTHEST_RATE = np.array([-1.5, 3.0])  # logarithm, from the observed rate


def result_of(families: str) -> Path:
    """Give the file of a group of families."""
    return RESULTS / ("global_optimum.csv" if families == "random" else f"global_optimum_{families}.csv")


def customers(kind: str, rng: np.random.Generator) -> int:
    """Draw how many there are."""
    return round(np.exp(rng.uniform(np.log(30), np.log(150 if kind == "few customers" else 3_000))))


def leaving(kind: str, rng: np.random.Generator) -> tuple[float, float]:
    """Draw mean and polarity of the dropout."""
    p = rng.uniform(0.8, 0.97) if kind == "most buy once" else rng.uniform(0.02, 0.97)
    return p, rng.uniform(0.5, 0.98) if kind == "polarised" else rng.uniform(0.002, 0.6)


def shapes(mean: float, polarity: float) -> tuple[float, float]:
    """Give both parameters of a beta distribution."""
    return mean * (1 / polarity - 1), (1 - mean) * (1 / polarity - 1)


def draw(model: str, kind: str, rng: np.random.Generator) -> pd.DataFrame:
    """Give the table of one cohort."""
    if model in PERIODS:
        return draw_periods(model, kind, rng)
    if model in WITH_TRAITS:
        return draw_with_traits(model.removesuffix(", traits"), kind, rng)
    return draw_purchases(model, kind, rng)


def draw_purchases(model: str, kind: str, rng: np.random.Generator) -> pd.DataFrame:
    """Give x, t_x and T of one cohort, and the logarithms of the gaps."""
    n = customers(kind, rng)
    longest = np.round(np.exp(rng.uniform(np.log(10), np.log(150))))
    T = np.full(n, longest) if rng.uniform() < 0.5 else np.ceil(rng.uniform(0.2 * longest, longest, n))
    r, rate = 10 ** rng.uniform(-0.8, 0.8), 10 ** rng.uniform(-0.7, 1.2) / longest
    p, w = leaving(kind, rng)
    source = model if rng.uniform() > 1 / 7 else str(rng.choice(list(RANDOM)))
    if source == "Pareto/NBD":
        s = 1 / w - 1
        beta = longest / np.expm1(-np.log1p(-p) / s)  # a share p has left by the longest time
        table = simulate_pareto_nbd(T, r=r, alpha=r / rate, s=s, beta=max(beta, 1e-6), random_state=rng)
    else:
        dropout = dict(zip("ab", shapes(p, w), strict=True))
        chance = {"first_chance": source.startswith("MBG"), "random_state": rng}
        if model in REGULAR:
            k = int(rng.integers(1, LARGEST_K + 1))
            return simulate_bg_cnbd(T, k=k, r=r, alpha=r / (k * rate), **dropout, **chance)[["x", "t_x", "T", "litt"]]
        table = simulate_bg_nbd(T, r=r, alpha=r / rate, **dropout, **chance)
    days = np.clip(np.round(table["t_x"] * 7), 1, table["T"] * 7) / 7
    found = pd.DataFrame({"x": table["x"], "t_x": np.where(table["x"] > 0, days, 0.0), "T": table["T"]})
    return found.assign(
        litt=found["x"] * np.log((found["t_x"] / found["x"]).where(found["x"] > 0)).fillna(0.0) - found["x"]
    )


def draw_periods(model: str, kind: str, rng: np.random.Generator) -> pd.DataFrame:
    """Give contracts, or periods with and without a purchase; every seventh cohort is two kinds of customers in one."""
    parts = []
    for _ in range(1 if rng.uniform() > 1 / 7 else 2):
        n, longest = customers(kind, rng), int(rng.integers(2, 13))
        shape = shapes(*leaving(kind, rng))
        if model == "BG/BB":
            buying = shapes(rng.uniform(0.03, 0.97), rng.uniform(0.002, 0.9))
            known = BetaGeoBetaBinom.from_params(
                **dict(zip(BetaGeoBetaBinom.parameter_names, buying + shape, strict=True))
            )
            watched = np.full(n, longest) if rng.uniform() < 0.5 else rng.integers(1, longest + 1, n)
            parts.append(known.simulate(watched, random_state=rng)[["x", "t_x", "n"]])
        else:
            c = np.exp(rng.uniform(np.log(0.4), np.log(2.5))) if model == "BdW" else 1.0
            known = BetaDiscreteWeibull.from_params(alpha=shape[0], beta=shape[1], c=c)
            parts.append(known.simulate(n, periods=max(longest, 3), random_state=rng)[["t", "lost"]])
    return pd.concat(parts, ignore_index=True)


def draw_with_traits(model: str, kind: str, rng: np.random.Generator) -> pd.DataFrame:
    """Give three cohorts of a family in one, with a word for each, and an age that the last one is drawn by."""
    parts = []
    for channel in ("store", "web", "post"):
        if model == "Gamma-Gamma":
            x = rng.poisson(rng.uniform(0.3, 3.0), customers(kind, rng))
            p, q = rng.uniform(1.0, 8.0), rng.uniform(1.5, 6.0)
            part = simulate_gamma_gamma(x, p=p, q=q, gamma=10 ** rng.uniform(0.5, 2.0), random_state=rng)[["x", "m_x"]]
        else:
            part = draw_purchases(model, kind, rng)
        drawn = rng.integers(20, 80, len(part))
        age = np.minimum(20 + 10 * part["x"], 80) if channel == "post" and rng.uniform() < 0.3 else drawn
        parts.append(part.assign(channel=channel, age=age))
    return pd.concat(parts, ignore_index=True).drop(columns="litt", errors="ignore")


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
    """Give the highest log-likelihood that is reached from places drawn over the whole box."""
    rows = model.rows_
    lower, upper = model.bounds(rows)
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


def cohort_of(number: int, families: str = "random") -> tuple[str, str]:
    """Give the model that is fitted to a cohort, and its kind."""
    models = list(FAMILIES[families])
    return models[number % len(models)], KINDS[number // len(models) % 4]


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


def summarise(numbers: range, families: str, seed: int) -> pd.DataFrame:
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
    parser.add_argument("--families", choices=list(FAMILIES), default="random")
    options = parser.parse_args()
    result = result_of(options.families)
    warnings.simplefilter("ignore", UnsafeValueWarning)
    end = time.monotonic() + 60 * options.minutes
    while (done := int(stored(result)["cohorts"].sum())) < options.cohorts and time.monotonic() < end:
        last = min(done + BATCH, options.cohorts)
        found = summarise(range(done, last), options.families, options.seed)
        write(pd.concat([stored(result), found]), result)
        print(f"{last:,} cohorts", flush=True)
    print(stored(result).to_string(index=False))


if __name__ == "__main__":
    main()
