"""Do the columns of a table of clients follow from each other, whatever is odd about a client?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import client_returns, expected_loss, hurdle_price, irb_capital, raroc


def test_the_columns_are_those_of_the_single_functions(book):
    found = client_returns(book, hurdle=0.1, tax_rate=0.25, return_on_capital=0.02, scaling=1.06)
    loss = expected_loss(book["exposure"], book["probability_of_default"], book["loss_given_default"])
    fraction = irb_capital(
        book["probability_of_default"],
        book["loss_given_default"],
        maturity=book["maturity"],
        turnover=book["turnover"],
        scaling=1.06,
    )
    assert np.allclose(found["expected_loss"], loss)
    assert np.allclose(found["capital"], fraction * book["exposure"])
    earned = raroc(
        book["income"], found["capital"], cost=book["cost"], expected_loss=loss, tax_rate=0.25, return_on_capital=0.02
    )
    assert np.allclose(found["raroc"], earned, equal_nan=True)
    assert np.allclose(found["contribution"], book["income"] - book["cost"] - loss)
    assert np.allclose(found["economic_profit"], found["net_income"] - 0.1 * found["capital"])
    earns = found["status"].eq("earns the hurdle")
    assert (found.loc[earns, "economic_profit"] >= 0).all()
    assert (found.loc[found["status"].eq("below the hurdle"), "economic_profit"] < 0).all()


def test_input_stays_and_order_does_not_matter(book):
    before = book.copy()
    found = client_returns(book)
    pd.testing.assert_frame_equal(book, before)
    pd.testing.assert_frame_equal(client_returns(book[::-1])[::-1], found)


def test_the_unit_of_money_does_not_matter(book):
    money = ["income", "cost", "exposure"]
    again = client_returns(book.assign(**{name: 100 * book[name] for name in money}))
    assert np.allclose(again["raroc"], client_returns(book)["raroc"], equal_nan=True)


def client(**columns) -> pd.DataFrame:
    usual = {"income": 50.0, "cost": 5.0, "exposure": 1_000.0, "probability_of_default": 0.01}
    return pd.DataFrame(usual | {"loss_given_default": 0.45} | columns, index=pd.Index(["a"], name="client_id"))


def test_odd_clients_are_defined():
    default = client_returns(client(probability_of_default=1.0)).loc["a"]
    assert default["status"] == "in default"
    assert (default["expected_loss"], default["capital"]) == (450.0, 0.0)
    assert np.isnan(default["raroc"])
    assert default["economic_profit"] == 50 - 5 - 450
    safe = client_returns(client(probability_of_default=0.0)).loc["a"]
    assert safe["expected_loss"] == 0
    assert safe["capital"] == pytest.approx(1_000 * irb_capital(0.0003))
    saver = client_returns(client(exposure=0.0)).loc["a"]
    assert saver["status"] == "no capital"
    assert saver["economic_profit"] == 45
    dear = client_returns(client(income=-20.0)).loc["a"]
    assert dear["status"] == "below the hurdle"
    assert dear["raroc"] < 0
    held = client_returns(client(probability_of_default=1.0, other_capital=10.0)).loc["a"]
    assert held["status"] == "in default"
    assert held["raroc"] == pytest.approx(-40.5)


def test_optional_columns_are_used_where_they_stand():
    two = pd.concat([client(), client()]).set_axis(pd.Index(["a", "b"], name="client_id"))
    plain = client_returns(two)["capital"]
    assert client_returns(two.assign(maturity=[np.nan, 5.0]))["capital"].gt(plain).tolist() == [False, True]
    assert client_returns(two.assign(turnover=[np.nan, 5.0]))["capital"].lt(plain).tolist() == [False, True]
    own = client_returns(two.assign(capital=[np.nan, 33.0], other_capital=[1.0, np.nan]))["capital"]
    assert own.tolist() == [plain["a"] + 1.0, 33.0]
    kinds = client_returns(two.assign(exposure_class=[None, "revolving"]))["capital"]
    assert kinds.tolist() == [plain["a"], pytest.approx(1_000 * irb_capital(0.01, exposure_class="revolving"))]


def test_everything_that_is_wrong_is_said_at_once():
    wrong = client(exposure=np.nan, probability_of_default=3.0).drop(columns="cost")
    with pytest.raises(SchemaError) as error:
        client_returns(wrong)
    text = str(error.value)
    assert "3 problems" in text
    for name in ("cost", "exposure", "probability_of_default"):
        assert name in text
    wrong = client(exposure=-1.0, maturity=0.0, exposure_class="sovereign", turnover=-2.0)
    with pytest.raises(SchemaError) as error:
        client_returns(wrong)
    assert len(error.value.problems) == 4
    with pytest.raises(ValueError, match="hurdle is outside 0-1"):
        client_returns(client(), hurdle=12.0)


def test_who_pays_the_price_of_the_hurdle_earns_it(book):
    returns = client_returns(book)
    price = hurdle_price(
        book["exposure"], returns["capital"], hurdle=0.12, expected_loss=returns["expected_loss"], cost=book["cost"]
    )
    found = client_returns(book.assign(income=price["income_needed"]))
    with_capital = found["capital"] > 0
    assert found.loc[with_capital, "status"].eq("earns the hurdle").all()
    assert found["economic_profit"].where(with_capital, 0.0).eq(0).all()


def test_capital_too_small_to_divide_by_is_none():
    row = client_returns(client(exposure=1e-310)).loc["a"]
    assert (row["capital"], row["status"]) == (0.0, "no capital")
    assert np.isnan(row["raroc"])


def test_columns_of_several_levels_and_complex_numbers_are_refused():
    levels = client().set_axis(pd.MultiIndex.from_product([client().columns, ["a"]]), axis=1)
    with pytest.raises(SchemaError, match="one level of column names, found 2"):
        client_returns(levels)
    with pytest.raises(SchemaError, match="'income' must hold numbers, found complex"):
        client_returns(client(income=1j))
