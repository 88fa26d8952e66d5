import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from custseg.value import key_account_boundary, key_account_status, pareto_top_share

values = arrays(float, st.integers(2, 50), elements=st.integers(0, 10**5).map(lambda c: c / 100)).filter(
    lambda v: v.sum() > 5
)


@given(values, st.floats(0.05, 1))
def test_smallest_set_that_covers_and_no_tie_is_split(value, covers):
    row = key_account_boundary(value, [covers]).loc[0]
    inside = value >= row["threshold"]
    assert inside.sum() == row["customers"]
    assert value[inside].sum() / value.sum() == pytest.approx(row["share_of_amount"])
    assert row["share_of_amount"] >= covers - 1e-9
    smaller = value > row["threshold"]
    assert value[smaller].sum() / value.sum() < covers


def test_losses_elsewhere_make_the_set_smaller():
    profit = [60.0, 40.0, 20.0, -20.0]
    table = key_account_boundary(profit, [0.6, 1.0])
    assert table["customers"].tolist() == [1, 2]  # 60 of 100 and 100 of 100: the third only pays for the fourth


def test_line_on_a_pareto_curve():
    # 10,000 customers on the curve through 20/80: the smallest set with 80 % is the top fifth
    customers = np.diff(pareto_top_share(np.linspace(0, 1, 10_001), through=(0.2, 0.8)))
    row = key_account_boundary(customers, [0.8]).loc[0]
    assert row["share_of_customers"] == pytest.approx(0.2, abs=2e-4)
    assert np.isnan(row["low"]) and "so heavy that no usual interval holds" in row["caveat"]  # a Pareto tail of 1.16


def test_interval_holds_the_share_of_accounts_that_it_takes():
    # log-normal, s = 1: the top p brings Phi(Phi^-1(p) + s), so 60 % take p = Phi(Phi^-1(.6) - 1) (closed form)
    truth, random, hits = norm.cdf(norm.ppf(0.6) - 1), np.random.default_rng(2), 0
    for _ in range(150):
        row = key_account_boundary(random.lognormal(0, 1, 600), [0.6]).loc[0]
        hits += row["low"] <= truth <= row["high"]
    assert 130 <= hits <= 149


def test_interval_is_as_wide_as_that_of_accounts_drawn_again():
    random = np.random.default_rng(3)
    values = random.gamma(0.7, size=1000)
    row = key_account_boundary(values, [0.9]).loc[0]
    drawn = -np.sort(-random.choice(values, (400, 1000)))
    money = drawn.cumsum(axis=1)
    spread = ((money < 0.9 * money[:, -1:]).sum(axis=1) / 1000).std()
    assert (row["high"] - row["low"]) / 2 == pytest.approx(1.96 * spread, rel=0.12)


def test_what_few_accounts_bring_and_what_all_bring_has_no_interval():
    table = key_account_boundary(np.random.default_rng(0).gamma(0.7, size=300), [0.02, 0.5, 1.0])
    assert table["low"].isna().tolist() == [True, False, True]
    assert table["caveat"].tolist() == [
        "rests on one customer, fewer than 10",
        "",
        "nothing in the list says how far it could vary",
    ]


def test_the_unit_decides_where_the_line_falls():
    branches = pd.Series([30.0, 30.0, 40.0], index=["a", "b", "c"])
    groups = branches.groupby(["x", "x", "y"]).sum()
    assert key_account_boundary(branches, [0.6]).loc[0, "threshold"] == 30
    assert key_account_boundary(groups, [0.6]).loc[0, "threshold"] == 60


def test_scale_order_and_duplication(online_retail_spend):
    value = online_retail_spend.iloc[:500]
    one = key_account_boundary(value)
    pd.testing.assert_frame_equal(one, key_account_boundary(value.sample(frac=1, random_state=0)))
    twice = key_account_boundary(pd.concat([value, value]))
    assert twice["share_of_customers"].tolist() == pytest.approx(one["share_of_customers"].tolist(), abs=1e-3)
    scaled = key_account_boundary(value * 100)
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
