import warnings
from functools import partial

import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaGeoNBD,
    GammaGamma,
    forecast_intervals,
    money_ahead,
    own_intervals,
    repeat_purchase_table,
)
from custseg.resample import past_cuts
from custseg.schema import SchemaError


@pytest.fixture(scope="module")
def log():
    return load_cdnow()


def test_it_is_what_models_fitted_to_the_past_expect(log):
    cut, until = pd.Timestamp("1997-09-30"), pd.Timestamp("1997-10-31")
    seen = log[log["date"] <= cut]
    table = repeat_purchase_table(seen, observed_until=cut)
    buying, spend = BetaGeoNBD().fit(table), GammaGamma().fit(table)
    expected = (buying.expected_purchases(table, horizon=31 / 7) * spend.expected_spend(table)).sum()
    assert money_ahead(seen, cut, until, buying=BetaGeoNBD(), spend=GammaGamma()) == pytest.approx(expected)
    days = money_ahead(seen, cut, until, buying=BetaGeoNBD(), spend=GammaGamma(), period="D")
    assert days == pytest.approx(expected, rel=1e-4)


@pytest.mark.heavy
def test_models_passed_in_learn_nothing_and_no_early_fit_warns(log):
    buying, spend = BetaGeoNBD(), GammaGamma()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        past = past_cuts(log[log["date"] < "1997-07-01"], partial(money_ahead, buying=buying, spend=spend))
    assert len(past) == 5 and not hasattr(buying, "params_") and not hasattr(spend, "params_")


def test_where_nobody_came_back_the_cut_is_named(log):
    once = log.drop_duplicates("customer_id")
    with pytest.raises(SchemaError, match="none of the"):
        past_cuts(once, partial(money_ahead, buying=BetaGeoNBD(), spend=GammaGamma()), every="W")


@pytest.mark.heavy
def test_own_intervals_are_those_of_a_fit_to_what_was_seen(log):
    cut, until = pd.Timestamp("1997-09-30"), pd.Timestamp("1997-10-31")
    past = pd.DataFrame({"until": [until] * 2, "actual": [8_000.0, 80_000.0]}, index=[cut, cut])
    models = {"buying": BetaGeoNBD(), "spend": GammaGamma()}
    found = own_intervals(log, past, **models, level=0.8, n_draws=39, random_state=1)
    table = repeat_purchase_table(log[log["date"] <= cut], observed_until=cut)
    buying, spend, draws = BetaGeoNBD().fit(table), GammaGamma().fit(table), {"n_draws": 39, "random_state": 1}
    sure = forecast_intervals(buying, table, horizon=31 / 7, spend=spend, level=0.8, **draws).loc["all"]
    assert found[["low", "high"]].iloc[0].tolist() == pytest.approx(sure[["realised_low", "realised_high"]].tolist())
    assert found["held"].tolist() == [True, False]
    assert not hasattr(models["buying"], "params_"), "models passed in learn nothing"


def test_own_intervals_want_the_table_of_past_cuts(log):
    with pytest.raises(SchemaError, match="past lacks until and actual"):
        own_intervals(log, pd.DataFrame(index=[pd.Timestamp("1997-09-30")]), buying=BetaGeoNBD(), spend=GammaGamma())


@pytest.mark.slow
def test_on_two_real_logs_the_own_past_holds_what_it_promises(log):
    """The model's own interval of realised money held 8 of 13 months, where 90 % were promised."""
    past = past_cuts(log, partial(money_ahead, buying=BetaGeoNBD(), spend=GammaGamma()), level=0.9)
    held = past["held"].dropna()
    assert len(held) == 13 and held.sum() >= 11
