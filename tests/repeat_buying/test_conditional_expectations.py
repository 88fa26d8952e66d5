import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, conditional_expectation_table, last_period_count
from custseg.schema import SchemaError


def test_expectations_add_up_to_the_customers(cdnow):
    forecast = BetaGeoNBD().fit(cdnow).expected_purchases(cdnow, horizon=39)
    found = conditional_expectation_table(cdnow, {"BG/NBD": forecast}, largest=7)
    assert list(found.index) == ["0", "1", "2", "3", "4", "5", "6", "7+"]
    assert found["customers"].sum() == len(cdnow)
    assert found["customers"] @ found["actual"] == pytest.approx(cdnow["x_holdout"].sum())
    assert found["customers"] @ found["BG/NBD"] == pytest.approx(forecast.sum())
    assert (found["low"] < found["actual"]).all() and (found["actual"] < found["high"]).all()


def test_counts_that_nobody_has_are_left_out():
    table = pd.DataFrame({"x": [0, 0, 5], "t_x": [0, 0, 9.0], "T": 10.0, "x_holdout": [0, 1, 2]})
    found = conditional_expectation_table(table, {"rule": last_period_count(table, horizon=10)}, largest=7)
    assert found.index.tolist() == ["0", "5"]
    assert found["rule"].tolist() == [0.0, 5.0]


def test_counts_that_are_all_0_or_1_are_counts():
    table = pd.DataFrame({"x": [0] * 6 + [1] * 4, "x_holdout": [0] * 6 + [1, 0, 0, 1]})
    found = conditional_expectation_table(table, {})
    more = conditional_expectation_table(table.assign(x_holdout=table["x_holdout"] + 1), {})
    assert found.loc["0", ["low", "high"]].isna().all(), "nobody bought: nothing is known of the spread"
    ends = ["actual", "low", "high"]
    assert found.loc["1", ends].tolist() == pytest.approx((more.loc["1", ends] - 1).tolist())


def test_what_does_not_fit_is_said(cdnow):
    with pytest.raises(SchemaError, match="the table lacks x_holdout"):
        conditional_expectation_table(cdnow.drop(columns="x_holdout"), {})
    with pytest.raises(SchemaError, match="forecast 'short' has not the customers"):
        conditional_expectation_table(cdnow, {"short": cdnow["x"].iloc[1:]})
    with pytest.raises(ValueError, match="largest must be a whole number of at least 1, found 0"):
        conditional_expectation_table(cdnow, {}, largest=0)


def test_a_row_for_many_customers_is_no_customer(cdnow):
    with pytest.raises(SchemaError, match="conditional_expectation_table needs one row per customer"):
        conditional_expectation_table(cdnow.assign(customers=2), {})
