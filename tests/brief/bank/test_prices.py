"""Are prices those that earn the hurdle, and is nobody promised a usual price of three clients?"""

import pytest

from custseg.brief import clients_prices, open_clients
from custseg.value import client_returns
from tests.brief.bank.books import bare, opened, tables, tiny


def test_the_median_is_that_of_those_below_the_hurdle():
    clients, section = opened(), clients_prices(opened())
    rise = clients.below["price_rise"].dropna()
    assert f"median is {100 * rise.median():.2f} points" in str(section.title)
    assert len(section.table) == 10 and section.words() <= 40


def test_at_its_price_a_client_earns_the_hurdle():
    clients = opened()
    one = clients.below.iloc[0]
    book = clients.tables.clients.loc[[one.name]]
    raised = book.assign(income=book["income"] + one["price_rise"] * book["loans"])
    assert client_returns(raised)["raroc"].iloc[0] == pytest.approx(0.12)


def test_the_list_says_who_what_price_lever_and_how_sure():
    listed = clients_prices(opened()).lists["below the hurdle"]
    assert {"branch", "strategy", "price_rise", "hurdle_rate", "lever", "lever_brings", "lever_sure"} <= set(listed)
    assert len(listed) == len(opened().below)


def test_too_few_prices_have_no_median():
    section = clients_prices(tiny())
    assert section.aside or "too few" in str(section.title)


def test_without_loans_the_exposure_is_named():
    assert any("no loans" in str(one) for one in clients_prices(bare()).more)


def test_where_nobody_is_below_it_steps_aside():
    rich = tables()["clients"].assign(income=lambda t: t["income"].abs() + 1e6)
    rich["probability_of_default"] = rich["probability_of_default"].clip(upper=0.05)
    assert clients_prices(open_clients(rich)).aside
