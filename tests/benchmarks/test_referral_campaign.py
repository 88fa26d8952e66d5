"""Do the intervals and the stop rule of a referral campaign hold what the file of results says?"""

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.again import beyond_chance


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


@pytest.mark.heavy
@pytest.mark.parametrize("setting", [("few", 2000), ("usual", 400), ("usual", 2000), ("many", 400)])
def test_a_tenth_of_the_campaigns_holds_in_others(benchmark, stored, setting):
    rows = stored[(stored["setting"] == setting[0]) & (stored["customers"] == setting[1])].set_index("quantity")
    unlikely = []
    for again in benchmark.cell(*setting, 40, first=1000):
        name, said = again["quantity"], rows.loc[again["quantity"]]
        if name in ("width, adjusted", "customers"):  # means: four standard errors of forty and of 400
            off = abs(again["value"] - said["value"])
            chance = off <= 4 * np.sqrt(400 / 40 + 1) * said["standard_error"]
        else:
            # of one that is moved towards a half, so that 400 of 400 is not certain
            moved = (400 * said["value"] + 2) / 404
            error = np.sqrt(moved * (1 - moved) / 404)
            chance = not beyond_chance(said["value"], error, round(40 * again["value"]), 40)
        if not chance:
            unlikely.append((name, said["value"], again["value"]))
    assert not unlikely, f"not as benchmarks/results says: {unlikely}"
