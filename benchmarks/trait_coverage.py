"""How often do the intervals of relative rates hold, how often does the test of traits cry wolf, what does it find?

Run ``python benchmarks/trait_coverage.py``; it writes ``benchmarks/results/trait_coverage.csv``. The cell with the
fewest firms goes on first, twenty firms at a time, from where the file ends: the run may be stopped and begun again,
and ``--minutes`` stops it. ``--firms`` says how many each cell shall have (400); ``--family``, ``--setting`` and
``--customers`` choose cells. The seed of a firm is its own. Delete the file where the methods have changed.

Simulated are firms whose customers are watched for 27 to 39 weeks, in exact times. Of two traits ``web`` is a truth
value that four customers in ten have, and ``band`` a number, -1, 0 or 1. Setting ``effect``: customers from the web
buy 1.35 times as often and leave more (the relative odds, or dropout rate, are 1.5), one band more buys 0.85 times
as often and leaves less (0.8); they spend 1.2 and 0.95 times as much. Setting ``none``: traits have no effect. A
model of the same family is fitted. Quantities: ``held`` is the share of intervals of relative rates that hold the
truth (promised .95), by the profile likelihood and by the Hessian; ``rejected`` the share of firms in which the
likelihood-ratio test finds traits at .05, all together, or one of them beside the other; of ``estimate`` the mean
logarithm of the relative rate over the truth. The standard error of a share is one that is not nought where none or
all of the firms are counted (`share_errors`), that of an estimate is that of a mean over firms.
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
    BetaGeoNBD,
    BuyingWithTraits,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    SpendWithTraits,
)
from custseg.repeat_buying.fitting.profile_likelihood import profile_interval
from custseg.schema import UnsafeValueWarning

RESULTS = Path(__file__).parent / "results" / "trait_coverage.csv"
SEED, FIRMS, BATCH = 2007, 400, 20
FAMILIES = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD, "Gamma-Gamma": GammaGamma}
TRUTH = {
    "BG/NBD": {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.4},
    "MBG/NBD": {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.4},
    "Pareto/NBD": {"r": 0.8, "alpha": 6.0, "s": 0.8, "beta": 14.0},
    "Gamma-Gamma": {"p": 6.25, "q": 3.74, "gamma": 15.44},
}
EFFECTS = {
    "buying web": np.log(1.35),
    "buying band": np.log(0.85),
    "leaving web": np.log(1.5),
    "leaving band": np.log(0.8),
    "spend web": np.log(1.2),
    "spend band": np.log(0.95),
}
CELLS = [
    *((family, setting, 500) for family in FAMILIES for setting in ("effect", "none")),
    *(("BG/NBD", setting, 2000) for setting in ("effect", "none")),
]
CELL = ["family", "setting", "customers"]
COLUMNS = [*CELL, "quantity", "of", "firms", "value", "standard_error", "seed"]


def effect_of(setting: str, process: str, web: bool, band: float) -> float:
    """Give the logarithm of the relative rate of a customer."""
    if setting == "none":
        return 0.0
    return EFFECTS[f"{process} web"] * web + EFFECTS[f"{process} band"] * band


def drawn_group(family: str, setting: str, web: bool, band: float, n: int, chance: np.random.Generator) -> pd.DataFrame:
    """Draw customers with the same traits."""
    own = dict(TRUTH[family])
    if family == "Gamma-Gamma":
        own["gamma"] *= np.exp(effect_of(setting, "spend", web, band))
        x = 1 + chance.poisson(2.0, n)
        level = own["gamma"] / chance.gamma(own["q"], size=n)
        return pd.DataFrame({"x": x, "m_x": chance.gamma(own["p"] * x) * level / x})
    leaving = np.exp(effect_of(setting, "leaving", web, band))
    own["alpha"] /= np.exp(effect_of(setting, "buying", web, band))
    if family == "Pareto/NBD":
        own["beta"] /= leaving
    else:
        odds = own["a"] / own["b"] * leaving
        total = own["a"] + own["b"]
        own["a"], own["b"] = total * odds / (1.0 + odds), total / (1.0 + odds)
    T = chance.uniform(27.0, 39.0, n)
    return FAMILIES[family].from_params(unit="W", **own).simulate(T, random_state=chance)[["x", "t_x", "T"]]


def drawn_firm(family: str, setting: str, n: int, chance: np.random.Generator) -> pd.DataFrame:
    """Draw the customers of a firm, with their traits."""
    web, band = chance.uniform(size=n) < 0.4, chance.integers(-1, 2, n)
    groups = []
    for kind in (False, True):
        for step in (-1, 0, 1):
            size = int(((web == kind) & (band == step)).sum())
            groups.append(drawn_group(family, setting, kind, step, size, chance).assign(web=kind, band=step))
    return pd.concat(groups, ignore_index=True)


def look_at(family: str, setting: str, n: int, chance: np.random.Generator) -> dict[tuple[str, str], float]:
    """Simulate one firm, and say which intervals hold and which tests reject."""
    table, traits = drawn_firm(family, setting, n, chance), ["web", "band"]
    model = SpendWithTraits(traits) if family == "Gamma-Gamma" else BuyingWithTraits(FAMILIES[family](), traits)
    model.fit(table)
    found = {}
    by_hessian = model.confidence_intervals("hessian")
    for number, name in enumerate(model.params_.index):
        if name not in EFFECTS:
            continue
        for kind, ends in (("profile", profile_interval(model, number, 0.95)), ("hessian", by_hessian.loc[name])):
            low, high = ends
            true = np.exp(EFFECTS[name]) if setting == "effect" else 1.0
            at_end = not 0 < model.params_[name] < np.inf  # no interval: it counts as one that does not hold
            found[f"held, {kind}", name] = float(not at_end and low <= true <= high)
    for name in model.effect_names:
        true = EFFECTS[name] if setting == "effect" else 0.0
        found["estimate", name] = float(np.clip(np.log(max(model.params_[name], 1e-300)) - true, -12.0, 12.0))
    for name, row in model.trait_test().iterrows():
        found["rejected", name] = float(row["p_value"] < 0.05)
    return found | {("limit", "any"): float(model.held_.any())}


def measured(cell: tuple[str, str, int], firms: int, first: int) -> pd.DataFrame:
    """Look at some firms of a cell."""
    number = CELLS.index(cell)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)
        found = pd.DataFrame(
            [look_at(*cell, np.random.default_rng([SEED, number, first + firm])) for firm in range(firms)]
        )
    rows = [
        {
            **dict(zip(CELL, cell, strict=True)),
            "quantity": quantity,
            "of": of,
            "firms": firms,
            "value": found[quantity, of].mean(),
            "standard_error": found[quantity, of].std(ddof=0) / np.sqrt(firms),
            "seed": SEED,
        }
        for quantity, of in found.columns
    ]
    return with_errors(pd.DataFrame(rows))


def pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Put measurements of the same cell together: means, and squares of what is no share, weighed by the firms."""
    sums = rows.assign(total=rows["firms"] * rows["value"], square=rows["firms"] * rows["value"] ** 2)
    sums["square"] += (rows["firms"] * rows["standard_error"]) ** 2
    sums = sums.groupby([*CELL, "quantity", "of", "seed"], as_index=False)[["firms", "total", "square"]].sum()
    mean = sums["total"] / sums["firms"]
    error = np.sqrt((sums["square"] / sums["firms"] - mean**2).clip(lower=0.0) / sums["firms"])
    return with_errors(sums.assign(value=mean, standard_error=error))


