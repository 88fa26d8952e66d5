import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_alive_map
from custseg.schema import SchemaError


@pytest.fixture
def table():
    silence = pd.Index(np.arange(0, 39, 3.0), name="silence")
    counts = pd.RangeIndex(1, 13, name="x")
    return pd.DataFrame(np.exp(-np.outer(silence, counts) / 60), index=silence, columns=counts)


@pytest.mark.heavy
def test_shades_are_the_cells(table, check_legible):
    exhibit = check_legible(plot_alive_map(table))
    axes, scale = exhibit.figure.axes
    np.testing.assert_array_equal(np.ravel(axes.collections[0].get_array()), np.ravel(table))
    assert [label.get_text() for label in scale.get_xticklabels()] == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert axes.get_xlabel() == "Repeat purchases"


def test_the_alt_text_says_when_half_are_gone(table):
    # exp(-t / 60) never gets below one half within 36 weeks; with 7 purchases it does after 6, with 12 after 6.
    alt = plot_alive_map(table).alt
    assert "Below one half after this many weeks since the last purchase (in brackets: repeat purchases):" in alt
    assert "6 (7) and 6 (12)." in alt


def test_a_map_that_stays_above_one_half_is_drawn_without_the_line(table, check_legible):
    exhibit = check_legible(plot_alive_map(0.6 + 0.4 * table))
    assert "one half after" not in exhibit.alt


def test_what_cannot_be_drawn_is_named(table):
    with pytest.raises(SchemaError, match="probabilities between 0 and 1"):
        plot_alive_map(table * 2)
    with pytest.raises(SchemaError, match="rising numbers as rows"):
        plot_alive_map(table[::-1])
    with pytest.raises(SchemaError, match="rising numbers as columns; found"):
        plot_alive_map(table.iloc[:, :1])
