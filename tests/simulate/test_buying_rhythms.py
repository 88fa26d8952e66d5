import numpy as np
import pandas as pd
import pytest

from custseg.schema import TRANSACTIONS, check_table
from custseg.simulate import RHYTHM_KINDS, simulate_rhythm


@pytest.mark.parametrize("kind", RHYTHM_KINDS)
def test_a_log_has_the_customers_and_days_that_were_asked_for(kind):
    business = simulate_rhythm(kind, customers=150, days=700, random_state=2)
    check_table(business.rows, TRANSACTIONS)
    bought = business.rows[business.rows["amount"] > 0]
    assert bought["customer_id"].nunique() == business.rows["customer_id"].nunique() == 150
    first = business.as_of - pd.Timedelta(days=699)
    assert business.rows["date"].between(first, business.as_of).all()
    assert business.rhythm == RHYTHM_KINDS[kind] and business.settings["customers"] == 150


@pytest.mark.parametrize("kind", RHYTHM_KINDS)
def test_a_seed_makes_the_same_business_again_and_settings_are_drawn_in_their_range(kind):
    one, same, other = (simulate_rhythm(kind, random_state=seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one.rows, same.rows)
    assert not one.rows.equals(other.rows)
    assert 200 <= one.settings["customers"] <= 3_000 and 548 <= one.settings["days"] <= 1_826


def gaps(kind, **more):
    rows = simulate_rhythm(kind, customers=800, days=1_400, random_state=5, **more).rows
    days = rows[rows["amount"] > 0].drop_duplicates(["customer_id", "date"]).sort_values(["customer_id", "date"])
    return days.groupby("customer_id")["date"].diff().dt.days.dropna().to_numpy()


def test_contracts_keep_to_their_day():
    month, year = gaps("monthly_contract"), gaps("yearly_contract")
    assert np.median(month) == pytest.approx(30.4, abs=1) and np.median(year) == pytest.approx(365, abs=3)


def test_accounts_are_more_regular_than_a_shop_and_a_shop_than_chance():
    def spread(kind):
        found = gaps(kind)
        return found.std() / found.mean()

    assert spread("regular_accounts") < spread("random_shop")


def test_a_kind_that_is_not_there_is_named():
    with pytest.raises(ValueError, match=r"kind must be one of 'monthly_contract'.*found 'weekly'"):
        simulate_rhythm("weekly")
