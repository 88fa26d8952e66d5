"""Does a book know its first lever, who misses most, and what lots would show?"""

import numpy as np

from tests.brief.bank.books import bare, opened, tiny, with_sure_levers


def test_who_misses_most_comes_first():
    below = opened().below
    assert below["shortfall"].is_monotonic_decreasing and (below["shortfall"] > 0).all()
    assert (below["status"] == "below the hurdle").all()


def test_the_first_lever_is_the_one_that_brings_most_in_all():
    clients = with_sure_levers()
    sure = clients.clients[clients.clients["lever_sure"]]
    sums = sure.groupby(["value_cell", "next_cell", "lever"])["lever_brings"].sum()
    assert clients.first.brings == sums.max() and clients.first.look == sums.idxmax()[2]
    assert 0 < clients.first.clients <= (clients.clients["value_cell"] == clients.first.cell).sum()


def test_lots_are_drawn_from_the_seed():
    clients = with_sure_levers()
    assert clients.branches_by_lot.seen >= 0 and len(clients.branches_by_lot.draws) == 200
    assert np.isfinite(clients.first_by_lot.p)


def test_without_branches_or_levers_there_is_nothing_to_deal():
    for clients in (bare(), tiny()):
        assert clients.first is None and clients.first_by_lot is None
    assert bare().branches_by_lot is None


def test_names_are_words():
    clients = opened()
    assert clients.cell_names["high_revenue_low_raroc"] == "High revenue, low RAROC"
    assert next(iter(clients.strategy_names.values())) == "Keep investing"
