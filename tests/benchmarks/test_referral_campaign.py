"""Do the intervals and the stop rule of a referral campaign hold what the file of results says?"""

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def benchmark(benchmark_script):
    """Load the script that wrote benchmarks/results/referral_campaign.csv."""
    return benchmark_script("referral_campaign")


@pytest.fixture(scope="module")
def stored(benchmark):
    return pd.read_csv(benchmark.RESULTS)


def test_every_cell_was_measured(benchmark, stored):
    """Run benchmarks/referral_campaign.py."""
    assert set(benchmark.CELLS) == set(stored[["setting", "customers"]].itertuples(index=False, name=None))
    assert stored["campaigns"].eq(400).all() and stored["seed"].eq(benchmark.SEED).all()


def test_intervals_hold_in_93_to_97_of_100_campaigns(stored):
    held = stored[stored["quantity"].isin(["held", "held, adjusted"])]
    error = np.sqrt(0.95 * 0.05 / held["campaigns"])
    near = held["value"].between(0.93 - error, 0.97 + error)  # of eight numbers one may lie beyond by chance
    assert near.all(), held[~near].to_string()
    assert 0.93 <= held["value"].mean() <= 0.97


def test_the_stop_rule_cries_wolf_no_more_often_than_promised(stored):
    alarms = stored[stored["quantity"] == "false alarm"]
    error = np.sqrt(0.05 * 0.95 / alarms["campaigns"])
    assert (alarms["value"] <= 0.05 + 2.5 * error).all(), alarms.to_string()


def test_the_first_campaigns_give_the_stored_numbers_again(benchmark, stored):
    rows = pd.DataFrame(benchmark.cell("usual", 400, 4))
    assert set(rows["quantity"]) == set(stored["quantity"])
    assert rows["value"].between(-1e-9, 5).all()
