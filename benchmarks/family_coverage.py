"""How often do the intervals of regular buying, of yes or no a period and of contracts hold, in small cohorts too?

Run ``OMP_NUM_THREADS=1 python benchmarks/family_coverage.py``; it writes ``benchmarks/results/family_coverage.csv``.
The cell with the fewest cohorts goes on first, ten at a time, from where the file ends: the run may be stopped and
begun again, and ``--minutes`` stops it. ``--cohorts`` says how many each cell shall have (400); ``--family`` and
``--customers`` choose cells. The seed of a cohort is its own. Delete the file where the methods have changed.

Simulated are cohorts of 200, 400 and 2,000 customers with the parameters of `TRUTH`: buyers with k = 2 watched for 27
to 52 weeks (k is learnt again, of 1 to 4), givers for 4 to 8 years, contracts for 7 periods. Quantities: ``held`` is
the share of 95 % profile intervals of a parameter that hold the truth, over the cohorts that have one (a fit on a limit
has none for what rests on it); ``foretold`` the share of 95 % prediction intervals that hold the true expectation, of
the purchases of all in the next 26 weeks or 5 years, or of survival 5 periods after the last one seen, over all fits;
``realised`` the share of 95 % forecast intervals that hold what these customers then bought; ``limit`` the share of
fits on a limit; ``k`` the share of fits that learn 2. The standard error is that of a share of so many cohorts, moved
towards a half, so that all of 14 are not certain. What ends in ``at a limit`` is the same among the cohorts whose fit
rests on one: few in the cells above, so that five more cells of 200 customers are ``alike``, who hardly differ in how
they leave, which many fits take for no difference at all.
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from share_errors import error_of_share

from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    ModifiedBetaGeoCNBD,
    ShiftedBetaGeo,
    forecast_intervals,
    prediction_interval,
)
from custseg.schema import UnsafeValueWarning

RESULTS = Path(__file__).parent / "results" / "family_coverage.csv"
SEED, COHORTS, BATCH, DRAWS = 2010, 400, 10, 79
SIZES = (200, 400, 2000)
MODELS = {
    "sBG": ShiftedBetaGeo,
    "BdW": BetaDiscreteWeibull,
    "BG/BB": BetaGeoBetaBinom,
    "BG/CNBD-k": BetaGeoCNBD,
    "MBG/CNBD-k": ModifiedBetaGeoCNBD,
}
TRUTH = {
    "sBG": {"alpha": 0.7, "beta": 1.2},
    "BdW": {"alpha": 0.7, "beta": 1.2, "c": 1.4},
    "BG/BB": {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.78},
    "BG/CNBD-k": {"k": 2, "r": 0.8, "alpha": 3.0, "a": 0.8, "b": 2.4},
    "MBG/CNBD-k": {"k": 2, "r": 0.8, "alpha": 3.0, "a": 0.8, "b": 2.4},
}
# as many leave, and half of the fits say that they do not differ in it
ALIKE_TRUTH = {
    "sBG": {"alpha": 70.0, "beta": 120.0},
    "BdW": {"alpha": 70.0, "beta": 120.0, "c": 1.4},
    "BG/BB": {"alpha": 1.2, "beta": 0.75, "gamma": 66.0, "delta": 278.0},
    "BG/CNBD-k": {"k": 2, "r": 0.8, "alpha": 3.0, "a": 80.0, "b": 240.0},
    "MBG/CNBD-k": {"k": 2, "r": 0.8, "alpha": 3.0, "a": 80.0, "b": 240.0},
}
ALIKE, AT_LIMIT = ", alike", " at a limit"
FAMILIES = MODELS | {name + ALIKE: model for name, model in MODELS.items()}
TRUTH |= {name + ALIKE: truth for name, truth in ALIKE_TRUTH.items()}
WATCHED, LATER, AHEAD = 7, 12, {"BG/BB": 5, "BG/CNBD-k": 26.0, "MBG/CNBD-k": 26.0}
CELLS = [(family, n) for n in SIZES for family in MODELS] + [(name + ALIKE, 200) for name in MODELS]
PROMISED = ("held", "foretold", "realised")
CELL = ["family", "customers"]
COLUMNS = [*CELL, "quantity", "of", "cohorts", "value", "standard_error", "seed"]


def named(family: str) -> str:
    """Give the name of the family alone."""
    return family.removesuffix(ALIKE)


def drawn(family: str, n: int, chance: np.random.Generator) -> pd.DataFrame:
    """Draw one cohort."""
    known = FAMILIES[family].from_params(**TRUTH[family])
    if named(family) in ("sBG", "BdW"):
        return known.simulate(n, periods=WATCHED, random_state=chance)
    watched = chance.integers(4, 9, n) if named(family) == "BG/BB" else chance.integers(27, 53, n).astype(float)
    return known.simulate(watched, random_state=chance)


def fitted_to(family: str, table: pd.DataFrame):
    """Fit the family that the cohort was drawn from."""
    return (FAMILIES[family](largest_k=4) if "CNBD" in family else FAMILIES[family]()).fit(table)


def foretold(family: str, model, table: pd.DataFrame, chance: np.random.Generator) -> dict[tuple[str, str], float]:
    """Say whether the intervals of what is expected, and of what comes, hold it."""
    known = FAMILIES[family].from_params(**TRUTH[family])
    draws = {"n_draws": DRAWS, "random_state": chance}
    if named(family) not in AHEAD:
        ends = prediction_interval(lambda one: one.survival([LATER]), model, **draws).iloc[0]
        return {("foretold", "survival"): float(ends["low"] <= known.survival([LATER]).iloc[0] <= ends["high"])}
    everybody, ahead = pd.Series("all", index=table.index), AHEAD[named(family)]
    ends = prediction_interval(lambda one: one.expected_purchases(table, horizon=ahead), model, by=everybody, **draws)
    true = known.expected_purchases(table, horizon=ahead).sum()
    found = {("foretold", "purchases"): float(ends["low"].iloc[0] <= true <= ends["high"].iloc[0])}
    if named(family) != "BG/BB":
        came = known.simulate_purchases(table, horizon=ahead, random_state=chance).sum()
        both = forecast_intervals(model, table, horizon=ahead, by=everybody, **draws).iloc[0]
        found["realised", "purchases"] = float(both["realised_low"] <= came <= both["realised_high"])
    return found


def look_at(family: str, n: int, chance: np.random.Generator) -> dict[tuple[str, str], float]:
    """Simulate one cohort, fit it, and say which intervals hold."""
    table = drawn(family, n, chance)
    model = fitted_to(family, table)
    ends, truth = model.confidence_intervals(), pd.Series(TRUTH[family])
    found = {
        ("held", name): float(low <= truth[name] <= high) if np.isfinite(low) else np.nan
        for name, low, high in zip(ends.index, ends["low"], ends["high"], strict=True)
    }
    found["limit", "any"] = float(bool(model.limits_reached_))
    if hasattr(model, "k_"):
        found["k", "k"] = float(model.k_ == truth["k"])
    found |= foretold(family, model, table, chance)
    if model.limits_reached_:
        found |= {(quantity + AT_LIMIT, of): value for (quantity, of), value in found.items() if quantity in PROMISED}
    return found


def looks(cell: tuple[str, int], cohorts: range) -> pd.DataFrame:
    """Look at some cohorts of a cell: one row each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)
        number = CELLS.index(cell)
        return pd.DataFrame([look_at(*cell, np.random.default_rng([SEED, number, one])) for one in cohorts])


