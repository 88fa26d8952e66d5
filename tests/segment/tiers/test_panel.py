import numpy as np
import pandas as pd
import pytest

from custseg.bands import Bands
from custseg.schema import SchemaError
from custseg.segment import tier_panel

SCORES = pd.DataFrame(
    {1: [5.0, 1.0, np.nan, np.nan], 2: [np.nan, 3.0, 2.0, np.nan], 3: [4.0, 8.0, np.nan, np.nan]},
    index=pd.Index(["ann", "bob", "eve", "zoe"], name="customer_id"),
)


def test_joiners_and_leavers_are_in_sight():
    status = tier_panel(SCORES, n_tiers=2)["status"].unstack()
    assert status.to_numpy().tolist() == [
        ["first seen", "away", "came back"],
        ["first seen", "stayed", "stayed"],
        ["not yet", "first seen", "away"],
        ["not yet", "not yet", "not yet"],
    ]


def test_absence_is_tier_zero_and_takes_no_part_in_the_cuts():
    tiers = tier_panel(SCORES, n_tiers=2)["tier"].unstack()
    assert tiers.to_numpy().tolist() == [[2, 0, 1], [1, 2, 2], [0, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n_tiers", [2, 5, 30])
def test_tiers_of_a_window_are_the_bands_of_its_customers(seed, n_tiers):
    scores = np.random.default_rng(seed).integers(0, 12, 40).astype(float)
    expected = Bands(n_bands=n_tiers).fit_transform(scores[:, np.newaxis]).ravel()
    found = tier_panel(pd.DataFrame({"w": scores}), n_tiers=n_tiers)["tier"]
    assert found.tolist() == expected.tolist()


def test_cuts_of_the_first_window_are_kept():
    scores = pd.DataFrame({1: [1.0, 2.0, 3.0, 4.0], 2: [10.0, 20.0, 30.0, 40.0]})
    tiers = tier_panel(scores, n_tiers=4, cuts="first window")["tier"].unstack()
    assert tiers[1].tolist() == [1, 2, 3, 4] and tiers[2].tolist() == [4, 4, 4, 4]


def test_a_score_on_a_stated_cut_is_in_the_better_tier():
    scores = pd.DataFrame({1: [99.0, 100.0, 101.0, 500.0]})
    assert tier_panel(scores, cuts=[100, 500])["tier"].tolist() == [1, 2, 2, 3]


def test_a_window_in_which_nobody_is_present_has_no_tiers():
    scores = pd.DataFrame({1: [np.nan, np.nan], 2: [1.0, 2.0]})
    for cuts in ("each window", "first window"):
        assert tier_panel(scores, n_tiers=2, cuts=cuts)["tier"].tolist() == [0, 1, 0, 2]


def test_every_problem_of_the_table_is_said_at_once():
    scores = pd.DataFrame([[1.0, 2.0], [1.0, 2.0]], index=["a", "a"], columns=[2, 1])
    with pytest.raises(SchemaError, match="twice") as found:
        tier_panel(scores)
    assert "must rise" in str(found.value)
    with pytest.raises(SchemaError, match="no tier"):
        tier_panel(SCORES.iloc[:0])


@pytest.mark.parametrize("cuts", [[2.0, 1.0], [], [np.nan], "yearly"])
def test_cuts_that_cannot_be_are_refused(cuts):
    with pytest.raises(ValueError, match="cuts must be"):
        tier_panel(SCORES, cuts=cuts)


def test_infinite_scores_are_refused():
    with pytest.raises(ValueError, match="infinite"):
        tier_panel(SCORES.replace(8.0, np.inf))


def test_the_scores_are_not_changed():
    before = SCORES.copy()
    tier_panel(SCORES)
    pd.testing.assert_frame_equal(SCORES, before)


@pytest.mark.parametrize("windows", [["Q4 2024", "Q1 2025"], ["10", "9"], ["9", "10"]])
def test_windows_that_as_text_sort_otherwise_than_time_goes_are_refused(windows):
    with pytest.raises(SchemaError, match="sorts as text"):
        tier_panel(pd.DataFrame([[1.0, 2.0], [2.0, 1.0]], columns=windows))


def test_customers_without_a_name_and_more_tiers_than_can_be_counted_are_refused():
    with pytest.raises(SchemaError, match="no customer in 1 rows"):
        tier_panel(pd.DataFrame({"w": [1.0, 2.0]}, index=["a", None]))
    with pytest.raises(ValueError, match="whole number of tiers, 2 to 32,767"):
        tier_panel(pd.DataFrame({"w": [1.0, 2.0]}), n_tiers=100_000)


def test_cuts_of_a_first_window_of_equals_are_asked_for():
    with pytest.raises(ValueError, match=r"State cuts=\[\.\.\.\]"):
        tier_panel(pd.DataFrame({"w": [1.0, 1.0]}), cuts="first window")
