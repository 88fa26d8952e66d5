"""Does a client who pays the price earn the hurdle, and are the parts of the price its sum?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.value import client_returns, hurdle_price, raroc

MONEY = st.floats(0, 1e6)


@pytest.mark.heavy
@given(st.floats(1, 1e7), st.floats(1, 1e6), st.floats(0, 1), MONEY, MONEY, st.floats(0, 0.9), st.floats(-0.2, 0.3))
def test_at_its_price_a_client_earns_the_hurdle(lent, capital, hurdle, loss, cost, tax, funding):
    settings = {"tax_rate": tax, "return_on_capital": 0.02}
    price = hurdle_price(
        lent, capital, hurdle=hurdle, funding_rate=funding, expected_loss=loss, cost=cost, other_income=7.0, **settings
    ).iloc[0]
    income = (price["rate"] - funding) * lent + 7.0
    assert income == pytest.approx(price["income_needed"], rel=1e-9, abs=1e-6 * lent)
    earned = raroc(float(price["income_needed"]), capital, cost=cost, expected_loss=loss, **settings)
    assert earned == pytest.approx(hurdle, abs=1e-9 * (1 + (loss + cost) / capital))


def test_the_rate_is_the_sum_of_its_parts(book):
    returns = client_returns(book)
    price = hurdle_price(
        returns["exposure"],
        returns["capital"],
        hurdle=0.1,
        funding_rate=0.03,
        expected_loss=returns["expected_loss"],
        cost=returns["cost"],
        other_income=100.0,
    )
    parts = price[["funding", "risk", "cost", "capital", "other_income"]].sum(axis=1, skipna=False)
    assert np.allclose(price["rate"], parts, equal_nan=True)
    assert price.index.equals(book.index)


def test_a_riskier_client_pays_more_and_one_rate_for_all_would_hide_it():
    risk = pd.Series([0.001, 0.01, 0.05], ["good", "fair", "poor"])
    book = pd.DataFrame({"income": 0.0, "cost": 0.0, "exposure": 100.0, "probability_of_default": risk})
    returns = client_returns(book.assign(loss_given_default=0.45).rename_axis("client_id"))
    price = hurdle_price(100.0, returns["capital"], hurdle=0.12, expected_loss=returns["expected_loss"])["rate"]
    assert price.is_monotonic_increasing


def test_where_nothing_is_lent_there_is_no_rate_and_still_an_income():
    price = hurdle_price([0.0, 100.0], [10.0, 10.0], hurdle=0.1, cost=2.0)
    assert price["rate"].isna().tolist() == [True, False]
    assert price["income_needed"].tolist() == [3.0, 3.0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lent": -1.0}, "lent is negative"),
        ({"capital": -1.0}, "capital is negative"),
        ({"hurdle": 12.0}, "write 12 % as 0.12"),
        ({"tax_rate": 1.0}, "no price earns a hurdle"),
        ({"funding_rate": 3.0}, "funding_rate is outside -1 to 1"),
        ({"expected_loss": -2.0}, "expected_loss is negative"),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        hurdle_price(**{"lent": 100.0, "capital": 8.0, "hurdle": 0.1} | arguments)


def test_what_is_too_small_to_divide_by_has_no_rate():
    row = hurdle_price(1e-310, 5.0, hurdle=0.12).iloc[0]
    assert np.isnan(row["rate"])
    assert row["income_needed"] == pytest.approx(0.6)
