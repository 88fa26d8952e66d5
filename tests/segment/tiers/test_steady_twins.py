"""Do twins move as many as chance does, and those who really changed more?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.segment import amount_by_window, steps_between, tier_moves
from custseg.tables import _customer_blocks

ENDS = {"earlier": "1997-07-01", "later": "1998-06-30"}


def shop(changes, customers=300, seed=1):
    """Everybody buys weekly in both quarters; those who change exchange small for large baskets."""
    random = np.random.default_rng(seed)
    mean = np.where(np.arange(customers) % 2, 10.0, 100.0)
    rows = []
    for start, swap in (("2022-01-01", False), ("2022-10-02", False), ("2023-10-01", True)):
        now = np.where(np.arange(customers) < (changes if swap else 0), 110.0 - mean, mean)
        for week in range(13):
            day = pd.Timestamp(start) + pd.Timedelta(days=7 * week + 3)
            rows.append(
                pd.DataFrame({"customer_id": np.arange(customers), "date": day, "amount": random.gamma(4, now / 4)})
            )
    return pd.concat(rows, ignore_index=True)


def steps_of(log, **more):
    return steps_between(log, earlier="2022-12-31", later="2023-12-30", random_state=1, **more)


def test_the_steps_are_those_of_the_moves_among_all_buyers():
    log = load_cdnow()
    scores = amount_by_window(log, observed_until="1998-06-30", days=91, every=364).round(6)
    moves = tier_moves(scores)
    known = log.groupby("customer_id")["date"].min()
    old = moves.loc[moves.index.isin(known.index[known <= "1997-04-01"]), "steps"].dropna().astype(int)
    found = steps_between(log, random_state=1, **ENDS)
    assert found.customers == found.of == len(old)
    assert found.table["customers"].tolist() == [int((old == step).sum()) for step in found.table.index]


def test_customers_are_counted_some_after_others_to_the_same_bits(monkeypatch):
    whole = steps_between(load_cdnow(), random_state=1, **ENDS)
    monkeypatch.setattr(_customer_blocks, "MOST", 100)
    parts = steps_between(load_cdnow(), random_state=1, **ENDS)
    pd.testing.assert_frame_equal(parts.table, whole.table, check_exact=True)
    assert (parts.of, parts.rose.draws.tolist()) == (whole.of, whole.rose.draws.tolist())


def test_nobody_changed_and_nothing_is_beyond_chance():
    assert steps_of(shop(0)).beyond.p > 0.05


def test_those_who_changed_are_seen():
    found = steps_of(shop(60))
    assert found.beyond.p < 0.01
    assert found.rose.seen > np.quantile(found.rose.draws, 0.95)


def test_prices_times_ten_move_nobody():
    log = shop(0)
    dear = log.assign(amount=log["amount"] * np.where(log["date"] > "2023-06-30", 10.0, 1.0))
    assert steps_of(dear).table["customers"].tolist() == steps_of(log).table["customers"].tolist()
    assert steps_of(dear).beyond.p > 0.05


def test_equal_amounts_are_one_tier():
    found = steps_of(shop(0).assign(amount=5.0))
    assert found.table.loc[0, "customers"] == found.customers
    assert found.beyond.p == 1.0


def test_of_too_many_customers_some_are_drawn():
    found = steps_of(shop(0), most=100)
    assert (found.customers, found.of) == (100, 300)


def test_nobody_in_both_windows_is_said():
    with pytest.raises(SchemaError, match="nobody known before"):
        steps_between(load_cdnow(), earlier="1997-03-31", later="1998-06-30", random_state=1)


def test_windows_must_not_overlap():
    with pytest.raises(ValueError, match="overlap"):
        steps_between(load_cdnow(), earlier="1998-06-01", later="1998-06-30", random_state=1)
