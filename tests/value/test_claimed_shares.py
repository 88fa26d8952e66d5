import numpy as np
import pytest

from custseg.value import concentration_claims, pareto_top_share, top_share


def test_twenty_eighty_and_five_forty_exclude_each_other():
    # Closed form: ln s / ln p. A curve through 20/80 gives the top 5 % 66.0 %; through 5/40 the top 20 % 61.1 %.
    assert pareto_top_share(0.05, through=(0.2, 0.8)) == pytest.approx(0.660, abs=5e-4)
    assert pareto_top_share(0.2, through=(0.05, 0.4)) == pytest.approx(0.611, abs=5e-4)
    assert pareto_top_share(np.array([0.0, 0.2, 1.0])) == pytest.approx([0, 0.8, 1])


@pytest.fixture
def on_the_curve():
    """Give 2,000 customers exactly on the Pareto curve through 20/80."""
    return np.diff(pareto_top_share(np.linspace(0, 1, 2001), through=(0.2, 0.8)))


def test_claims_imply_each_other_on_a_curve_whose_tail_refutes_none(on_the_curve):
    table = concentration_claims(on_the_curve)
    assert table["share_of_amount"].tolist() == pytest.approx([0.8, 0.660], abs=5e-4)  # 5/66.0, closed form
    assert table["top_20_implied"].tolist() == pytest.approx([0.8, 0.611], abs=5e-4)  # 20/61.1, closed form
    assert table["verdict"].tolist() == ["no interval", "no interval"]  # 20/80 is a tail of 1.16


def test_claims_are_above_below_or_not_refuted():
    # gamma .7: the top 20 % bring 57 %, the top half 91 %
    amounts = np.random.default_rng(0).gamma(0.7, size=2000)
    claims = [(0.2, 0.8), (0.2, 0.4), (0.5, round(top_share(amounts, 0.5), 2))]
    table = concentration_claims(amounts, claims)
    assert table["verdict"].tolist() == ["below the claim", "above the claim", "not refuted"]


def test_the_tail_of_online_retail_is_too_heavy_to_refute_a_claim(online_retail_spend):
    table = concentration_claims(online_retail_spend)
    assert table.loc[0, "share_of_amount"] == top_share(online_retail_spend, 0.2)
    assert table["verdict"].tolist() == ["no interval", "no interval"]


@pytest.mark.parametrize("claims", [[0.2, 0.8], [(0.2, 0.5, 0.8)], [[(0.2, 0.8)]]])
def test_claims_that_are_no_pairs_are_refused(claims):
    with pytest.raises(ValueError, match="claims must be pairs"):
        concentration_claims([1.0, 2.0], claims)


def test_bad_claims():
    with pytest.raises(ValueError, match="no Pareto curve"):
        concentration_claims([1.0, 2.0], [(0.8, 0.2)])
    with pytest.raises(ValueError, match="whale_curve"):
        concentration_claims([1.0, -2.0], [(0.5, 0.8)])
    claims = concentration_claims([1.0, 2.0], [(0.05, 0.4), (0.5, 0.8)])
    assert claims.loc[0, "verdict"] == "nobody to count"


def test_a_curve_passes_only_through_points_above_equality():
    for point in ((0.8, 0.2), (0.0, 0.8), (0.2, 1.0), (0.2, 1.5)):
        with pytest.raises(ValueError, match="no Pareto curve"):
            pareto_top_share(0.1, through=point)
