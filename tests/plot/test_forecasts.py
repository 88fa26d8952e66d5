"""Does the figure show what was said, what came, and what is expected?"""

import warnings

import pandas as pd
import pytest
from matplotlib.dates import date2num

from custseg.plot import plot_past_forecasts
from custseg.schema import SchemaError

PAST = pd.DataFrame(
    {"until": pd.to_datetime(["2024-03-31", "2024-06-30"]), "forecast": [10.0, 12.0], "actual": [9.0, 13.0]}
)
NEXT = {"estimate": 12.0, "low": 10.0, "high": 15.0, "until": pd.Timestamp("2024-09-30")}


def test_the_alt_text_has_every_number(check_legible):
    shown = check_legible(plot_past_forecasts(PAST, **NEXT, currency="EUR", label="money"))
    for text in ("10.00 EUR / 9.00 EUR", "12.00 EUR / 13.00 EUR", "12.00 EUR (10.00–15.00)", "30 September 2024"):
        assert text in shown.alt
    assert shown.figure.axes[0].get_ylim()[0] == 0


def test_a_table_without_outcomes_is_refused():
    with pytest.raises(SchemaError, match="actual"):
        plot_past_forecasts(PAST.drop(columns="actual"), **NEXT)


def test_any_length_of_the_past_has_fitting_ticks():
    figure = plot_past_forecasts(PAST, **NEXT).figure
    [axis] = figure.axes
    locator = axis.xaxis.get_major_locator()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning would stand on the page as a doubt about it
        for days in [*range(2, 1500, 7), *range(1500, 12_000, 50)]:
            first = pd.Timestamp("2010-02-11")
            ticks = locator.tick_values(first.to_pydatetime(), (first + pd.Timedelta(days=days)).to_pydatetime())
            inside = [one for one in ticks if date2num(first) <= one <= date2num(first) + days]
            assert 1 <= len(inside) <= 10, days
