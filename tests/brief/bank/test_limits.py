"""Does the page say what was decided, and what it cannot say?"""

from custseg.brief import clients_limits, open_clients
from tests.brief.bank.books import opened, tables


def told(clients) -> str:
    section = clients_limits(clients)
    return " ".join(map(str, (section.title, *section.more, *section.table.iloc[:, 0])))


def test_what_was_decided_is_said():
    book = tables()["clients"].assign(loss_given_default=lambda t: 100 * t["loss_given_default"])
    book = book.assign(probability_of_default=lambda t: 100 * t["probability_of_default"])
    said = told(open_clients(book.rename(columns={"income": "income (TEUR)"}), percent=["probability_of_default"]))
    assert "read as per cent" in said and "multiplied by 1,000" in said


def test_a_sign_is_no_cause_and_rules_are_proposed():
    said = told(opened())
    assert "a sign, not a cause" in said and "Basel II" in said and "proposed here" in said and "simulated" not in said
    assert "nobody's book" in told(open_clients())


def test_parts_that_are_not_there_are_named():
    table = clients_limits(open_clients(tables()["clients"])).table
    assert table.loc["no growth"].item() == "no statements were given"
