"""Do branches add up, and is no small branch called worse than others?"""

import numpy as np

from custseg.brief import clients_branches, open_clients
from custseg.brief.bank.branches import branch_lists
from tests.brief.bank.books import bare, opened, tables


def test_lists_of_branches_hold_each_client_once():
    lists = branch_lists(opened())
    ids = np.concatenate([part.index for part in lists.values()])
    assert sorted(ids) == sorted(opened().clients.index)
    assert all((part["branch"] == name).all() for name, part in lists.items())


def test_who_misses_most_stands_first_in_its_list():
    for part in branch_lists(opened()).values():
        missing = part["shortfall"].clip(lower=0).fillna(0)
        assert missing.is_monotonic_decreasing


def test_the_table_sums_as_plain_pandas_does():
    clients, table = opened(), clients_branches(opened()).table
    north = clients.clients[clients.clients["branch"] == table.index[0]]
    assert table.iloc[0]["RAROC"] == f"{north['net_income'].sum() / north['capital'].sum():.1%}"


def test_branches_dealt_by_lot_do_not_differ():
    """Where branches are dealt to clients by lot, the page says that none differs, nineteen times in twenty."""
    told = []
    for seed in range(6):
        book = tables(300, 3)["clients"]
        dealt = book["branch"].sample(frac=1, random_state=seed).to_numpy()
        section = clients_branches(open_clients(book.assign(branch=dealt)))
        told.append(str(section.title).startswith("None of"))
        if told[-1]:
            assert not any("like clients elsewhere" in getattr(one, "columns", []) for one in section.more)
    assert sum(told) >= 5


def test_a_branch_of_three_is_added_up_and_not_compared():
    book = tables()["clients"]
    book.loc[:2, "branch"] = "tiny"
    clients = open_clients(book)
    section = clients_branches(clients)
    gaps = clients.platform.branch_gaps.xs("tiny", level="branch")
    assert gaps["low"].isna().all() and "1 of 7 branches have fewer than 8" in str(section.more[0])
    assert "tiny" in section.table.index


def test_without_branches_or_with_one():
    assert clients_branches(bare()).aside
    section = clients_branches(open_clients(tables()["clients"].assign(branch="only")))
    assert "nothing can be compared" in str(section.title)


def test_branches_too_small_to_compare_are_added_up_alone():
    section = clients_branches(open_clients(tables(60, 3)["clients"].head(12)))
    assert str(section.title).endswith("nothing can be compared.")


def test_of_very_many_clients_some_are_dealt_by_lot_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr("custseg.brief.bank.clients.MOST", 200)
    clients = open_clients(**tables())
    section = clients_branches(clients)
    assert "among 200 clients drawn from 300" in " ".join(str(one) for one in section.more)
    whole = int(clients.platform.branch_gaps["low"].notna().sum())
    assert clients.branches_compared < whole and f"of {clients.branches_compared:,} gaps" in str(section.title)
