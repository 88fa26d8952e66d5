import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from custseg.repeat_buying import (
    BetaGeoCNBD,
    BetaGeoNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    compare_models,
    customer_log_scores,
    holdout_differences,
    holdout_scores,
)
from custseg.schema import SchemaError
from custseg.simulate import simulate_bg_cnbd


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


def test_regular_and_random_families_are_compared_on_one_table():
    table = simulate_bg_cnbd(np.full(800, 40.0), k=3, r=0.85, alpha=1.45, a=0.79, b=2.42, random_state=1)
    found = compare_models({"regular": BetaGeoCNBD().fit(table), "random": BetaGeoNBD().fit(table)})
    assert list(found.index) == ["regular", "random"] and found["parameters"].tolist() == [5, 4]
    assert found.loc["random", "aic_above_best"] > 20 and (found["lr_dropout"] > 0).all()


def test_models_of_different_tables_are_not_compared(models, cdnow):
    with pytest.raises(ValueError, match="different tables"):
        compare_models({**models, "half": BetaGeoNBD().fit(cdnow.head(1000))})


def test_models_without_data_are_not_compared(models):
    known = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426)
    with pytest.raises(ValueError, match="made with from_params: without data"):
        compare_models({**models, "known": known})
    with pytest.raises(NotFittedError):
        compare_models({"new": BetaGeoNBD()})


def test_models_beat_the_humble_rules(models, cdnow):
    scores = holdout_scores(models, cdnow, hiatus=26)
    rule = scores.loc["last period's count"]
    assert (scores["actual"] == 1882).all()  # README of the data
    for name in models:
        assert scores.loc[name, "mean_absolute_error"] < rule["mean_absolute_error"]
        assert abs(scores.loc[name, "bias"]) < abs(rule["bias"])
        assert scores.loc[name, "active_right"] > scores.loc["hiatus heuristic", "active_right"]
    assert scores.loc["hiatus heuristic", ["forecast", "log_score"]].isna().all()


def test_a_holdout_is_needed(models, cdnow):
    with pytest.raises(SchemaError, match="lacks x_holdout, T_holdout"):
        holdout_scores(models, cdnow.drop(columns=["x_holdout", "T_holdout"]), hiatus=26)


def test_the_score_of_a_customer_is_the_log_of_the_chance_of_what_happened(models, cdnow):
    scores = customer_log_scores(models["MBG/NBD"], cdnow)
    quiet = cdnow["x_holdout"] == 0
    chance = models["MBG/NBD"].purchase_probabilities(cdnow, horizon=cdnow["T_holdout"].iloc[0], largest=0)[0]
    np.testing.assert_allclose(scores[quiet], np.log(chance[quiet]))
    mean = holdout_scores({"MBG/NBD": models["MBG/NBD"]}, cdnow, hiatus=26).loc["MBG/NBD", "log_score"]
    assert scores.mean() == pytest.approx(mean)
    with pytest.raises(SchemaError, match="lacks x_holdout, T_holdout"):
        customer_log_scores(models["MBG/NBD"], cdnow.drop(columns=["x_holdout", "T_holdout"]))


def test_differences_are_those_of_the_scores_with_paired_ends(models, cdnow):
    found = holdout_differences(models, cdnow, against="BG/NBD")
    scores = holdout_scores(models, cdnow, hiatus=26)
    rule = scores.loc["last period's count", "mean_absolute_error"]
    assert found.loc["count carried on", "error"] == pytest.approx(rule)
    for name in models:
        assert found.loc[name, "less_error"] == pytest.approx(rule - scores.loc[name, "mean_absolute_error"])
        assert found.loc[name, "less_error_low"] < found.loc[name, "less_error"] < found.loc[name, "less_error_high"]
        assert found.loc[name, "log_score"] == pytest.approx(scores.loc[name, "log_score"])
    gain = scores.loc["MBG/NBD", "log_score"] - scores.loc["BG/NBD", "log_score"]
    assert found.loc["MBG/NBD", "log_gain"] == pytest.approx(gain) and np.isnan(found.loc["BG/NBD", "log_gain"])
    with pytest.raises(ValueError, match="against must be one of the models"):
        holdout_differences(models, cdnow, against="NBD")


def test_a_row_for_many_customers_is_scored_alone_and_not_averaged(models, cdnow):
    shared = cdnow.assign(customers=2)
    with pytest.raises(SchemaError, match="holdout_scores needs one row per customer"):
        holdout_scores(models, shared, hiatus=26)
    with pytest.raises(SchemaError, match="holdout_differences needs one row per customer"):
        holdout_differences(models, shared, against="BG/NBD")
    assert customer_log_scores(models["BG/NBD"], shared).equals(customer_log_scores(models["BG/NBD"], cdnow))
