import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_lines
from custseg.schema import SchemaError


@pytest.fixture
def table():
    months = pd.Index(range(1, 13), name="months since")
    return pd.DataFrame({"music shop": 0.16 / months.to_numpy(), "supermarket 超市": 0.9 - 0.02 * months}, index=months)


def test_lines_are_the_columns(table, check_legible):
    [axes] = check_legible(plot_lines(table, kind="percent", label="customers who bought")).figure.axes
    for line, name in zip(axes.lines, table, strict=False):
        np.testing.assert_array_equal(line.get_ydata(), table[name])
    assert axes.get_ylim()[0] <= 0
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Months since", "Customers who bought")
    assert len({line.get_linestyle() for line in axes.lines}) == 2  # apart without colour too


def test_whole_numbers_are_marked_by_whole_numbers(check_legible):
    years = pd.DataFrame({"profit": [45.0, 99.0, 121.0]}, index=[1, 2, 3])
    [axes] = check_legible(plot_lines(years, across="year", label="profit")).figure.axes
    assert axes.get_xticks().tolist() == [1, 2, 3]


def test_names_stand_at_the_ends_and_apart(table, check_legible):
    close = pd.DataFrame({f"cohort {i}": table["music shop"] * (1 + i / 50) for i in range(6)})
    exhibit = check_legible(plot_lines(close, kind="percent", label="bought", reference=(0.02, "all of them")))
    texts = [text.get_text() for text in exhibit.figure.axes[0].texts]
    assert texts == [*close, "all of them"]


def test_a_line_may_end_early_and_lie_below_zero(check_legible):
    table = pd.DataFrame({"a long one": [-50.0, 20.0, 90.0], "a short one": [10.0, 30.0, np.nan]}, index=[0, 1, 2])
    exhibit = check_legible(plot_lines(table, kind="money", across="years", label="profit, USD"))
    assert exhibit.figure.axes[0].get_ylim()[0] < -50
    assert exhibit.title == "Profit, USD: a long one from -50.00 to 90.00; a short one from 10.00 to 30.00."
    assert "a short one from 10.00 at 0 to 30.00 at 1" in exhibit.alt


def test_what_cannot_be_drawn_is_named(table):
    with pytest.raises(ValueError, match="kind must be one of 'percent', 'money', 'count', 'number'; found 'share'"):
        plot_lines(table, kind="share")
    with pytest.raises(SchemaError, match="there is no line to draw"):
        plot_lines(table.assign(none=np.nan))
    with pytest.raises(SchemaError, match="rising numbers; found"):
        plot_lines(table[::-1])
    with pytest.raises(SchemaError, match="infinite"):
        plot_lines(table.replace(table.iloc[0, 0], np.inf))
    with pytest.raises(SchemaError, match="at most 6 lines can be told apart, found 7"):
        plot_lines(pd.DataFrame(np.ones((2, 7))))


def test_nothing_is_changed_and_words_that_are_given_stand(table):
    before = table.copy()
    exhibit = plot_lines(table, title="It falls.", caption="Two.", alt="16% to 1%.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("It falls.", "Two.", "16% to 1%.")
    pd.testing.assert_frame_equal(table, before)
