"""Does the verdict see groups that are there, and none where there are none? The power table and the null table.

Run with ``python benchmarks/verdict_power.py [--sets 40] [--null-sets 400] [--columns 2 3 5 8] [--only power|nulls]``.
Writes ``benchmarks/results/verdict_power.csv`` and ``verdict_nulls.csv`` with n, standard error and seed of each cell;
the full set takes about three hours on two cores. ``--calibrate`` prints the tail of the gain that
`custseg.segment.evidence.humps.chance_of_gain` uses.
"""

import argparse
import time
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression
from scipy.stats import norm

from custseg.segment import cluster_panel, cluster_verdict
from custseg.segment.evidence.humps import _cells, _gain
from custseg.simulate import simulate_bent_shapes, simulate_crowd
from custseg.simulate._crowd_families import CROWDS

RESULTS = Path(__file__).resolve().parent / "results"
SHARES = {"50:50": (0.5, 0.5), "80:15:5": (0.8, 0.15, 0.05), "95:5": (0.95, 0.05)}
SPREADS = {"equal": (1.0, 1.0, 1.0), "unequal": (1.0, 0.5, 0.5)}
SHAPES = ("round", "elongated", "log-normal")
SIZES = (300, 600, 5000)
SEPARATIONS = (5, 7)
COLUMNS = (2, 3, 5, 8)
LEVEL = 0.01
DECIDING = ["gap_box", "gap_copula", "prediction_strength", "valley", "centre"]
SEED = 11


def planted(cell, seed):
    """Draw customers of whom one column separates the groups; separation in standard deviations of the wider group."""
    random = np.random.RandomState([SEED, seed])
    counts = group_sizes(cell["balance"], cell["n"])
    group = np.repeat(np.arange(len(counts)), counts)
    values = random.standard_normal((cell["n"], cell["columns"]))
    values[:, 0] = values[:, 0] * np.array(SPREADS[cell["spread"]])[group] + cell["separation"] * group
    if cell["shape"] == "elongated":
        values[:, 1] *= 5
    if cell["shape"] == "log-normal":
        values = np.exp(values)
    return pd.DataFrame(values, columns=[f"sim_{place + 1}" for place in range(cell["columns"])])


def group_sizes(balance, n):
    counts = np.round(np.array(SHARES[balance]) * n).astype(int)
    counts[0] += n - counts.sum()
    return counts


def verdict_of(X, seed, ks=range(1, 5)):
    """Give the verdict; what takes longest is only asked where all else would let a k pass."""
    unasked = {"rise_box": 0.0, "rise_copula": 0.0, "n_references": 20}
    columns = cluster_panel(X, measures=["valley"], ks=ks, random_state=seed)
    verdict = cluster_verdict(columns.assign(prediction_strength=0.0, centre=0.0, **unasked))
    if verdict["verdict"] == "compact clusters":
        return verdict
    above = cluster_panel(X, measures=DECIDING[2:], ks=ks, random_state=seed).loc[2:]
    crowded = above[["valley", "valley_spread"]].max(axis=1)
    if not ((above["prediction_strength"] >= 0.8) & (crowded <= 0.75) & (above["centre"] >= 0.5)).any():
        return verdict
    return cluster_verdict(cluster_panel(X, measures=DECIDING, ks=ks, random_state=seed))


def power_cells(columns=COLUMNS):
    names = ["n", "separation", "balance", "spread", "shape", "columns"]
    return [
        dict(zip(names, values, strict=True))
        for values in product(SIZES, SEPARATIONS, SHARES, SPREADS, SHAPES, columns)
    ]


def ceiling(cell):
    """Power of the best test that knows the groups, against the nearest density with one hump, 1 % over the columns."""
    gain_null, gain = _known_gains(cell["n"], cell["separation"], cell["balance"], cell["spread"])
    return float((gain > np.quantile(gain_null, 1 - LEVEL / cell["columns"])).mean())


@cache
def _known_gains(n, separation, balance, spread, draws=8000):
    random = np.random.default_rng(SEED)
    places, spreads = separation * np.arange(len(SHARES[balance])), SPREADS[spread]
    edges = np.linspace(-5, places[-1] + 5, 401)
    masses = [np.diff(norm.cdf(edges, place, sd)) for place, sd in zip(places, spreads, strict=False)]
    masses = [mass / mass.sum() for mass in masses]
    groups = sum(share * mass for share, mass in zip(SHARES[balance], masses, strict=True))
    crowd = nearest_hump(groups)
    gain = np.log(np.maximum(groups, 1e-300)) - np.log(np.maximum(crowd, 1e-300))
    null = random.multinomial(n, crowd, size=draws) @ gain
    sizes = group_sizes(balance, n)
    return null, sum(
        random.multinomial(size, mass, size=draws) @ gain for size, mass in zip(sizes, masses, strict=True)
    )


def nearest_hump(mass):
    """Density with one hump that is nearest in the sense of Kullback and Leibler."""
    fits = [
        np.concatenate([isotonic_regression(mass[:top]).x, isotonic_regression(mass[top:], increasing=False).x])
        for top in range(1, len(mass))
    ]
    best = max(fits, key=lambda fit: mass @ np.log(np.maximum(fit, 1e-300)))
    return best / best.sum()


