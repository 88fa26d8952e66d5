"""Are cells that are measured again, in other tables, as the file of results says? A seeded tenth, within chance."""

import numpy as np
from scipy.stats import binom


def a_tenth(stored, benchmark):
    """Draw a tenth of the rows of a file, by the seed of its script."""
    return stored.sample(frac=0.1, random_state=benchmark.SEED)


def beyond_chance(share, error, hits, n, level=1e-3):
    """Say whether so many hits of n are unlikely though the share is up to three standard errors off the stored one."""
    low, high = (share + 3 * error * np.array([-1, 1])).clip(0, 1)
    return binom.sf(hits - 1, n, high) < level or binom.cdf(hits, n, low) < level


def not_as_stored(benchmark, stored, share, sets, row_of=None, names=None):
    """Give the cells of a tenth that other tables, of seeds from 1,000 on, do not bear out; what is said, and found."""
    unlike = []
    for _, row in a_tenth(stored, benchmark).iterrows():
        cell = row[names or benchmark.CELL].to_dict()
        again = (row_of or benchmark.row)(cell, sets, first=1000)[share]
        if beyond_chance(row[share], row["se"], round(sets * again), sets):
            unlike.append((*cell.values(), row[share], again))
    return unlike
