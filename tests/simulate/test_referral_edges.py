"""Does who brought whom follow the mechanism, and does the letter add what it is said to?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.simulate import simulate_referral_answers, simulate_referrals
from custseg.value import sift_referrals


@pytest.fixture(scope="module")
def shop():
    random = np.random.default_rng(0)
    joined = pd.Series(pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 80, 20_000), unit="D"))
    return joined, pd.Series(random.lognormal(3, 1, 20_000))


def test_every_referral_is_by_somebody_who_had_joined_before(shop):
    joined, value = shop
    edges, truth = simulate_referrals(joined, value, referred=0.4, random_state=1)
    assert (joined[edges["referrer_id"]].to_numpy() < edges["date"].to_numpy()).all()
    assert (joined[edges["referred_id"]].to_numpy() == edges["date"].to_numpy()).all()
    assert sift_referrals(edges, joined.index)["rule"].eq("counted").all()
    assert len(edges) / (joined > joined.min()).sum() == pytest.approx(0.4, abs=0.015)
    assert truth["sim_tendency"].mean() == pytest.approx(1)


def test_the_correlation_is_there_and_decides_who_recommends(shop):
    scores = shop[1].rank(pct=True)
    best = scores > 0.8
    shares = {}
    for rho in (-0.5, 0.0, 0.5):
        edges, truth = simulate_referrals(*shop, correlation=rho, random_state=2)
        found = np.log(truth["sim_tendency"]).corr(np.log(shop[1]))
        assert found == pytest.approx(rho, abs=0.03)
        shares[rho] = best[edges["referrer_id"]].mean()
    assert shares[-0.5] < 0.12
    assert shares[0.0] == pytest.approx(0.2, abs=0.03)
    assert shares[0.5] > 0.3  # the lognormal law says .366: Phi(.5 - .842)


def test_those_who_tend_to_recommend_bring_more_in_proportion(shop):
    joined, value = shop[0].sort_values(), shop[1].loc[shop[0].sort_values().index]
    edges, truth = simulate_referrals(joined, value, referred=1.0, spread=0.5, random_state=3)
    early = joined.index[:1000]
    counts = edges["referrer_id"].value_counts().reindex(early, fill_value=0)
    high = truth.loc[early, "sim_tendency"] > truth.loc[early, "sim_tendency"].median()
    expected = truth.loc[early, "sim_tendency"].groupby(high).mean()
    assert counts[high].mean() / counts[~high].mean() == pytest.approx(expected[True] / expected[False], rel=0.1)


def test_letters_add_what_is_said_and_nothing_else():
    tendency, written = pd.Series(1.0, index=range(40_000)), pd.Series([True, False] * 20_000)
    answers = simulate_referral_answers(tendency, written, pd.Series([10.0, 30.0]), rate=0.3, extra=0.2)
    means = answers.groupby(written)[["sim_referrals", "sim_added", "sim_worth"]].mean()
    assert means.loc[True, "sim_referrals"] == pytest.approx(0.5, abs=0.02)
    assert means.loc[False, "sim_referrals"] == pytest.approx(0.3, abs=0.02)
    assert means.loc[False, "sim_added"] == 0
    assert means.loc[True, "sim_worth"] == pytest.approx(10.0, abs=0.4)


def test_the_same_seed_gives_the_same(shop):
    one, other = (simulate_referrals(*shop, random_state=5)[0] for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    assert not one.equals(simulate_referrals(*shop, random_state=6)[0])


def test_one_day_or_one_customer_brings_nobody():
    joined = pd.Series(pd.Timestamp("2024-01-01"), index=["a", "b"])
    edges, truth = simulate_referrals(joined, pd.Series([1.0, 1.0], index=["a", "b"]), referred=1.0)
    assert edges.empty
    assert list(edges) == ["referrer_id", "referred_id", "date"]
    assert len(truth) == 2


def test_what_cannot_be_is_refused(shop):
    joined, value = shop[0].iloc[:3], shop[1].iloc[:3]
    with pytest.raises(SchemaError, match="correlation must lie between"):
        simulate_referrals(joined, value, correlation=2.0)
    with pytest.raises(SchemaError, match="different indexes"):
        simulate_referrals(joined, value.iloc[:2])
    with pytest.raises(SchemaError, match="no value or day"):
        simulate_referrals(joined.where(joined.index > 0), value)
    written = pd.Series([True, False, True])
    with pytest.raises(SchemaError, match="must not be negative"):
        simulate_referral_answers(pd.Series([1.0, -1.0, 1.0]), written, value)
    with pytest.raises(SchemaError, match="rate must lie between"):
        simulate_referral_answers(value, written, value, rate=-1.0)
    with pytest.raises(SchemaError, match="twice"):
        twice = pd.Index([0, 0, 1])
        simulate_referral_answers(value.set_axis(twice), written.set_axis(twice), value)


def test_days_must_be_days_and_customers_must_have_an_id(shop):
    joined, value = shop[0].iloc[:3], shop[1].iloc[:3]
    for wrong in (joined.dt.strftime("%d.%m.%Y"), joined.dt.day):
        with pytest.raises(SchemaError, match=r"pd\.to_datetime"):
            simulate_referrals(wrong, value)
    nameless = ["a", None, "c"]
    with pytest.raises(SchemaError, match="has no id"):
        simulate_referrals(joined.set_axis(nameless), value.set_axis(nameless))


def test_letters_are_written_or_not_and_referrals_can_be_drawn():
    tendency, worth = pd.Series([1.0, 1.0]), pd.Series([10.0])
    for wrong in (["write", "leave"], [7, 0], [-1, 0]):
        with pytest.raises(SchemaError, match="written must hold True and False"):
            simulate_referral_answers(tendency, pd.Series(wrong), worth)
    with pytest.raises(SchemaError, match="too many to draw"):
        simulate_referral_answers(1e12 * tendency, pd.Series([True, False]), worth)
    with pytest.raises(SchemaError, match=r"tendency must not be negative; found -1.0"):
        simulate_referral_answers(-tendency, pd.Series([True, False]), worth)
