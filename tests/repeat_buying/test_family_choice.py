"""Is the right family recommended, with a reason that can be checked?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.repeat_buying import BetaDiscreteWeibull, ShiftedBetaGeo, estimate_regularity, recommend_family
from custseg.repeat_buying.family_choice import OF_KIND, FamilyChoice
from custseg.schema import SchemaError
from custseg.simulate import RHYTHM_KINDS, simulate_rhythm

END = pd.Timestamp("2023-12-31")


def rows_of(day, customers=None):
    """One customer per row of days, counted from the beginning of 2020."""
    day = np.asarray(day)
    owner = np.repeat(np.arange(len(day)), day.shape[1])
    date = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.floor(day).ravel().astype(int), "D")
    rows = pd.DataFrame({"customer_id": [f"c{number}" for number in owner], "date": date, "amount": 9.0})
    return rows[rows["date"] <= END]


@pytest.mark.parametrize("kind", RHYTHM_KINDS)
def test_each_kind_of_business_gets_its_family(kind):
    business = simulate_rhythm(kind, customers=400, days=900, random_state=11)
    choice = recommend_family(business.rows, observed_until=business.as_of, cuts=0)
    assert choice.kind == business.rhythm, choice.reason
    assert choice.family in OF_KIND[choice.kind] and choice.model is not None
    assert not choice.contradicted and choice.held_out == "Nothing was held out."


@pytest.mark.slow
def test_a_tenth_of_the_benchmark_is_right(benchmark_script):
    benchmark = benchmark_script("family_choice")
    wrong = [
        (kind, seed, said)
        for kind, rhythm in RHYTHM_KINDS.items()
        for seed in range(41_000, 41_005)
        if (said := benchmark.called(kind, seed)) != rhythm
    ]
    assert len(wrong) <= 2, f"more than one in twenty is wrong: {wrong}"


def test_the_results_of_the_benchmark_hold_what_is_promised(root):
    results = pd.read_csv(root / "benchmarks" / "results" / "family_choice.csv").set_index(["block", "kind"])
    large, small = results.loc[("large", "all")], results.loc[("small", "all")]
    assert large["n"] == 400 and large["share_right"] >= 0.95, "run benchmarks/family_choice.py"
    assert small["cannot_tell"] / small["n"] < 0.15


@pytest.mark.heavy
def test_cdnow_is_random_and_forecasts_do_not_say_otherwise():
    choice = recommend_family(load_cdnow(), observed_until="1998-06-30", cuts=1)
    assert choice.kind == "random" and choice.family in OF_KIND["random"] and not choice.contradicted
    assert choice.scores["difference"].max() < 1e-6 or choice.scores["low"].max() < 0


@pytest.mark.heavy
def test_the_grocer_seems_regular_only_while_a_day_counts_as_one_purchase():
    log = load_complete_journey()
    assert estimate_regularity(log, observed_until="2017-12-31")["k"] == pytest.approx(1.46, abs=0.01)
    choice = recommend_family(log, observed_until="2017-12-31", cuts=1)
    assert choice.kind == "random" and choice.measures.loc["k of the gaps", "high"] < 1.2
    assert choice.scores.loc["MBG/CNBD-k", "high"] < 0, "forecasts say so too: families of regular buyers are worse"
    assert not choice.contradicted and choice.held_out.startswith("Forecasts do not contradict it: at 1 past cut (n = ")


def test_a_weekday_of_ones_own_does_not_look_regular():
    rng = np.random.default_rng(1)
    gaps = rng.exponential(40 * rng.gamma(2.0, 0.5, (600, 1)), (600, 10))
    day = np.floor(np.cumsum(gaps, axis=1) / 7) * 7 + rng.integers(0, 7, (600, 1))
    assert recommend_family(rows_of(day), observed_until=END, cuts=0).kind == "random"


def test_once_a_year_at_any_time_of_it_is_yes_or_no():
    rng = np.random.default_rng(2)
    day = 365.25 * (np.cumsum(rng.integers(1, 3, (500, 3)), axis=1) - 1 + rng.uniform(0.01, 0.99, (500, 3)))
    choice = recommend_family(rows_of(day), observed_until=END, cuts=0)
    assert choice.kind == "yes or no" and "once a year at most" in choice.reason


def test_a_beat_that_is_often_left_out_is_no_contract():
    rng = np.random.default_rng(3)
    turn = np.cumsum(1 + (rng.uniform(size=(400, 12)) < 0.2), axis=1)
    rows = rows_of(rng.uniform(0, 30, (400, 1)) + 30.44 * turn)
    choice = recommend_family(rows, observed_until=rows["date"].max(), cuts=0)
    assert choice.kind == "yes or no" and "were left out" in choice.reason


@pytest.mark.parametrize("late", [8, 12])
def test_a_contract_is_one_although_payments_are_late(late):
    rng = np.random.default_rng(5)
    paid = rng.uniform(0, 300, (300, 1)) + 30.44 * np.arange(24) + rng.uniform(0, late, (300, 24))
    stays = np.arange(24) < rng.geometric(0.06, (300, 1))
    rows = rows_of(np.where(stays, paid, 9_999))
    choice = recommend_family(rows, observed_until=rows["date"].max(), cuts=0)
    assert choice.kind == "contract", choice.reason


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (14, "two weeks"),
        (28, "a month"),
        (365.25 / 4, "a quarter"),
        (365.25 / 3, "four months"),
        (182.6, "half a year"),
    ],
)
def test_contracts_are_renewed_by_the_beats_that_firms_use(days, name):
    rng = np.random.default_rng(5)
    turns = np.arange(1461 // days)
    paid = rng.uniform(0, 800, (300, 1)) + days * turns + rng.normal(0, 1, (300, len(turns)))
    stays = turns < rng.geometric(0.12, (300, 1))
    rows = rows_of(np.where(stays, paid.clip(0), 9_999))
    choice = recommend_family(rows, observed_until=END, cuts=0)
    assert choice.kind == "contract" and f"mostly of {name}:" in choice.reason, choice.reason


def test_two_populations_are_told_instead_of_a_family():
    rng = np.random.default_rng(4)
    paid = rng.uniform(0, 30, (150, 1)) + 30.44 * np.arange(9) + rng.normal(0, 1.5, (150, 9))
    bought = np.cumsum(rng.exponential(60, (150, 9)), axis=1)
    choice = recommend_family(rows_of(np.concatenate([paid, bought])), observed_until=END)
    assert choice.kind == "cannot tell" and choice.family == "" and choice.model is None
    assert choice.reason.startswith("Two rhythms in one log") and not len(choice.scores)


def test_contracts_due_on_the_first_do_not_make_random_buyers_beside_them_seasonal():
    rng = np.random.default_rng(8)
    first = pd.date_range("2020-01-01", periods=24, freq="MS")
    due = (first - pd.Timestamp("2020-01-01")).days.to_numpy() + rng.integers(0, 2, (200, 24))
    bought = np.cumsum(rng.exponential(50, (150, 14)), axis=1)
    rows = pd.concat([rows_of(due), rows_of(bought).assign(customer_id=lambda log: "b" + log["customer_id"])])
    choice = recommend_family(rows, observed_until="2021-12-31", cuts=0)
    assert choice.measures.loc["concentration in seasons", "found"] > 0.55, "the contracts alone crowd into the month"
    assert choice.kind == "cannot tell" and choice.reason.startswith("Two rhythms in one log"), choice.reason


def test_monthly_appeals_are_one_rhythm_although_some_always_give_and_others_seldom():
    rng = np.random.default_rng(9)
    gives = rng.uniform(size=(400, 24)) < rng.beta(0.6, 0.6, (400, 1))
    rows = rows_of(np.where(gives, 30.44 * np.arange(24) + rng.gamma(2, 1, (400, 24)), 9_999))
    choice = recommend_family(rows, observed_until="2021-12-31", cuts=0)
    shares = choice.measures["found"]
    assert min(shares["customers who keep to a beat"], shares["customers who keep to none"]) > 0.2
    assert choice.kind == "yes or no" and "crowd into twelve seasons" in choice.reason, choice.reason


def test_nobody_back_cannot_be_told():
    rows = rows_of(np.arange(300).reshape(-1, 1))
    choice = recommend_family(rows, observed_until=rows["date"].max())
    assert choice.kind == "cannot tell" and "0 of 300 customers" in choice.reason


@pytest.mark.heavy
def test_rows_in_another_order_change_nothing_and_the_log_is_left_as_it_was():
    business = simulate_rhythm("random_shop", customers=100, days=600, random_state=6)
    rows = business.rows.copy()
    one = recommend_family(rows, observed_until=business.as_of, cuts=1)
    other = recommend_family(rows.sample(frac=1.0, random_state=1), observed_until=business.as_of, cuts=1)
    pd.testing.assert_frame_equal(rows, business.rows)
    pd.testing.assert_frame_equal(one.scores, other.scores)
    pd.testing.assert_frame_equal(one.measures, other.measures)
    assert one.reason == other.reason


def choice_of(scores, kind="regular", family="MBG/CNBD-k"):
    table = pd.DataFrame(scores, columns=["family", "score", "difference", "low", "high", "n", "cuts"])
    return FamilyChoice(kind, family, "", "", pd.DataFrame(), table.set_index("family"))


def test_a_family_of_another_kind_that_foretold_better_contradicts():
    recommended = ("MBG/CNBD-k", -3.0, 0.0, np.nan, np.nan, 900, 3)
    assert choice_of([("BG/NBD", -2.6, 0.4, 0.3, 0.5, 900, 3), recommended]).contradicted
    assert not choice_of([("BG/NBD", -2.9, 0.1, -0.1, 0.3, 900, 3), recommended]).contradicted
    assert not choice_of([("BG/CNBD-k", -2.6, 0.4, 0.3, 0.5, 900, 3), recommended]).contradicted, "of the same kind"


def test_the_class_is_that_of_the_name():
    assert choice_of([], "contract", "sBG").model is ShiftedBetaGeo
    assert choice_of([], "contract", "BdW").model is BetaDiscreteWeibull


def test_bad_input_is_named():
    good = simulate_rhythm("random_shop", customers=40, days=300, random_state=1).rows
    with pytest.raises(SchemaError, match="amount"):
        recommend_family(good.drop(columns="amount"), observed_until=END)
    with pytest.raises(SchemaError, match="no purchase up to 1999-01-01"):
        recommend_family(good, observed_until="1999-01-01")
    nothing = pd.concat([good, good.assign(amount=-good["amount"])])
    with pytest.raises(SchemaError, match="kept what was bought"):
        recommend_family(nothing, observed_until=END)
    with pytest.raises(ValueError, match="cuts"):
        recommend_family(good, observed_until=END, cuts=-1)
    with pytest.raises(ValueError, match="refunds must be one of"):
        recommend_family(good, observed_until=END, refunds="keep")


def test_newcomers_of_one_season_who_never_came_back_show_no_rhythm():
    """When they came says nothing of whether and how they come back."""
    log = rows_of(np.random.default_rng(1).integers(0, 90, (200, 1)))
    choice = recommend_family(log, observed_until="2020-12-31", cuts=0)
    assert choice.kind == "cannot tell" and "Only 0 of 200 customers" in choice.reason


def odd_log():
    return rows_of(np.sort(np.random.default_rng(1).integers(0, 300, (60, 4)), axis=1))


@pytest.mark.parametrize(
    ("log", "until", "reason"),
    [
        (odd_log(), "2023-12-31", "Nobody has bought in the last"),  # the log ends years before
        (odd_log().assign(date=pd.Timestamp("2020-05-05")), "2020-12-31", "Only 0 of 60 customers"),  # all on one day
        (odd_log().query("customer_id == 'c1'"), "2020-12-31", "of 1 customers show two gaps"),
        (odd_log().head(1), "2020-12-31", "Only 0 of 1 customers"),
    ],
)
def test_logs_that_show_nothing_get_a_clear_answer(log, until, reason):
    choice = recommend_family(log, observed_until=until)
    assert choice.kind == "cannot tell" and reason in choice.reason and choice.model is None and not len(choice.scores)
    assert choice.held_out == "Nothing was held out: no family is recommended."


@pytest.mark.parametrize(
    ("log", "until", "message"),
    [
        (odd_log(), "2019-12-31", "no purchase up to 2019-12-31"),
        (odd_log().assign(date=lambda one: one["date"].dt.strftime("%d.%m.%Y")), "2020-12-31", "date must hold dates"),
        (odd_log().assign(amount=-1.0), "2020-12-31", "are refunds"),
        (odd_log().head(0), "2020-12-31", "is empty"),
    ],
)
def test_logs_that_are_none_are_named(log, until, message):
    with pytest.raises(SchemaError, match=message):
        recommend_family(log, observed_until=until)


@pytest.mark.heavy
def test_one_cut_and_more_cuts_than_there_are():
    log = rows_of(np.sort(np.random.default_rng(2).integers(0, 700, (120, 6)), axis=1))
    one, many = (recommend_family(log, observed_until="2021-12-01", cuts=cuts) for cuts in (1, 50))
    assert one.scores["cuts"].eq(1).all() and "at 1 past cut (" in one.held_out
    assert many.scores["cuts"].max() <= 50 and one.kind == many.kind == "random"
