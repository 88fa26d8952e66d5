"""Is a period the same however it is written, and is a hole between two seen?"""

import pandas as pd
import pytest

from custseg.brief.rating.periods import read_periods


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
