"""Does the verdict see groups that are there, and none where there are none? The power table and the null tables.

Run with ``python benchmarks/verdict_power.py [--only power|nulls|structure] [--into FOLDER] [--fresh]``.
Writes ``verdict_power.csv``, ``verdict_nulls.csv`` and ``verdict_structure.csv`` with n, standard error and seed of
each cell, by default into ``benchmarks/results``. It goes round all cells with a few sets, then with more, and writes
after each cell: a run that is stopped leaves a fair part of all, and the next run goes on where it stopped (``--fresh``
begins anew, as it must when the rule has changed). ``--calibrate`` prints the tail of the gain that
`custseg.segment.evidence.humps.chance_of_gain` uses.
"""

import argparse
from functools import cache, partial
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from bent_crowds import LINES, bent_crowd
from cell_rounds import go_on
from scipy.optimize import isotonic_regression
from scipy.stats import norm
from share_errors import error_of_share

from custseg.segment import CustomerSegmenter, cluster_verdict
from custseg.segment.clustering.kmeans import one_thread
from custseg.segment.evidence.humps import _cells, _gain
from custseg.segment.evidence.measures import PanelMeasures
from custseg.simulate import simulate_bent_shapes, simulate_crowd
from custseg.simulate._crowd_families import CROWDS

RESULTS = Path(__file__).resolve().parent / "results"
SHARES = {"50:50": (0.5, 0.5), "80:15:5": (0.8, 0.15, 0.05), "95:5": (0.95, 0.05)}
SPREADS = {"equal": (1.0, 1.0, 1.0), "unequal": (1.0, 0.5, 0.5)}
SHAPES = ("round", "elongated", "log-normal", "flat noise")
SIZES = (300, 600, 5000)
JUST_ENOUGH = 1200  # of these customers 5 % are sixty, the fewest from which on a fixed power is asked
SEPARATIONS = (5, 7)
COLUMNS = (2, 3, 5, 8)
LEVEL = 0.01
# the measures of the panel, the quick ones first, and their columns at their worst and at their best
MEASURES = ("centre", "valley", "prediction_strength", "gap_copula", "gap_box")
UNASKED = {"rise_box": 0.0, "rise_copula": 0.0, "prediction_strength": 0.0, "centre": 0.0, "valley": 0.0}
BEST = {"rise_box": np.inf, "rise_copula": np.inf, "prediction_strength": 1.0, "centre": np.inf, "valley": 0.0}
SEED = 11
ALL_NULLS = 400
# what is measured in turn: with so many sets a cell, and so many of 5,000 customers
TURNS = (
    ("nulls", 40, 0),
    ("power", 4, 1),
    ("nulls", 100, 0),
    ("structure", 40, 0),
    ("power", 10, 3),
    ("nulls", ALL_NULLS, 0),
    ("power", 20, 5),
    ("structure", 400, 0),
    ("power", 40, 10),
)
# a kind found above the level in 400 tables is asked in more, which tell chance from a fault
MORE_NULLS = {"cubic": 1600}
# crowds of the kind that the weaker verdict is about: columns with one hump, tied by correlations and by nothing else
TIED_BY_CORRELATIONS = (
    *("gaussian", "uniform", "correlated", "skewed", "waiting", "power_tail", "counts", "answers", "yes_no"),
    *("bounded", "zero_inflated", "flat_fee", "heaped", "price_points", "dense_at_zero", "left_tail"),
    "shares_of_a_count",
)


def planted(cell, seed):
    """Draw customers of whom one column separates the groups; separation in standard deviations of the wider group.

    The other columns are normal; log-normal is every column, with the separation on the log scale; in flat noise the
    others are spread evenly.
    """
    random = np.random.RandomState([SEED, seed])
    counts = group_sizes(cell["balance"], cell["n"])
    group = np.repeat(np.arange(len(counts)), counts)
    values = random.standard_normal((cell["n"], cell["columns"]))
    values[:, 0] = values[:, 0] * np.array(SPREADS[cell["spread"]])[group] + cell["separation"] * group
    if cell["shape"] == "elongated":
        values[:, 1] *= 5
    if cell["shape"] == "log-normal":
        values = np.exp(values)
    if cell["shape"] == "flat noise":
        values[:, 1:] = norm.cdf(values[:, 1:])
    return pd.DataFrame(values, columns=[f"sim_{place + 1}" for place in range(cell["columns"])])


def group_sizes(balance, n):
    counts = np.round(np.array(SHARES[balance]) * n).astype(int)
    counts[0] += n - counts.sum()
    return counts


def verdict_of(X, seed, ks=range(1, 5)):
    """Give the verdict of the panel; what takes longer is only computed where its best answer could let a k pass."""
    ks, work = list(ks), work_of(X, seed)
    with one_thread():
        known = work.parting(ks).assign(n_references=20)
        for measure in MEASURES:
            verdict = cluster_verdict(known.assign(**{name: UNASKED[name] for name in UNASKED if name not in known}))
            best = cluster_verdict(known.assign(**{name: BEST[name] for name in BEST if name not in known}))
            if verdict["verdict"] == "compact clusters" or best["verdict"] != "compact clusters":
                return verdict
            known = known.join(measured(work, ks, measure))
    return cluster_verdict(known)


