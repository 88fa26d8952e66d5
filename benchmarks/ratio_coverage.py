"""How often does the interval of a ratio hold, where both its parameters run off and only the ratio is known?

Run ``OMP_NUM_THREADS=1 python benchmarks/ratio_coverage.py``; it writes ``benchmarks/results/ratio_coverage.csv``. The
cell with the fewest firms goes on first, ten firms at a time, from where the file ends: the run may be stopped and
begun again, and ``--minutes`` stops it. ``--firms`` says how many each cell shall have (200); ``--setting``,
``--family`` and ``--customers`` choose cells. The seed of a firm is its own. Delete the file where the methods have
changed.

Simulated are firms of 200, 400 and 2,000 customers, buyers watched for 27 to 52 weeks, givers for 4 to 8 years,
contracts for 7 periods. In setting ``alike`` all customers leave with one probability, or at one rate, so that half of
the fits rest on that limit; in ``nearly`` they differ a little; in ``equal rates`` all buy at one rate; in ``few
leave`` one in a hundred does. A model of the same family is fitted, and the 95 % interval of the ratio held
against the truth: over all fits, and over those that rest on a limit at which the ratio is all that is known, so that
``summary()`` has a row for it. ``given`` is the share of firms that have an interval. The standard error is that of a
share of so many firms, moved towards a half, so that all of 14 are not certain.
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import write_whole
from share_errors import error_of_share

from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BetaGeoNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeo,
)
from custseg.repeat_buying.fitting.known_ratios import ratio_intervals
from custseg.schema import UnsafeValueWarning

RESULTS = Path(__file__).parent / "results" / "ratio_coverage.csv"
SEED, FIRMS, BATCH, WATCHED = 2011, 200, 10, 7
SIZES = (200, 400, 2000)
FAMILIES = {
    "BG/NBD": BetaGeoNBD,
    "MBG/NBD": ModifiedBetaGeoNBD,
    "Pareto/NBD": ParetoNBD,
    "BG/CNBD-k": BetaGeoCNBD,
    "BG/BB": BetaGeoBetaBinom,
    "sBG": ShiftedBetaGeo,
    "BdW": BetaDiscreteWeibull,
}
ALIKE, NEARLY, EQUAL, FEW = "alike", "nearly", "equal rates", "few leave"
GIVING = {"alpha": 1.2, "beta": 0.75}
TRUTH = {
    (ALIKE, "BG/NBD"): {"r": 0.8, "alpha": 6.0, "a": 8e5, "b": 24e5},
    (ALIKE, "MBG/NBD"): {"r": 0.8, "alpha": 6.0, "a": 8e5, "b": 24e5},
    (ALIKE, "Pareto/NBD"): {"r": 0.8, "alpha": 6.0, "s": 1e6, "beta": 3e7},
    (ALIKE, "BG/CNBD-k"): {"k": 2, "r": 0.8, "alpha": 3.0, "a": 8e5, "b": 24e5},
    (ALIKE, "BG/BB"): GIVING | {"gamma": 66e4, "delta": 278e4},
    (ALIKE, "sBG"): {"alpha": 7e5, "beta": 12e5},
    (ALIKE, "BdW"): {"alpha": 7e5, "beta": 12e5, "c": 1.4},
    (NEARLY, "BG/NBD"): {"r": 0.8, "alpha": 6.0, "a": 8.0, "b": 24.0},
    (NEARLY, "Pareto/NBD"): {"r": 0.8, "alpha": 6.0, "s": 10.0, "beta": 300.0},
    (EQUAL, "BG/NBD"): {"r": 1e6, "alpha": 6e6, "a": 0.8, "b": 2.4},
    (EQUAL, "Pareto/NBD"): {"r": 1e6, "alpha": 6e6, "s": 0.8, "beta": 14.0},
    (FEW, "BG/NBD"): {"r": 0.8, "alpha": 6.0, "a": 0.02, "b": 9.98},
    (FEW, "Pareto/NBD"): {"r": 0.8, "alpha": 6.0, "s": 1.0, "beta": 4000.0},
}
BUYING, LEAVING, GONE = 0, 1, 2  # which of a family's ratios
CELLS = [(setting, family, n) for setting, family in TRUTH for n in SIZES]
CELL = ["setting", "family", "customers"]
KEYS = [*CELL, "ratio", "fits"]
COLUMNS = [*KEYS, "promised", "firms", "given", "held", "standard_error", "seed"]
PROMISED = 0.95


def number_of(setting: str, family: str) -> int:
    """Give which ratio of its family a setting is about."""
    if setting == EQUAL:
        return BUYING
    if family in ("sBG", "BdW"):
        return 0
    return GONE if (setting, family) == (FEW, "Pareto/NBD") else LEAVING


def fitted_and_truth(setting: str, family: str, n: int, chance: np.random.Generator):
    """Draw one firm, fit its family, and give the fit and the true ratio."""
    known = FAMILIES[family].from_params(**TRUTH[setting, family])
    if family in ("sBG", "BdW"):
        table = known.simulate(n, periods=WATCHED, random_state=chance)
    else:
        watched = chance.integers(4, 9, n) if family == "BG/BB" else chance.integers(27, 53, n).astype(float)
        table = known.simulate(watched, random_state=chance)
    model = (BetaGeoCNBD(largest_k=3) if family == "BG/CNBD-k" else FAMILIES[family]()).fit(table)
    true = known.ratio_values(known.likelihood_params_, model.rows_)[0][number_of(setting, family)]
    return model, float(true)


def look_at(setting: str, family: str, n: int, chance: np.random.Generator) -> dict[str, object]:
    """Say of one firm whether its fit rests on a limit, and whether the interval holds the truth."""
    model, true = fitted_and_truth(setting, family, n, chance)
    number = number_of(setting, family)
    ends = ratio_intervals(model, PROMISED, numbers=[number]).iloc[0]
    rests = {(limit.coordinate, limit.upper) for limit in model.reached_} & set(model.ratios[number].limits)
    held = float(ends["low"] <= true <= ends["high"]) if np.isfinite(ends["low"]) else np.nan
    return {"ratio": model.ratios[number].name, "rests": bool(rests), "held": held}


def measured(cell: tuple[str, str, int], firms: range) -> pd.DataFrame:
    """Count what was found in some firms of a cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)
        seeds = ([SEED, CELLS.index(cell), one] for one in firms)
        found = pd.DataFrame([look_at(*cell, np.random.default_rng(seed)) for seed in seeds])
    parts = {"all": found, "at a limit": found[found["rests"]]}
    rows = [
        dict(zip(CELL, cell, strict=True))
        | {"ratio": found["ratio"].iloc[0], "fits": fits, "promised": PROMISED, "seed": SEED}
        | {"firms": len(part), "given": part["held"].notna().mean(), "held": part["held"].mean()}
        for fits, part in parts.items()
        if len(part)
    ]
    return with_errors(pd.DataFrame(rows))


