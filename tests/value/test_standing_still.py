import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.value import cohort_table, customers_to_stand_still, sales_by_first_purchase

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")


def log(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return table.assign(date=pd.to_datetime(table["date"]))


def test_the_money_is_that_of_the_cohorts():
    table = sales_by_first_purchase(load_cdnow(), observed_until="1998-06-30", period="M", won_in="M")
    cohorts = cohort_table(load_cdnow(), observed_until="1998-06-30")["amount"].reset_index()
    cohorts["period"] = cohorts["cohort"] + cohorts["age"]
    expected = cohorts.pivot(index="period", columns="cohort", values="amount").fillna(0.0)
    pd.testing.assert_frame_equal(table, expected, check_names=False)


@pytest.mark.parametrize("seed", range(5))
def test_a_row_adds_up_to_the_sales_of_its_period(random_log, sold, seed):
    rows = random_log(seed, rows=300, customers=30)
    table = sales_by_first_purchase(rows, observed_until="2024-03-31")
    expected = sold(rows, "order_id").groupby(rows["date"].dt.to_period("Q"))["amount"].sum()
    assert table.sum(axis=1).tolist() == pytest.approx(expected.reindex(table.index).fillna(0).tolist())


ROWS = log(
    ("ann", "2024-01-05", 30.0),
    ("bob", "2024-01-09", 50.0),
    ("bob", "2024-02-01", 20.0),
    ("eve", "2024-02-02", 15.0),
    ("eve", "2024-03-02", 45.0),
    ("zoe", "2024-03-09", 5.0),
    ("zoe", "2024-04-02", 1.0),
)


def test_how_many_new_customers_make_up_for_what_the_known_no_longer_bring():
    table = customers_to_stand_still(ROWS, observed_until="2024-04-30", period="M")
    assert table["sales_before"].tolist() == [80, 35, 50] and table["sales"].tolist() == [35, 50, 1]
    assert table["from_known"].tolist() == [20, 45, 1] and table["new_customers"].tolist() == [1, 1, 0]
    assert table["needed"].tolist()[:2] == [4, 0] and pd.isna(table["needed"].iloc[2])


def test_new_is_who_came_after_the_period_that_is_compared():
    table = customers_to_stand_still(ROWS, observed_until="2024-04-30", period="M", since=2)
    assert [str(month) for month in table.index] == ["2024-03", "2024-04"]
    assert table["new_customers"].tolist() == [2, 1] and table["from_known"].tolist() == [0, 0]
    assert table["needed"].tolist() == [80 / 25, 35 / 1]


def test_a_cut_period_counts_nowhere():
    table = customers_to_stand_still(ROWS, observed_until="2024-04-20", period="M")
    assert [str(month) for month in table.index] == ["2024-02", "2024-03"]


def test_too_short_a_log_is_told_so():
    with pytest.raises(SchemaError, match="expected at least 2 to compare"):
        customers_to_stand_still(ROWS, observed_until="2024-04-30")
    with pytest.raises(SchemaError, match="no whole period 'Y'"):
        sales_by_first_purchase(ROWS, observed_until="2024-04-30", period="Y")
    with pytest.raises(ValueError, match="won_in must be one of"):
        sales_by_first_purchase(ROWS, observed_until="2024-04-30", won_in="decade")
