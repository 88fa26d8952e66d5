"""Which cohorts does a fit have to stand? Wide ones, drawn at random for each family of models.

:func:`cohort_of` says which model and kind a number stands for, :func:`draw` gives its table; `FAMILIES` holds models.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

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
from custseg.simulate.regular_buying import simulate_bg_cnbd
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_gamma_gamma, simulate_pareto_nbd

TRAITS = ["channel", "age"]
RANDOM = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD}
REGULAR = {"BG/CNBD-k": BetaGeoCNBD, "MBG/CNBD-k": ModifiedBetaGeoCNBD}
PERIODS = {"BG/BB": BetaGeoBetaBinom, "sBG": ShiftedBetaGeo, "BdW": BetaDiscreteWeibull}
WITH_TRAITS = {
    f"{name}, traits": lambda model=model: BuyingWithTraits(model(), TRAITS) for name, model in RANDOM.items()
}
WITH_TRAITS["Gamma-Gamma, traits"] = partial(SpendWithTraits, TRAITS)
FAMILIES = {"random": RANDOM, "regular": REGULAR, "periods": PERIODS, "traits": WITH_TRAITS, "fast": RANDOM}
MODELS = RANDOM | REGULAR | PERIODS | WITH_TRAITS
LARGEST_K = 6
KINDS = ("wide", "polarised", "most buy once", "few customers")
FAST = "fast leavers"


def kinds_of(families: str) -> tuple[str, ...]:
    """Give the kinds of cohorts of a group of families."""
    return (FAST,) if families == "fast" else KINDS


def cohort_of(number: int, families: str = "random") -> tuple[str, str]:
    """Give the model that is fitted to a cohort, and its kind."""
    models = list(FAMILIES[families])
    kinds = kinds_of(families)
    return models[number % len(models)], kinds[number // len(models) % len(kinds)]


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
    if kind == FAST:
        return draw_fast_leavers(model, rng)
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
    found = in_days(table)
    return found.assign(
        litt=found["x"] * np.log((found["t_x"] / found["x"]).where(found["x"] > 0)).fillna(0.0) - found["x"]
    )


def in_days(table: pd.DataFrame) -> pd.DataFrame:
    """Give x, t_x and T with last purchases on whole days, none on the first."""
    days = np.clip(np.round(table["t_x"] * 7), 1, table["T"] * 7) / 7
    return pd.DataFrame({"x": table["x"], "t_x": np.where(table["x"] > 0, days, 0.0), "T": table["T"]})


def draw_fast_leavers(model: str, rng: np.random.Generator) -> pd.DataFrame:
    """Give x, t_x and T of customers of whom most leave long before the end, in weeks by whole days."""
    n, longest = customers(FAST, rng), float(rng.choice([52, 100]))
    T = np.full(n, longest) if rng.uniform() < 0.5 else rng.integers(1, longest + 1, n).astype(float)
    r, rate = 10 ** rng.uniform(-0.5, 0.5), 10 ** rng.uniform(-1.0, 0.5)
    if model == "Pareto/NBD":
        s, weeks = 10 ** rng.uniform(-0.3, 1.5), 10 ** rng.uniform(-1.0, 1.0)
        table = simulate_pareto_nbd(T, r=r, alpha=r / rate, s=s, beta=s * weeks, random_state=rng)
    else:
        a, b = shapes(1.0 - 10 ** rng.uniform(-3.0, np.log10(0.03)), 10 ** rng.uniform(-2.5, -0.02))
        first = model.startswith("MBG")
        table = simulate_bg_nbd(T, r=r, alpha=r / rate, a=a, b=b, first_chance=first, random_state=rng)
    return in_days(table)


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
