import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import TierRule
from custseg.segment.tiers._rule_checks import check_no_gap, rule_problems


@pytest.mark.parametrize(
    "rule",
    [
        TierRule(),
        TierRule("fixed", cuts=[1]),
        TierRule("quota", quota=[0.3, 0.7]),
        TierRule("points", points={"a": 35, "b": 65}, quota=[100, 10]),
        TierRule("points", points=[35, 65], cuts=[50, 91]),
    ],
)
def test_rules_that_make_sense_have_no_problem(rule):
    assert rule_problems(rule) == []


@pytest.mark.parametrize(
    "rule",
    [
        TierRule("fixed"),
        TierRule("fixed", cuts=[]),
        TierRule("fixed", cuts=["low"]),
        TierRule("quota", quota=[1.5]),
        TierRule("points", points=[]),
        TierRule("points", points=[-1, 1]),
        TierRule(points=[1]),
        TierRule(quota=[1]),
    ],
)
def test_others_have_one(rule):
    assert len(rule_problems(rule)) == 1


def test_days_and_numbers_need_not_follow_each_other():
    check_no_gap(pd.Index([1, 5]))
    check_no_gap(pd.DatetimeIndex(["2024-01-31", "2024-06-30"]))
    check_no_gap(pd.period_range("2024-01", "2024-06", freq="M"))
    with pytest.raises(SchemaError, match="'2024-02', '2024-03'"):
        check_no_gap(pd.PeriodIndex(["2024-01", "2024-04"], freq="M"))
