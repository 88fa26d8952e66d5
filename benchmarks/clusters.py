"""How long does the whole panel take for a million customers, beside a plain loop; and what do segments keep?

Run with ``python benchmarks/clusters.py [customers] [resamples]``. The second part needs ``CUSTSEG_DATA``.
"""

import argparse
import os
import resource
import time

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from custseg.datasets import load_online_retail
from custseg.segment import CustomerSegmenter, cluster_panel, cluster_verdict, explained_outcome
from custseg.simulate import simulate_planted_segments
from custseg.tables import amount_between, customer_table

KS = range(1, 11)


def plain_loop(X, n_resamples, *, only=None):
    """Do what a notebook usually does: standardise, k-means for every k and resample, silhouette of a sample."""
    random = np.random.default_rng(0)
    Z = StandardScaler().fit_transform(X)
    for k in KS if only is None else only:
        if k == 1:
            continue
        labels = KMeans(k, n_init=10, random_state=0).fit_predict(Z)
        silhouette_score(Z, labels, sample_size=2000, random_state=0)
        for _ in range(n_resamples):
            drawn = random.integers(len(Z), size=len(Z))
            adjusted_rand_score(labels, KMeans(k, n_init=1, random_state=0).fit(Z[drawn]).predict(Z))


def clock(work):
    began, busy = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - began, time.process_time() - busy, result


def million(n, n_resamples):
    X = simulate_planted_segments(n, 5, 5, random_state=0).iloc[:, :5]
    segmenter = CustomerSegmenter(order_by="sim_1")
    for resamples in dict.fromkeys([n_resamples, 100]):
        seconds, busy, panel = clock(
            lambda resamples=resamples: cluster_panel(X, segmenter, ks=KS, n_resamples=resamples, n_jobs=2)
        )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"panel, {n:,} customers x 5, k = 1..10, {resamples} resamples: {seconds:.1f} s ({busy:.1f} s of CPU), "
            f"peak {memory:.2f} GiB, {cluster_verdict(panel)['reason']}"
        )
        if resamples == n_resamples:
            ours = busy
    # one k and one resample are timed; the rest of the loop repeats them
    _, fits, _ = clock(lambda: plain_loop(X, 0, only=[5]))
    _, both, _ = clock(lambda: plain_loop(X, 1, only=[5]))
    theirs = 9 * (fits + n_resamples * max(both - fits, 0))
    print(
        f"plain loop with {n_resamples} resamples, from k = 5: about {theirs:.0f} s of CPU; ratio {theirs / ours:.1f}"
    )


def online_retail():
    lines = load_online_retail()
    lines = lines[lines["amount"] > 0]
    customers = customer_table(lines[lines["date"] < "2011-09-01"], as_of="2011-08-31")
    later = np.log1p(amount_between(lines, customers.index, after="2011-08-31", until="2011-12-31"))
    X = customers[["recency", "frequency", "amount"]]
    table = explained_outcome(X, later, CustomerSegmenter(transforms="log1p"), ks=range(2, 9))
    with pd.option_context("display.width", 200):
        print(table[["r2", "low", "high", "share_of_ceiling", "share_low", "share_high"]].round(3).to_string())
    best = table.filter(like="k=", axis=0)["r2"].idxmax()
    row = table.loc[best]
    print(
        f"Online Retail, held out: {best} keeps {row['share_of_ceiling']:.0%} of a boosted-tree ceiling "
        f"(95 % interval {row['share_low']:.0%} to {row['share_high']:.0%})."
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("customers", type=int, nargs="?", default=1_000_000)
    parser.add_argument("resamples", type=int, nargs="?", default=20)
    given = parser.parse_args()
    million(given.customers, given.resamples)
    if os.environ.get("CUSTSEG_DATA"):
        online_retail()
