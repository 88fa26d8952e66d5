"""Does the page name the lever that the platform names, and never as a cause?"""

from custseg.brief import clients_levers
from tests.brief.bank.books import bare, opened, tiny, with_sure_levers


def test_the_title_names_the_lever_that_is_worth_most_and_its_interval():
    clients, section = with_sure_levers(), clients_levers(with_sure_levers())
    row = clients.platform.levers.xs(tuple(clients.first[:3]), level=["cell", "next_cell", "look"]).iloc[0]
    assert f"({row['low']:,.0f} to {row['high']:,.0f})" in str(section.title)
    assert str(clients.first.clients) in str(section.title)
    assert "not a cause" in str(section.caution)


def test_where_no_lever_is_sure_the_title_says_so_and_names_none():
    section = clients_levers(opened())
    assert opened().first is None and "No lever is sure" in str(section.title)
    assert (section.table["sure"] == "no").all()


def test_each_step_has_one_row_and_its_clients():
    clients, table = opened(), clients_levers(opened()).table
    counts = clients.clients["value_cell"].map(clients.cell_names).value_counts()
    assert table.index.is_unique and all(table.loc[cell, "clients"] == str(counts[cell]) for cell in table.index)


def test_with_too_few_clients_or_looks_it_steps_aside():
    assert clients_levers(tiny()).aside and "not ranked" in str(clients_levers(tiny()).title)
    assert clients_levers(bare()).aside


def test_a_sure_lever_has_a_sure_gap():
    levers, gaps = with_sure_levers().platform.levers, with_sure_levers().platform.gaps
    sure = levers[levers["sure"]]
    own = gaps.reindex(sure.index)
    assert ((own["low"] > 0) | (own["high"] < 0)).all() and (sure["low"] > 0).all()


def test_a_book_in_which_no_lever_is_sure_has_its_page():
    clients = opened(120, 4)
    assert clients.first is None and str(clients_levers(clients).title).startswith("No lever is sure")
