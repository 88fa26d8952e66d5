import pandas as pd
import pytest

from custseg.plot import plot_timelines
from custseg.schema import SchemaError

MAILED = pd.DataFrame(
    {
        "customer_id": ["a", "a", "b"],
        "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-01-01"]),
        "answered": [True, False, False],
    }
)


def test_days_that_are_full_and_days_that_are_not_are_drawn_apart():
    dots = [line for line in plot_timelines(MAILED, full="answered").figure.axes[0].lines if line.get_marker() == "o"]
    assert {line.get_fillstyle(): len(line.get_xdata()) for line in dots} == {"full": 1, "none": 2}


def test_without_the_column_all_are_full():
    dots = [line for line in plot_timelines(MAILED).figure.axes[0].lines if line.get_fillstyle() == "full"]
    assert sum(len(line.get_xdata()) for line in dots) == 3


def test_a_column_that_is_no_yes_or_no_is_refused():
    with pytest.raises(SchemaError, match="column 'paid' of True and False"):
        plot_timelines(MAILED, full="paid")
