"""Does every route get its letters on its days, and the same share nothing, by lot?"""

import pandas as pd
import pytest

from custseg.catalogue import load_grid
from custseg.decide import campaign_routes, plan_campaign
from custseg.schema import SchemaError

NAMES = ["champions", "affluents", "advocates", "misers"]


def groups_of(n: int) -> pd.Series:
    ids = pd.Index([f"c{place:03}" for place in range(n)], name="customer_id")
    return pd.Series([NAMES[place % 4] for place in range(n)], ids)


def test_routes_start_from_the_groups_of_the_grid():
    routes = campaign_routes()
    assert {"champions", *routes.index} == {segment.key for segment in load_grid("clv_crv").segments}
    assert routes.loc["affluents", "raises"] == routes.loc["advocates", "must_not_fall"] == "referral_value"


def test_two_letters_two_weeks_apart_and_rewards_for_both_sides():
    plan = plan_campaign(groups_of(80), start="2024-03-04", reward_referrer=25, reward_referred=15, random_state=0)
    assert "champions" not in set(plan["group"])
    assert len(plan) == 60
    assert plan.groupby("route")["arm"].value_counts().eq(10).all()
    written = plan[plan["arm"] == "write"]
    assert written["first_letter"].eq(pd.Timestamp("2024-03-04")).all()
    assert (written["second_letter"] - written["first_letter"]).eq(pd.Timedelta(days=14)).all()
    refers = written["incentive"] != "buy"
    assert written.loc[refers, ["reward_referrer", "reward_referred"]].eq([25.0, 15.0]).all(axis=None)
    assert written.loc[~refers, "reward_referrer"].eq(0).all()
    left = plan[plan["arm"] == "leave"]
    assert left[["first_letter", "second_letter"]].isna().all(axis=None)
    assert left["reward_referrer"].eq(0).all()


def test_the_draw_depends_on_the_seed_and_not_on_the_order():
    groups = groups_of(80)
    plan = plan_campaign(groups, start="2024-03-04", random_state=1)
    turned = plan_campaign(groups[::-1], start="2024-03-04", random_state=1)
    pd.testing.assert_frame_equal(turned[::-1], plan)
    assert (plan_campaign(groups, start="2024-03-04", random_state=2)["arm"] != plan["arm"]).any()


def test_both_sides_can_be_made_alike():
    groups = groups_of(400)
    before = pd.Series(range(400), groups.index, dtype=float)
    plan = plan_campaign(groups, start="2024-03-04", balanced_by=before, random_state=0)
    means = before.reindex(plan.index).groupby([plan["route"], plan["arm"]]).mean().unstack()
    assert (means["write"] - means["leave"]).abs().max() < 4


@pytest.mark.parametrize(
    ("change", "settings", "message"),
    [
        ({"c001": "rich"}, {}, "groups must be .*; found 'rich'"),
        ({}, {"control": 1.0}, "control between 0 and 1"),
        ({}, {"control": 50.0}, "write 50 % as 0.5"),
        ({}, {"reward_referred": -1.0}, "reward_referred is -1"),
        ({}, {"gap_days": 0}, "gap_days must be a whole number"),
        ({"c001": None, "c005": None}, {}, None),
    ],
)
def test_what_cannot_be_is_refused(change, settings, message):
    groups = groups_of(8)
    for name, group in change.items():
        groups[name] = group
    if message is None:
        assert set(plan_campaign(groups, start="2024-03-04")["group"]) == {"advocates", "misers"}
        return
    with pytest.raises(ValueError, match=message):
        plan_campaign(groups, start="2024-03-04", **settings)


def test_nobody_to_draw_from():
    one = pd.Series(["affluents", "champions"], ["a", "b"])
    with pytest.raises(SchemaError, match="'affluents' has one customer alone"):
        plan_campaign(one, start="2024-03-04")
    with pytest.raises(SchemaError, match="nobody is on a route"):
        plan_campaign(one[1:], start="2024-03-04")
    with pytest.raises(SchemaError, match="customers are there twice: 'a'"):
        plan_campaign(pd.concat([one, one[:1]]), start="2024-03-04")


def test_a_route_of_which_nobody_would_be_left_alone_is_refused():
    groups = pd.Series(["affluents"] * 20 + ["misers"] * 5, [f"c{place}" for place in range(25)])
    with pytest.raises(SchemaError, match="nobody of 'misers' would be left alone"):
        plan_campaign(groups, start="2024-01-01", control=0.1, random_state=1)
    with pytest.raises(SchemaError, match="would be left alone"):
        plan_campaign(groups, start="2024-01-01", control=1e-320, random_state=1)
    plan = plan_campaign(groups, start="2024-01-01", control=0.2, random_state=1)
    assert plan.groupby("group")["arm"].nunique().eq(2).all()
    twice = pd.Series(1.0, [*groups.index, "c0"])
    with pytest.raises(SchemaError, match="balanced_by has customers twice"):
        plan_campaign(groups, start="2024-01-01", balanced_by=twice, random_state=1)
