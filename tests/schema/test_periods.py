"""Is a period the same however it is written, and is a hole between two seen?"""

import pandas as pd
import pytest

from custseg.schema.periods import order_problems, read_periods


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["2024Q1", "2024 q2"], ["2024Q1", "2024Q2"]),
        (["Q4 2024", "Q1 2025"], ["2024Q4", "2025Q1"]),
        (["2024年1季度", "2024年第二季度"], ["2024Q1", "2024Q2"]),
        (["2024-01", "2024年2月"], ["2024-01", "2024-02"]),
        (["2024-03-31", "2024-06-30"], ["2024Q1", "2024Q2"]),
        ([2023, 2024.0], ["2023", "2024"]),
        (pd.to_datetime(["2024-01-31", "2024-02-29"]), ["2024-01", "2024-02"]),
    ],
)
def test_periods_are_read_however_they_are_written(written, read):
    periods, problems = read_periods(pd.Series(written))
    assert periods.tolist() == read and not problems


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["2024Q1", "2024Q4"], "periods '2024Q2', '2024Q3' are missing"),
        (["2024Q1", "2024-03"], "of one length"),
        (["2024Q1", "spring"], "'spring' are no periods"),
        (["2024-13"], "are no periods"),
    ],
)
def test_what_is_no_period_has_no_order_or_is_missing_is_said(written, said):
    assert said in " ".join(read_periods(pd.Series(written))[1])


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (["Q4 2024", "Q1 2025"], "'Q1 2025' before 'Q4 2024'"),
        (["9", "10"], "'10' before '9'"),
        (["2024-9", "2024-10"], "'2024-10' before '2024-9'"),
        (["2024年第二季度", "2024年第三季度"], "sorts as text"),
        ([1, "2024Q1"], "must be of one kind"),
    ],
)
def test_text_that_does_not_sort_as_time_goes_is_said(periods, said):
    problems = order_problems(pd.Series(periods), "period")
    assert len(problems) == 1 and said in problems[0]


@pytest.mark.parametrize(
    "periods",
    [
        ["2024Q4", "2025Q1"],
        [9, 10],
        ["early", "late"],
        pd.PeriodIndex(["2024Q4", "2025Q1"], freq="Q"),
        pd.Categorical(["Q4 2024", "Q1 2025"], ["Q4 2024", "Q1 2025"], ordered=True),
    ],
)
def test_what_sorts_as_time_goes_or_is_unknown_passes(periods):
    assert order_problems(pd.Series(periods), "period") == []
