"""Are mixtures and k-means as good as the best of many starts? Real and simulated tables, against scikit-learn.

Run ``OMP_NUM_THREADS=1 CUSTSEG_DATA=... python benchmarks/mixtures.py``: ten minutes on one core; ``--starts`` makes it
smaller, and ``--into FOLDER`` must then say where the results go. Tables in z-scores: wholesale customers (logarithms;
needs ``CUSTSEG_DATA``), wine, iris, diabetes, breast cancer (thirty columns, most of them tied), recency, frequency and
money of CDNOW (logarithms of the last two), log-normal spend, two rounded groups, one crowd, even points, twelve
groups.

Written: per table and k the BIC of the mixture as it comes, the lowest of so many starts of scikit-learn that are sound
(no eigenvalue below .002, more than fifteen customers in each component), how many are collapsed, and seconds; and the
sum of squares of k-means relative to the best of twice as many starts. Nothing is left to chance, so there is no
standard error: the seed draws the simulated tables and the starts of scikit-learn's k-means; start i of its mixtures
has the seed i.
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import where_to, write_whole
from sklearn.cluster import k_means
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from custseg.datasets import load_cdnow, load_dataset
from custseg.schema import UnsafeValueWarning
from custseg.segment import WeightedGaussianMixture
from custseg.segment.clustering.kmeans import fit_kmeans, one_thread
from custseg.tables import customer_table

RESULTS = Path(__file__).parent / "results"
SEED = 5
CENTRES, COMPONENTS = (8, 10, 12), range(1, 7)
MIXED = ("wholesale", "spend", "wine", "two rounded groups", "cdnow")


def standard(table: np.ndarray) -> np.ndarray:
    table = np.asarray(table, dtype=float)
    return (table - table.mean(axis=0)) / table.std(axis=0)


def tables() -> dict[str, np.ndarray]:
    random = np.random.default_rng(SEED)
    customers = customer_table(load_cdnow(), as_of="1998-06-30")
    first = random.uniform(size=272) < 0.36
    groups = random.normal(0, 5, (12, 2))[random.integers(0, 12, 600)]
    found = {
        "wine": load_wine().data,
        "iris": load_iris().data,
        "diabetes": load_diabetes().data,
        "breast cancer": load_breast_cancer().data,
        "cdnow": np.column_stack([customers["recency"], np.log(customers["frequency"]), np.log1p(customers["amount"])]),
        "spend": np.exp(random.normal(size=(300, 3)) @ np.array([[1, 0.5, 0.2], [0, 0.8, 0.3], [0, 0, 0.6]])),
        "two rounded groups": np.column_stack(
            [
                np.round(np.where(first, random.normal(2.0, 0.27, 272), random.normal(4.3, 0.41, 272)), 3),
                np.round(np.where(first, random.normal(54.5, 5.9, 272), random.normal(80, 6, 272))),
            ]
        ),
        "one crowd": random.normal(size=(800, 4)),
        "even points": random.uniform(size=(500, 2)),
        "twelve groups": random.normal(size=(600, 2)) + groups,
    }
    if os.environ.get("CUSTSEG_DATA"):
        found["wholesale"] = np.log(load_dataset("wholesale_customers").iloc[:, -6:])
    return {name: standard(table) for name, table in found.items()}


def best_sound(X: np.ndarray, k: int, starts: int) -> float:
    found = []
    for seed in range(starts):
        kind = ("kmeans", "random_from_data")[seed % 2]
        other = GaussianMixture(k, random_state=seed, max_iter=500, init_params=kind, tol=1e-5).fit(X)
        narrowest = min(np.linalg.eigvalsh(covariance)[0] for covariance in other.covariances_)
        if narrowest > 0.002 and np.bincount(other.predict(X), minlength=k).min() > 15:
            found.append(other.bic(X))
    return min(found, default=np.nan)


def mixtures(name: str, X: np.ndarray, starts: int, ks: Iterable[int] = COMPONENTS) -> list[dict]:
    rows = []
    for k in ks:
        begin = time.process_time()
        ours = WeightedGaussianMixture(k).fit(X)
        seconds = time.process_time() - begin
        best = best_sound(X, k, starts)
        row = {"table": name, "n": len(X), "columns": X.shape[1], "k": k, "bic": ours.bic_, "best_of_starts": best}
        row |= {"starts": starts, "worse_by": ours.bic_ - best, "converged": ours.converged_}
        rows.append(row | {"collapsed": len(ours.collapsed_), "seconds": seconds, "seed": SEED})
    return rows


def centres(name: str, X: np.ndarray, starts: int, ks: Iterable[int] = CENTRES) -> list[dict]:
    rows = []
    for k in ks:
        begin = time.process_time()
        ours = fit_kmeans(X, np.ones(len(X)), k)[2]
        seconds = time.process_time() - begin
        best = k_means(X, k, n_init=starts, random_state=SEED)[2]
        row = {"table": name, "n": len(X), "columns": X.shape[1], "k": k, "ours_over_best": ours / best}
        rows.append(row | {"starts": starts, "seconds": seconds, "seed": SEED})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=50)
    parser.add_argument("--into", type=Path, help="the folder that is written into; with fewer starts it must be named")
    given = parser.parse_args()
    starts, into = given.starts, given.into
    files = [
        where_to(into and into / name, RESULTS / name, starts=many)
        for name, many in (("kmeans.csv", 2 * starts), ("mixtures.csv", starts))
    ]
    for known in (UnsafeValueWarning, ConvergenceWarning):
        warnings.simplefilter("ignore", known)
    found = tables()
    with one_thread():
        squares = [row for name, X in found.items() for row in centres(name, X, 2 * starts)]
        fits = [row for name in MIXED if name in found for row in mixtures(name, found[name], starts)]
    for file, rows in zip(files, (squares, fits), strict=True):
        table = pd.DataFrame(rows)
        write_whole(table, file, float_format="%.6g")
        print(table.to_string(index=False))


if __name__ == "__main__":
    main()
