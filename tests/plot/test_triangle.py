import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from custseg.plot import plot_triangle
from custseg.schema import SchemaError


@pytest.fixture
def triangle():
    cohorts = pd.period_range("2017-01", periods=12, freq="M")
    share = np.add.outer(np.linspace(0.95, 0.4, 12), np.linspace(0, -0.3, 12))
    ages = np.arange(1, 13)
    return pd.DataFrame(share, index=cohorts, columns=ages).where(np.add.outer(np.arange(12), np.arange(12)) < 12)


@pytest.mark.heavy
def test_cells_are_the_table_in_percent(triangle, check_legible):
    [axes] = check_legible(plot_triangle(triangle, of="percent who bought", scale=100)).figure.axes
    written = [text.get_text() for text in axes.texts]
    expected = [f"{100 * share:.0f}" for share in triangle.to_numpy().ravel() if not np.isnan(share)]
    assert written == expected
    assert [label.get_text() for label in axes.get_yticklabels()] == [str(cohort) for cohort in triangle.index]


@pytest.mark.heavy
def test_numbers_can_be_read_on_their_shade(triangle):
    [axes] = plot_triangle(triangle, of="percent who bought", scale=100).figure.axes
    cells = axes.collections[0]
    shades = cells.get_facecolors()[~np.ma.getmaskarray(cells.get_array()).ravel()]
    for text, shade in zip(axes.texts, shades, strict=True):
        dark, light = sorted(luminance(colour) for colour in (text.get_color(), shade))
        assert (light + 0.05) / (dark + 0.05) > 3.5


def luminance(colour):
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.heavy
def test_words_come_from_the_first_cohort(triangle):
    exhibit = plot_triangle(triangle, of="percent who bought", scale=100)
    assert exhibit.title == "Cohort 2017-01: 95 percent who bought at age 1, 65 at age 12."
    assert "2017-12: 40" in exhibit.alt
    assert "Rows: won in; columns: months since." in exhibit.caption


@pytest.mark.heavy
def test_wide_triangles_fit_or_are_refused(check_legible):
    wide = pd.DataFrame(np.full((3, 17), 16.0), index=["1997-01", "1997-02", "1997-03"])
    check_legible(plot_triangle(wide, of="percent"))
    with pytest.raises(ValueError, match="the numbers do not fit into 17 columns"):
        plot_triangle(wide * 1000, of="dollars")


def test_what_is_no_triangle_is_named(triangle):
    for wrong in (triangle * np.nan, -triangle, triangle.replace(0.95, np.inf)):
        with pytest.raises(SchemaError, match="numbers of zero or more"):
            plot_triangle(wrong, of="percent")
