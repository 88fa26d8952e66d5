"""Has a shop the same colour in every figure, and is every figure looked at by measuring it?"""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from custseg import plot
from custseg.plot import plot_bars_with_intervals, plot_lines, plot_lorenz, plot_top_shares
from custseg.plot._canvas import ink_on, places_of
from custseg.theme import PALETTE, SEQUENTIAL, STROKES
from tests.plot.conftest import contrast


def test_asked_places_are_kept_and_the_others_take_what_is_free():
    assert places_of(["a", "b", "c"], None) == [0, 1, 2]
    assert places_of(["a", "b", "c"], {"c": 0, "elsewhere": 1}) == [1, 2, 0]
    with pytest.raises(ValueError, match=r"places from 0 to 5 in the palette, found \{'a': 6\}"):
        places_of(["a"], {"a": 6})


def test_a_shop_has_one_colour_throughout(top_shares, check_legible):
    colours = {"supermarket": 3, "music shop": 1}
    bars = check_legible(plot_top_shares(top_shares, colours=colours)).figure.axes[0].patches
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [PALETTE[1]] * 3 + [PALETTE[3]] * 3
    curve = pd.DataFrame({"share_of_customers": [0, 0.5, 1], "share_of_amount": [0, 0.1, 1]})
    lines = (
        check_legible(plot_lorenz({"music shop": curve, "supermarket": curve**2}, colours=colours)).figure.axes[0].lines
    )
    assert [line.get_color() for line in lines[1:]] == [STROKES[1], STROKES[3]]
    table = pd.DataFrame({"supermarket": [0.5, 0.4], "music shop": [0.2, 0.1]}, index=[1, 2])
    axes = check_legible(plot_lines(table, colours=colours, reference=(0.3, "the usual bar"))).figure.axes[0]
    assert {text.get_text(): text.get_color() for text in axes.texts}["supermarket"] == STROKES[3]
    assert [line.get_color() for line in axes.lines[:2]] == [STROKES[3], STROKES[1]]


def test_bars_have_one_colour_or_their_own_and_say_of_how_many_they_are(estimates, check_legible):
    table = estimates.assign(n=[533, 12, 1056, 7])
    axes = check_legible(plot_bars_with_intervals(table, colours=1)).figure.axes[0]
    assert {to_hex(bar.get_facecolor()) for bar in axes.patches} == {PALETTE[1]}
    assert [label.get_text() for label in axes.get_yticklabels()][::2] == ["by post (533)", "by telephone (1,056)"]
    axes = plot_bars_with_intervals(estimates, colours={"by post": 4}).figure.axes[0]
    assert [to_hex(bar.get_facecolor()) for bar in axes.patches] == [PALETTE[4], *[PALETTE[0]] * 3]


def test_letters_stand_out_on_every_shade():
    assert min(contrast(ink_on(SEQUENTIAL(place / 50)), SEQUENTIAL(place / 50)[:3]) for place in range(51)) >= 4.5
    assert min(contrast(colour, "#ffffff") for colour in STROKES) >= 4.5


def test_every_public_plot_is_measured():
    """`check_legible` and `check_boxes` find letters that no font holds, struck labels, faint and alien colours."""
    tests = {path.stem: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")}
    checked = [text for text in tests.values() if "check_legible" in text or "check_boxes" in text]
    lost = [name for name in plot.__all__ if not any(f"{name}(" in text for text in checked)]
    assert not lost, "let check_legible look at these plots with a typical table"
