"""Does what is known of ratings agree with plain pandas?"""

import pytest

from custseg.brief import open_ratings
from custseg.simulate import simulate_rated_retailers
from tests.brief.rating.retailers import retailers


@pytest.fixture(scope="module")
def simulated():
    return open_ratings()


def test_simulated_tiers_are_those_of_the_rule_that_simulated_them(simulated):
    panel, truth = simulate_rated_retailers(random_state=1)
    by_hand = truth.assign(customer_id=panel["customer_id"], period=panel["period"])
    by_hand = by_hand.sort_values(["customer_id", "period"])["sim_rule_tier"]
    assert simulated.rated["tier"].tolist() == by_hand.tolist()


def test_far_moves_and_promotions_taken_back_agree_with_pandas(simulated):
    tiers = simulated.rated.pivot(index="customer_id", columns="period", values="tier")
    assert simulated.floor.far.seen == ((tiers.iloc[:, -1] - tiers.iloc[:, 0]).abs() >= 2).sum()
    steps = tiers.iloc[:, -1] - tiers.iloc[:, -2]
    assert simulated.floor.steps.loc[1, "customers"] == (steps == 1).sum()
    first = simulated.floor.undone.iloc[0]
    undone = [
        (tiers.iloc[up, place + 2] < tiers.iloc[up, place + 1]).mean()
        for place in range(6)
        for up in [(tiers.iloc[:, place + 1] > tiers.iloc[:, place]).to_numpy()]
    ]
    assert first["undone"] == pytest.approx(sum(undone) / 6, abs=0.02)


def test_margins_follow_the_width_of_a_tier_and_hold_that_of_the_rule():
    assert open_ratings(retailers()).margins == [0.0, 5.0, 10.0]
    assert open_ratings(retailers(), n_tiers=10, hysteresis=3).margins == [0.0, 2.5, 3.0, 5.0]


def test_a_retailer_who_leaves_and_comes_back_is_seen():
    table = retailers()
    ratings = open_ratings(table[~((table["id"] == "s05") & (table["period"] == "2024Q3"))])
    assert ratings.moves.loc["s05", "move"] == "came back"
