"""Is a rule asked at each past day for what it knew then, and held against what came?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.resample import past_cuts, past_interval
from custseg.schema import SchemaError


@pytest.fixture(scope="module")
def log():
    """Two years of a shop with 200 customers who buy every day as they like."""
    rng = np.random.default_rng(3)
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 730, 8000), "D")
    return pd.DataFrame(
        {"customer_id": rng.integers(0, 200, 8000).astype(str), "date": days, "amount": rng.gamma(2.0, 20.0, 8000)}
    ).sort_values("date", ignore_index=True)


def carried_on(seen, cut, until):
    since = cut - (until - cut)
    return seen.loc[seen["date"] > since, "amount"].sum()


def test_the_rule_sees_the_past_alone_and_what_came_is_of_known_customers(log):
    asked = []

    def rule(seen, cut, until):
        asked.append((seen["date"].max(), cut, until))
        return 1000.0

    newcomer = pd.DataFrame({"customer_id": "new", "date": pd.to_datetime(["2023-12-15"]), "amount": 1e6})
    past = past_cuts(pd.concat([log, newcomer]), rule)
    assert all(latest <= cut < until for latest, cut, until in asked)
    assert past.index[0] == pd.Timestamp("2022-01-31") and past.index[-1] == pd.Timestamp("2023-11-30")
    december = log[log["date"] > "2023-11-30"]
    assert past["actual"].iloc[-1] == pytest.approx(december["amount"].sum())  # the newcomer was not known
    assert (past["error"] == past["actual"] / past["forecast"] - 1).all()


def test_returns_lower_what_came_and_make_nobody_known(log):
    back = pd.DataFrame({"customer_id": ["0", "ghost", "ghost"], "amount": [-30.0, -0.5, 50.0]})
    back["date"] = pd.to_datetime(["2023-12-10", "2022-01-05", "2023-12-20"])
    tables = (log, pd.concat([log, back]))
    plain, returned = (past_cuts(table, carried_on, first_cut="2023-08-31") for table in tables)
    assert returned["actual"].iloc[-1] == pytest.approx(plain["actual"].iloc[-1] - 30.0)


def test_who_got_something_for_nothing_is_known(log):
    gift = pd.DataFrame({"customer_id": "guest", "amount": [0.0, 70.0]})
    gift["date"] = pd.to_datetime(["2023-11-30", "2023-12-01"])  # on the day of the cut, and on the next
    plain, more = (past_cuts(table, carried_on, first_cut="2023-08-31") for table in (log, pd.concat([log, gift])))
    assert more["actual"].iloc[-1] == pytest.approx(plain["actual"].iloc[-1] + 70.0)


def test_an_interval_held_where_what_came_lies_between_its_ends(log):
    known = past_cuts(log, carried_on, level=0.5).dropna()
    inside = (known["low"] <= known["actual"]) & (known["actual"] <= known["high"])
    assert known["held"].tolist() == inside.tolist() and set(inside) == {True, False}


def test_what_came_may_be_counted(log):
    counted = past_cuts(log, lambda *_: 300.0, outcome=len)["actual"]
    assert counted.iloc[-1] == (log["date"] > "2023-11-30").sum()


def test_an_interval_at_a_cut_knows_only_windows_that_were_over(log):
    past = past_cuts(log, carried_on, every="M", ahead=2)
    assert past["low"].notna().idxmax() == pd.Timestamp("2022-09-30")  # four windows of two months, begun in January
    cut = past.index[12]
    over = past[past["until"] <= cut]
    expected = past_interval(over, past.loc[cut, "forecast"])
    assert past.loc[cut, ["low", "high"]].tolist() == pytest.approx(expected[["low", "high"]].tolist())
    assert past["held"].isna().equals(past["low"].isna())


@pytest.mark.heavy
def test_money_in_another_unit_moves_with_it(log):
    past, cents = past_cuts(log, carried_on), past_cuts(log.assign(amount=100 * log["amount"]), carried_on)
    np.testing.assert_allclose(cents[["low", "high", "actual"]], 100 * past[["low", "high", "actual"]])
    assert past["error"].to_numpy() == pytest.approx(cents["error"].to_numpy())


@pytest.mark.heavy
def test_order_of_rows_does_not_matter_and_nothing_is_changed(log):
    before = log.copy()
    shuffled = log.sample(frac=1, random_state=1)
    np.testing.assert_allclose(past_cuts(log, carried_on)["actual"], past_cuts(shuffled, carried_on)["actual"])
    pd.testing.assert_frame_equal(log, before)


def test_cdnow_months_carried_on():
    # at 13 months with a known past of at least four, the log's own errors promise 90 % and hold that
    past = past_cuts(load_cdnow(), carried_on, level=0.9)
    held = past["held"].dropna()
    assert len(held) == 13 and held.sum() >= 12


def test_wrong_arguments_are_explained(log):
    with pytest.raises(ValueError, match="every must be one of"):
        past_cuts(log, carried_on, every="month")
    with pytest.raises(ValueError, match="ahead must be a whole number of periods, at least 1; found 0"):
        past_cuts(log, carried_on, ahead=0)
    with pytest.raises(ValueError, match=r"level must lie between 0 and 1, such as 0\.95; found 90"):
        past_cuts(log, carried_on, level=90)
    with pytest.raises(SchemaError, match=r"holds 1\.0 windows of 1 periods \('Y'\) that do not overlap; 4 are needed"):
        past_cuts(log, carried_on, every="Y")
    with pytest.raises(SchemaError, match=r"holds \d\.\d windows of 6 periods \('M'\)"):
        past_cuts(log, carried_on, ahead=6)
    with pytest.raises(ValueError, match=r"the forecast at the cut of 2022-01-31 is 0: errors are ratios"):
        past_cuts(log, lambda *_: 0.0)
    for value, found in ((-5.0, "-5"), (np.inf, "inf")):
        with pytest.raises(ValueError, match=rf"the forecast at the cut of 2022-01-31 is {found}: errors are ratios"):
            past_cuts(log, lambda *_, value=value: value)
        with pytest.raises(ValueError, match=rf"what came at the cut of 2022-01-31 is {found}: errors are ratios"):
            past_cuts(log, carried_on, outcome=lambda later, value=value: value)
    with pytest.raises(ValueError, match=r"what came at the cut of 2022-01-31 is 0"):
        past_cuts(log, carried_on, outcome=lambda later: 0.0)
    with pytest.raises(ValueError, match="forecast must be a number above zero, found -1"):
        past_interval(past_cuts(log, carried_on), -1)
    with pytest.raises(TypeError, match="transactions"):
        past_cuts(log.to_numpy(), carried_on)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("x", "found 'x' (str)"),
        ("12.5", "found '12.5' (str)"),
        (b"1", "found b'1' (bytes)"),
        (None, "found None (NoneType)"),
        ([1.0, 2.0], "found [1.0, 2.0] (list)"),
        (float("nan"), "found nan: {asked} knew no answer there"),
        (np.float64("nan"), "found nan: {asked} knew no answer there"),
        (pd.NA, "found <NA> (NAType)"),
    ],
)
@pytest.mark.parametrize(("what", "asked"), [("the forecast", "rule"), ("what came", "outcome")])
def test_what_is_no_number_is_named_with_its_cut_and_with_whom_to_mend(log, said, found, what, asked):
    own = {"rule": carried_on} | {asked: lambda *_: said}
    with pytest.raises(ValueError) as error:
        past_cuts(log, **own)
    message = str(error.value)
    assert message.startswith(
        f"{what} at the cut of 2022-01-31 must be one number above zero, {found.format(asked=asked)}"
    )
    assert f"Let {asked} give a number" in message and "longer periods" not in message
    assert "could not convert" not in message and not getattr(error.value, "__notes__", [])


def test_a_rule_that_knows_no_answer_at_first_may_be_asked_later(log):
    def rule(seen, cut, until):
        return np.nan if cut < pd.Timestamp("2022-03-01") else np.array(1.0)

    with pytest.raises(ValueError, match=r"at the cut of 2022-01-31 .* or begin later \(first_cut=\)"):
        past_cuts(log, rule)
    assert (past_cuts(log, rule, first_cut="2022-03-01")["forecast"] == 1.0).all()


def test_a_rule_that_fails_says_at_which_cut(log):
    def rule(seen, cut, until):
        if cut < pd.Timestamp("2022-03-01"):
            raise SchemaError("none of the customers bought again.")
        return 1.0

    with pytest.raises(SchemaError) as error:
        past_cuts(log, rule)
    assert error.value.__notes__ == ["This is what the rule said at the cut of 2022-01-31; first_cut= begins later."]
    assert len(past_cuts(log, rule, first_cut="2022-03-01")) == 21


def test_a_log_of_a_few_days_holds_no_window(log):
    few = log[log["date"] <= log["date"].min() + pd.Timedelta(days=3)]
    with pytest.raises(SchemaError, match=r"holds 0\.0 windows of 1 periods"):
        past_cuts(transactions=few, rule=carried_on)


def test_words_are_no_numbers_of_periods_and_no_level(log):
    with pytest.raises(TypeError, match="ahead must be a whole number"):
        past_cuts(log, carried_on, ahead="two")
    with pytest.raises(TypeError, match="level must be a number"):
        past_interval(past_cuts(log, carried_on), 100.0, level="most")


def test_a_fixed_fee_held_neither_well_nor_badly():
    days = pd.date_range("2023-01-15", periods=10, freq="MS") + pd.Timedelta(14, "D")
    past = past_cuts(pd.DataFrame({"customer_id": "a", "date": days, "amount": 10.0}), lambda seen, cut, until: 10.0)
    assert past[["low", "high", "held"]].isna().all(axis=None)


def test_days_that_no_window_saw_are_not_counted():
    """Three windows of a month, a day apart, and one months later are two that do not overlap, not four."""
    begin = pd.to_datetime(["2024-01-02", "2024-01-03", "2024-01-04", "2024-05-02"])
    until = begin + pd.Timedelta(days=30)
    past = pd.DataFrame({"until": until, "forecast": 100.0, "actual": [90.0, 110.0, 95.0, 105.0]}, index=begin)
    with pytest.raises(ValueError, match=r"4 cuts, as much as 2\.1 windows"):  # (32 + 30) / 30 days
        past_interval(past.iloc[[3, 1, 0, 2]], 100.0)
    apart = past.set_axis(begin[0] + pd.to_timedelta([0, 60, 120, 180], "D")).assign(
        until=lambda it: it.index + pd.Timedelta(days=30)
    )
    assert np.isfinite(past_interval(apart, 100.0)).all()


def test_a_first_cut_that_leaves_too_little_of_the_log_is_named(log):
    def rule(seen, cut, until):
        return 100.0

    with pytest.raises(SchemaError, match=r"first_cut is 2031-01-01, after the last day of the log, .* begins on 2022"):
        past_cuts(log, rule, first_cut="2031-01-01")
    late = str((log["date"].max() - pd.Timedelta(days=40)).date())
    with pytest.raises(SchemaError, match=rf"from {late} to .* or begin before the first_cut of {late}\."):
        past_cuts(log, rule, first_cut=late)
    with pytest.raises(SchemaError, match=r"observed_until is 2021-12-31, before the log, which begins on 2022-01"):
        past_cuts(log, rule, observed_until="2021-12-31")
    with pytest.raises(SchemaError, match=r"or wait for a longer log\.") as caught:
        past_cuts(log, rule, every="Y")
    assert "first_cut" not in str(caught.value)


@pytest.mark.parametrize("said", [True, np.True_])
def test_a_yes_is_no_amount(log, said):
    with pytest.raises(ValueError, match=r"the forecast at the cut of .* one number above zero, found .*True"):
        past_cuts(log, lambda seen, cut, until: said)
    with pytest.raises(ValueError, match=r"what came at the cut of .* one number above zero, found .*True"):
        past_cuts(log, lambda seen, cut, until: 5.0, outcome=lambda later: said)
