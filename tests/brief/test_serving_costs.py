"""Do stated costs reach the page, to the cent, and is what has no match said?"""

import pandas as pd
import pytest

from custseg.brief import appendix, customer_rows, open_book, who_carries_it
from custseg.brief._serving_costs import costs_of, profit_of
from custseg.brief.workbook import _profit
from custseg.report import write_cost_template
from custseg.schema import SchemaError
from custseg.simulate import simulate_business

POOLS = pd.DataFrame({"pool": ["desk", "van"], "amount": [4000.0, 9000.0], "capacity": [500_000.0, 900_000.0]})
ACTIVITIES = pd.DataFrame(
    {"activity": ["order", "picking"], "pool": ["desk", "van"], "driver": ["orders", "lines"], "minutes": [6.0, 2.5]}
)


def said(section):
    return " ".join(one["text"] for one in section.facts())


@pytest.fixture(scope="module")
def rows():
    return simulate_business("plain", random_state=1).rows


@pytest.fixture(scope="module")
def book(rows):
    return open_book(rows, margin=0.4, currency="EUR", costs={"pools": POOLS, "activities": ACTIVITIES})


def test_drivers_are_counted_in_the_file_and_every_cent_is_somebodys_or_unused(rows, book):
    bought = rows[rows["amount"] >= 0]
    order = "order_id" if "order_id" in rows else "date"
    orders, lines = bought.groupby("customer_id")[order].nunique(), bought.groupby("customer_id").size()
    expected = orders * 6.0 * 4000 / 500_000 + lines * 2.5 * 9000 / 900_000
    costs = book.costs.set_index("customer_id")["cost"]
    assert costs.reindex(expected.index).to_numpy() == pytest.approx(expected.to_numpy())
    assert costs.sum() + book.costs.attrs["unused"] == pytest.approx(POOLS["amount"].sum(), abs=0.005)


def test_profit_stands_in_the_section_the_workbook_and_the_appendix(book):
    table = profit_of(book)
    profit, losers = table["profit"], table["outcome"] == "unprofitable"
    carries = said(who_carries_it(book))
    assert f"After the cost of serving, {len(table):,} customers bring {book.money(profit.sum())}" in carries
    folded = said(appendix(book))
    assert f"cost more than they brought: {losers.sum():,} of {len(table):,}" in folded
    assert f"Nobody asked for {book.money(book.costs.attrs['unused'])} of the {book.money(13_000)}" in folded


def test_without_costs_nothing_is_said_of_them(rows):
    book = open_book(rows, margin=0.4)
    assert "cost of serving" not in said(who_carries_it(book))
    assert not len(_profit(book).columns)


@pytest.mark.heavy
def test_profit_stands_in_the_workbook(rows):
    few = rows[rows["customer_id"].isin(rows["customer_id"].unique()[:60])]
    book = open_book(few, margin=0.4, costs={"pools": POOLS, "activities": ACTIVITIES})
    sheet, table = customer_rows(book)["customers"], profit_of(book)
    for column in ("profit", "cost_to_serve"):
        assert sheet[column].to_numpy() == pytest.approx(table[column].to_numpy(), abs=0.00501)  # in whole cents


def test_who_has_no_row_is_counted(rows):
    some = pd.DataFrame({"customer_id": rows["customer_id"].unique()[:100], "cost": 2.0})
    book = open_book(rows, costs=some)
    n = rows["customer_id"].nunique() - 100
    assert f"without a row in the costs count as costing nothing: {n:,}" in said(appendix(book))
    assert "without the cost of goods" in said(who_carries_it(book))


def test_the_workbook_that_is_filled_in_is_read(rows, tmp_path):
    path = write_cost_template(tmp_path / "costs.xlsx", pools=["desk"], activities=["order"])
    with pytest.raises(SchemaError):  # nothing was filled in
        open_book(rows, costs=path)
    with pd.ExcelWriter(path) as book:
        POOLS.to_excel(book, sheet_name="pools", index=False)
        ACTIVITIES.to_excel(book, sheet_name="activities", index=False)
    assert open_book(rows, costs=path).costs.attrs["pools"] == 13_000


