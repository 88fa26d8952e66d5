"""Does the interval hold the lift that is there, as often as it promises?"""

import numpy as np
import pandas as pd
import pytest

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
