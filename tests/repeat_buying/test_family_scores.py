"""Are families held against what came at past cuts, and only by what was known then?"""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._buying_rhythm import Season, season_turn
from custseg.repeat_buying._family_scores import (
    FAMILIES,
    Windows,
    beat_windows,
    count_windows,
    held_out,
    season_windows,
)
from custseg.repeat_buying._purchase_days import PurchaseDays, purchase_days
from custseg.schema import day_number
from custseg.simulate import simulate_rhythm

SHORT = PurchaseDays(np.array([0, 0]), np.array([0, 30]), 1, 30)


def log_of(kind, **more):
    business = simulate_rhythm(kind, **more)
    return purchase_days(business.rows, day_number(business.as_of, "as_of"), "net")


def test_windows_do_not_overlap_and_leave_half_of_the_log_seen():
    log = SHORT._replace(day=np.array([0, 700]), end=729)
    windows = count_windows(log, 3)
    assert windows.cuts == (729 - 273, 729 - 182, 729 - 91) and windows.days == 91
    assert count_windows(log, 0).cuts == () and count_windows(SHORT._replace(day=np.array([0, 3]), end=3), 3).cuts == ()


def test_beats_are_counted_back_from_the_cut():
    windows = beat_windows(SHORT._replace(end=729), 365.25 / 12, 2)
    assert windows.beats == 3 and len(windows.cuts) == 2
    assert windows.turn(np.array([400, 399, 370, 369, 401]), 400).tolist() == [0, 0, 0, -1, 1]


def test_a_window_of_seasons_holds_whole_seasons():
    season = Season(1, 0.9, 500, quiet_day=100.0)
    windows = season_windows(SHORT._replace(day=np.array([0, 2_000]), end=2_050), season, 9)
    assert len(windows.cuts) >= 2
    for cut in windows.cuts:
        turns = season_turn(np.array([cut, cut + 1, cut + 365, cut + 367]), season)
        assert (turns - turns[0]).tolist() == [0, 1, 1, 2], f"the cut at {cut} is not between two seasons"


def test_nothing_is_held_out_without_a_cut_or_a_family():
    assert not len(held_out(SHORT, Windows((), 0.0), ["BG/NBD"]))
    assert not len(held_out(SHORT, Windows((20,), 10.0), ["BG/NBD"])), "one customer is too few"


@pytest.mark.heavy
def test_accounts_with_a_rhythm_are_foretold_best_by_a_family_that_has_one():
    log = log_of("regular_accounts", customers=200, days=750, random_state=4)
    table = held_out(log, count_windows(log, 1), ["MBG/CNBD-k", "BG/CNBD-k"])
    assert set(table.index) == {name for name in FAMILIES if "NBD" in name}
    assert "CNBD" in table.index[0] and table["difference"].iloc[0] == 0 and (table["n"] <= 200).all()
    assert table.loc["BG/NBD", "high"] < 0, "its interval holds all of the difference"


@pytest.mark.heavy
def test_contracts_are_foretold_by_renewals():
    log = log_of("monthly_contract", customers=120, days=600, random_state=4)
    table = held_out(log, beat_windows(log, 365.25 / 12, 1), ["sBG", "BdW"])
    assert {"sBG", "BdW", "BG/BB"} <= set(table.index) and table.loc["BG/NBD", "high"] < 0


@pytest.mark.heavy
def test_contracts_that_are_paid_to_the_day_are_foretold_as_well_as_by_yes_or_no():
    rng, beat = np.random.default_rng(5), 365.25
    paid = np.floor(rng.uniform(0, 4 * beat, (300, 1)) + beat * np.arange(8)).astype(int)
    stays = (np.arange(8) < rng.geometric(rng.beta(1, 5, (300, 1)))) & (paid < 8 * beat)
    log = PurchaseDays(np.nonzero(stays)[0], paid[stays], 300, int(8 * beat))
    table = held_out(log, beat_windows(log, beat, 2), ["sBG", "BdW"])
    assert table.loc["BG/BB", "difference"] < 0.01, "who is a day late has ended, where nobody ever was"


@pytest.mark.heavy
def test_what_came_after_a_cut_is_not_known_to_the_fit():
    log = log_of("random_shop", customers=100, days=600, random_state=4)
    windows = count_windows(log, 1)
    cut = windows.cuts[0]
    before = held_out(log, windows, ["BG/NBD"])
    moved = log._replace(day=np.where(log.day > cut, np.minimum(log.day + 1, log.end), log.day))
    pd.testing.assert_frame_equal(before, held_out(moved, windows, ["BG/NBD"]), check_exact=False, atol=1e-9)