def with_errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each share its standard error."""
    return rows.assign(standard_error=error_of_share(rows["held"], rows["firms"] * rows["given"]))[COLUMNS]


def pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Put measurements of the same cell together: shares, weighed by the firms."""
    counts = rows.assign(given=rows["given"] * rows["firms"], held=rows["held"] * rows["given"] * rows["firms"])
    sums = counts.groupby([*KEYS, "promised", "seed"], as_index=False)[["firms", "given", "held"]].sum()
    return with_errors(sums.assign(given=sums["given"] / sums["firms"], held=sums["held"] / sums["given"]))


def stored() -> pd.DataFrame:
    """Give what was measured before."""
    return pd.read_csv(RESULTS) if RESULTS.exists() else pd.DataFrame(columns=COLUMNS)


def simulate(cells: list[tuple[str, str, int]], firms: int, minutes: float) -> None:
    """Add firms where there are fewest, until each cell has enough or the time is over."""
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        rows = stored()
        counted = rows[rows["fits"] == "all"].set_index(CELL)["firms"]
        so_far = counted.reindex(pd.MultiIndex.from_tuples(cells, names=CELL), fill_value=0)
        cell, done = so_far.idxmin(), int(so_far.min())
        if done >= firms:
            break
        last = min(done + BATCH, firms)
        found = measured(cell, range(done, last))
        every = pooled(pd.concat([rows, found]) if len(rows) else found)
        write_whole(every.sort_values(KEYS).round(6), RESULTS)
        print(*cell, f"{last:,} firms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firms", type=int, default=FIRMS, help="of each cell")
    parser.add_argument("--minutes", type=float, default=np.inf, help="begin no more firms after so long")
    parser.add_argument(
        "--setting", nargs="+", choices=[ALIKE, NEARLY, EQUAL, FEW], default=[ALIKE, NEARLY, EQUAL, FEW]
    )
    parser.add_argument("--family", nargs="+", choices=list(FAMILIES), default=list(FAMILIES))
    parser.add_argument("--customers", nargs="+", type=int, default=list(SIZES))
    options = parser.parse_args()
    cells = [
        (setting, family, n)
        for setting, family, n in CELLS
        if setting in options.setting and family in options.family and n in options.customers
    ]
    simulate(cells, options.firms, options.minutes)


if __name__ == "__main__":
    main()
