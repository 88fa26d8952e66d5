import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.value import cohort_table, interpurchase_times, repeat_rate

# refunds are drawn by lot here: many find no purchase
pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
UNTIL = "2024-02-29"


@pytest.fixture(params=["M", "W", "Q"])
def period(request):
    return request.param


def plain_cohorts(transactions, until, period):
    """Count cohorts the long way, with pandas."""
    rows = transactions.assign(when=transactions["date"].dt.to_period(period))
    bought = rows[rows["amount"] >= 0]
    rows["cohort"] = rows["customer_id"].map(bought.groupby("customer_id")["when"].min())
    complete = rows["when"].map(lambda when: when.end_time.normalize() <= pd.Timestamp(until))
    rows = rows[rows["cohort"].notna() & complete]
    rows = rows[rows["when"] >= rows["cohort"]]
    rows["age"] = [(when - cohort).n for when, cohort in zip(rows["when"], rows["cohort"], strict=True)]
    cells = rows.groupby(["cohort", "age"])
    active = rows[rows["amount"] >= 0].groupby(["cohort", "age"])["customer_id"].nunique()
    customers = rows[rows["amount"] >= 0].groupby("cohort")["customer_id"].nunique()
    return customers, active, cells["amount"].sum()


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(4))
def test_cells_agree_with_plain_pandas(random_log, sold, seed, period):
    transactions = random_log(seed)
    table = cohort_table(transactions, observed_until=UNTIL, period=period)
    customers, active, amount = plain_cohorts(sold(transactions), UNTIL, period)
    assert table["customers"].groupby("cohort").first().to_dict() == customers.to_dict()
    assert table["active"][table["active"] > 0].to_dict() == active.to_dict()
    left = amount.reindex(table.index).fillna(0)
    assert table["amount"].to_numpy() == pytest.approx(left.to_numpy())
    assert len(amount) == amount.index.isin(table.index).sum()


def test_money_is_all_there(random_log, period):
    transactions = random_log(7)
    table = cohort_table(transactions, observed_until=UNTIL, period=period)
    total = table["amount"].sum() + table.attrs["amount_left_out"] - table.attrs["refund_amount_without_purchase"]
    assert total == pytest.approx(transactions["amount"].sum(), abs=0.005)


def test_everybody_buys_in_the_first_period(random_log):
    table = cohort_table(random_log(3), observed_until=UNTIL)
    assert (table.xs(0, level="age")["retention"] == 1).all()
    assert table["retention"].between(0, 1).all()


def test_cdnow_customers_are_all_won_in_the_first_quarter():
    # Fader & Hardie: 2,357 customers who first bought in 1997 Q1; 6,919 rows
    cdnow = load_cdnow()
    table = cohort_table(cdnow, observed_until="1998-06-30")
    sizes = table["customers"].groupby("cohort").first()
    assert sizes.index.astype(str).tolist() == ["1997-01", "1997-02", "1997-03"] and sizes.sum() == 2357
    assert table["amount"].sum() == pytest.approx(cdnow["amount"].sum(), abs=0.005)
    assert table["retention"].unstack("age").shape == (3, 18)
    assert table.attrs["amount_left_out"] == 0


def test_a_cut_last_period_is_left_out(random_log):
    transactions = random_log(2)
    table = cohort_table(transactions, observed_until="2024-02-28")
    cohort, age = (table.index.get_level_values(name) for name in ("cohort", "age"))
    assert max(c + a for c, a in zip(cohort, age, strict=True)) == pd.Period("2024-01", "M")


def test_known_acquisition_moves_old_customers_to_their_cohort(random_log):
    transactions = random_log(5)
    won = transactions.groupby("customer_id")["date"].min() - pd.Timedelta(days=400)
    won["never bought"] = pd.Timestamp("2022-01-01")
    table = cohort_table(transactions, observed_until=UNTIL, acquired=won)
    assert table["customers"].groupby("cohort").first().sum() == 13
    cohort, age = (table.index.get_level_values(name) for name in ("cohort", "age"))
    first = min(c + a for c, a in zip(cohort, age, strict=True))
    assert first == pd.Period("2023-01", "M")  # ages before the file starts are not observed, not zero
    assert table["active"].sum() == cohort_table(transactions, observed_until=UNTIL)["active"].sum()


