import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from custseg.datasets import load_cdnow
from custseg.resample import past_cuts, past_interval
from custseg.resample.past_errors import _independent_errors
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


def test_windows_that_overlap_count_as_what_they_cover():
    # eight quarters begun in eight successive months cover ten months, little more than three quarters
    cuts = pd.date_range("2023-01-31", periods=12, freq="ME", name="cut")
    until = cuts + pd.offsets.MonthEnd(3)
    past = pd.DataFrame({"until": until, "forecast": 100.0, "actual": [110.0, 90.0] * 6}, index=cuts)
    with pytest.raises(ValueError, match=r"past holds 8 cuts, as much as 3\.3 windows that do not overlap.*at least 4"):
        past_interval(past.iloc[:8], 100.0)
    alone = past_interval(past.assign(until=cuts + pd.offsets.MonthEnd(1)), 100.0)
    overlapping = past_interval(past, 100.0)
    assert overlapping["high"] > alone["high"] and overlapping["low"] < alone["low"]


@pytest.mark.heavy
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_the_interval_holds_as_often_as_it_says(level):
    rng = np.random.default_rng(8)
    cuts = pd.date_range("2023-01-31", periods=6, freq="ME", name="cut")
    until, held = cuts + pd.offsets.MonthEnd(1), []
    for _ in range(400):
        ratios = np.exp(0.2 * rng.normal(size=7))
        past = pd.DataFrame({"until": until, "forecast": 50.0, "actual": 50 * ratios[:6]}, index=cuts)
        low, high = past_interval(past, 80.0, level=level)[["low", "high"]]
        held.append(low <= 80 * ratios[6] <= high)
    assert np.mean(held) == pytest.approx(level, abs=3 * np.sqrt(level * (1 - level) / 400))


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
    with pytest.raises(ValueError, match="level must be between 0 and 1, found 90"):
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


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda past: past.reset_index(drop=True), "the cuts are not days"),
        (lambda past: past.assign(until=range(5)), "the ends are not days"),
        (lambda past: past.assign(actual=[1.0, None, 1.0, 1.0, 1.0]), "a number is missing"),
        (lambda past: past.set_axis([pd.NaT, *past.index[1:]]), "a day is missing"),
    ],
)
def test_a_past_of_anything_but_days_is_refused(change, why):
    cuts = pd.date_range("2024-01-31", periods=5, freq="ME", name="cut")
    past = pd.DataFrame({"until": cuts + pd.offsets.MonthEnd(1), "forecast": 100.0, "actual": 90.0}, index=cuts)
    assert past_interval(past, 100.0)["low"] < 100
    try:
        past_interval(change(past), 100.0)
    except SchemaError as error:
        assert "the days of the cuts as its index, days in until, and nothing missing" in str(error)
    else:
        pytest.fail(f"{why}, and nothing was said")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda past: past.assign(actual=[90.0, 0.0, -5.0, 90.0, 90.0]),
            "actual must be finite.*2 of",
        ),
        (lambda past: past.assign(forecast=np.inf), "forecast must be finite and above zero.*5 of 5"),
        (lambda past: past.assign(until=past.index), "until must be later than the cut.*5 windows"),
        (lambda past: past.iloc[[0, -1]], "past holds 2 cuts, as much as 2.0 windows"),
        (lambda past: past.iloc[:0], "past holds 0 cuts, as much as 0.0 windows"),
    ],
)
def test_a_past_without_an_interval_is_refused_and_not_answered_with_none(change, message):
    cuts = pd.date_range("2024-01-31", periods=5, freq="ME", name="cut")
    past = pd.DataFrame({"until": cuts + pd.offsets.MonthEnd(1), "forecast": 100.0, "actual": 90.0}, index=cuts)
    with pytest.raises(ValueError, match=message):
        past_interval(change(past), 100.0)


