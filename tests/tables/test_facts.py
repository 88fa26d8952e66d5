"""Are the days of a log its own, and does the registry say what the files hold?"""

from datetime import date

import polars as pl
import pytest

from custseg.datasets import dataset_facts, load_cdnow, load_complete_journey, load_online_retail
from custseg.schema import SchemaError
from custseg.tables import log_facts


def test_days_come_from_the_rows_on_every_engine(transactions):
    facts = log_facts(transactions, name="Corner shop", currency="euros")
    assert (facts.first_day, facts.last_day) == (date(2024, 1, 10), date(2024, 3, 5))
    assert facts.starts_with_first_purchase is None
    assert log_facts(pl.from_pandas(transactions), name="Corner shop", currency="euros") == facts
    with pytest.raises(SchemaError, match="empty"):
        log_facts(transactions[:0], name="Corner shop")


def test_what_a_log_says_of_its_source_is_taken_unless_it_is_given(transactions):
    assert log_facts(load_cdnow()) == dataset_facts("cdnow")
    assert log_facts(load_cdnow(), name="Mine", currency="").currency == ""
    assert log_facts(load_cdnow(), currency="euros").currency_code == "", "the code of another currency"
    assert log_facts(load_cdnow(), currency="euros", currency_code="EUR").currency_code == "EUR"
    assert log_facts(load_cdnow(), currency="EUR").currency_code == "EUR"
    with pytest.raises(SchemaError, match="Pass name='Corner shop'"):
        log_facts(transactions)


def as_registered(log, facts):
    """Say the facts of a log, with what no log can say of itself taken from the registry."""
    return log_facts(
        log,
        name=facts.name,
        currency=facts.currency,
        currency_code=facts.currency_code,
        starts_with_first_purchase=facts.starts_with_first_purchase,
    )


def test_the_registry_agrees_with_what_ships():
    for name, load in (("cdnow", load_cdnow), ("complete_journey", load_complete_journey)):
        assert as_registered(load(), dataset_facts(name)) == dataset_facts(name)


def test_the_registry_agrees_with_online_retail(outside_data):
    for year in ("year_2009_2010", "year_2010_2011"):
        facts = dataset_facts("online_retail", year)
        assert as_registered(load_online_retail(year), facts) == facts
