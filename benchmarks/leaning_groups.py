"""Are groups found within which another column leans: rises with the one that parts them, or falls?

Run ``OMP_NUM_THREADS=1 python benchmarks/leaning_groups.py [--sets N] [--into FOLDER] [--fresh]``. Writes
``leaning_groups.csv`` with the number of sets, standard error and seed of each cell: it goes round all cells with a few
sets, then with more, and goes on where the last run stopped, as ``verdict_power.py`` does (``--fresh`` begins anew).
Ten sets a cell take about two minutes of one core, forty eight.

The first column parts two round groups. Within each the second is correlated with it by ``tie``: *alike* in both
groups, or *against each other*, .6 in one and -.6 in the other. Further columns are noise. In the valley between the
groups the leaning column differs from what it is elsewhere, so that it looks as if it led across. Beside very many
customers of the larger group even a slight lean is beyond chance: a smaller group of 65 and 125 is asked there.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from cell_rounds import Rounds
from share_errors import error_of_share
from verdict_power import verdict_of

RESULTS = Path(__file__).resolve().parent / "results" / "leaning_groups.csv"
SEED = 11
CELL = ["lean", "tie", "n", "separation", "balance", "columns"]
LEANS = {"alike": (1, 1), "against each other": (1, -1)}
SMALL = {"50:50": 0.5, "80:20": 0.2, "95:5": 0.05}
ROUNDS = Rounds(RESULTS, 40, (2, 5, 10, 20, 40))


def cells():
    """What is drawn: separation is the distance of the means along the first column, in standard deviations."""
    drawn = [*product(LEANS, [0.6], (400, 1500), (5, 7), ("50:50", "80:20"), (2, 4))]
    drawn += product(["alike"], (0.3, 0.6), (1300, 2500), [7], ["95:5"], (2, 4))
    return [dict(zip(CELL, values, strict=True)) for values in drawn]


def table(cell, seed):
    """Draw two groups, which the first column parts and within which the second leans."""
    random, n = np.random.default_rng([SEED, seed]), cell["n"]
    second = np.arange(n) >= n - round(SMALL[cell["balance"]] * n)
    values = random.normal(size=(n, cell["columns"]))
    lean = cell["tie"] * np.where(second, *LEANS[cell["lean"]][::-1])
    values[:, 1] = lean * values[:, 0] + np.sqrt(1 - lean**2) * values[:, 1]
    values[:, 0] += cell["separation"] * second
    return pd.DataFrame(values, columns=[f"sim_{place + 1}" for place in range(cell["columns"])])


def row(cell, sets, first=0):
    """One row of the table: in what share of the sets are compact clusters found, and in what share two?"""
    found = [verdict_of(table(cell, seed), seed) for seed in range(first, first + sets)]
    power = float(np.mean([verdict["verdict"] == "compact clusters" for verdict in found]))
    right = float(np.mean([verdict["n_clusters"] == 2 for verdict in found]))
    said = {"sets": sets, "power": power, "se": error_of_share(power, sets), "right_number": right}
    return cell | said | {"seed": SEED}


def main():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw, parents=[ROUNDS.options()])
    ROUNDS.run(parser.parse_args(), cells(), row)


if __name__ == "__main__":
    main()
