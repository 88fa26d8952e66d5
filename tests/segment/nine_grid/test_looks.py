"""Are there sixteen looks, six of them of the source, and are they the ratios that they say?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import client_looks, look_indicators

from .conftest import statements_of

CLIENTS = pd.Index(["c000", "c001"], name="client_id")


def book() -> pd.DataFrame:
    columns = {
        "products": [3, 2], "products_offered": 12, "transactions": [120, 6], "months": 12, "income": [50.0, -2.0],
        "fee_income": [10.0, 1.0], "interest_income": [40.0, 0.0], "cost": [20.0, 4.0], "deposits": [300.0, 50.0],
        "loans": [600.0, 0.0], "limit": [800.0, 0.0], "settled": [900.0, 10.0], "remote_transactions": [90, 6],
    }  # fmt: skip
    return pd.DataFrame(columns, CLIENTS)


def test_sixteen_of_which_six_are_in_the_source():
    looks = look_indicators()
    assert len(looks) == 16
    source = looks[looks["provenance"] == "in the source"]
    assert source["name_zh"].tolist() == [
        "交叉销售率", "月均交易笔数", "中间业务收入占比", "存款派生率", "钱包份额", "成本收入比"]  # fmt: skip
    assert looks["name_zh"].is_unique
    assert looks["best"].isin(["high", "low"]).all()
    assert not looks.loc[["net_margin", "debt_ratio"], "lever"].any()


def test_all_sixteen_by_hand():
    statements = statements_of(2)
    found = client_looks(book(), statements)
    assert found.columns.tolist() == look_indicators().index.tolist()
    last = statements.iloc[2]
    one = found.loc["c000"]
    assert one["cross_sell_rate"] == 0.25
    assert one["monthly_transactions"] == 10
    assert one["fee_income_share"] == 0.2
    assert one["deposit_derivation"] == 0.5
    assert one["wallet_share"] == pytest.approx(300 / last["cash"])
    assert one["cost_income_ratio"] == 0.4
    assert one["loan_share"] == pytest.approx(600 / last["debt"])
    assert one["remote_share"] == 0.75
    assert one["return_on_equity"] == pytest.approx(last["net_profit"] / last["equity"])


def test_what_is_not_above_zero_below_makes_a_ratio_missing():
    other = client_looks(book(), statements_of(2)).loc["c001"]
    assert other[["fee_income_share", "cost_income_ratio", "deposit_derivation", "limit_use"]].isna().all()
    assert other["remote_share"] == 1


def test_statements_that_do_not_balance_give_no_look():
    statements = statements_of(2)
    statements.loc[0, "liabilities"] *= 3
    found = client_looks(book(), statements)
    assert found.loc["c000", ["net_margin", "wallet_share", "settlement_share"]].isna().all()
    assert np.isfinite(found.loc["c000", "cross_sell_rate"])
    assert np.isfinite(found.loc["c001", "net_margin"])


def test_only_what_the_columns_allow():
    assert client_looks(book()[["cost", "income"]]).columns.tolist() == ["cost_income_ratio"]
    with pytest.raises(SchemaError, match="no indicator can be computed"):
        client_looks(book()[["cost"]])
    with pytest.raises(SchemaError, match="'cost' is infinite"):
        client_looks(book().assign(cost=np.inf))


def test_what_is_too_small_to_divide_by_is_missing():
    clients = pd.DataFrame({"deposits": [50.0], "loans": [1e-310]}, pd.Index(["a"], name="client_id"))
    assert client_looks(clients)["deposit_derivation"].isna().all()
