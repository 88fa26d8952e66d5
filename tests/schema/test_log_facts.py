"""Do the facts of a log stand still, and is nonsense refused?"""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from custseg.schema import LogFacts

FACTS = {"name": "Corner shop", "first_day": date(2024, 1, 2), "last_day": date(2024, 12, 30)}


def test_facts_cannot_be_changed():
    facts = LogFacts(**FACTS)
    assert (facts.currency, facts.currency_code, facts.starts_with_first_purchase) == ("", "", None)
    with pytest.raises(FrozenInstanceError):
        facts.name = "Another shop"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "name must say whose log it is"),
        ({"name": None}, "name must say whose log it is"),
        ({"currency": 5}, "currency must be a word"),
        ({"currency_code": "$"}, "currency_code must be an ISO 4217 code such as 'EUR'"),
        ({"currency_code": 978}, "currency_code must be an ISO 4217 code"),
        ({"starts_with_first_purchase": "yes"}, "must be True, False or None"),
        ({"last_day": date(2023, 1, 1)}, "last_day 2023-01-01 lies before first_day 2024-01-02"),
    ],
)
def test_nonsense_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        LogFacts(**FACTS | change)
