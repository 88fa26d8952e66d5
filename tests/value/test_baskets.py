import narwhals as nw
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import basket_table
from tests.engines import ENGINES, assert_like_pandas, hard_log

# refunds are drawn by lot here: many find no purchase
pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")


@pytest.mark.parametrize("period", ["M", "W"])
def test_product_is_the_revenue_and_counts_agree_with_plain_pandas(random_log, sold, period):
    transactions = random_log(1)
    table = basket_table(transactions, period=period)
    product = table["buyers"] * table["orders_per_buyer"] * table["amount_per_order"]
    some = table["buyers"] > 0
    assert product[some].tolist() == pytest.approx(table.loc[some, "amount"].tolist())
    bought = sold(transactions, "order_id").query("amount >= 0")
    bought["order_id"] = bought["customer_id"] + "-" + bought["order_id"]  # an order is of one customer
    by_period = bought.groupby(bought["date"].dt.to_period(period))
    for ours, theirs in [("buyers", "customer_id"), ("orders", "order_id")]:
        assert table.loc[some, ours].to_dict() == by_period[theirs].nunique().to_dict()
    total = transactions["amount"].sum() + table.attrs["refund_amount_without_purchase"]
    assert table["amount"].sum() == pytest.approx(total, abs=0.005)


def test_without_order_ids_a_day_is_an_order(random_log, sold):
    transactions = random_log(1).drop(columns="order_id")
    bought = sold(transactions).query("amount >= 0").drop_duplicates(["customer_id", "date"])
    assert basket_table(transactions)["orders"].sum() == len(bought)


def test_cut_and_empty_periods_show():
    dates = pd.to_datetime(["2024-01-30", "2024-03-02"])
    table = basket_table(pd.DataFrame({"customer_id": ["ann", "ann"], "date": dates, "amount": [1.0, 2.0]}))
    assert table["days"].tolist() == [2, 29, 2] and table["buyers"].tolist() == [1, 0, 1]
    assert table["amount_per_buyer"].isna().tolist() == [False, True, False]


def test_bad_baskets(random_log):
    transactions = random_log(1)
    with pytest.raises(ValueError, match="period must be one of"):
        basket_table(transactions, period="x")
    with pytest.raises(SchemaError, match="rows have no order_id"):
        basket_table(transactions.assign(order_id=transactions["order_id"].where(transactions["amount"] < 0)))
    with pytest.raises(SchemaError, match="is empty"):
        basket_table(transactions[:0])


def test_an_order_given_back_is_none_and_its_month_brought_nothing():
    days = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03", "2024-02-09"])
    log = pd.DataFrame({"customer_id": ["ann", "bob", "ann", "eve"], "date": days, "amount": [10.0, 7.0, -10.0, -2.0]})
    table = basket_table(log)
    assert table["orders"].tolist() == [1, 0] and table["amount"].tolist() == [7.0, 0.0]
    assert table["days"].tolist() == [27, 9]
    assert table.attrs == {"refunds_without_purchase": 1, "refund_amount_without_purchase": 2.0}


@pytest.mark.heavy
@pytest.mark.parametrize("columns", [["order_id"], []])
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_periods(engine, columns):
    names = ["customer_id", "date", "amount", *columns]

    def table_of(log):
        return basket_table(nw.from_native(log).select(names), period="W")

    assert_like_pandas(engine, table_of)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_refuses_what_pandas_refuses(engine):
    log = hard_log()
    log.loc[7, "order_id"] = None
    log.loc[8, "amount"] = None
    with pytest.raises(SchemaError) as on_engine:
        basket_table(ENGINES[engine](log))
    with pytest.raises(SchemaError) as in_memory:
        basket_table(log)
    assert sorted(on_engine.value.problems) == sorted(in_memory.value.problems)