def test_a_rule_chosen_by_its_errors_gets_a_wider_interval():
    cuts = pd.date_range("2024-01-31", periods=5, freq="ME", name="cut")
    until = cuts + pd.offsets.MonthEnd(1)
    past = pd.DataFrame({"until": until, "forecast": 100.0, "actual": [110.0, 90.0, 110.0, 90.0, 105.0]}, index=cuts)
    plain, chosen = (past_interval(past, 100.0, level=0.9, flattery=times) for times in (1.0, 1.2))
    assert np.log(chosen["high"] / 100) == pytest.approx(1.2 * np.log(plain["high"] / 100))
    assert np.log(chosen["low"] / 100) == pytest.approx(1.2 * np.log(plain["low"] / 100))
    with pytest.raises(ValueError, match=r"flattery must be 1 or more, found 0\.9"):
        past_interval(past, 100.0, flattery=0.9)


@pytest.mark.heavy
@pytest.mark.parametrize("every", [1, 3])
def test_the_interval_of_errors_that_overlap_holds_as_often_as_it_says(every):
    rng = np.random.default_rng(4)
    cuts = pd.date_range("2023-01-31", periods=12, freq="30D", name="cut")[::every]
    past, held = pd.DataFrame({"until": cuts + pd.Timedelta(90, "D"), "forecast": 50.0}, index=cuts), []
    for _ in range(1000):
        noise = 0.2 * rng.normal(size=3 + 12 + 3)  # of 30 days each: a window is the sum of three
        windows = np.convolve(noise, np.ones(3), "valid")
        ends = past_interval(past.assign(actual=50 * np.exp(windows[:12:every])), 50.0, level=0.9)
        held.append(ends["low"] <= 50 * np.exp(windows[14]) <= ends["high"])
    assert np.mean(held) == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / 1000))


def test_windows_that_only_touch_are_independent():
    ends = pd.date_range("2023-01-31", periods=6, freq="ME", name="cut")
    past = pd.DataFrame({"until": ends[1:]}, index=ends[:-1])
    assert _independent_errors(past) == pytest.approx(5, rel=1e-12)


def test_a_log_of_a_few_days_holds_no_window(log):
    few = log[log["date"] <= log["date"].min() + pd.Timedelta(days=3)]
    with pytest.raises(SchemaError, match=r"holds 0\.0 windows of 1 periods"):
        past_cuts(transactions=few, rule=carried_on)


def test_words_are_no_numbers_of_periods_and_no_level(log):
    with pytest.raises(TypeError, match="ahead must be a whole number"):
        past_cuts(log, carried_on, ahead="two")
    with pytest.raises(TypeError, match="level must be a number"):
        past_interval(past_cuts(log, carried_on), 100.0, level="most")


def test_overlapping_errors_count_by_their_squared_correlations():
    """Nine windows that share half with the next: 81 / (9 + 2 x 8 x .25) independent errors (Bartlett)."""
    cuts = pd.date_range("2024-01-01", periods=9, freq="10D", name="cut")
    past = pd.DataFrame({"until": cuts + pd.Timedelta(days=20), "forecast": 100.0, "actual": 110.0}, index=cuts)
    factor = 1.1 ** student.ppf(0.975, 81 / 13)
    assert past_interval(past, 100.0)["high"] == pytest.approx(100 * factor)


@pytest.mark.parametrize("off", [0.0, 1e-14])
def test_a_past_without_an_error_says_nothing_of_the_next_one(off):
    cuts = pd.date_range("2023-01-31", periods=6, freq="ME", name="cut")
    past = pd.DataFrame({"until": cuts + pd.offsets.MonthEnd(1), "forecast": 100.0, "actual": 100.0 * (1 + off)}, cuts)
    found = past_interval(past, 100.0)
    assert found["estimate"] == 100 and np.isnan(found[["low", "high"]]).all()
    assert past_interval(past.assign(actual=100.001), 100.0)["high"] > 100.001


def test_a_fixed_fee_held_neither_well_nor_badly():
    days = pd.date_range("2023-01-15", periods=10, freq="MS") + pd.Timedelta(14, "D")
    past = past_cuts(pd.DataFrame({"customer_id": "a", "date": days, "amount": 10.0}), lambda seen, cut, until: 10.0)
    assert past[["low", "high", "held"]].isna().all(axis=None)
