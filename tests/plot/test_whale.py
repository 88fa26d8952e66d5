import pandas as pd
import pytest

from custseg.plot import plot_whale
from custseg.schema import SchemaError


@pytest.fixture
def curve():
    return pd.DataFrame(
        {"share_of_customers": [0, 0.25, 0.5, 0.75, 1], "share_of_profit": [0, 0.9, 1.5, 1.6, 1.0]},
        index=pd.Index(range(5), name="customers"),
    )


def test_the_curve_is_the_table_and_its_peak_is_marked(curve, check_legible):
    [axes] = check_legible(plot_whale(curve)).figure.axes
    whole, line, dot = axes.lines
    assert line.get_ydata().tolist() == curve["share_of_profit"].tolist()
    assert set(whole.get_ydata()) == {1}
    assert dot.get_xydata().tolist() == [[0.75, 1.6]]
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylim()[1] > 1.6


def test_words_tell_the_peak(curve):
    exhibit = plot_whale(curve)
    assert exhibit.title == "The best 75% of the customers make 160% of the profit; the others lose the rest again."
    assert "160%" in exhibit.alt


def test_several_firms(curve, check_legible):
    curve.insert(0, "cumulative_profit", 100.0)  # as whale_curve has it
    other = curve.assign(share_of_profit=[0, 0.5, 0.8, 1.1, 1.0])
    exhibit = check_legible(plot_whale({"a bank 银行": curve, "a broker": other}, of="profit"))
    assert [text.get_text() for text in exhibit.figure.axes[0].get_legend().texts] == [
        "a bank 银行: 75% make 160%",
        "a broker: 75% make 110%",
    ]
    assert "160% from 75% of them (a bank 银行) and 110% from 75% of them (a broker)" in exhibit.title


def test_what_cannot_be_drawn_is_named(curve):
    with pytest.raises(SchemaError, match="share_of_profit"):
        plot_whale(curve.drop(columns="share_of_profit"))
    with pytest.raises(ValueError, match="expected one to 6 curves, found 0"):
        plot_whale({})


def test_words_that_are_given_stand(curve):
    exhibit = plot_whale(curve, title="It bends.", caption="One.", alt="160%.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("It bends.", "One.", "160%.")
