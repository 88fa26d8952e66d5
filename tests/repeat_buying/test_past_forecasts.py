import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._past_forecasts import best_by_then, flattery, judged_rules


def test_how_much_the_choice_of_a_rule_flatters_it():
    cuts = pd.date_range("2023-01-31", periods=6, freq="91D", name="cut")
    past = pd.DataFrame({"until": cuts + pd.Timedelta(91, "D"), "actual": 100.0}, index=cuts)
    alike = past.assign(a=[110.0, 90.0] * 3, b=[110.0, 90.0] * 3)
    assert flattery(alike, ["a", "b"]) == pytest.approx(1.0), "whichever is chosen errs as much"
    assert flattery(alike, ["a"]) == pytest.approx(1.0)
    lucky = past.assign(a=[100.0, 100.0, 100.0, 110.0, 110.0, 110.0], b=[110.0, 110.0, 110.0, 100.0, 100.0, 100.0])
    assert flattery(lucky, ["a", "b"]) == pytest.approx(np.sqrt(2)), "the other half chooses the rule that errs here"


def quarters(**forecasts):
    """Give six quarters, one after another, in each of which 100 came."""
    cuts = pd.date_range("2023-01-31", periods=6, freq="91D", name="cut")
    return pd.DataFrame({"until": cuts + pd.Timedelta(91, "D"), "actual": 100.0, **forecasts}, index=cuts)


def test_rules_are_sorted_by_their_errors_and_judged_by_four_windows():
    some = [np.nan, np.nan, np.nan, 100.0, 100.0, 100.0]
    past = quarters(far=[200.0] * 6, near=[110.0] * 6, short=some, gone=[0.0, *[100.0] * 5])
    found = judged_rules(past, pd.Series({"far": 1.0, "near": 2.0, "short": 3.0, "gone": 4.0}))
    assert found.index[:2].tolist() == ["near", "far"]
    assert found["judged"].to_dict() == {"near": True, "far": True, "short": False, "gone": False}
    assert found["windows"].to_dict() == {"near": 6.0, "far": 6.0, "short": 3.0, "gone": 6.0}
    assert found["error"][["near", "far"]].tolist() == pytest.approx([np.log(1.1), np.log(2.0)])
    assert found["missed"][["near", "far"]].tolist() == pytest.approx([1 - 1 / 1.1, 0.5])  # |100 / 110 - 1|
    assert np.isnan(found["missed"]["gone"]), "a forecast of nothing has no ratio"


def test_the_best_until_then_is_chosen_by_windows_that_are_over():
    past = quarters(a=[101.0, 200.0, 103.0, 104.0, 105.0, 106.0], b=[110.0, 110.0, 100.0, 100.0, 100.0, 100.0])
    found = best_by_then(past, ["a", "b"])
    assert np.isnan(found.iloc[0]), "no window is over at the first cut"
    assert found.iloc[1:].tolist() == [200.0, 100.0, 100.0, 100.0, 100.0]
