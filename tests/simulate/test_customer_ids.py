import pytest

from custseg.simulate._customer_ids import customer_ids


def test_names_sort_as_numbers_do():
    assert list(customer_ids(10))[::9] == ["01", "10"]
    assert customer_ids(120).is_monotonic_increasing


def test_nobody_is_refused():
    with pytest.raises(ValueError, match="at least 1; found 0"):
        customer_ids(0)
