import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_frequencies
from custseg.schema import SchemaError


@pytest.fixture
def table():
    actual = np.array([1411, 439, 214, 100, 62, 38, 29, 64])
    models = {"BG/NBD": actual * 1.02, "MBG/NBD": actual * 0.98, "Pareto/NBD": actual * 1.05}
    return pd.DataFrame({"actual": actual, **models}, index=["0", "1", "2", "3", "4", "5", "6", "7+"])


def test_bars_and_marks_are_the_columns(table, check_legible):
    [axes] = check_legible(plot_frequencies(table, across="repeat purchases in 39 weeks")).figure.axes
    assert [bar.get_height() for bar in axes.patches] == table["actual"].tolist()
    for line, name in zip(axes.lines, ("BG/NBD", "MBG/NBD", "Pareto/NBD"), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), table[name])
    assert len({line.get_marker() for line in axes.lines}) == 3  # apart without colour too
    assert axes.get_ylim()[0] == 0


def test_it_says_every_row(table):
    exhibit = plot_frequencies(table)
    assert exhibit.title.startswith("Repeat purchases 0: 1,411 customers; expected 1,439 (BG/NBD), 1,383 (MBG/NBD)")
    assert "7+: 64 customers" in exhibit.alt


def test_what_cannot_be_drawn_is_named(table):
    with pytest.raises(ValueError, match="expected one to four models, found"):
        plot_frequencies(table[["actual"]])
    with pytest.raises(SchemaError, match="actual"):
        plot_frequencies(table.drop(columns="actual"))
