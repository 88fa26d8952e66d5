"""Does the interval hold the lift that is there, as often as it promises?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from custseg.decide import campaign_lift
from custseg.schema import SchemaError
from custseg.simulate import simulate_referral_campaign


def lift_of(campaign: pd.DataFrame, *, adjusted: bool = False) -> pd.Series:
    plan = pd.DataFrame({"route": "all", "arm": np.where(campaign["sim_written"], "write", "leave")}, campaign.index)
    outcomes = campaign[["sim_referral_value"]].rename(columns={"sim_referral_value": "referral_value"})
    before = campaign[["sim_before"]].rename(columns={"sim_before": "referral_value"})
    return campaign_lift(outcomes, plan, before=before if adjusted else None).iloc[0]


def test_by_hand():
    ids = pd.Index(list("abcdefgh"), name="customer_id")
    plan = pd.DataFrame({"route": ["x"] * 4 + ["y"] * 4, "arm": ["write", "write", "leave", "leave"] * 2}, ids)
    outcomes = pd.DataFrame({"money": [10.0, 14, 5, 7, 1, 1, 2, 2]}, ids)
    found = campaign_lift(outcomes, plan)
    assert found.loc[("x", "money"), ["written", "left", "mean_written", "mean_left", "lift", "in_all"]].tolist() == [
        2, 2, 12.0, 6.0, 6.0, 12.0]  # fmt: skip
    assert found.loc[("y", "money"), "lift"] == -1
    assert found.loc[("y", "money"), ["low", "high"]].isna().all()  # nobody differs


def test_money_that_is_all_0_or_1_is_money():
    ids = pd.Index(list("abcdefgh"), name="customer_id")
    plan = pd.DataFrame({"route": "x", "arm": ["write"] * 4 + ["leave"] * 4}, ids)
    outcomes = pd.DataFrame({"money": [1.0, 1, 0, 1, 0, 0, 1, 0]}, ids)
    ends = ["lift", "low", "high"]
    one, other = (campaign_lift(money, plan).iloc[0][ends].tolist() for money in (outcomes, outcomes + 1))
    assert one == pytest.approx(other), "a euro more for each is no lift"


@pytest.mark.slow
@pytest.mark.parametrize("adjusted", [False, True])
def test_the_interval_holds_a_known_lift_in_93_to_97_of_100_campaigns(adjusted):
    campaigns = (simulate_referral_campaign(1_000, correlation=0.3, random_state=seed) for seed in range(400))
    held = [row["low"] <= 10.0 <= row["high"] for row in (lift_of(one, adjusted=adjusted) for one in campaigns)]
    assert 0.93 <= np.mean(held) <= 0.97


def test_where_customers_stay_as_they_are_the_adjustment_narrows_the_interval():
    campaign = simulate_referral_campaign(4_000, rate=2.0, random_state=3)
    plain, adjusted = lift_of(campaign), lift_of(campaign, adjusted=True)
    assert adjusted["high"] - adjusted["low"] < 0.8 * (plain["high"] - plain["low"])
    assert adjusted["low"] < 10 < adjusted["high"]


def test_the_adjusted_lift_and_its_error_are_those_of_a_regression():
    """Least squares of the outcome on the arm and the year before, errors of type HC3 (MacKinnon & White 1985)."""
    campaign = simulate_referral_campaign(300, rate=1.0, random_state=5)
    campaign["sim_written"] = np.arange(300) % 3 == 0  # sides of 100 and 200
    found = lift_of(campaign, adjusted=True)
    design = np.column_stack([np.ones(300), campaign[["sim_written", "sim_before"]].to_numpy(dtype=float)])
    inverse, outcome = np.linalg.inv(design.T @ design), campaign["sim_referral_value"].to_numpy()
    slopes = inverse @ design.T @ outcome
    left_over = (outcome - design @ slopes) / (1 - np.einsum("ij,jk,ik->i", design, inverse, design))
    error = np.sqrt((inverse @ (design.T * left_over**2) @ design @ inverse)[1, 1])
    assert found["lift"] == pytest.approx(slopes[1])
    half = (found["high"] - found["low"]) / 2
    assert (found["high"] + found["low"]) / 2 == pytest.approx(slopes[1])
    assert t.ppf(0.975, 298) <= half / error <= t.ppf(0.975, 99), "Welch's freedom lies between one side's and both's"


def test_a_year_before_in_which_all_were_alike_changes_nothing():
    campaign = simulate_referral_campaign(200, random_state=2).assign(sim_before=7.0)
    pd.testing.assert_series_equal(lift_of(campaign, adjusted=True), lift_of(campaign))


def test_the_adjusted_interval_knows_no_unit_no_order_and_no_level_of_the_year_before():
    campaign = simulate_referral_campaign(200, random_state=6)
    plain = lift_of(campaign, adjusted=True)
    money = ["sim_before", "sim_referral_value"]
    scaled = lift_of(campaign.assign(**{name: 100 * campaign[name] for name in money}), adjusted=True)
    ends = ["lift", "low", "high"]
    np.testing.assert_allclose(scaled[ends].to_numpy(float), 100 * plain[ends].to_numpy(float))
    moved = campaign.assign(sim_before=campaign["sim_before"] + 1000).sample(frac=1, random_state=1)
    np.testing.assert_allclose(lift_of(moved, adjusted=True)[ends].to_numpy(float), plain[ends].to_numpy(float))


@pytest.mark.parametrize(
    ("written", "came"),
    [
        ([True, False, False, False], [3.0, 1.0, 2.0, 5.0]),  # one customer on a side
        ([True, False, True, False], [1.0, 2.0, 4.0, 9.0]),  # what was before explains everything
    ],
)
def test_an_adjusted_lift_has_no_interval_where_a_side_says_nothing(written, came):
    columns = {"sim_referral_value": came, "sim_before": [1.0, 2.0, 4.0, 9.0], "sim_written": written}
    campaign = pd.DataFrame(columns, pd.Index(list("abcd"), name="customer_id"))
    found = lift_of(campaign, adjusted=True)
    assert np.isfinite(found["lift"]) and found[["low", "high"]].isna().all()


def test_several_routes_and_values_and_other_customers_beside():
    campaign = simulate_referral_campaign(400, random_state=1)
    plan = pd.DataFrame(
        {
            "route": ["one", "two"] * 200,
            "arm": np.where(campaign["sim_written"], "write", "leave"),
        },
        campaign.index,
    ).iloc[:300]
    columns = ["sim_referral_value", "sim_lifetime_value"]
    found = campaign_lift(campaign[columns], plan)
    assert found.index.tolist() == [(route, name) for route in ("one", "two") for name in columns]
    assert found[["written", "left"]].sum(axis=1).eq(150).all()


def test_everything_that_is_wrong_is_said_at_once():
    ids = pd.Index(["a", "b"], name="customer_id")
    plan = pd.DataFrame({"route": ["x", "x"], "arm": ["write", "send"]}, ids)
    outcomes = pd.DataFrame({"money": [1.0, np.nan]}, ids)
    with pytest.raises(SchemaError) as error:
        campaign_lift(outcomes, plan, before=pd.DataFrame({"other": [1.0]}, ids[:1]))
    assert len(error.value.problems) == 4


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"route": ["x", "x"], "arm": ["write", "write"]}, "'x' has one side alone"),
        ({"route": ["x", "x"]}, "plan lacks 'arm'"),
        ({"route": ["x", None], "arm": ["write", "leave"]}, "each row of plan needs a route"),
    ],
)
def test_what_cannot_be_is_refused(plan, message):
    ids = pd.Index(["a", "b"], name="customer_id")
    with pytest.raises(SchemaError, match=message):
        campaign_lift(pd.DataFrame({"money": [1.0, 2.0]}, ids), pd.DataFrame(plan, ids))
    with pytest.raises(ValueError, match="level is outside 0-1"):
        campaign_lift(pd.DataFrame({"money": [1.0, 2.0]}, ids), pd.DataFrame(plan, ids), level=95)


def test_columns_of_several_levels_are_refused():
    ids = pd.Index(["a", "b"], name="customer_id")
    plan = pd.DataFrame({("route", 1): ["x", "x"], ("arm", 1): ["write", "leave"]}, ids)
    with pytest.raises(SchemaError, match="one level of column names"):
        campaign_lift(pd.DataFrame({"money": [1.0, 2.0]}, ids), plan)
