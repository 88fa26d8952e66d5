import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_conditional_expectation
from custseg.schema import SchemaError


@pytest.fixture
def table():
    # The shape of CDNOW: few frequent buyers, and a rule that expects twice of what happens.
    actual = np.array([0.24, 0.70, 1.39, 1.56, 2.53, 2.95, 3.86, 6.36])
    return pd.DataFrame(
        {
            "customers": [1411, 439, 214, 100, 62, 38, 29, 64],
            "actual": actual,
            "low": actual * 0.8,
            "high": actual * 1.2,
            "BG/NBD": actual * 0.95,
            "last period's count": 2 * actual,
        },
        index=pd.Index(["0", "1", "2", "3", "4", "5", "6", "7+"], name="x"),
    )


@pytest.mark.heavy
def test_dots_and_lines_are_the_columns(table, check_legible):
    [axes] = check_legible(plot_conditional_expectation(table)).figure.axes
    for line, name in zip(axes.lines, ("actual", "BG/NBD", "last period's count"), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), table[name])
    ends = np.array([segment[:, 1] for segment in axes.collections[0].get_segments()])
    np.testing.assert_allclose(ends, table[["low", "high"]])
    assert axes.get_xticklabels()[0].get_text() == "0\n1,411"
    assert axes.get_ylim()[0] == 0


def test_it_says_every_row(table):
    exhibit = plot_conditional_expectation(table, label="mean purchases in 39 weeks")
    expected = "Mean purchases in 39 weeks at 7+: 6.4 happened; expected 6.0 (BG/NBD) and 12.7 (last period's count)."
    assert exhibit.title == expected
    assert "0: 0.2 happened" in exhibit.alt and "7+: 6.4 happened" in exhibit.alt


def test_what_cannot_be_drawn_is_named(table):
    with pytest.raises(ValueError, match="expected one to four forecasts"):
        plot_conditional_expectation(table[["customers", "actual", "low", "high"]])
    with pytest.raises(SchemaError, match="high"):
        plot_conditional_expectation(table.drop(columns="high"))
    with pytest.raises(SchemaError):
        plot_conditional_expectation(table.replace(0.24, np.nan))


@pytest.mark.heavy
def test_customers_are_left_out_where_they_have_no_room(table, check_legible):
    many = pd.concat([table.iloc[:7] for _ in range(2)]).assign(customers=12_345).set_axis(map(str, range(14)))
    [axes] = check_legible(plot_conditional_expectation(many)).figure.axes
    assert [label.get_text() for label in axes.get_xticklabels()] == list(many.index)
    assert axes.get_xlabel() == "Repeat purchases so far"
