import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import (
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    compare_models,
    hiatus_heuristic,
    holdout_scores,
    last_period_count,
    lifetime_value,
)
from custseg.schema import SchemaError


@pytest.fixture(scope="module")
def models(cdnow):
    return {
        "BG/NBD": BetaGeoNBD().fit(cdnow),
        "MBG/NBD": ModifiedBetaGeoNBD().fit(cdnow),
        "Pareto/NBD": ParetoNBD().fit(cdnow),
    }


def test_information_criteria_by_hand(models):
    table = compare_models(models)
    assert list(table.index) == ["MBG/NBD", "BG/NBD", "Pareto/NBD"]
    assert table.loc["BG/NBD", "aic"] == pytest.approx(2 * 4 + 2 * 9582.429, abs=0.01)
    assert table.loc["BG/NBD", "bic"] == pytest.approx(4 * np.log(2357) + 2 * 9582.429, abs=0.01)
    # NBD on CDNOW: -9763.66 in Fader, Hardie & Lee 2005, Table 2; twice the gain of the BG/NBD over it
    assert table.loc["BG/NBD", "lr_dropout"] == pytest.approx(2 * (9763.66 - 9582.43), abs=0.05)
    assert (table["p_dropout"] < 1e-10).all()


def test_models_of_different_tables_are_not_compared(models, cdnow):
    with pytest.raises(ValueError, match="different tables"):
        compare_models({**models, "half": BetaGeoNBD().fit(cdnow.head(1000))})


def test_models_beat_the_humble_rules(models, cdnow):
    scores = holdout_scores(models, cdnow, hiatus=26)
    rule = scores.loc["last period's count"]
    assert (scores["actual"] == 1882).all()  # README of the data
    for name in models:
        assert scores.loc[name, "mean_absolute_error"] < rule["mean_absolute_error"]
        assert abs(scores.loc[name, "bias"]) < abs(rule["bias"])
        assert scores.loc[name, "active_right"] > scores.loc["hiatus heuristic", "active_right"]
    assert scores.loc["hiatus heuristic", ["forecast", "log_score"]].isna().all()


def test_rules_by_hand():
    table = pd.DataFrame({"x": [3, 0, 0], "t_x": [20.0, 0.0, 0.0], "T": [30.0, 10.0, 0.0]})
    assert last_period_count(table, horizon=15).tolist() == [1.5, 0.0, 0.0]
    assert hiatus_heuristic(table, hiatus=10).tolist() == [True, True, True]
    assert hiatus_heuristic(table, hiatus=9.9).tolist() == [False, False, True]


def test_a_holdout_is_needed(models, cdnow):
    with pytest.raises(SchemaError, match="lacks x_holdout, T_holdout"):
        holdout_scores(models, cdnow.drop(columns=["x_holdout", "T_holdout"]), hiatus=26)


def test_lifetime_value_adds_up_and_grows_with_the_horizon(models, cdnow):
    spend = GammaGamma().fit(cdnow)
    short, long, ever = (
        lifetime_value(models["BG/NBD"], spend, cdnow, horizon=horizon, discount_rate=0.15, margin=0.3)
        for horizon in (39, 520, None)
    )
    np.testing.assert_allclose(short["lifetime_value"], 0.3 * short["discounted_purchases"] * short["expected_spend"])
    assert (short["lifetime_value"] < long["lifetime_value"]).all()
    assert (long["lifetime_value"] <= ever["lifetime_value"]).all()
    assert short.attrs["unit"] == "W" and short.attrs["horizon"] == 39
    with pytest.raises(ValueError, match="margin must be a fraction"):
        lifetime_value(models["BG/NBD"], spend, cdnow, horizon=39, discount_rate=0.1, margin=30)


def test_expected_spend_lies_between_own_mean_and_population(cdnow):
    spend = GammaGamma().fit(cdnow)
    expected = spend.expected_spend(cdnow)
    # Fader & Hardie 2013, note 025: the population mean is p gamma / (q - 1)
    assert spend.population_mean_ == pytest.approx(spend.p_ * spend.gamma_ / (spend.q_ - 1))
    np.testing.assert_allclose(expected[cdnow["x"] == 0], spend.population_mean_)
    again = cdnow["x"] > 0
    low = np.minimum(cdnow.loc[again, "m_x"], spend.population_mean_)
    high = np.maximum(cdnow.loc[again, "m_x"], spend.population_mean_)
    assert ((expected[again] >= low) & (expected[again] <= high)).all()
