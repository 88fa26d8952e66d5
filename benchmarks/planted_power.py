"""How far apart must groups be in all columns before the verdict sees them? The power of planted crowds.

Run with ``python benchmarks/planted_power.py``; ``--sets 6`` draws fewer crowds, and ``--to FILE`` must say where they
go. Writes ``benchmarks/results/planted_power.csv``: for each distance of the centres the share of crowds in which all
groups were found (``power``, ``se``) or any (``some``), and the share of customers whom the best rule places rightly
(``best_rule``); about five seconds a set on one core.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import where_to, write_whole

from custseg.segment import CustomerSegmenter, cluster_panel, cluster_verdict
from custseg.simulate import simulate_planted_segments

RESULTS = Path(__file__).resolve().parent / "results" / "planted_power.csv"
DECIDING = ["gap_box", "gap_copula", "prediction_strength", "valley", "centre"]
CUSTOMERS, GROUPS, COLUMNS = 600, 4, 3
DISTANCES = (5.0, 4.0, 3.0, 2.5)
SEED, SETS = 11, 20


def found(distance, seed):
    """Give the number of groups that the verdict finds, and what the best rule places rightly."""
    crowd = simulate_planted_segments(CUSTOMERS, GROUPS, COLUMNS, separation=distance, random_state=seed)
    X = crowd.filter(regex="sim_[0-9]")
    panel = cluster_panel(X, CustomerSegmenter(n_init=3), measures=DECIDING, ks=range(1, GROUPS + 2), random_state=seed)
    return cluster_verdict(panel)["n_clusters"], (crowd["sim_segment"] == crowd["sim_best_guess"]).mean()


def row(distance, sets):
    many, best = np.array([found(distance, SEED + seed) for seed in range(sets)]).T
    power = float((many == GROUPS).mean())
    drawn = {"n": CUSTOMERS, "groups": GROUPS, "columns": COLUMNS, "distance": distance, "sets": sets}
    # the standard error of Agresti and Coull: none of a few sets is no certainty
    shrunk = (power * sets + 2) / (sets + 4)
    se = np.sqrt(shrunk * (1 - shrunk) / (sets + 4))
    return drawn | {"power": power, "se": se, "some": (many > 1).mean(), "best_rule": best.mean(), "seed": SEED}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=SETS, help="crowds of each distance")
    parser.add_argument("--to", type=Path, help="the file that is written; with fewer sets it must be named")
    given = parser.parse_args()
    to = where_to(given.to, RESULTS, sets=given.sets)
    table = pd.DataFrame([row(distance, given.sets) for distance in DISTANCES])
    write_whole(table.round(4), to)
    print(table.round(2).to_string(index=False))


if __name__ == "__main__":
    main()
