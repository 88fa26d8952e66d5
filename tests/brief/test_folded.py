"""Is the appendix all folded, and are triangle, RFM names and profit what pandas counts?"""

import pandas as pd
import pytest

from custseg.brief import appendix, open_book
from custseg.brief.folded import _grid_names
from custseg.catalogue import phrases
from custseg.datasets import load_cdnow
from custseg.simulate import simulate_business
from tests.brief.by_hand import one_row


def table_of(section, column):
    return next(one for one in section.more if isinstance(one, pd.DataFrame) and column in one.columns)


def said(section):
    return " ".join(one["text"] for one in section.facts())


@pytest.fixture(scope="module")
def cdnow():
    return appendix(open_book(load_cdnow()))


def test_nothing_but_the_title_stands_on_the_front(cdnow):
    assert cdnow.front() == (cdnow.title,) and cdnow.exhibit is None and cdnow.more


def test_the_triangle_is_that_of_pandas(cdnow):
    log = load_cdnow().assign(quarter=lambda one: one["date"].dt.to_period("Q"))
    bought = log.drop_duplicates(["customer_id", "quarter"])["quarter"].value_counts().sort_index()
    row = table_of(cdnow, "customers").loc["1997Q1"]
    assert row["customers"] == f"{bought.iloc[0]:,}"
    assert row.drop("customers").tolist() == [f"{100 * one / bought.iloc[0]:.0f}" for one in bought.iloc[1:]]


def test_what_each_name_did_adds_up_and_nobody_silent_for_a_year_is_a_champion(cdnow):
    log, cut = load_cdnow(), pd.Timestamp("1998-03-31")
    table = table_of(cdnow, "came back after it")
    assert (
        table["customers"].str.replace(",", "").astype(int).sum()
        == log.loc[log["date"] <= cut, "customer_id"].nunique()
    )
    last = log[log["date"] <= cut].groupby("customer_id")["date"].max()
    back = log.loc[log["date"] > cut, "customer_id"].nunique()
    assert f"all customers: {back / len(last):.0%} of {len(last):,}" in said(cdnow)
    assert int(table.loc[[name for name in table.index if "over a year" in name], "customers"].iloc[0]) > 0
    assert "lost" not in " ".join(table.index).lower() and "流失" not in " ".join(table.index)


def test_profit_is_sales_at_the_margin_less_costs():
    rows = simulate_business("plain", random_state=1).rows
    spent = rows.groupby("customer_id")["amount"].sum()
    costs = pd.DataFrame({"customer_id": [*spent.index[:300], "stranger"], "cost": 20.0})
    section = appendix(open_book(rows, margin=0.4, costs=costs))
    profit = 0.4 * spent - pd.Series(20.0, spent.index[:300]).reindex(spent.index).fillna(0)
    assert f"{(profit < -0.005).sum():,} of {len(spent):,}, of sales 40% being left" in said(section)
    assert "1 customers, 20.00" in said(section)
    shown = table_of(section, "profit")["profit"].str.replace(",", "").astype(float)
    assert shown.sum() == pytest.approx(profit.sum(), abs=2)


@pytest.mark.parametrize("amount", [-5.0, 0.0, 5.0])
def test_one_row_says_what_is_lacking(amount):
    section = appendix(one_row(amount))
    words = said(section)
    assert "There is no triangle" in words and "There are no RFM names" in words and "is not known" in words


def test_customers_without_any_spread_have_no_names():
    section = appendix(open_book(simulate_business("nobody_came_back", random_state=1).rows))
    assert "There are no RFM names: customers do not differ" in said(section)


def test_norms_and_words_stand_there(cdnow):
    assert table_of(cdnow, "source").shape[0] >= 3
    assert "对照组" in table_of(cdnow, "中文")["中文"].tolist()


def test_the_methods_say_that_repeated_customers_widen_an_interval(cdnow):
    told = " ".join(str(one.to_numpy().tolist()) for one in cdnow.more if isinstance(one, pd.DataFrame))
    assert "only the number of different people goes into it, which makes it wider" in told


def test_no_name_of_the_grid_is_called_like_a_list():
    """The lists go by days of silence, the grid by fifths of the customers: one name for both would be two counts."""
    known = phrases()
    lists = {known[f"own_lists.{name}"].lower() for name in ("largest", "silent", "late", "newcomers")}
    names = {name.lower() for name in _grid_names().values()} | {known["own_appendix.rfm_silent"].lower()}
    assert not [name for name in names if name.startswith(tuple(lists))]
