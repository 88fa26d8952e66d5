"""Are a jump of prices, one price and one account seen in the amounts alone?"""

import pandas as pd
import pytest

from custseg.datasets import load_complete_journey
from custseg.decide import business_signs


def test_the_day_of_a_jump_and_its_size():
    log = load_complete_journey()
    dearer = log.assign(amount=log["amount"].where(log["date"] < "2017-07-01", log["amount"] * 6))
    table = business_signs(dearer, observed_until="2017-12-31")
    assert abs(pd.Timestamp(table.loc["prices jump", "about"]) - pd.Timestamp("2017-07-01")).days <= 3
    assert table.loc["prices jump", "more"] == pytest.approx(6, rel=0.1)


def of_amounts(amounts):
    days = pd.date_range("2024-01-01", periods=len(amounts))
    rows = {"customer_id": [f"c{n}" for n in range(len(amounts))], "date": days, "amount": amounts}
    return business_signs(pd.DataFrame(rows), observed_until=days[-1])


def test_one_price_and_purchases_at_nought():
    assert of_amounts([9.9] * 40).loc["equal amounts", "shows"]
    free = of_amounts([0.0] * 4 + [float(n) for n in range(1, 37)]).loc["free"]
    assert (free["shows"], free["found"], free["more"]) == (True, 0.1, 4)


def test_one_account_with_half_of_the_money():
    sign = of_amounts([1.0] * 20 + [20.0]).loc["one account"]
    assert (sign["shows"], sign["found"], sign["about"]) == (True, 0.5, "c20")
    assert not of_amounts([1.0] * 21 + [20.0]).loc["one account", "shows"]