def test_one_file_of_activities_is_read(rows, tmp_path):
    path = tmp_path / "activities.csv"
    ACTIVITIES.merge(POOLS, on="pool").to_csv(path, index=False)
    assert open_book(rows, costs=path).costs.attrs["pools"] == 13_000


@pytest.mark.parametrize(
    ("pools", "activities", "sentence"),
    [
        (POOLS.assign(capacity=-1.0), ACTIVITIES, "capacity.* must be above zero"),
        (POOLS.iloc[:1], ACTIVITIES, "names pools that pools lacks: 'van'"),
        (POOLS, ACTIVITIES.iloc[:1], "money that no activity spends: 'van'"),
        (POOLS.assign(capacity=10.0), ACTIVITIES, "is asked for .* minutes and has 10"),
        (POOLS.assign(currency="USD"), ACTIVITIES, "pools is in 'USD' and the revenue in 'EUR'"),
        (POOLS, ACTIVITIES.assign(driver="visits"), "tells 'orders', 'lines', 'returns' alone .asked for: 'visits'"),
    ],
)
def test_what_does_not_fit_is_said(rows, pools, activities, sentence):
    with pytest.raises(SchemaError, match=sentence):
        open_book(rows, currency="EUR", costs={"pools": pools, "activities": activities})


def test_a_cost_that_is_no_number_is_refused_and_not_nought(rows):
    costs = pd.DataFrame({"customer_id": ["a", "b"], "cost": ["many", 3.0]})
    with pytest.raises(SchemaError, match=r"(?s)many.*write 0|many.*plain number"):
        open_book(rows, costs=costs)


def test_drivers_of_their_own_are_taken(rows):
    ids = rows["customer_id"].unique()
    drivers = pd.DataFrame({"customer_id": ids, "orders": 1.0, "lines": 2.0})
    costs = open_book(rows, costs={"pools": POOLS, "activities": ACTIVITIES, "drivers": drivers}).costs
    assert costs["cost"].nunique() == 1 and len(costs) == len(ids)


@pytest.mark.parametrize(
    "text, encoding",
    [
        ("customer_id;cost\n1;3,50\n2;1.004,20\n", "utf-8"),
        ('customer_id,cost\n1,"3,50"\n2,"1.004,20"\n', "utf-8"),
        ('Customer ID,Cost\n1,€3.50\n2,"€1,004.20"\n', "utf-8"),
        ("客户编号,成本\n1,3.5\n2,1004.2\n", "gb18030"),
    ],
)
def test_plain_costs_are_read_as_sales_are(tmp_path, text, encoding):
    path = tmp_path / "costs.csv"
    path.write_text(text, encoding=encoding)
    read = costs_of(path, pd.DataFrame(), "EUR")
    assert read["customer_id"].tolist() == ["1", "2"] and read["cost"].tolist() == [3.5, 1004.2]


def test_ids_that_became_fractions_still_name_the_customer():
    read = costs_of(pd.DataFrame({"customer_id": [1.0, 2.0], "cost": [1.0, 2.0]}), pd.DataFrame(), None)
    assert read["customer_id"].tolist() == ["1", "2"]


@pytest.mark.parametrize(
    "text, said",
    [
        ("customer_id,cost\n,3\nb,2\n", "no customer_id in 1 rows"),
        ("customer_id,cost\na,\nb,2\n", "no number in 1 rows"),
        ("customer_id,cost\na,€3\nb,€2\n", "costs is in 'EUR' and the revenue in 'USD'"),
        ("name,cost\n", "no rows below it"),
        ("", "is empty"),
    ],
)
def test_plain_costs_that_cannot_be_meant_are_refused(tmp_path, text, said):
    path = tmp_path / "costs.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=said):
        costs_of(path, pd.DataFrame(), "USD")
