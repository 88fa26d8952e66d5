"""Are steps of a scale called clusters, and are groups that are told in steps still found?

Run ``OMP_NUM_THREADS=1 python benchmarks/steps_of_scales.py [--sets N] [--into FOLDER] [--fresh]``. Writes
``steps_of_scales.csv`` with the number of sets, standard error and seed of each cell: it goes round all cells with a
few sets, then with more, and goes on where the last run stopped, as ``verdict_power.py`` does (``--fresh``: anew).
Twenty sets a cell take about five minutes of one core.

A scale has *steps* where many customers share each of its values.

- Crowds (``groups`` 1) have columns with one hump, or sums and means of few numbers, all told in steps: amounts to one
  digit, means of few ratings, few prices times units, sums of few round prices, shares of few answers, prices that end
  in nines, days told in weeks. In every second table they have four columns, else two.
- Groups (``groups`` 2) are 30 of 100 customers whose values in the first of two columns are far from the others', told
  in steps likewise: counts, answers from 1 to 10, amounts to one digit, prices times units, and two normal groups told
  to half a standard deviation or a whole one.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from cell_rounds import Rounds
from verdict_power import SEED, called_clusters

RESULTS = Path(__file__).resolve().parent / "results" / "steps_of_scales.csv"
CELL = ["family", "groups", "n"]
SIZES = {1: (600, 2000, 5000), 2: (300, 600, 2000)}
ROUNDS = Rounds(RESULTS, 40, (2, 5, 10, 40), large=max(SIZES[1]), times_fewer=2)
FAR = 0.3  # share of the customers who are in the second group
CHEAP, DEAR = (4.99, 9.99, 14.99), (199.99, 249.99, 299.99)


def one_digit(values):
    """Tell amounts to one digit, as 7, 20 or 300."""
    unit = 10 ** np.floor(np.log10(values))
    return np.round(values / unit) * unit


def nines(values):
    """Tell prices that end in nines, the dearer the fewer: 6.99, 44.99, 149.99."""
    step = np.select([values < 20, values < 100], [1, 5], 50)
    return np.ceil(values / step) * step - 0.01


def ratings(random, n, p):
    """Draw means of about four ratings from 1 to 5; each customer has a mood."""
    given = 1 + random.poisson(3, n)
    mood = random.normal(3.8, 0.7, (n, p))
    single = np.clip(np.round(random.normal(mood, 0.8, (given.max(), n, p))), 1, 5)
    return _sums(single, given[:, None]) / given[:, None]


def price_units(random, n, p):
    """Draw one of five prices, times the units that were bought."""
    prices = random.choice([4.99, 9.99, 14.99, 24.99, 49.99], p=[0.35, 0.3, 0.2, 0.1, 0.05], size=(n, p))
    return np.round(prices * (1 + random.poisson(1.0, (n, p))), 2)


def sums(random, n, p):
    """Draw sums of about two prices of 1, 2, 5, 10 or 20."""
    bought = 1 + random.poisson(1.2, (n, p))
    single = random.choice([1.0, 2, 5, 10, 20], p=[0.3, 0.3, 0.2, 0.12, 0.08], size=(bought.max(), n, p))
    return _sums(single, bought)


def _sums(single, number):
    """Add up the first few of what was drawn, as many for each customer as this says; shape (most, n, p)."""
    return (single * (np.arange(len(single))[:, None, None] < number)).sum(axis=0)


def answers(random, n, p):
    """Draw percentages of 3 to 12 answers."""
    asked = random.integers(3, 13, (n, 1))
    return np.round(100 * random.binomial(asked, random.beta(2, 2.5, (n, p))) / asked, 1)


def weeks(random, n, p):
    """Draw days since the last purchase, told in whole weeks."""
    return 7 * np.floor(random.exponential(9, (n, p)))


def two_prices(random, far):
    """Draw one of three prices times the units that were bought; those who are far buy what is dear."""
    cheap, dear = (random.choice(prices, p=[0.5, 0.3, 0.2], size=len(far)) for prices in (CHEAP, DEAR))
    return np.round(np.where(far, dear, cheap) * (1 + random.poisson(np.where(far, 0.3, 0.7))), 2)


CROWDS = {
    "one digit": lambda random, n, p: one_digit(random.lognormal(4, 1.2, (n, p))),
    "ratings": ratings,
    "prices x units": price_units,
    "sums of prices": sums,
    "shares of answers": answers,
    "nines": lambda random, n, p: nines(random.lognormal(3.5, 1.0, (n, p))),
    "weeks": weeks,
}
GROUPS = {
    "counts": lambda random, far: random.poisson(np.where(far, 25, 3)).astype(float),
    "answers 1 to 10": lambda random, far: np.clip(np.round(random.normal(np.where(far, 9, 2), 0.95)), 1, 10),
    "one digit": lambda random, far: one_digit(random.lognormal(np.where(far, 6.2, 2), 0.6)),
    "prices x units": two_prices,
    "5 apart, told to a half": lambda random, far: np.round(2 * random.normal(10 + 5 * far)) / 2,
    "7 apart, told to one": lambda random, far: np.round(random.normal(10 + 7 * far)),
}
FAMILIES = {1: CROWDS, 2: GROUPS}


def cells():
    """What is drawn: every crowd in many customers, every two groups also in few."""
    drawn = [cell for groups, kinds in FAMILIES.items() for cell in product(kinds, [groups], SIZES[groups])]
    return [dict(zip(CELL, values, strict=True)) for values in drawn]


def table(cell, seed):
    """Draw customers of this cell."""
    random, n = np.random.default_rng([SEED, seed]), cell["n"]
    draw = FAMILIES[cell["groups"]][cell["family"]]
    if cell["groups"] == 1:
        return pd.DataFrame(draw(random, n, 2 + 2 * (seed % 2))).add_prefix("sim_")
    far = random.random(n) < FAR
    return pd.DataFrame({"sim_0": draw(random, far), "sim_1": random.normal(size=n)})


def row(cell, sets, first=0):
    """One row of the table: in what share of the sets are these called compact clusters?"""
    return called_clusters(cell, sets, first, lambda seed: table(cell, seed))


def main():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw, parents=[ROUNDS.options()])
    ROUNDS.run(parser.parse_args(), cells(), row)


if __name__ == "__main__":
    main()
