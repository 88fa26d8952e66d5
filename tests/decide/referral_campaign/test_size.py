"""Does the number of customers that is asked for give the precision that was wanted?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from custseg.decide import campaign_lift, campaign_size
from custseg.schema import SchemaError
from custseg.simulate import simulate_referral_campaign


def test_by_hand():
    values = np.tile([0.0, 100.0], 200)
    row = campaign_size(values, precision=5.0).iloc[0]
    spread = 50 * np.sqrt(400 / 399)
    assert row["sd"] == pytest.approx(spread)
    assert row["customers_needed"] == np.ceil((student.ppf(0.975, 1_541) * spread / 5) ** 2 / 0.25) == 1_543
    assert row["precision"] == pytest.approx(student.ppf(0.975, 398) * spread * 2 / 20, rel=1e-6)
    assert not row["enough"]


def test_a_control_of_half_takes_the_fewest():
    values = np.random.default_rng(0).gamma(1, 50, 300)
    needed = [campaign_size(values, precision=4.0, control=c)["customers_needed"].item() for c in (0.2, 0.5, 0.8)]
    assert needed[1] < needed[0] == needed[2]


def test_what_was_before_takes_out_scatter():
    random = np.random.default_rng(0)
    before = random.gamma(1, 50, 300)
    values = 0.8 * before + random.normal(0, 10, 300)
    plain = campaign_size(values, precision=4.0).iloc[0]
    adjusted = campaign_size(values, precision=4.0, before=before).iloc[0]
    assert adjusted["sd"] == pytest.approx(10, rel=0.1)
    assert adjusted["customers_needed"] < plain["customers_needed"] / 5
    constant = campaign_size(values, precision=4.0, before=np.ones(300)).iloc[0]
    assert constant["sd"] == pytest.approx(plain["sd"], rel=0.01)


def test_the_campaign_reaches_the_precision_that_was_planned():
    campaign = simulate_referral_campaign(8_000, extra=0.0, random_state=1)
    size = campaign_size(campaign["sim_before"], precision=7.0)
    needed = int(size["customers_needed"].item())
    chosen = campaign.head(needed)
    plan = pd.DataFrame({"route": "all", "arm": np.where(chosen["sim_written"], "write", "leave")}, chosen.index)
    lift = campaign_lift(chosen[["sim_referral_value"]], plan).iloc[0]
    assert (lift["high"] - lift["low"]) / 2 == pytest.approx(7.0, rel=0.25)


def test_routes_are_planned_by_themselves_and_few_have_no_number():
    routes = pd.Series(["a"] * 40 + ["b"] * 3 + [None], range(44))
    found = campaign_size(pd.Series(np.arange(44.0)), routes, precision=1.0)
    assert found.index.tolist() == ["a", "b"]
    assert found.loc["b"].isna().tolist() == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"precision": 0.0}, "precision is not above 0"),
        ({"precision": 1.0, "control": 0.0}, "control is 0 or 1"),
        ({"precision": 1.0, "level": 95.0}, "level is outside 0-1"),
        ({"precision": 1.0, "before": [1.0]}, "columns differ in length"),
        ({"precision": 1.0, "routes": pd.Series(["a"], [9])}, "routes and outcome have different indexes"),
    ],
)
def test_what_cannot_be_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        campaign_size([1.0, 2.0, 3.0, 4.0], **settings)


@pytest.mark.parametrize("precision", [40.0, 25.0, 15.0])
def test_few_customers_get_the_width_that_was_wanted_too(precision):
    needed = int(
        campaign_size(np.random.default_rng(1).normal(0, 30, 500), precision=precision)["customers_needed"].item()
    )
    half = needed // 2
    random = np.random.default_rng(2)
    both = [random.normal(0, 29.6, (2_000, side)) for side in (half, needed - half)]
    errors = np.sqrt(sum(values.var(axis=1, ddof=1) / values.shape[1] for values in both))
    assert student.ppf(0.975, needed - 2) * errors.mean() == pytest.approx(precision, rel=0.08)


def test_two_stand_on_either_side_however_coarse_the_precision():
    values = np.arange(40.0)
    assert campaign_size(values, precision=1e6)["customers_needed"].item() == 4
    assert campaign_size(values, precision=1e6, control=0.1)["customers_needed"].item() == 20
    assert campaign_size(np.ones(40), precision=1.0)["customers_needed"].item() == 4
    with pytest.raises(ValueError, match="more customers than there are"):
        campaign_size(values, precision=1e-150)
    with pytest.raises(ValueError, match="precision is not above 0"):
        campaign_size(values, precision=1e-320)
    with pytest.raises(SchemaError, match="nobody has a route"):
        campaign_size(pd.Series(values), pd.Series(None, range(40), dtype=object), precision=1.0)
