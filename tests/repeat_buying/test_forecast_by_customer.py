import numpy as np
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import choose_forecast, expected_customers

ASKED = {"observed_until": "1998-06-30", "days_ahead": 91}


@pytest.fixture(scope="module")
def choice():
    return choose_forecast(load_cdnow(), ["carried on", "same days a year before"], **ASKED)


def test_customers_add_up_to_the_total_and_are_named_as_in_the_log():
    log = load_cdnow()
    choice = choose_forecast(log, ["BG/NBD", "carried on"], **ASKED)
    each = expected_customers(log, choice, **ASKED)
    assert each["expected_amount"].sum() == pytest.approx(choice.estimate)
    assert set(each.index) <= set(log["customer_id"])
    assert each.attrs["model"] == "BG/NBD"


def test_a_total_is_spread_over_the_days_that_it_is_for(choice):
    log = load_cdnow()
    with pytest.raises(ValueError, match="days_ahead is 365, and the choice holds the total of 91 days"):
        expected_customers(log, choice, observed_until="1998-06-30", days_ahead=365)
    with pytest.raises(ValueError, match="days_ahead must be a whole number of days, 1 or more; found -7"):
        expected_customers(log, choice, observed_until="1998-06-30", days_ahead=-7)
    asked_anew = expected_customers(log, choice._replace(estimate=np.nan), observed_until="1998-06-30", days_ahead=182)
    total = expected_customers(log, choice, **ASKED)["expected_amount"].sum()
    assert asked_anew["expected_amount"].sum() > 1.5 * total