def measured(cell: tuple[str, int], cohorts: range) -> pd.DataFrame:
    """Count what was found in some cohorts of a cell, and how many were looked at (``all``)."""
    found = looks(cell, cohorts)
    rows = [{"quantity": "cohorts", "of": "all", "cohorts": len(found), "value": 1.0}]
    rows += [
        {
            "quantity": quantity,
            "of": of,
            "cohorts": int(found[quantity, of].count()),
            "value": found[quantity, of].mean(),
        }
        for quantity, of in found.columns
    ]
    return pd.DataFrame(rows).dropna().assign(**dict(zip(CELL, cell, strict=True)), seed=SEED)


def pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Put measurements of the same cell together: shares, weighed by the cohorts."""
    sums = rows.assign(total=rows["cohorts"] * rows["value"])
    sums = sums.groupby([*CELL, "quantity", "of", "seed"], as_index=False)[["cohorts", "total"]].sum()
    share = (sums["total"] / sums["cohorts"]).clip(0.0, 1.0)
    return with_errors(sums.assign(value=share))


def with_errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each share its standard error; how many cohorts were looked at is no share."""
    error = error_of_share(rows["value"], rows["cohorts"])
    return rows.assign(standard_error=error.where(rows["quantity"] != "cohorts", 0.0))


def stored() -> pd.DataFrame:
    """Give what was measured before."""
    if RESULTS.exists():
        return pd.read_csv(RESULTS)
    return pd.DataFrame(columns=COLUMNS).astype({"customers": int, "cohorts": int, "value": float, "seed": int})


def write(rows: pd.DataFrame) -> None:
    """Write the results; the file appears whole."""
    RESULTS.parent.mkdir(exist_ok=True)
    scratch = RESULTS.with_suffix(".part")
    rows.sort_values([*CELL, "quantity", "of"])[COLUMNS].round(6).to_csv(scratch, index=False)
    scratch.replace(RESULTS)


def simulate(cells: list[tuple[str, int]], cohorts: int, minutes: float) -> None:
    """Add cohorts where there are fewest, until each cell has enough or the time is over."""
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        rows = stored()
        counted = rows[rows["quantity"] == "cohorts"].set_index(CELL)["cohorts"]
        so_far = counted.reindex(pd.MultiIndex.from_tuples(cells, names=CELL), fill_value=0)
        cell, done = so_far.idxmin(), int(so_far.min())
        if done >= cohorts:
            break
        last = min(done + BATCH, cohorts)
        write(pooled(pd.concat([rows, measured(cell, range(done, last))])))
        print(*cell, f"{last:,} cohorts", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cohorts", type=int, default=COHORTS, help="of each cell")
    parser.add_argument("--minutes", type=float, default=np.inf, help="begin no more cohorts after so long")
    parser.add_argument("--family", nargs="+", choices=list(FAMILIES), default=list(FAMILIES))
    parser.add_argument("--customers", nargs="+", type=int, default=list(SIZES))
    options = parser.parse_args()
    cells = [(family, n) for family, n in CELLS if family in options.family and n in options.customers]
    simulate(cells, options.cohorts, options.minutes)


if __name__ == "__main__":
    main()
