import numpy as np
import pytest

from custseg.simulate import simulate_trade_areas


def test_sales_understate_demand_where_a_shop_sold_out():
    shops = simulate_trade_areas(2000)
    sold_out = shops["sim_sold_out"]
    assert 0.2 < sold_out.mean() < 0.8
    np.testing.assert_array_equal(shops.loc[~sold_out, "sim_sales"], shops.loc[~sold_out, "sim_demand"])
    assert (shops.loc[sold_out, "sim_sales"] < shops.loc[sold_out, "sim_demand"]).all()


def test_classes_are_fifths_by_demand():
    shops = simulate_trade_areas(1000)
    assert (shops["sim_class"].value_counts() == 200).all()
    lowest = shops.groupby("sim_class")["sim_demand"].min()
    assert lowest.is_monotonic_decreasing


def test_the_same_seed_gives_the_same_shops():
    shops = simulate_trade_areas(50, random_state=3)
    assert shops.equals(simulate_trade_areas(50, random_state=3))
    assert not shops.equals(simulate_trade_areas(50, random_state=4))
    assert shops.columns.str.startswith("sim_").all() and shops.index.name == "customer_id"


def test_five_classes_need_five_shops():
    with pytest.raises(ValueError, match="five shops"):
        simulate_trade_areas(4)


@pytest.mark.parametrize("noise", [0.0, 0.15, 1.5])
def test_the_noise_is_what_the_place_does_not_say(noise):
    shops = simulate_trade_areas(2000, noise=noise)
    said = 3 * shops["sim_footfall"] ** 0.55 * shops["sim_residents"] ** 0.1 * (shops["sim_income"] / 100) ** 0.5
    left = np.log(shops["sim_demand"] / (said * (1 + shops["sim_visitor_share"])))
    assert left.std() == pytest.approx(noise, rel=0.05, abs=1e-9)


@pytest.mark.parametrize("noise", [-0.1, float("nan"), float("inf")])
def test_noise_is_no_less_than_zero(noise):
    with pytest.raises(ValueError, match="noise must be zero or more"):
        simulate_trade_areas(10, noise=noise)
