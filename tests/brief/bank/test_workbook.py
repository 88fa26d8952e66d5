"""Does the head say whose clients these are, and the workbook hold every table?"""

from custseg.brief import clients_opening, clients_rows, open_clients
from tests.brief.bank.books import bare, opened


def test_the_head_counts_clients_branches_and_statements():
    head = clients_opening(opened())
    known = (opened().clients["statements"] == "complete").sum()
    assert str(head.data) == f"300 clients in 6 branches, {known} with three whole statements up to 2025."
    assert str(clients_opening(bare()).data) == "60 clients; no branches, no statements."
    assert "simulated" in str(clients_opening(open_clients()).title)


def test_sheets_hold_what_there_is():
    sheets = clients_rows(opened())
    assert {"clients", "below the hurdle", "cells", "levers", "gaps", "branches", "groups"} <= set(sheets)
    assert len(sheets["clients"]) == 300
    assert "levers" not in clients_rows(bare()) and "groups" not in clients_rows(bare())
