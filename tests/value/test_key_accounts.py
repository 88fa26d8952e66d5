import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.value import key_account_boundary, key_account_status, pareto_top_share

values = arrays(float, st.integers(2, 50), elements=st.integers(0, 10**5).map(lambda c: c / 100)).filter(
    lambda v: v.sum() > 5
)


@given(values, st.floats(0.05, 1))
def test_smallest_set_that_covers_and_no_tie_is_split(value, covers):
    row = key_account_boundary(value, [covers], n_resamples=2).loc[0]
    inside = value >= row["threshold"]
    assert inside.sum() == row["customers"]
    assert value[inside].sum() / value.sum() == pytest.approx(row["share_of_amount"])
    assert row["share_of_amount"] >= covers - 1e-9
    smaller = value > row["threshold"]
    assert value[smaller].sum() / value.sum() < covers


def test_losses_elsewhere_make_the_set_smaller():
    profit = [60.0, 40.0, 20.0, -20.0]
    table = key_account_boundary(profit, [0.6, 1.0], n_resamples=2, random_state=1)
    assert table["customers"].tolist() == [1, 2]  # 60 of 100 and 100 of 100: the third only pays for the fourth


def test_line_on_a_pareto_curve():
    # 10,000 customers on the curve through 20/80: the smallest set with 80 % is the top fifth
    customers = np.diff(pareto_top_share(np.linspace(0, 1, 10_001), through=(0.2, 0.8)))
    row = key_account_boundary(customers, [0.8], n_resamples=50).loc[0]
    assert row["share_of_customers"] == pytest.approx(0.2, abs=2e-4)
    assert row["low"] <= 0.2 <= row["high"]


def test_the_unit_decides_where_the_line_falls():
    branches = pd.Series([30.0, 30.0, 40.0], index=["a", "b", "c"])
    groups = branches.groupby(["x", "x", "y"]).sum()
    assert key_account_boundary(branches, [0.6], n_resamples=2).loc[0, "threshold"] == 30
    assert key_account_boundary(groups, [0.6], n_resamples=2).loc[0, "threshold"] == 60


def test_scale_order_and_duplication(online_retail_spend):
    value = online_retail_spend.iloc[:500]
    one = key_account_boundary(value, n_resamples=20)
    pd.testing.assert_frame_equal(one, key_account_boundary(value.sample(frac=1, random_state=0), n_resamples=20))
    twice = key_account_boundary(pd.concat([value, value]), n_resamples=2)
    assert twice["share_of_customers"].tolist() == pytest.approx(one["share_of_customers"].tolist(), abs=1e-3)
    scaled = key_account_boundary(value * 100, n_resamples=2)
    assert scaled["customers"].tolist() == one["customers"].tolist()


def test_status_takes_the_first_that_holds():
    index = ["ann", "bob", "eve", "zoe"]
    found = key_account_status(
        pd.Series([50.0, 10, 10, 10], index=index), 50, potential=[50, 50, 20, 20], forecast=[0, 60, 50, 49]
    )
    assert found.to_dict() == {"ann": "current", "bob": "should be", "eve": "future", "zoe": "ordinary"}
    assert set(key_account_status(pd.Series([50.0, 10.0]), 50)) == {"current", "ordinary"}


def test_bad_accounts():
    for arguments, message in [
        (([], [0.8]), "empty"),
        (([1.0, np.nan], [0.8]), "missing or infinite"),
        (([1.0, -1.0], [0.8]), "total is 0.00"),
        (([1.0], [80]), "write 80 % as 0.8"),
    ]:
        with pytest.raises(ValueError, match=message):
            key_account_boundary(*arguments)
    with pytest.raises(ValueError, match="different indexes"):
        key_account_status(pd.Series([1.0]), 1, potential=pd.Series([1.0], index=["a"]))