def called_clusters(cell, sets, first, draw, name="compact_clusters"):
    """One row of a table of verdicts: in what share of the sets that are drawn are these called compact clusters?"""
    said = [verdict_of(draw(seed), seed)["verdict"] for seed in range(first, first + sets)]
    share = float(np.mean([verdict == "compact clusters" for verdict in said]))
    return cell | {"sets": sets, name: share, "se": error_of_share(share, sets), "seed": SEED}


def work_of(X, seed):
    """Give what computes the parts of the panel, with its defaults."""
    base = CustomerSegmenter(1).fit(X)
    return PanelMeasures(X, base, sample=2000, n_references=20, n_resamples=20, random_state=seed)


def measured(work, ks, measure):
    """Give the columns of one measure, a row for each k."""
    if measure.startswith("gap"):
        return work.gap(ks, measure).loc[ks]
    return pd.DataFrame([work.measure(k, [measure]) for k in ks]).set_index("k")


def power_cells(columns=COLUMNS):
    names = ["n", "separation", "balance", "spread", "shape", "columns"]
    looks = (SPREADS, SHAPES, columns)
    drawn = [*product(SIZES, SEPARATIONS, SHARES, *looks), *product([JUST_ENOUGH], SEPARATIONS, ["95:5"], *looks)]
    return [dict(zip(names, values, strict=True)) for values in drawn]


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
    """One row of the power table. Z-scores of an elongated group are those of a round one, and so is the verdict."""
    drawn = cell | {"shape": "round" if cell["shape"] == "elongated" else cell["shape"]}
    verdicts = [verdict_of(planted(drawn, seed), seed) for seed in range(first, first + sets)]
    found = np.array([verdict["verdict"] == "compact clusters" for verdict in verdicts])
    right = np.array([verdict["n_clusters"] == len(SHARES[cell["balance"]]) for verdict in verdicts])
    best = ceiling(cell)
    smallest = int(group_sizes(cell["balance"], cell["n"]).min())
    target = {5: 0.8, 7: 0.95}[cell["separation"]] if smallest >= 60 else 0.9 * best
    said = {"smallest_group": smallest, "sets": sets, "power": found.mean(), "se": error_of_share(found.mean(), sets)}
    return cell | said | {"right_number": right.mean(), "ceiling": best, "target": target, "seed": SEED}


def null_table(family, n, columns, seed):
    if family in CROWDS:
        return simulate_crowd(family, n, columns, random_state=np.random.RandomState([SEED, seed]))
    if family in LINES:
        return pd.DataFrame(bent_crowd(family, n, columns, seed)).add_prefix("sim_")
    return simulate_bent_shapes(family, n, random_state=seed)[["sim_1", "sim_2"]]


def null_row(cell, sets, first=0):
    """One row of the table of crowds: how often are compact clusters found where there are none?"""
    return called_clusters(cell, sets, first, lambda seed: null_table(**cell, seed=seed), "false_clusters")


def structure_row(cell, sets, first=0):
    """How often is anything named beyond columns with one hump that are tied by correlations?"""
    found = []
    for seed in range(first, first + sets):
        ks, work = list(range(1, 5)), work_of(null_table(**cell, seed=seed), seed)
        with one_thread():
            gap, columns = work.gap(ks, "gap_copula").loc[ks], work.parting(ks)
        columns = columns.assign(**UNASKED, n_references=20)
        found.append(cluster_verdict(columns.assign(**gap))["verdict"] != "no clusters")
    said = {"tied_by_correlations": cell["family"] in TIED_BY_CORRELATIONS, "sets": sets, "structure": np.mean(found)}
    return cell | said | {"se": error_of_share(np.mean(found), sets), "seed": SEED}


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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["power", "nulls", "structure"])
    parser.add_argument("--into", type=Path, default=RESULTS)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--calibrate", type=int, metavar="DRAWS")
    given = parser.parse_args()
    if given.calibrate:
        return calibrate(given.calibrate)
    given.into.mkdir(exist_ok=True)
    crowds = [{"family": family, "n": 300, "columns": 3} for family in CROWDS]
    bent = [{"family": family, "n": 300, "columns": 2} for family in ("rings", "moons")]
    lines = [{"family": family, "n": 300, "columns": 3} for family in LINES]
    tables = {
        "nulls": ("verdict_nulls", crowds + bent + lines, null_row),
        "power": ("verdict_power", power_cells(), power_row),
        "structure": ("verdict_structure", crowds, structure_row),
    }
    for turn, (what, sets, large) in enumerate(TURNS):
        if given.only in (None, what):
            name, cells, row_of = tables[what]
            begins = given.fresh and what not in [earlier for earlier, *_ in TURNS[:turn]]
            go_on(name, cells, row_of, partial(sets_of, what=what, sets=sets, large=large), given.into, begins)


def sets_of(cell, what, sets, large):
    """Say how many sets a cell has: groups of 5,000 customers are found nearly always, few sets say so."""
    if what == "structure" and cell["family"] not in TIED_BY_CORRELATIONS:
        return min(sets, 40)  # no level is promised where columns are tied otherwise
    if what == "nulls" and sets == ALL_NULLS:
        return MORE_NULLS.get(cell["family"], sets)
    return large if cell["n"] == 5000 else sets


if __name__ == "__main__":
    main()
