"""Is each stage shaded in its row, and each purchase day a dot?"""

import pandas as pd
import pytest

from custseg import SchemaError, load_cdnow
from custseg.plot import plot_life_line
from custseg.segment import life_line
from custseg.theme import PALETTE


@pytest.fixture(scope="module")
def line():
    return life_line(load_cdnow(), "11574", observed_until="1998-06-30")


def test_a_dot_a_purchase_day_in_the_row_of_its_stage(line):
    axes = plot_life_line(line).figure.axes[0]
    (dots,) = [one for one in axes.lines if one.get_marker() == "o"]
    assert len(dots.get_xdata()) == line["bought"].sum() == 11
    assert list(dots.get_ydata()) == line["stage"].cat.codes[line["bought"]].tolist()


def test_the_shaded_days_are_all_days(line):
    spans = plot_life_line(line).figure.axes[0].collections
    assert sum(one.get_paths()[0].get_extents().width for one in spans) == pytest.approx(len(line))


def test_days_without_a_stage_are_left_open(line):
    open_days = line.assign(stage=line["stage"].where(line.index < "1998-01-01"))
    spans = plot_life_line(open_days).figure.axes[0].collections
    shaded = sum(one.get_paths()[0].get_extents().width for one in spans)
    assert shaded == pytest.approx((line.index < "1998-01-01").sum())


def test_rows_are_named_as_asked_and_the_figure_is_legible(line, check_legible):
    axes = check_legible(plot_life_line(line, names={"trust": "信任期"}, colour=1)).figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()][2] == "信任期"
    assert axes.lines[0].get_color() == PALETTE[1]
    with pytest.raises(ValueError, match="expected a colour from 0 to 5, found 9"):
        plot_life_line(line, colour=9)


def test_another_table_is_refused_in_words(line):
    with pytest.raises(SchemaError, match=r"lacks the column 'bought'"):
        plot_life_line(line[["stage"]])
    with pytest.raises(SchemaError, match="rising days"):
        plot_life_line(line.iloc[::-1])
    with pytest.raises(SchemaError, match="categorical"):
        plot_life_line(pd.DataFrame({"stage": ["trust"], "bought": [True]}, index=pd.to_datetime(["2024-01-01"])))
