"""Does each customer have one line and each purchase day one dot?"""

import pandas as pd
import pytest

from custseg import SchemaError, load_cdnow
from custseg.plot import plot_timelines
from custseg.theme import PALETTE

MAILED = pd.DataFrame(
    {
        "customer_id": ["a", "a", "b"],
        "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-01-01"]),
        "answered": [True, False, False],
    }
)


@pytest.fixture
def log():
    days = ["2024-01-05", "2024-01-05", "2024-03-01", "2024-02-10", "2024-06-30"]
    return pd.DataFrame({"customer_id": list("aaabc"), "date": pd.to_datetime(days)})


def test_a_line_a_customer_and_a_dot_a_day(log):
    axes = plot_timelines(log).figure.axes[0]
    assert len(axes.collections[0].get_segments()) == 3
    assert len(axes.lines[0].get_xdata()) == 4  # two rows of one day are one dot


def test_who_bought_last_stands_on_top(log):
    dots = plot_timelines(log).figure.axes[0].lines[0]
    rows = dict(zip(log.drop_duplicates()["customer_id"], dots.get_ydata(), strict=True))
    assert (rows["b"], rows["a"], rows["c"]) == (0, 1, 2)


def test_its_title_counts_those_with_one_day(log):
    assert plot_timelines(log).title == "Of 3 customers, 2 bought on one day only."


def test_the_axis_is_written_in_english_on_every_machine(log):
    figure = plot_timelines(log, mark="2024-03-01").figure
    figure.canvas.draw()
    assert {label.get_text() for label in figure.axes[0].get_xticklabels()} >= {"Feb 2024", "Jun 2024"}


def test_more_customers_than_lines_can_be_told_apart_are_refused():
    with pytest.raises(SchemaError, match=r"2,?357.*sample_customers"):
        plot_timelines(load_cdnow())


def test_dots_have_the_colour_of_the_shop_and_the_figure_is_legible(log, check_legible):
    axes = check_legible(plot_timelines(log, mark="2024-03-01", colour=2)).figure.axes[0]
    assert axes.lines[0].get_color() == PALETTE[2]
    with pytest.raises(ValueError, match="expected a colour from 0 to 5, found 6"):
        plot_timelines(log, colour=6)


def test_days_that_are_full_and_days_that_are_not_are_drawn_apart():
    dots = [line for line in plot_timelines(MAILED, full="answered").figure.axes[0].lines if line.get_marker() == "o"]
    assert {line.get_fillstyle(): len(line.get_xdata()) for line in dots} == {"full": 1, "none": 2}


def test_without_the_column_all_are_full():
    dots = [line for line in plot_timelines(MAILED).figure.axes[0].lines if line.get_fillstyle() == "full"]
    assert sum(len(line.get_xdata()) for line in dots) == 3


def test_a_column_that_is_no_yes_or_no_is_refused():
    with pytest.raises(SchemaError, match="column 'paid' of True and False"):
        plot_timelines(MAILED, full="paid")
