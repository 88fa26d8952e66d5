"""Do the parts of a forecast agree with what gives them alone?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import choose_forecast, expected_customers
from custseg.repeat_buying import forecast_by_customer as by_customer
from custseg.repeat_buying import forecast_choice as by_rule
from custseg.repeat_buying._buying_model import BuyingModel
from custseg.repeat_buying._forecast_in_parts import expected_on_past_days, forecast_in_parts
from custseg.repeat_buying._forecast_rules import MODELS

ASKED = {"observed_until": "1998-06-30", "days_ahead": 91}


@pytest.mark.heavy
def test_parts_are_the_forecast_each_customers_and_the_past():
    log, cuts = load_cdnow(), [pd.Timestamp("1996-01-01"), pd.Timestamp("1998-03-31")]
    choice, each, before = forecast_in_parts(log, log, "1998-06-30", 91, cuts)
    assert choice.estimate == choose_forecast(log, **ASKED).estimate
    pd.testing.assert_frame_equal(each, expected_customers(log, choice, **ASKED))
    assert before.index.get_level_values("cut").unique().tolist() == cuts[1:], "nobody had bought by the first day"
    assert (before >= 0).all()


@pytest.mark.heavy
def test_the_log_is_read_once_for_the_forecast_and_for_each_customer(monkeypatch):
    """And each model is fitted once to what is known today: reading and fitting a long log takes most of the time."""
    log, read, watch = load_cdnow(), [], by_rule.WatchedLog
    monkeypatch.setattr(by_rule, "WatchedLog", lambda *given: read.append(given) or watch(*given))
    parts = forecast_in_parts(log, log, "1998-06-30", 91, [])
    choice = next(parts)
    monkeypatch.setattr(BuyingModel, "fit", lambda *given, **named: pytest.fail("a model is fitted again"))
    assert choice.rule in MODELS
    assert next(parts)["expected_amount"].sum() == pytest.approx(choice.estimate, rel=1e-12)
    assert len(read) == 1


def test_a_log_without_a_past_day_gives_none():
    log = load_cdnow()
    choice = choose_forecast(log, ["BG/NBD", "carried on"], **ASKED)
    assert not len(expected_on_past_days(log, choice, 91, []))


def test_of_an_earlier_day_a_model_is_fitted_once(monkeypatch):
    log, asked = load_cdnow(), {"observed_until": "1998-03-31", "days_ahead": 91}
    log = log[log["date"] <= "1998-03-31"]
    choice = choose_forecast(log, ["BG/NBD"], **asked)
    expected = expected_customers(log, choice, **asked)
    fitted, model_customers = [], by_customer.model_customers
    monkeypatch.setattr(by_customer, "model_customers", lambda *given: fitted.append(given) or model_customers(*given))
    monkeypatch.setitem(by_rule.FORECAST_RULES, "BG/NBD", lambda seen: pytest.fail("the model is fitted twice"))
    again = expected_customers(log, choice._replace(estimate=np.nan), **asked)
    pd.testing.assert_frame_equal(again, expected)
    assert len(fitted) == 1
