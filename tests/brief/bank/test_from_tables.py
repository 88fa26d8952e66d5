"""Is a book opened with what was stated, and refused with everything that is wrong?"""

import pytest

from custseg.brief import open_clients
from custseg.schema import SchemaError
from tests.brief.bank.books import opened, tables


def test_without_a_file_clients_are_simulated():
    clients = open_clients()
    assert clients.simulated and clients.currency == "EUR" and not opened().simulated


def test_what_is_stated_counts(tmp_path):
    rules = tmp_path / "own.toml"
    rules.write_text(
        '[[strategies]]\nkey = "all"\nname_en = "All alike"\nname_zh = "x"\n\n[[rules]]\nstrategy = "all"\nwhen = {}\n'
    )
    clients = open_clients(tables()["clients"], hurdle=0.2, rules=rules, currency="CNY")
    assert clients.hurdle == 0.2 and clients.currency == "CNY" and clients.rules == "own.toml"
    assert clients.strategy_names == {"all": "All alike"}
    assert len(clients.below) > len(opened().below)


def test_what_the_tables_have_wrong_is_said():
    wrong = tables()["clients"].assign(exposure=-1.0)
    with pytest.raises(SchemaError, match="exposure' is negative"):
        open_clients(wrong)
    with pytest.raises(SchemaError, match="no file of strategies"):
        open_clients(tables()["clients"], rules="none.toml")
