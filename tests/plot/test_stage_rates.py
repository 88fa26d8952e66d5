"""Does each stage of each shop have its dot, its interval and its rival?"""

import pandas as pd
import pytest

from custseg import SchemaError
from custseg.plot import plot_stage_rates
from custseg.theme import PALETTE

RATES = pd.DataFrame(
    {
        "stage": ["trust", "trust", "weakening"], "group": ["CDNOW", "the grocer", "CDNOW"], "n": [330, 1422, 120],
        "share": [0.6, 0.91, 0.48], "low": [0.55, 0.9, 0.39], "high": [0.65, 0.93, 0.57], "rival": [0.62, 0.9, 0.5],
    }
)  # fmt: skip


def test_a_dot_a_row_and_a_hollow_mark_beside_it():
    axes = plot_stage_rates(RATES).figure.axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    hollow = [line for line in axes.lines if line.get_marker() == "D"]
    assert [float(line.get_xdata()[0]) for line in dots] == RATES["share"].tolist()
    assert [float(line.get_xdata()[0]) for line in hollow] == RATES["rival"].tolist()
    assert [text.get_text() for text in axes.texts] == ["60% (330)", "91% (1,422)", "48% (120)"]


def test_a_shop_has_its_colour_and_the_figure_is_legible(check_legible):
    axes = check_legible(plot_stage_rates(RATES, colours={"CDNOW": 0, "the grocer": 2})).figure.axes[0]
    assert [line.get_color() for line in axes.lines if line.get_marker() == "o"] == [PALETTE[0], PALETTE[2], PALETTE[0]]


def test_its_words_say_least_and_most():
    exhibit = plot_stage_rates(RATES)
    assert exhibit.title == "Customers who bought again: from 48% (weakening, CDNOW) to 91% (trust, the grocer)."
    assert "weakening, CDNOW 48% of 120 (39–57%), as many by days of silence 50%" in exhibit.alt


def test_another_table_is_refused_in_words():
    with pytest.raises(SchemaError, match="rival"):
        plot_stage_rates(RATES.drop(columns="rival"))
    with pytest.raises(SchemaError):
        plot_stage_rates(RATES.iloc[:0])
