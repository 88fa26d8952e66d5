"""Is money in a new category told from money taken from an old one?"""

import numpy as np
import pandas as pd
import pytest

from custseg.value import adoption_worth

from .conftest import CUT, drawn_log


def firm(shift, n=200, seed=0):
    """Give customers with bread each week; half take up fish after the day, and then spend `shift` more on bread."""
    random = np.random.RandomState(seed)
    days = pd.date_range("2024-01-01", "2024-12-29", freq="7D")
    rows = pd.DataFrame([(f"c{who:03}", day) for who in range(n) for day in days], columns=["customer_id", "date"])
    rows["amount"] = 10.0 + random.normal(0, 1, len(rows))
    new = rows["customer_id"].str[1:].astype(int).mod(2).eq(0) & rows["date"].gt(CUT)
    rows.loc[new, "amount"] += shift
    fish = rows[new].assign(amount=4.0, department="fish")
    return pd.concat([rows.assign(department="bread"), fish], ignore_index=True)


@pytest.mark.parametrize("shift", [-4.0, 0.0, 3.0])
def test_what_changed_elsewhere_is_found(shift):
    worth = adoption_worth(firm(shift), after=CUT, category="department").loc["fish"]
    assert worth["adopters"] == 100
    assert worth["amount"] == pytest.approx(4.0 * 26 / 176 * 30)  # 26 times fish in the 176 days after the day
    assert worth["low"] < shift * 26 / 176 * 30 < worth["high"]
    assert worth["high"] - worth["low"] < 2


def test_who_has_nobody_to_be_held_against_is_not_counted():
    log = firm(0.0)
    everybody = log[log["department"].eq("bread") & log["date"].gt(CUT)].assign(department="wine")
    worth = adoption_worth(pd.concat([log, everybody]), after=CUT, category="department")
    assert worth.loc["wine", "adopters"] == 0 and worth.loc["wine", ["amount", "elsewhere"]].isna().all()


def test_rows_may_come_in_any_order():
    log = drawn_log(3)
    worth = adoption_worth(log, after=CUT, category="department", bands=2)
    other = adoption_worth(log.sample(frac=1, random_state=0), after=CUT, category="department", bands=2)
    pd.testing.assert_frame_equal(worth.sort_index(), other.sort_index())
