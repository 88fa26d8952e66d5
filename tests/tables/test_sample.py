"""Are customers drawn whole, and the same ones whatever the order of rows?"""

import pytest

from custseg import load_cdnow
from custseg.tables import sample_customers


def test_a_customer_is_drawn_with_all_rows():
    log = load_cdnow()
    some = sample_customers(log, 60, random_state=1)
    assert some["customer_id"].nunique() == 60
    assert len(some) == log["customer_id"].isin(some["customer_id"]).sum()
    assert some.attrs == log.attrs


def test_the_order_of_rows_does_not_matter():
    log = load_cdnow()
    first, second = (sample_customers(one, 20, random_state=3) for one in (log, log.iloc[::-1]))
    assert set(first["customer_id"]) == set(second["customer_id"])


def test_another_seed_draws_others():
    first, second = (sample_customers(load_cdnow(), 20, random_state=seed) for seed in (1, 2))
    assert set(first["customer_id"]) != set(second["customer_id"])


def test_all_are_given_where_there_are_no_more():
    log = load_cdnow()
    assert len(sample_customers(log, 10**6, random_state=0)) == len(log)


def test_nobody_cannot_be_drawn():
    with pytest.raises(ValueError, match="n must"):
        sample_customers(load_cdnow(), 0, random_state=0)
