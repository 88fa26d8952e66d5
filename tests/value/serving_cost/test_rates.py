"""Are the rates those of the article?"""

import pytest

from custseg.schema import SchemaError
from custseg.value import capacity_rates


def test_kaplan_and_anderson(department):
    rates = capacity_rates(department["pools"], department["activities"])
    assert rates["rate"].tolist() == pytest.approx([0.8] * 3)  # 560,000 / 700,000 minutes
    assert rates["cost_per_unit"].tolist() == pytest.approx([6.40, 35.20, 40.00])


def test_the_reprint_with_other_units_has_the_same_rate(department):
    activities = department["activities"].assign(minutes=[40.0, 220.0, 250.0])  # Kaplan & Anderson, white paper
    rates = capacity_rates(department["pools"], activities)
    assert rates["cost_per_unit"].tolist() == pytest.approx([32.0, 176.0, 200.0])


def test_pools_in_another_currency_are_refused(department):
    pools = department["pools"].assign(currency="USD")
    assert len(capacity_rates(pools, department["activities"], currency="USD")) == 3
    with pytest.raises(SchemaError, match="'USD' and the revenue in 'EUR'"):
        capacity_rates(pools, department["activities"], currency="EUR")