def test_bad_acquisition_dates(random_log):
    transactions = random_log(5)
    won = transactions.groupby("customer_id")["date"].min()
    with pytest.raises(ValueError, match="acquired lacks customers of the transactions: '0'"):
        cohort_table(transactions, observed_until=UNTIL, acquired=won.drop("0"))
    with pytest.raises(ValueError, match="acquired lies after the first purchase"):
        cohort_table(transactions, observed_until=UNTIL, acquired=won + pd.Timedelta(days=900))
    for wrong in (won.where(won.index != "0"), pd.concat([won, won[:1]])):
        with pytest.raises(ValueError, match="none missing and none twice"):
            cohort_table(transactions, observed_until=UNTIL, acquired=wrong)


def test_order_of_rows_and_money_scale(random_log):
    transactions = random_log(4)
    table = cohort_table(transactions, observed_until=UNTIL)
    shuffled = cohort_table(transactions.sample(frac=1, random_state=0), observed_until=UNTIL)
    pd.testing.assert_frame_equal(shuffled, table)
    cheaper = cohort_table(transactions.assign(amount=transactions["amount"] / 10), observed_until=UNTIL)
    assert cheaper["amount"].to_numpy() == pytest.approx(table["amount"].to_numpy() / 10)
    assert cheaper["active"].tolist() == table["active"].tolist()


def test_duplicating_the_base_keeps_the_rates(random_log):
    transactions = random_log(4)
    twins = transactions.assign(customer_id="twin " + transactions["customer_id"])
    both = pd.concat([transactions, twins], ignore_index=True)
    one, two = (cohort_table(log, observed_until=UNTIL) for log in (transactions, both))
    assert two["retention"].tolist() == one["retention"].tolist()
    assert two["amount_per_customer"].to_numpy() == pytest.approx(one["amount_per_customer"].to_numpy())


def test_bad_logs(random_log):
    transactions = random_log(0)
    with pytest.raises(SchemaError, match=r"rows of 120 lie after observed_until 2023-12-31"):
        cohort_table(transactions, observed_until="2023-12-31")
    with pytest.raises(ValueError, match="period must be one of"):
        cohort_table(transactions, observed_until=UNTIL, period="fortnight")
    only_returns, cut_year = (
        transactions[transactions["amount"] < 0],
        transactions[transactions["date"] >= "2024-01-01"],
    )
    for log, period in ((only_returns, "M"), (cut_year, "Y")):
        with pytest.raises(SchemaError, match="nobody to follow"):
            cohort_table(log, observed_until=UNTIL, period=period)
    with pytest.raises(ValueError, match="whole numbers of 1 or more"):
        repeat_rate(transactions, observed_until=UNTIL, within=[0])
    with pytest.raises(SchemaError, match="is empty"):
        interpurchase_times(transactions[:0])


@pytest.mark.parametrize(
    "within", [["a"], [True], [1.5], [float("nan")], "30", None, 30, [], [pd.Timestamp("2024-01-01")]]
)
def test_days_to_come_back_within_are_whole_numbers(random_log, within):
    with pytest.raises(ValueError, match="within must list days, whole numbers of 1 or more"):
        repeat_rate(random_log(0), observed_until=UNTIL, within=within)


@pytest.mark.parametrize("level", ["0.9", None, 95, float("nan"), True])
def test_the_level_of_an_interval_is_a_fraction(random_log, level):
    with pytest.raises(ValueError, match="level must be a fraction between 0 and 1"):
        repeat_rate(random_log(0), observed_until=UNTIL, level=level)


@pytest.mark.parametrize("acquired", [["2020-01-01"], pd.Series(["01/02/2023"]), pd.Series([1])])
def test_days_of_acquisition_are_dates(random_log, acquired):
    with pytest.raises(TypeError, match="acquired must be a Series of dates without a zone"):
        cohort_table(random_log(0), observed_until=UNTIL, acquired=acquired)


def test_more_cells_than_a_table_can_show_are_refused(random_log):
    with pytest.raises(ValueError, match=r"periods of one D make more cells than a table can show"):
        cohort_table(random_log(0), observed_until="2200-01-01", period="D")
