import numpy as np
import pytest

from custseg.value import concentration_claims, pareto_top_share, top_share


@pytest.fixture
def on_the_curve():
    """Give 2,000 customers exactly on the Pareto curve through 20/80."""
    return np.diff(pareto_top_share(np.linspace(0, 1, 2001), through=(0.2, 0.8)))


def test_only_one_of_the_two_claims_can_hold_on_a_curve(on_the_curve):
    table = concentration_claims(on_the_curve, n_resamples=200)
    assert table["share_of_amount"].tolist() == pytest.approx([0.8, 0.660], abs=5e-4)  # 5/66.0, closed form
    assert table["verdict"].tolist() == ["not refuted", "above the claim"]
    assert table["top_20_implied"].tolist() == pytest.approx([0.8, 0.611], abs=5e-4)  # 20/61.1, closed form


def test_online_retail_is_below_twenty_eighty_and_above_five_forty(online_retail_spend):
    table = concentration_claims(online_retail_spend, n_resamples=300)
    assert table.loc[0, "share_of_amount"] == top_share(online_retail_spend, 0.2)
    assert table["verdict"].tolist() == ["below the claim", "above the claim"]


def test_bad_claims():
    with pytest.raises(ValueError, match="no Pareto curve"):
        concentration_claims([1.0, 2.0], [(0.8, 0.2)])
    with pytest.raises(ValueError, match="whale_curve"):
        concentration_claims([1.0, -2.0], [(0.5, 0.8)])
    assert concentration_claims([1.0, 2.0], [(0.05, 0.4)], n_resamples=5).loc[0, "verdict"] == "nobody to count"
