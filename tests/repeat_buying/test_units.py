import pytest

from custseg.repeat_buying._units import force_of_interest, unit_days


def test_units_in_days():
    assert unit_days("W") == 7.0 and 12 * unit_days("M") == unit_days("Y") == 365.25
    with pytest.raises(ValueError, match=r'period must be one of "D" \(day\)'):
        unit_days("weekly")


def test_a_rate_means_the_same_in_every_unit():
    weekly = force_of_interest(0.15, "Y", "W")
    assert weekly == pytest.approx(0.0027, abs=0.00005)  # 15 % a year: Fader, Hardie & Lee 2005, JMR, use .0027 a week
    assert force_of_interest(0.15, "Y", "Y") == pytest.approx(weekly * 365.25 / 7)
    with pytest.raises(ValueError, match="discount_rate must be a fraction"):
        force_of_interest(float("nan"), "Y", "W")
