import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import top_share, top_shares_if_alike


def log(n_customers, n_purchases, seed=0):
    random = np.random.default_rng(seed)
    who = np.append(np.arange(n_customers), random.integers(n_customers, size=n_purchases - n_customers))
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n_purchases), unit="D")
    return pd.DataFrame({"customer_id": who.astype(str), "date": days, "amount": 10.0})


def test_a_log_of_equal_customers_looks_like_its_own_draws():
    """Where the null is so, the log's own share lies among the draws."""
    rows = log(100, 1000)
    drawn = top_shares_if_alike(rows, [0.2], keep_first=True, random_state=1).iloc[0]
    assert drawn["low"] <= top_share(rows.groupby("customer_id")["amount"].sum(), 0.2) <= drawn["high"]


def test_the_fewer_purchases_the_more_the_lucky_ones_bring():
    few, many = (top_shares_if_alike(log(100, n), [0.2], random_state=1)["share_of_amount"].item() for n in (150, 3000))
    assert many == pytest.approx(0.2, abs=0.07) and few > many + 0.15


def test_whoever_bought_nothing_counts_if_asked():
    rows = log(100, 300)
    known = top_shares_if_alike(rows, [0.2], customers=1000, random_state=1)
    assert known["customers"].tolist() == [200]
    assert known["share_of_amount"].item() > top_shares_if_alike(rows, [0.2], random_state=1)["share_of_amount"].item()


def test_each_keeps_the_first_purchase():
    rows = log(50, 50)
    drawn = top_shares_if_alike(rows, [0.2], keep_first=True, random_state=1).iloc[0]
    assert drawn[["share_of_amount", "low", "high"]].tolist() == pytest.approx([0.2] * 3)


def test_what_is_bought_on_one_day_stays_together():
    rows = log(50, 200)
    halves = pd.concat([rows, rows]).assign(amount=5.0)
    expected = top_shares_if_alike(rows, random_state=1)
    pd.testing.assert_frame_equal(top_shares_if_alike(halves, random_state=1), expected)


def test_the_same_seed_gives_the_same_draws_and_the_log_stays_as_it_is():
    rows = log(50, 200)
    before = rows.copy()
    one, two = (top_shares_if_alike(rows.sample(frac=1, random_state=n), random_state=3) for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"customers": 10}, "50 bought in this log"),
        ({"customers": 60, "keep_first": True}, "only 50 bought"),
        ({"draws": 0}, "draws"),
        ({"level": 1.5}, "level"),
        ({"shares": [20]}, "write 20 % as 0.2"),
    ],
)
def test_what_cannot_be_dealt_out_is_refused_in_words(given, told):
    with pytest.raises(ValueError, match=told):
        top_shares_if_alike(log(50, 200), random_state=1, **given)


def test_a_log_without_money_is_refused():
    with pytest.raises(SchemaError, match="brought nothing"):
        top_shares_if_alike(log(5, 9).assign(amount=0.0), random_state=1)
