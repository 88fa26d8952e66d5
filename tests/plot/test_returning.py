import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.plot import plot_second_purchases
from custseg.schema import SchemaError
from custseg.value import second_purchase_curve


@pytest.fixture
def curve():
    return second_purchase_curve(load_cdnow(), observed_until="1998-06-30", within=range(5, 546, 20), period="M")


def test_a_line_is_whole_where_all_were_watched_and_broken_after(curve, check_legible):
    [axes] = check_legible(plot_second_purchases(curve)).figure.axes
    whole, broken = axes.lines[:2]
    first = curve.loc[pd.Period("1997-01")]
    np.testing.assert_array_equal(np.isfinite(whole.get_ydata()), first["complete"].to_numpy())
    open_days = first.index[~first["complete"] & first["share"].notna()]
    assert np.isfinite(broken.get_ydata())[-len(open_days) :].all(), "the end that is still open is not drawn"
    assert broken.get_linestyle() != whole.get_linestyle()
    assert axes.get_ylim()[0] == 0


def test_every_name_has_the_colour_of_its_line(curve, check_legible):
    [axes] = check_legible(plot_second_purchases(curve)).figure.axes
    colours = {line.get_color() for line in axes.lines[::2][:3]}
    assert {text.get_color() for text in axes.texts} == colours
    assert sorted(text.get_text() for text in axes.texts) == ["1997-01", "1997-02", "1997-03"]


def test_the_rival_stands_in_figure_caption_and_alt(curve, check_legible):
    rival = pd.Series([0.0, 0.46], index=[0, 365], name="dates drawn evenly")
    exhibit = check_legible(plot_second_purchases(curve, rival=rival))
    assert "dates drawn evenly" in [text.get_text() for text in exhibit.figure.axes[0].texts]
    assert "Dotted, dates drawn evenly: 46% on day 365." in exhibit.caption and "drawn evenly" in exhibit.alt
    assert "1997-03, 50% had bought again by day 485 (95% interval 46% to 53%)" in exhibit.alt


def test_what_cannot_be_drawn_is_named(curve):
    with pytest.raises(SchemaError, match="expected a table of second_purchase_curve"):
        plot_second_purchases(curve.drop(columns="complete"))
    with pytest.raises(SchemaError, match=r"no share on any of the days(.|\n)*rival must have a number"):
        plot_second_purchases(curve.assign(share=np.nan), rival=pd.Series([np.nan], name="x"))
    many = pd.concat({n: curve.loc[pd.Period("1997-01")] for n in "abcde"}, names=["group"])
    with pytest.raises(SchemaError, match="at most 4 groups can be told apart, found 5"):
        plot_second_purchases(many)


def test_nothing_is_changed(curve):
    before = curve.copy()
    plot_second_purchases(curve)
    pd.testing.assert_frame_equal(curve, before)
