import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from custseg.plot import plot_heatmap
from custseg.schema import SchemaError


@pytest.fixture
def cells():
    return pd.DataFrame(
        [[120, 60, 1500], [0, 300, 20]],
        index=pd.Index(["high", "low"], name="recency"),
        columns=pd.Index([1, 2, 3], name="frequency"),
    )


def lightness(colour):
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_cells_are_the_table(cells, check_legible):
    [axes] = check_legible(plot_heatmap(cells)).figure.axes
    np.testing.assert_array_equal(axes.collections[0].get_array(), cells.to_numpy())
    assert [text.get_text() for text in axes.texts] == ["120", "60", "1,500", "0", "300", "20"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["high", "low"]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("Recency", "Frequency")


def test_more_is_darker_and_can_be_read(cells):
    [axes] = plot_heatmap(cells).figure.axes
    shades = [lightness(colour) for colour in axes.collections[0].get_facecolors()]
    assert np.argsort(shades).tolist() == np.argsort(-cells.to_numpy().ravel()).tolist()
    for text, shade in zip(axes.texts, shades, strict=True):
        dark, light = sorted([lightness(text.get_color()), shade])
        assert (light + 0.05) / (dark + 0.05) > 4.5  # WCAG 2.2, criterion 1.4.3


def test_every_shade_can_be_written_on():
    [axes] = plot_heatmap(pd.DataFrame([range(13)]), rows="a", columns="b").figure.axes
    for text, colour in zip(axes.texts, axes.collections[0].get_facecolors(), strict=True):
        dark, light = sorted([lightness(text.get_color()), lightness(colour)])
        assert (light + 0.05) / (dark + 0.05) > 3.5  # mid-blue is hard for black and for white; large text needs 3


def test_words_come_from_the_table(cells):
    exhibit = plot_heatmap(cells)
    assert exhibit.title == "The largest cell is recency high, frequency 3: 1,500 customers."
    assert (
        exhibit.caption == "In the cells: customers, by recency (rows) and frequency (columns). The more, the darker."
    )
    assert exhibit.alt.endswith("(columns 1, 2, 3). recency high: 120, 60, 1,500; recency low: 0, 300, 20.")


def test_shares(cells):
    exhibit = plot_heatmap(cells / 2000, kind="percent", of="sales", rows="days", columns="visits")
    assert exhibit.title == "The largest cell is days high, visits 3: 75% of sales."
    assert exhibit.caption.startswith("In the cells: share of sales, by days")


def test_missing_cells_stay_empty(cells, check_legible):
    holes = cells.astype(float)
    holes.iloc[0, 1] = np.nan
    exhibit = check_legible(plot_heatmap(holes))
    assert [text.get_text() for text in exhibit.figure.axes[0].texts] == ["120", "1,500", "0", "300", "20"]
    assert "recency high: 120, –, 1,500" in exhibit.alt


@pytest.mark.heavy
def test_long_names_are_turned(check_legible):
    names = ["Champions 重要价值客户", "Potential loyalists", "Need attention", "At risk", "Hibernating", "Lost", "New"]
    moves = pd.DataFrame(np.eye(7), index=names, columns=names)
    exhibit = check_legible(plot_heatmap(moves, kind="percent", of="the segment", rows="before", columns="after"))
    assert exhibit.figure.axes[0].get_xticklabels()[0].get_rotation() == 40


def test_five_by_five(check_legible):
    table = pd.DataFrame(np.arange(25).reshape(5, 5) * 1000, index=range(5, 0, -1), columns=range(1, 6))
    exhibit = check_legible(plot_heatmap(table, rows="recency band", columns="frequency band"))
    assert exhibit.figure.axes[0].get_xticklabels()[0].get_rotation() == 0


def test_a_table_that_is_too_wide_is_refused():
    with pytest.raises(ValueError, match="the numbers do not fit into 20 columns"):
        plot_heatmap(pd.DataFrame(np.full((2, 20), 123456)), rows="a", columns="b")


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (pd.DataFrame(), "no number to show"),
        (pd.DataFrame([[np.nan]]), "no number to show"),
        (pd.DataFrame([[1, -2]]), "finite numbers of zero or more"),
        (pd.DataFrame([[1, np.inf]]), "finite numbers of zero or more"),
        (pd.DataFrame([["many"]]), r"something else in the columns \[0\]"),
    ],
)
def test_what_cannot_be_shaded_is_refused(table, problem):
    with pytest.raises(SchemaError, match=problem):
        plot_heatmap(table, rows="a", columns="b")


def test_other_arguments_are_checked(cells):
    with pytest.raises(SchemaError, match="say what rows and columns are"):
        plot_heatmap(cells.rename_axis(None))
    with pytest.raises(ValueError, match="kind must be one of 'percent', 'money', 'count', 'number'; found 'share'"):
        plot_heatmap(cells, kind="share")
    with pytest.raises(TypeError, match="table must be a pandas DataFrame, found list"):
        plot_heatmap([[1]], rows="a", columns="b")


def test_the_table_stays(cells):
    before = cells.copy()
    plot_heatmap(cells)
    pd.testing.assert_frame_equal(cells, before)
