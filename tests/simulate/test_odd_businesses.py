import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import GammaGamma, ParetoNBD, repeat_purchase_table
from custseg.schema import TRANSACTIONS, check_table
from custseg.simulate import business_kinds, simulate_business

KINDS = business_kinds().index.tolist()


def test_there_are_twenty_five_and_a_plain_one():
    kinds = business_kinds()
    assert sorted(kinds["number"]) == list(range(26)) and kinds.index.is_unique
    assert kinds["says"].is_unique and kinds["says"].str.len().gt(0).all() and kinds["topic"].str.len().gt(0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_is_a_log_with_its_truth_beside_it(kind):
    shop = simulate_business(kind, random_state=1)
    if kind != "one_row_per_customer":
        check_table(shop.rows, TRANSACTIONS)
        assert shop.rows["date"].max() <= shop.as_of <= shop.asked_on
        assert shop.rows["date"].is_monotonic_increasing or kind == "file_twice"
    assert shop.customers.index.is_unique and (shop.customers["later_amount"] >= 0).all()
    assert ((shop.customers["later_amount"] > 0) == (shop.customers["later_purchases"] > 0)).all()
    assert shop.later_days >= 364 and (shop.topic, shop.says) == tuple(business_kinds().loc[kind, ["topic", "says"]])


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_makes_the_same_business_again(kind):
    one, same, other = (simulate_business(kind, random_state=seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one.rows, same.rows)
    pd.testing.assert_frame_equal(one.customers, same.customers)
    assert not one.rows.equals(other.rows)


def rows(kind, **more):
    return simulate_business(kind, random_state=2, **more).rows


def test_thirty_customers_and_three_weeks_and_one_customer():
    assert rows("thirty_customers")["customer_id"].nunique() == 30
    assert (rows("three_weeks")["date"].max() - rows("three_weeks")["date"].min()).days <= 20
    assert rows("one_customer")["customer_id"].nunique() == 1
    assert rows("plain", customers=50)["customer_id"].nunique() == 50


def test_money_that_is_odd():
    assert set(rows("equal_amounts")["amount"]) == {20.0}
    largest = rows("one_large_account").groupby("customer_id")["amount"].sum()
    assert largest.max() / largest.sum() == pytest.approx(0.95, abs=0.001)
    assert (rows("only_returns")["amount"] < 0).all()
    assert (rows("zero_amounts")["amount"] == 0).mean() == pytest.approx(0.3, abs=0.03)
    prices = rows("prices_times_ten").groupby(rows("prices_times_ten")["date"].dt.year)["amount"].median()
    assert prices[2023] / prices[2022] == pytest.approx(10, rel=0.2)
    truth = simulate_business("wholesale_and_consumers", random_state=2).customers
    groups = truth.groupby("sim_wholesaler")["sim_mean"]
    assert groups.size().to_dict() == {False: 600, True: 25} and groups.mean()[True] > 15 * groups.mean()[False]


def test_time_that_is_odd():
    late = simulate_business("export_92_days_late", random_state=2)
    assert late.asked_on - late.as_of == pd.Timedelta(days=92) and late.rows["date"].max() <= late.as_of
    season = rows("strong_fourth_quarter")["date"].dt.quarter.value_counts()
    assert season[4] > 1.5 * season[2]
    missing = rows("two_months_missing")["date"].drop_duplicates().sort_values().diff().dt.days
    assert missing.max() >= 60 and missing.nlargest(2).iloc[1] < 10
    truth = simulate_business("log_begins_late", random_state=2)
    assert (truth.customers["sim_came"] < 1095).mean() > 0.5
    assert truth.rows["date"].min() > truth.as_of - pd.Timedelta(days=730)
    first = rows("no_newcomers").groupby("customer_id")["date"].min()
    assert first.max() <= pd.Timestamp("2022-12-31")
    new = rows("two_thirds_new").groupby("customer_id")["date"].min() > pd.Timestamp("2023-10-01")
    assert new.mean() == pytest.approx(0.667, abs=0.06)


def test_rhythms_that_are_odd():
    gaps = rows("every_thirty_days").groupby("customer_id")["date"].diff().dropna().dt.days
    assert set(gaps) == {30}
    accounts = rows("forty_accounts")
    gaps = accounts.groupby("customer_id")["date"].diff().dropna().dt.days
    assert accounts["customer_id"].nunique() == 40 and gaps.median() == pytest.approx(91, abs=4) and gaps.std() < 20
    assert not rows("nobody_came_back")["customer_id"].duplicated().any()
    donors = rows("donors")
    years = donors.groupby(["customer_id", donors["date"].dt.year]).size()
    assert donors["date"].dt.year.nunique() == 8 and years.max() <= 2
    assert simulate_business("donors", random_state=2).customers["later_purchases"].sum() > 50


def test_customers_and_rows_that_are_odd():
    money = rows("guest").groupby("customer_id")["amount"].sum()
    assert money["guest"] / money.sum() == pytest.approx(0.25, abs=0.001)
    assert (rows("till")["customer_id"] == "TILL1").sum() == 100_000
    twice = rows("file_twice")
    assert twice.iloc[: len(twice) // 2].equals(twice.iloc[len(twice) // 2 :].reset_index(drop=True))
    ids = pd.Series(rows("two_ids")["customer_id"].unique())
    assert ids.str.upper().duplicated().sum() == 60
    table = rows("one_row_per_customer")
    assert table["customer_id"].is_unique and "date" not in table
    back = rows("returned_after_14_days")
    orders = back[back["order_id"].isin(back.loc[back["amount"] < 0, "order_id"])].groupby("order_id")
    assert (orders["amount"].sum() == 0).all() and (orders["date"].max() - orders["date"].min()).eq("14D").all()


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # it says that the log ends early
def test_the_truth_is_that_of_the_model_and_a_stale_export_is_wrong_by_most_of_it():
    """Expected purchases and money of the next year against what came, 52 weeks after the last row."""

    def error(kind: str) -> float:
        ratios = []
        for seed in (1, 2, 3):
            shop = simulate_business(kind, random_state=seed)
            table = repeat_purchase_table(shop.rows, observed_until=shop.asked_on)
            money = ParetoNBD().fit(table).expected_purchases(table, horizon=52) * GammaGamma().fit(
                table
            ).expected_spend(table)
            ratios.append(money.sum() / shop.customers.loc[table.index, "later_amount"].sum())
        return float(np.mean(ratios)) - 1

    assert abs(error("plain")) < 0.08
    assert error("export_92_days_late") < -0.7


def test_a_kind_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="kind must be one of 'plain', 'thirty_customers'"):
        simulate_business("bakery")
    with pytest.raises(ValueError, match="customers"):
        simulate_business("plain", customers=0)
