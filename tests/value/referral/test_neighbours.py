"""Are the published estimates found, is a known influence recovered, and does a weak lot show?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_social_insurance
from custseg.schema import SchemaError
from custseg.value import neighbour_influence

HELD = ["male", "age", "household", "rice_area", "literate", "intensive", "risk_averse", "disaster_chance"]
PARTS = {"outcome": "bought", "neighbours": "neighbours_bought", "instrument": "default_buy"}


@pytest.fixture(scope="module")
def farmers() -> pd.DataFrame:
    return load_social_insurance().dropna(subset=HELD)


def test_cai_de_janvry_and_sadoulet(farmers):
    found = neighbour_influence(farmers, **PARTS, controls=HELD, groups="village", clusters="natural_village")
    assert found["n"].eq(1_378).all()
    # recomputed from the data with 44 village effects and eight controls; The Effect prints .791 for the second
    assert found.loc["side by side", "effect"] == pytest.approx(0.4524, abs=5e-5)
    assert found.loc["by the lot", "effect"] == pytest.approx(0.7911, abs=5e-5)
    assert found.loc["lot moves neighbours", "effect"] == pytest.approx(0.118, abs=5e-4)
    correction = 166 / 165 * 1_377 / (1_378 - 44 - 8 - 1)
    assert found.loc["by the lot", "standard_error"] / np.sqrt(correction) == pytest.approx(0.267, abs=5e-4)
    low, high = found.loc["by the lot", ["low", "high"]]
    # the roots of the clustered t of the lot in own - b theirs, by Brent's method on 44 dummies and eight controls
    assert [low, high] == pytest.approx([0.323385, 1.721649], abs=5e-6)
    assert 0 < low < 0.7911 < high  # wider than two standard errors to the right: the lot is not strong
    assert high - 0.7911 > 0.7911 - low
    assert found["f"].notna().tolist() == [False, False, True, False]


def test_village_effects_are_dummies(farmers):
    dummies = pd.get_dummies(farmers["village"], drop_first=True, prefix="v").astype(float)
    table = pd.concat([farmers, dummies], axis=1)
    one = neighbour_influence(farmers, **PARTS, groups="village", clusters="natural_village")
    other = neighbour_influence(table, **PARTS, controls=list(dummies), clusters="natural_village")
    pd.testing.assert_frame_equal(one, other, rtol=1e-8)


def world(influence: float, seed: int, push: float = 0.4, n: int = 400) -> pd.DataFrame:
    """Make 100 villages whose people are alike, are watched, and whose neighbours a lot has moved."""
    random = np.random.default_rng(seed)
    village = np.arange(n) // 4
    alike = random.normal(0, 0.3, n // 4)[village]
    lot = (random.random(n // 4) < 0.5)[village].astype(float)
    theirs = 0.4 + push * lot + alike + random.normal(0, 0.1, n // 4)[village]
    own = influence * theirs + 2 * alike + random.normal(0, 0.3, n)
    return pd.DataFrame({"own": own, "theirs": theirs, "lot": lot, "village": village})


COLUMNS = {"outcome": "own", "neighbours": "theirs", "instrument": "lot", "clusters": "village"}


def test_people_who_are_alike_look_like_influence_and_the_lot_tells():
    found = neighbour_influence(world(0.5, 1, n=40_000), **COLUMNS)
    assert found.loc["by the lot", "effect"] == pytest.approx(0.5, abs=0.05)
    assert found.loc["side by side", "effect"] > 1.0


@pytest.mark.slow
@pytest.mark.parametrize("push", [0.4, 0.08])
def test_the_interval_holds_the_truth_however_weak_the_lot(push):
    held, none = 0, 0
    for seed in range(400):
        low, high = neighbour_influence(world(0.5, seed, push), **COLUMNS).loc["by the lot", ["low", "high"]]
        none += np.isnan(low)
        held += np.isnan(low) or low <= 0.5 <= high
    assert 0.93 <= held / 400 <= 0.985, "an Anderson-Rubin set that is no interval holds everything or nearly so"
    assert none < 40 if push == 0.4 else none > 100


def test_a_lot_that_moves_nobody_has_no_interval():
    found = neighbour_influence(world(0.5, 3, push=0.0), **COLUMNS)
    assert found.loc["by the lot", ["low", "high"]].isna().all()


@pytest.mark.parametrize(
    ("change", "settings", "message"),
    [
        ({}, {"outcome": "what"}, "table lacks the columns 'what'"),
        ({"own": np.nan}, {}, "column 'own' is missing or infinite in 400 rows"),
        ({"lot": 1.0}, {}, "column 'lot' does not vary"),
        ({"own": "yes"}, {}, "own' must be numbers"),
        ({}, {"instrument": "theirs"}, "each column can have one part; 'theirs' has two"),
        ({"village": 1}, {}, "too few rows: 1 clusters"),
        ({"village": None}, {}, "column 'village' is missing in some rows"),
    ],
)
def test_what_cannot_be_is_refused(change, settings, message):
    with pytest.raises(SchemaError, match=message):
        neighbour_influence(world(0.5, 1).assign(**change), **COLUMNS | settings)
    with pytest.raises(ValueError, match="level is outside 0-1"):
        neighbour_influence(world(0.5, 1), **COLUMNS, level=95.0)


def test_columns_of_several_levels_are_refused():
    table = world(0.5, 1)
    with pytest.raises(SchemaError, match="one level of column names"):
        neighbour_influence(table.set_axis(pd.MultiIndex.from_product([table.columns, ["a"]]), axis=1), **COLUMNS)
