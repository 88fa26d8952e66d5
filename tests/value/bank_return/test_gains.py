"""Is what the client gained what is there at the end, less what was there and what came?"""

import numpy as np
import pandas as pd
import pytest

from custseg.value import client_gain


def test_by_hand():
    row = client_gain(100.0, 130.0, paid_in=30.0, paid_out=10.0, fees=2.0, elsewhere=0.05).iloc[0]
    assert row["gain"] == 10  # 130 - 100 - 20
    assert row["gain_before_fees"] == 12
    assert row["return"] == pytest.approx(10 / 110)  # half of the 20 that came was there on average
    assert row["elsewhere"] == pytest.approx(5.5)
    assert row["value_added"] == pytest.approx(4.5)
    assert row["kept"] == pytest.approx(10 / 12)
    assert row["outcome"] == "grown"


def test_money_that_comes_or_goes_is_no_gain():
    came = client_gain(100.0, 150.0, paid_in=50.0).iloc[0]
    went = client_gain(100.0, 40.0, paid_out=60.0).iloc[0]
    assert came["gain"] == went["gain"] == 0


@pytest.mark.parametrize(
    ("closing", "outcome"),
    [(104.0, "grown"), (102.0, "preserved"), (100.5, "shrunk"), (90.0, "shrunk")],
)
def test_preserved_is_more_than_the_same_number(closing, outcome):
    assert client_gain(100.0, closing, elsewhere=0.03, inflation=0.01)["outcome"].item() == outcome


def test_the_sum_over_clients_is_that_of_the_money():
    table = pd.DataFrame({"v0": [100.0, 50.0, 0.0], "v1": [90.0, 80.0, 20.0], "came": [0.0, 10.0, 20.0]})
    found = client_gain(table["v0"], table["v1"], paid_in=table["came"], fees=1.0)
    whole = client_gain(150.0, 190.0, paid_in=30.0, fees=3.0).iloc[0]
    for name in ("gain", "gain_before_fees", "fees"):
        assert found[name].sum() == whole[name]


def test_without_assets_and_without_gain_ratios_are_missing():
    row = client_gain(0.0, 0.0).iloc[0]
    assert np.isnan(row["return"])
    assert np.isnan(row["kept"])
    assert row["outcome"] == "preserved"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"opening": -1.0}, "opening is negative"),
        ({"fees": -1.0}, "fees is negative"),
        ({"elsewhere": -3.0}, "elsewhere is below -1"),
        ({"inflation": -3.0}, "inflation is below -1"),
        ({"flow_weight": 50.0}, "flow_weight is outside 0-1"),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        client_gain(**{"opening": 100.0, "closing": 110.0} | arguments)


def test_what_is_too_small_to_divide_by_is_missing():
    assert np.isnan(client_gain(1e-310, 5.0)["return"].item())
    with pytest.raises(ValueError, match="inflation is below -1 or infinite"):
        client_gain(1.0, 2.0, inflation=np.inf)
