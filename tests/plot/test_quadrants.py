import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_quadrants
from custseg.schema import SchemaError

CORNERS = {
    "top left": "Fans who spend little\n20%",
    "top right": "Both gain\n30%",
    "bottom left": "Neither gains\n31%",
    "bottom right": "They pay, unconvinced\n19%",
}


@pytest.fixture
def points():
    random = np.random.RandomState(1)
    return pd.DataFrame({"spend": np.exp(random.normal(6, 1, 300)), "gain": random.normal(0.5, 1, 300)})


def test_dots_are_the_table_and_the_cuts_are_drawn(points, check_legible):
    exhibit = check_legible(plot_quadrants(points, cuts=(400, 0), corners=CORNERS, logarithmic=True))
    [axes] = exhibit.figure.axes
    np.testing.assert_array_equal(axes.collections[0].get_offsets(), points.to_numpy())
    upright, flat = axes.lines
    assert (upright.get_xdata()[0], flat.get_ydata()[0]) == (400, 0)
    assert [text.get_text() for text in axes.texts] == list(CORNERS.values())
    assert axes.get_ylim()[0] < points["gain"].min() and axes.get_ylim()[1] > points["gain"].max()
    assert axes.get_xscale() == "log"


def test_words_come_from_the_table(points, check_legible):
    exhibit = check_legible(
        plot_quadrants(points, cuts=(400, 0), corners=CORNERS, kinds=("money", "number"), across="spend, USD")
    )
    assert exhibit.title == (
        "Spend, USD and gain of 300 customers: Fans who spend little 20%; Both gain 30%; Neither gains 31%; "
        "They pay, unconvinced 19%."
    )
    assert exhibit.caption.endswith("The lines are the cuts, 400 and 0.")
    assert "cut at 400 and 0: top left, Fans who spend little 20%; top right, Both gain 30%" in exhibit.alt


def test_a_cut_outside_the_dots_is_still_inside_the_axes(points, check_legible):
    [axes] = check_legible(plot_quadrants(points, cuts=(400, 9), corners=CORNERS)).figure.axes
    assert axes.get_ylim()[1] > 9


def test_the_diagonal_is_where_both_measures_are_equal(check_legible):
    random = np.random.RandomState(1)
    points = pd.DataFrame({"cost": random.uniform(0.6, 1.4, 300), "price": random.uniform(0.7, 1.0, 300)})
    exhibit = plot_quadrants(points, cuts=(0.9, 0.85), corners=CORNERS, diagonal="break-even")
    [axes] = check_legible(exhibit).figure.axes
    line = axes.lines[-1]
    np.testing.assert_array_equal(line.get_xdata(), line.get_ydata())
    assert axes.texts[0].get_text() == "break-even"
    assert axes.get_xlim()[0] <= line.get_xdata()[0] < line.get_xdata()[1] <= axes.get_xlim()[1]


def test_a_diagonal_outside_the_dots_is_left_out(points, check_legible):
    far = points.assign(gain=points["gain"] - 1e6)
    [axes] = check_legible(plot_quadrants(far, cuts=(400, -1e6), corners=CORNERS, diagonal="equal")).figure.axes
    assert len(axes.lines) == 2


def test_what_cannot_be_drawn_is_named(points):
    with pytest.raises(ValueError, match=r"corners lacks 'top left'.*no corner 'north'.*found 'share'"):
        few = {name: text for name, text in CORNERS.items() if name != "top left"}
        plot_quadrants(points, cuts=(1, 1), corners=few | {"north": "x"}, kinds=("share", "number"))
    with pytest.raises(ValueError, match="expected two columns"):
        plot_quadrants(points[["gain"]], cuts=(1, 1), corners=CORNERS)
    with pytest.raises(ValueError, match=r"above zero; 1 of 'spend' are not"):
        plot_quadrants(points.replace(points.iloc[0, 0], 0), cuts=(1, 1), corners=CORNERS, logarithmic=True)
    with pytest.raises(SchemaError):
        plot_quadrants(points.assign(gain=np.nan), cuts=(1, 1), corners=CORNERS)


def test_nothing_is_changed_and_words_that_are_given_stand(points):
    before = points.copy()
    exhibit = plot_quadrants(points, cuts=(1, 1), corners=CORNERS, title="Half.", caption="Dots.", alt="50%.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("Half.", "Dots.", "50%.")
    pd.testing.assert_frame_equal(points, before)


def test_long_names_of_corners_leave_each_other_room(points, check_legible):
    long = dict.fromkeys(CORNERS, "Customers who buy rarely but spend well each time that they come")
    check_legible(plot_quadrants(points, cuts=(400, 0), corners=long, logarithmic=True))
