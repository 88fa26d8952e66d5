"""Are the days ahead, the interval and the rules called by their names?"""

import pytest

from custseg.brief._expected_in_words import claimed, ends_of, rule_name, window_name
from custseg.exhibit import interval_text
from custseg.repeat_buying._forecast_rules import FORECAST_RULES, REGULAR
from tests.brief.by_hand import business


@pytest.fixture(scope="module")
def cdnow():
    return business("cdnow")


def test_every_rule_that_a_page_asks_has_a_name_of_its_own(cdnow):
    names = [rule_name(cdnow, rule) for rule in FORECAST_RULES if rule not in REGULAR]
    assert len(set(names)) == len(names)
    assert window_name(cdnow) == "13 weeks" and "as much again as in the last 13 weeks" in names


def test_a_claim_speaks_of_all_customers_unless_told_otherwise(cdnow):
    assert claimed(cdnow, "season", holds=True).n == cdnow.log["customer_id"].nunique()


@pytest.mark.heavy
def test_the_interval_is_that_of_the_forecast(cdnow):
    choice = cdnow.forecast
    assert ends_of(cdnow, choice) == interval_text(choice.low, choice.high, "money", currency="USD")
