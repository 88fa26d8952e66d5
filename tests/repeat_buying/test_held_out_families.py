import warnings

import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.repeat_buying import hold_out_families


@pytest.mark.heavy
def test_regular_buying_forecasts_the_shipped_grocer_worse_than_random_buying():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # limits are said in the table
        found = hold_out_families(
            load_complete_journey(),
            ["MBG/NBD", "Pareto/NBD", "MBG/CNBD-k"],
            observed_until="2017-06-30",
            holdout_until="2017-09-30",
        )
    assert found["k"].tolist()[:3] == [1, 1, 2] and found.attrs["customers"] == 1914
    assert (
        found.loc["MBG/CNBD-k", "log_gain_high"] < -0.4 < found.loc["Pareto/NBD", "log_gain_low"]
    )  # our own, to hold it
    assert found.loc["MBG/CNBD-k", "log_likelihood"] > found.loc["MBG/NBD", "log_likelihood"] + 1000
    assert "dropout rate" in found.loc["Pareto/NBD", "limits_reached"]
    assert found.index[-1] == "count carried on" and found["log_score"].isna().tolist() == [False] * 3 + [True]


def test_unknown_families_are_named():
    days = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}
    with pytest.raises(ValueError, match="families must be among"):
        hold_out_families(load_cdnow(), ["NBD"], **days)
    with pytest.raises(ValueError, match="name at least one family"):
        hold_out_families(load_cdnow(), [], **days)


def test_customers_who_all_buy_on_the_same_days_have_a_difference_and_no_interval():
    day = pd.Series(pd.date_range("2022-01-01", periods=30, freq="7D"))
    log = pd.concat([pd.DataFrame({"customer_id": f"c{n}", "date": day, "amount": 9.0}) for n in range(20)])
    found = hold_out_families(
        log, ["MBG/NBD", "MBG/CNBD-k"], observed_until="2022-05-31", holdout_until="2022-07-25"
    ).loc["MBG/CNBD-k"]
    assert found["log_gain"] > 0 and found["less_error"] > 0, "the clock is known to the regular family"
    ends = ["log_gain_low", "log_gain_high", "less_error_low", "less_error_high"]
    assert found[ends].isna().all(), "twenty equal customers are one observation"
