"""Is the lift that is stated the one that is there, and the correlation too?"""

import numpy as np
import pandas as pd
import pytest

from custseg.simulate import simulate_referral_campaign


def test_the_lift_is_there():
    campaign = simulate_referral_campaign(200_000, extra=0.2, worth=50.0, random_state=1)
    means = campaign.groupby("sim_written")["sim_referral_value"].mean()
    assert means[True] - means[False] == pytest.approx(10.0, abs=0.8)
    assert campaign["sim_lift"].eq(10.0).all()
    assert campaign["sim_before"].mean() == pytest.approx(15.0, abs=0.5)  # .3 referrals of 50 each


def test_the_correlation_decides_whether_the_best_buyers_recommend_most():
    worlds = [simulate_referral_campaign(20_000, correlation=rho, rate=5.0, random_state=0) for rho in (-0.8, 0, 0.8)]
    found = [one["sim_lifetime_value"].corr(one["sim_before"], method="spearman") for one in worlds]
    assert found[0] < -0.5
    assert found[1] == pytest.approx(0, abs=0.03)
    assert found[2] > 0.5


def test_the_same_seed_gives_the_same_customers():
    pd.testing.assert_frame_equal(simulate_referral_campaign(50), simulate_referral_campaign(50))
    assert simulate_referral_campaign(50, random_state=1)["sim_before"].sum() != simulate_referral_campaign(50)[
        "sim_before"].sum()  # fmt: skip
    assert simulate_referral_campaign(50, rate=0.0, extra=0.0)["sim_referral_value"].eq(0).all()


@pytest.mark.parametrize(
    "settings",
    [{"correlation": 2.0}, {"rate": -1.0}, {"worth": 0.0}, {"spread": 9.0}, {"extra": np.nan}, {"n_customers": 0}],
)
def test_what_cannot_be_is_refused(settings):
    with pytest.raises(ValueError, match="must"):
        simulate_referral_campaign(**{"n_customers": 5} | settings)
