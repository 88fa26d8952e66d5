"""Does the page count clients, strategies and cells as plain pandas does?"""

from custseg.brief import clients_growth, clients_standing, open_clients
from tests.brief.bank.books import bare, opened, simulated, tables, tiny


def test_who_is_below_the_hurdle_is_counted():
    clients, section = opened(), clients_standing(opened())
    book = clients.clients
    below = (book["raroc"] < 0.12) & (book["status"] != "in default")
    assert f"{below.sum():,} of 300 clients" in str(section.title)
    assert section.words() <= 40


def test_the_plane_lays_the_cells_out_as_they_are_drawn():
    clients, table = opened(), clients_standing(opened()).table
    best = clients.clients["value_cell"] == "high_revenue_high_raroc"
    assert table.iloc[0, 2].startswith(f"{best.sum()} clients")
    worst = (clients.clients["value_cell"] == "low_revenue_low_raroc").sum()
    assert table.iloc[2, 0].startswith(f"{worst} clients")


def test_strategies_hold_everybody_and_all_money():
    clients, section = opened(), clients_standing(opened())
    strategies = section.more[1]
    counts = [int(text.replace(",", "")) for text in strategies["clients"]]
    assert sum(counts) == 300 and list(strategies.index) == list(clients.strategy_names.values())


def test_where_nobody_misses_the_hurdle_the_page_says_so():
    rich = tables()["clients"].assign(income=lambda t: t["income"].abs() + 1e6)
    rich["probability_of_default"] = rich["probability_of_default"].clip(upper=0.05)
    section = clients_standing(open_clients(rich))
    assert str(section.title).startswith("Of 300 clients none that is not in default")
    assert "No client is in default" in str(section.more[0]) or "0 clients are in default" in str(section.more[0])


def test_growth_counts_who_grows_faster_than_what_they_bring():
    clients, section = opened(), clients_growth(opened())
    step = clients.clients["step"]
    assert f"{(step == 'we grow slower').sum()} of {step.notna().sum()} clients" in str(section.title)
    assert any("no statements" in str(one) for one in section.more)
    assert section.table["clients"].astype(int).sum() == step.notna().sum()


def test_groups_of_two_are_counted():
    members = simulated().groups["group"].value_counts()
    assert any(f"of {(members > 1).sum()} groups" in str(one) for one in clients_growth(opened()).more)


def test_without_statements_growth_steps_aside_and_groups_are_told_all_the_same():
    for clients in (bare(), tiny()):
        section = clients_growth(clients)
        assert section.aside and "statements" in str(section.title)
    given = tables()
    section = clients_growth(open_clients(given["clients"], groups=given["groups"]))
    assert section.aside and len(section.more) == 2


def test_a_book_that_earns_nothing_has_its_plane():
    book = tables(60, 3)["clients"]
    section = clients_standing(open_clients(book.assign(income=-book["income"].abs())))
    assert "of income" not in section.table.to_string() and "clients: " in section.table.to_string()
