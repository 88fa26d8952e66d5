"""Is the verdict the best of three for each customer, in money?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.decide import convert_keep_drop
from custseg.schema import SchemaError


def base(seed=0, n=60):
    random = np.random.RandomState(seed)
    index = pd.Index([f"c{i:02}" for i in range(n)], name="customer_id")
    margin, cost = pd.Series(random.normal(20, 15, n), index), pd.Series(random.gamma(2, 12, n), index)
    features = pd.DataFrame(random.normal(0, 6, (n, 3)), index=index, columns=["orders", "visits", "calls"])
    return margin, cost, features


@pytest.mark.heavy
@given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 1), st.floats(0, 20), st.floats(0, 30))
def test_no_other_verdict_would_leave_more(seed, avoidable, convertible, price, worth):
    margin, cost, features = base(seed)
    table = convert_keep_drop(
        margin, cost, features, avoidable=avoidable, convertible=convertible, conversion_cost=price, intangible=worth
    )
    saving = (features.clip(lower=0) * convertible * avoidable).max(axis=1) - price / 4
    options = pd.DataFrame(
        {"keep": margin - cost + worth, "convert": margin - cost + worth + saving, "drop": -(1 - avoidable) * cost}
    )
    loses = table["profit"] < 0
    reached = table["profit_after"] + worth * (table["verdict"] != "drop")
    assert np.allclose(reached[loses], options[loses].max(axis=1), atol=1e-9)
    assert (table["verdict"] == "serve").equals(~loses)
    assert ((table["reason"] == "") == ~loses).all()


@pytest.mark.heavy
@given(st.integers(0, 10_000))
def test_with_all_avoidable_and_nothing_convertible_the_worth_beyond_money_is_the_loss(seed):
    table = convert_keep_drop(*base(seed), convertible=0.0)
    assert np.allclose(table["worth_beyond_money"], (-table["profit"]).clip(lower=0))
    at_worth = convert_keep_drop(*base(seed), convertible=0.0, intangible=table["worth_beyond_money"] + 1e-9)
    assert not (at_worth["verdict"] == "drop").any()
    below = convert_keep_drop(*base(seed), convertible=0.0, intangible=table["worth_beyond_money"] - 1e-6)
    assert (below["verdict"] == "drop").equals(table["profit"] < 0)


def test_where_nothing_is_avoidable_nobody_is_dropped_or_converted():
    table = convert_keep_drop(base()[0].abs(), *base()[1:], avoidable=0.0)
    assert set(table["verdict"]) == {"serve", "keep"}


def test_only_what_can_be_changed_is_changed():
    margin, cost, features = base()
    stated = {"convertible": {"visits": 1.0}, "conversion_cost": {"visits": 1.0}}
    table = convert_keep_drop(margin, cost, features, avoidable=0.5, **stated)
    changed = table[table["verdict"] == "convert"]
    assert len(changed) and (changed["feature"] == "visits").all()
    assert np.allclose(changed["saving"], features.loc[changed.index, "visits"] / 2 - 0.25)


def test_where_all_is_avoidable_a_conversion_must_bring_a_profit():
    table = convert_keep_drop(*base(3), convertible=1.0)
    changed = table[table["verdict"] == "convert"]
    assert len(changed) and (changed["profit_after"] >= 0).all()


@pytest.mark.heavy
@given(st.integers(0, 10_000))
def test_rows_may_come_in_any_order(seed):
    margin, cost, features = base(seed)
    order = np.random.RandomState(seed).permutation(len(margin))
    table = convert_keep_drop(margin, cost, features, avoidable=0.6)
    other = convert_keep_drop(margin.iloc[order], cost.iloc[order], features.iloc[order], avoidable=0.6)
    pd.testing.assert_frame_equal(other.loc[table.index], table)


def test_reasons_say_why():
    index = pd.Index(list("abcd"), name="customer_id")
    features = pd.DataFrame({"calls": [0.0, 12.0, 0.0, 0.0]}, index=index)
    table = convert_keep_drop(
        pd.Series([9.0, 4.0, 1.0, 6.0], index), pd.Series([5.0, 9.0, 8.0, 8.0], index), features,
        avoidable=0.5, intangible=pd.Series([0.0, 0.0, 0.0, 0.0], index),
    )  # fmt: skip
    assert table["verdict"].tolist() == ["serve", "convert", "drop", "keep"]
    assert table["reason"].tolist() == [
        "",
        "loses 5.00 a period; changing calls saves 3.00",
        "loses 7.00 a period; dropping saves 3.00, unless worth 3.00 or more beyond money",
        "loses 2.00 a period; dropping would cost 2.00",
    ]


def test_new_customers_are_not_dropped():
    margin, cost, features = base()
    years = pd.Series(np.where(np.arange(60) % 2, 2.0, 9.0), index=margin.index)
    table, all_settled = (
        convert_keep_drop(margin, cost, features, years=years),
        convert_keep_drop(margin, cost, features),
    )
    spared = (all_settled["verdict"] == "drop") & (years <= 5)
    assert spared.any() and table.loc[spared, "verdict"].isin(["keep", "convert"]).all()
    assert table.loc[~spared].equals(all_settled.loc[~spared])
    assert (
        table.loc[spared & (table["verdict"] == "keep"), "reason"].str.contains("an early loss is an investment").all()
    )
    with pytest.raises(ValueError, match="years is negative"):
        convert_keep_drop(margin, cost, features, years=-1.0)
    with pytest.raises(ValueError, match="settled_after must be a number of years, 0 or more; found nan"):
        convert_keep_drop(margin, cost, features, years=years, settled_after=np.nan)


def test_what_does_not_belong_together_is_refused():
    margin, cost, features = base()
    with pytest.raises(ValueError, match="a row for each customer"):
        convert_keep_drop(margin, cost, features.iloc[1:])
    with pytest.raises(ValueError, match="convertible is outside 0-1"):
        convert_keep_drop(margin, cost, features, convertible=50)
    with pytest.raises(ValueError, match="avoidable is outside 0-1"):
        convert_keep_drop(margin, cost, features, avoidable=80)
    with pytest.raises(ValueError, match="conversion_cost is negative"):
        convert_keep_drop(margin, cost, features, conversion_cost={"calls": -1.0})
    with pytest.raises(SchemaError, match="names drivers that features lacks: 'lines'"):
        convert_keep_drop(margin, cost, features, convertible={"lines": 0.5})
    with pytest.raises(SchemaError, match="no column of a driver"):
        convert_keep_drop(margin, cost, features[[]])


def test_no_period_and_two_columns_of_one_name_are_refused():
    margin, cost, features = base()
    with pytest.raises(ValueError, match="periods must be a whole number of periods, 1 or more; found 0"):
        convert_keep_drop(margin, cost, features, periods=0)
    with pytest.raises(SchemaError, match="features has columns of one name"):
        convert_keep_drop(margin, cost, pd.concat([features, features], axis=1))