def power_row(cell, sets, first=0):
    verdicts = [verdict_of(planted(cell, seed), seed) for seed in range(first, first + sets)]
    found = np.array([verdict["verdict"] == "compact clusters" for verdict in verdicts])
    right = np.array([verdict["n_clusters"] == len(SHARES[cell["balance"]]) for verdict in verdicts])
    best = ceiling(cell)
    smallest = int(group_sizes(cell["balance"], cell["n"]).min())
    target = {5: 0.8, 7: 0.95}[cell["separation"]] if smallest >= 60 else 0.9 * best
    said = {"smallest_group": smallest, "sets": sets, "power": found.mean(), "se": _error(found)}
    return cell | said | {"right_number": right.mean(), "ceiling": best, "target": target, "seed": SEED}


def null_row(family, n, columns, sets, first=0):
    verdicts = []
    for seed in range(first, first + sets):
        if family in CROWDS:
            X = simulate_crowd(family, n, columns, random_state=np.random.RandomState([SEED, seed]))
        else:
            X = simulate_bent_shapes(family, n, random_state=seed)[["sim_1", "sim_2"]]
        verdicts.append(verdict_of(X, seed)["verdict"])
    false = np.array([verdict == "compact clusters" for verdict in verdicts])
    cell = {"family": family, "n": n, "columns": X.shape[1], "sets": sets}
    return cell | {"false_clusters": false.mean(), "se": _error(false), "seed": SEED}


def _error(hits):
    """Standard error of a share, of one that is moved towards a half so that 0 of 40 is not certain."""
    moved = (hits.sum() + 2) / (len(hits) + 4)
    return float(np.sqrt(moved * (1 - moved) / (len(hits) + 4)))


def structure_row(family, n, columns, sets):
    """How often is structure named where there are columns with one hump and nothing else? With both gaps."""
    false = []
    for seed in range(sets):
        X = simulate_crowd(family, n, columns, random_state=np.random.RandomState([SEED, seed]))
        panel = cluster_panel(X, measures=DECIDING, ks=range(1, 5), random_state=seed)
        false.append(cluster_verdict(panel)["verdict"] != "no clusters")
    cell = {"family": family, "n": n, "columns": columns, "sets": sets}
    return cell | {"structure": np.mean(false), "se": _error(np.array(false)), "seed": SEED}


def calibrate(draws):
    """Gain of columns with one hump that are hardest to tell from two: flat, and with flat shoulders."""
    random, gains = np.random.default_rng(SEED), {2: [], 3: []}
    for n, (balance, separation) in product((100, 300, 600), (("50:50", 7), ("95:5", 7), ("80:15:5", 5))):
        places = separation * np.arange(len(SHARES[balance]))
        edges = np.linspace(-5, places[-1] + 5, 401)
        groups = sum(
            share * np.diff(norm.cdf(edges, place)) for share, place in zip(SHARES[balance], places, strict=True)
        )
        crowd = nearest_hump(groups / groups.sum())
        drawn = (
            edges[random.choice(400, size=(draws, n), p=crowd)] + random.uniform(size=(draws, n)) * np.diff(edges)[0]
        )
        for n_humps in gains:
            gain = [_gain(*_cells(np.sort(row)), n_humps)[0] for row in drawn]
            gains[n_humps].append(gain)
            print(n, balance, separation, n_humps, np.quantile(gain, [0.9, 0.99]).round(2), flush=True)


def write(rows, name):
    RESULTS.mkdir(exist_ok=True)
    pd.DataFrame(rows).round(4).to_csv(RESULTS / name, index=False, lineterminator="\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=40)
    parser.add_argument("--large-sets", type=int, help="sets of cells with 5,000 customers, if not as many")
    parser.add_argument("--null-sets", type=int, default=400)
    parser.add_argument("--columns", type=int, nargs="+", default=COLUMNS)
    parser.add_argument("--only", choices=["power", "nulls", "structure"])
    parser.add_argument("--calibrate", type=int, metavar="DRAWS")
    given = parser.parse_args()
    if given.calibrate:
        return calibrate(given.calibrate)
    if given.only in (None, "power"):
        rows = []
        cells = power_cells(given.columns)
        # in an order that has nothing to do with the cells, so that a run that is cut short is a fair part of all
        for place in np.random.RandomState(SEED).permutation(len(cells)):
            cell = cells[place]
            began = time.perf_counter()
            few = cell["n"] == 5000 and given.large_sets
            rows.append(power_row(cell, few or given.sets))
            write(rows, "verdict_power.csv")
            print(*rows[-1].values(), f"{time.perf_counter() - began:.1f} s", flush=True)
    if given.only in (None, "nulls"):
        rows = []
        for family in [*CROWDS, "rings", "moons"]:
            rows += [null_row(family, *size, given.null_sets) for size in ((300, 3),)]
            write(rows, "verdict_nulls.csv")
            print(*rows[-1].values(), flush=True)
    if given.only in (None, "structure"):
        rows = []
        for family in CROWDS:
            rows.append(structure_row(family, 300, 3, max(given.null_sets // 4, 5)))
            write(rows, "verdict_structure.csv")
            print(*rows[-1].values(), flush=True)


if __name__ == "__main__":
    main()