def with_errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each share the standard error of a share; an estimate, which is a mean, keeps that of its spread."""
    mean = rows["quantity"] == "estimate"
    share = ((rows["value"] * rows["firms"]).round() / rows["firms"]).mask(
        mean
    )  # batches are pooled: some lost a digit
    error = error_of_share(share, rows["firms"])
    return rows.assign(value=share.fillna(rows["value"]), standard_error=error.fillna(rows["standard_error"]))


def stored() -> pd.DataFrame:
    """Give what was measured before."""
    if RESULTS.exists():
        return pd.read_csv(RESULTS)
    return pd.DataFrame(columns=COLUMNS).astype({"firms": int, "seed": int, "value": float, "standard_error": float})


def write(rows: pd.DataFrame) -> None:
    """Write the results; the file appears whole."""
    RESULTS.parent.mkdir(exist_ok=True)
    scratch = RESULTS.with_suffix(".part")
    rows.sort_values([*CELL, "quantity", "of"])[COLUMNS].round(6).to_csv(scratch, index=False)
    scratch.replace(RESULTS)


def simulate(cells: list[tuple[str, str, int]], firms: int, minutes: float) -> None:
    """Add firms where there are fewest, until each cell has enough or the time is over."""
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        rows = stored()
        so_far = rows.groupby(CELL)["firms"].max().reindex(pd.MultiIndex.from_tuples(cells, names=CELL), fill_value=0)
        cell, done = so_far.idxmin(), int(so_far.min())
        if done >= firms:
            break
        write(pooled(pd.concat([rows, measured(cell, min(BATCH, firms - done), done)])))
        print(*cell, f"{done + BATCH:,} firms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firms", type=int, default=FIRMS, help="of each cell")
    parser.add_argument("--minutes", type=float, default=np.inf, help="begin no more firms after so long")
    parser.add_argument("--family", nargs="+", choices=sorted(FAMILIES), default=sorted(FAMILIES))
    parser.add_argument("--setting", nargs="+", choices=("effect", "none"), default=["effect", "none"])
    parser.add_argument("--customers", nargs="+", type=int, default=[500, 2000])
    options = parser.parse_args()
    asked = options.family, options.setting, options.customers
    simulate([cell for cell in CELLS if all(one in some for one, some in zip(cell, asked, strict=True))],
             options.firms, options.minutes)  # fmt: skip


if __name__ == "__main__":
    main()
