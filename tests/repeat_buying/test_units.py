"""A unit belongs to the table and to the model: unequal ones are refused, and no remark is silently missed."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

import custseg.repeat_buying as room
from custseg.datasets import load_cdnow
from custseg.repeat_buying import BetaGeoNBD, GammaGamma, ParetoNBD, compare_models, lifetime_value
from custseg.repeat_buying._units import force_of_interest, known_unit, unit_days

WEEKS = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}
MONEY = {"horizon": 39, "discount_rate": 0.1}


@pytest.fixture(scope="module")
def log():
    whole = load_cdnow()
    return whole[whole["customer_id"].isin(whole["customer_id"].unique()[:500])]


@pytest.fixture(scope="module")
def daily(log):
    return room.repeat_purchase_table(log, observed_until="1997-09-30", holdout_until="1998-06-30", period="D")


@pytest.fixture(scope="module")
def weekly(log):
    return room.repeat_purchase_table(log, observed_until="1997-09-30", holdout_until="1998-06-30")


def test_units_in_days():
    assert unit_days("W") == 7.0 and 12 * unit_days("M") == unit_days("Y") == 365.25
    for wrong in ("weekly", ["W"], None):
        with pytest.raises(ValueError, match=r'period must be one of "D" \(day\)'):
            unit_days(wrong)


@pytest.mark.parametrize("table", [None, [1], np.ones((2, 3))])
def test_what_is_no_table_is_refused_where_a_unit_is_asked_of_it(table):
    model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    with pytest.raises(TypeError, match="table must be a pandas DataFrame"):
        model.discounted_purchases(table, discount_rate=0.1)


def test_a_rate_means_the_same_in_every_unit():
    weekly = force_of_interest(0.15, "Y", "W")
    assert weekly == pytest.approx(0.0027, abs=0.00005)  # 15 % a year: Fader, Hardie & Lee 2005, JMR, use .0027 a week
    assert force_of_interest(0.15, "Y", "Y") == pytest.approx(weekly * 365.25 / 7)
    with pytest.raises(ValueError, match="discount_rate must be a fraction"):
        force_of_interest(float("nan"), "Y", "W")


PREDICTIONS = {
    "probability_alive": lambda model, table: model.probability_alive(table),
    "expected_purchases": lambda model, table: model.expected_purchases(table, horizon=39),
    "purchase_probabilities": lambda model, table: model.purchase_probabilities(table, horizon=39),
    "discounted_purchases": lambda model, table: model.discounted_purchases(table, discount_rate=0.1),
    "simulate_purchases": lambda model, table: model.simulate_purchases(table, horizon=39, random_state=1),
    "score": lambda model, table: model.score(table),
    "frequency_table": lambda model, table: room.frequency_table(table, {"m": model}),
    "holdout_scores": lambda model, table: room.holdout_scores({"m": model}, table, hiatus=13),
    "lifetime_value": lambda model, table: lifetime_value(model, GammaGamma().fit(table), table, **MONEY),
}


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_table_in_another_unit_is_refused(name, weekly, daily):
    model = ParetoNBD().fit(weekly)
    PREDICTIONS[name](model, weekly)
    with pytest.raises(ValueError, match=r'table is in days .* the model in weeks .*period="W"'):
        PREDICTIONS[name](model, daily)


def test_money_needs_the_units_of_both(weekly, daily):
    bare = pd.DataFrame(daily.to_numpy(), daily.index, daily.columns)
    model, spend = ParetoNBD().fit(weekly), GammaGamma().fit(weekly)
    with pytest.raises(ValueError, match=r'not stated by the table, and money depends on it\. Pass unit="W"'):
        lifetime_value(model, spend, bare, **MONEY)
    with pytest.raises(ValueError, match=r"the table is in days .* the model in weeks"):
        lifetime_value(model, spend, bare, unit="D", **MONEY)
    with pytest.raises(ValueError, match="unit must be one of"):
        lifetime_value(model, spend, bare, unit="weeks", **MONEY)
    nameless = ParetoNBD().fit(bare)
    with pytest.raises(ValueError, match="not stated by the model"):
        lifetime_value(nameless, spend, daily, **MONEY)
    own = lifetime_value(ParetoNBD().fit(daily), spend, daily, horizon=273, discount_rate=0.1)
    same = lifetime_value(nameless, spend, bare, horizon=273, discount_rate=0.1, unit="D")
    np.testing.assert_allclose(own, same, rtol=1e-8)


def test_a_model_may_declare_its_unit(weekly, daily):
    bare = pd.DataFrame(weekly.to_numpy(), weekly.index, weekly.columns)
    assert clone(ParetoNBD(unit="W")).fit(bare).unit_ == "W" and ParetoNBD(unit="W").fit(weekly).unit_ == "W"
    with pytest.raises(ValueError, match="table is in days"):
        ParetoNBD(unit="W").fit(daily)
    with pytest.raises(ValueError, match="unit must be one of"):
        ParetoNBD(unit="weeks").fit(bare)
    with pytest.raises(ValueError, match="unit must be one of"):
        BetaGeoNBD.from_params(r=1, alpha=1, a=1, b=1, unit="Q")


def test_likelihoods_in_different_units_are_not_compared(weekly, daily):
    with pytest.raises(ValueError, match="different units of time"):
        compare_models({"weeks": BetaGeoNBD().fit(weekly), "days": ParetoNBD().fit(daily)})


def test_the_message_names_what_to_pass(weekly):
    with pytest.raises(ValueError, match=r'by the table and the model.*Pass unit="W"'):
        known_unit(pd.DataFrame({"x": [1]}), None, None)


def log_gaps(s):
    """Sums of log gaps in the unit of the table, which its longest T tells."""
    period = "W" if s.table["T"].max() < 100 else "D"
    return room.repeat_purchase_table(s.log, **WEEKS, period=period, log_gaps=True)["litt"]


def towns(s):
    return np.where(np.arange(len(s.table)) % 3, "Ayton", "Beeham")


def with_town(s):
    """Models with a trait, fitted to the same table."""
    table = s.table.assign(town=towns(s))
    return room.BuyingWithTraits(room.BetaGeoNBD(), ["town"]).fit(table), room.SpendWithTraits(["town"]).fit(table)


DRAWS = {"n_draws": 4, "level": 0.5, "random_state": 1}
SEEN = {"observed_until": "1998-06-30"}
SURVIVORS = pd.Series([1000, 631, 468, 382, 326, 289, 262, 241])
CONTRACTS = room.contracts_from_survivors(SURVIVORS, period="Y")
BY_MONTH = {"observed_until": "1997-09-30", "period": "M"}
CALLS = {
    "FORECAST_RULES": lambda s: pd.Series(list(room.FORECAST_RULES)),
    "choose_forecast": lambda s: pd.Series(room.choose_forecast(s.log, ["carried on"], **SEEN).estimate),
    "comebacks_by_history": lambda s: room.comebacks_by_history(s.log, cut="1997-06-30", model="BG/NBD"),
    "expected_customers": lambda s: room.expected_customers(
        s.log, room.choose_forecast(s.log, ["carried on"], **SEEN), **SEEN
    ),
    "history_groups": lambda s: room.history_groups(s.log, **SEEN),
    "repeat_purchase_counts": lambda s: room.repeat_purchase_counts(s.log, observed_until="1997-09-30"),
    "repeat_purchase_table": lambda s: room.repeat_purchase_table(s.log, **WEEKS),
    "BetaGeoNBD": lambda s: room.BetaGeoNBD().fit(s.table).params_,
    "ModifiedBetaGeoNBD": lambda s: room.ModifiedBetaGeoNBD().fit(s.table).params_,
    "BetaGeoCNBD": lambda s: room.BetaGeoCNBD().fit(s.table.assign(litt=log_gaps(s))).summary(),
    "ModifiedBetaGeoCNBD": lambda s: room.ModifiedBetaGeoCNBD(k=2).fit(s.table.assign(litt=log_gaps(s))).params_,
    "BuyingWithTraits": lambda s: with_town(s)[0].expected_purchases(s.table.assign(town=towns(s)), horizon=39),
    "SpendWithTraits": lambda s: with_town(s)[1].params_,
    "trait_worth": lambda s: room.trait_worth(*with_town(s), **MONEY, **DRAWS).drop(columns="compared"),
    "SeasonClock": lambda s: room.season_index(s.log, **SEEN)["index"],
    "customer_log_scores": lambda s: room.customer_log_scores(s.model(), s.table),
    "hold_out_families": lambda s: room.hold_out_families(s.log, ["MBG/NBD"], **WEEKS),
    "holdout_differences": lambda s: room.holdout_differences({"m": s.model()}, s.table, against="m"),
    "regularity_twin": lambda s: pd.Series(room.regularity_twin(s.log, **SEEN, n=4, random_state=1).draws),
    "season_index": lambda s: room.season_index(s.log, **SEEN)["index"],
    "estimate_regularity": lambda s: room.estimate_regularity(s.log, observed_until="1997-09-30"),
    "BetaDiscreteWeibull": lambda s: room.BetaDiscreteWeibull().fit(CONTRACTS).survival(range(13)),
    "BetaGeoBetaBinom": lambda s: room.BetaGeoBetaBinom().fit(room.period_purchase_table(s.log, **BY_MONTH)).params_,
    "ShiftedBetaGeo": lambda s: room.ShiftedBetaGeo().fit(bare(CONTRACTS)).params_,
    "contract_table": lambda s: room.contract_table(
        s.log.rename(columns={"date": "start"}).assign(end=pd.NaT), observed_until="1998-06-30", period="M"
    ),
    "contracts_from_survivors": lambda s: room.contracts_from_survivors(SURVIVORS, period="Y"),
    "extrapolate_survivors": lambda s: room.extrapolate_survivors(SURVIVORS, periods=12),
    "period_purchase_table": lambda s: room.period_purchase_table(s.log, **BY_MONTH),
    "ParetoNBD": lambda s: room.ParetoNBD().fit(s.table).summary(),
    "GammaGamma": lambda s: room.GammaGamma().fit(s.table).expected_spend(s.table),
    "alive_map": lambda s: room.alive_map(s.model(), observed=39.0),
    "base_value": lambda s: room.base_value(s.model(), s.spend(), s.table, **MONEY, **DRAWS),
    "compare_models": lambda s: room.compare_models({"m": s.model(), "p": room.ParetoNBD().fit(s.table)}),
    "conditional_expectation_table": lambda s: room.conditional_expectation_table(
        s.table, {"m": s.model().expected_purchases(s.table, horizon=39)}
    ),
    "forecast_intervals": lambda s: room.forecast_intervals(s.model(), s.table, horizon=39, spend=s.spend(), **DRAWS),
    "frequency_table": lambda s: room.frequency_table(s.table, {"m": s.model()}),
    "hiatus_heuristic": lambda s: room.hiatus_heuristic(s.table, hiatus=13),
    "holdout_scores": lambda s: room.holdout_scores({"m": s.model()}, s.table, hiatus=13),
    "last_period_count": lambda s: room.last_period_count(s.table, horizon=39),
    "later_purchases_from": lambda s: room.later_purchases_from(s.model(), observed_until=WEEKS["observed_until"])(
        s.log[(s.log["date"] <= WEEKS["observed_until"]) & (s.log["amount"] >= 0)], np.random.default_rng(1)
    )[["amount"]],
    "lifetime_value": lambda s: room.lifetime_value(s.model(), s.spend(), s.table, **MONEY),
    "money_ahead": lambda s: pd.Series(
        room.money_ahead(
            s.log[s.log["date"] <= WEEKS["observed_until"]],
            *map(pd.Timestamp, WEEKS.values()),
            buying=room.BetaGeoNBD(),
            spend=room.GammaGamma(),
        )
    ),
    "own_intervals": lambda s: room.own_intervals(
        s.log,
        pd.DataFrame({"until": [s.log["date"].max()], "actual": [1.0]}, [pd.Timestamp(WEEKS["observed_until"])]),
        buying=room.BetaGeoNBD(),
        spend=room.GammaGamma(),
        **DRAWS,
    ).drop(columns="held"),
    "prediction_interval": lambda s: room.prediction_interval(
        lambda m: m.expected_purchases(s.table, horizon=39), s.model(), **DRAWS
    ),
    "recent_money_ahead": lambda s: pd.Series(
        room.recent_money_ahead(s.log[s.log["date"] <= WEEKS["observed_until"]], *map(pd.Timestamp, WEEKS.values()))
    ),
    "recommend_family": lambda s: room.recommend_family(s.log, **SEEN, cuts=0).measures,
    "repeat_purchases_from_summary": lambda s: room.repeat_purchases_from_summary(s.table, unit="W"),
    "tracking_table": lambda s: room.tracking_table(s.log, {"m": s.model()}, **WEEKS),
}


def bare(frame):
    frame = frame.copy()
    frame.attrs.clear()
    return frame


@pytest.mark.heavy
@pytest.mark.parametrize("period", ["W", "D"])
@pytest.mark.parametrize("name", room.__all__)
def test_without_remarks_the_number_is_the_same_or_unit_is_asked_for(name, period, log, weekly, daily):
    table = {"W": weekly, "D": daily}[period]
    fitted = room.BetaGeoNBD().fit(table), room.GammaGamma().fit(table)
    before = SimpleNamespace(log=log, table=table, model=lambda: fitted[0], spend=lambda: fitted[1])
    expected = CALLS[name](before)
    lost = SimpleNamespace(log=bare(log), table=bare(table), model=lambda: fitted[0], spend=lambda: fitted[1])
    refitted = SimpleNamespace(
        log=bare(log),
        table=bare(table),
        model=lambda: room.BetaGeoNBD().fit(bare(table)),
        spend=lambda: room.GammaGamma().fit(bare(table)),
    )
    for call in (lost, refitted):
        try:
            found = CALLS[name](call)
        except ValueError as error:
            assert "unit=" in str(error), f"{name} without remarks must name unit= or give the same number"
        else:
            assert_same(found, expected)


def assert_same(found, expected):
    if isinstance(found, pd.Series):
        found, expected = found.to_frame(), expected.to_frame()
    pd.testing.assert_frame_equal(found, expected, rtol=1e-6)
