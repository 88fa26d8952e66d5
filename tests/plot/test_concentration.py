import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

from custseg.plot import plot_lorenz, plot_top_shares
from custseg.schema import SchemaError
from custseg.theme import PALETTE

CLAIMS = [(0.2, 0.8, "20/80 rule"), (0.05, 0.4, "5/40 claim")]


def texts(exhibit):
    return [text.get_text() for text in exhibit.figure.axes[0].texts]


def test_bars_are_the_table(top_shares, check_legible):
    exhibit = check_legible(plot_top_shares(top_shares))
    [axes] = exhibit.figure.axes
    assert sorted(bar.get_width() for bar in axes.patches) == sorted(top_shares["share_of_amount"])
    assert {bar.get_x() for bar in axes.patches} == {0}
    by_colour = {to_hex(bar.get_facecolor()) for bar in axes.patches}
    assert by_colour == set(PALETTE[:2])


def test_whiskers_are_the_intervals(top_shares):
    [axes] = plot_top_shares(top_shares).figure.axes
    drawn = sorted(tuple(segment[:, 0]) for segment in axes.collections[-1].get_segments())
    assert drawn == sorted(zip(top_shares["low"], top_shares["high"], strict=True))


def test_each_bar_has_its_whisker_and_its_number(top_shares):
    [axes] = plot_top_shares(top_shares).figure.axes
    whiskers = {round(segment[0, 1], 6): segment[:, 0] for segment in axes.collections[-1].get_segments()}
    labels = {round(text.xy[1], 6): text for text in axes.texts}
    for bar in axes.patches:
        lane = round(bar.get_y() + bar.get_height() / 2, 6)
        assert whiskers[lane][0] <= bar.get_width() <= whiskers[lane][1]
        assert labels[lane].get_text().startswith(f"{bar.get_width():.0%}")
        assert labels[lane].xy[0] == whiskers[lane][1]


def test_firms_are_named_at_their_first_bars(top_shares):
    assert {"36%  music shop", "22%  supermarket"} <= set(texts(plot_top_shares(top_shares)))
    alone = top_shares[top_shares["group"] == "supermarket"].drop(columns="group")
    assert texts(plot_top_shares(alone)) == ["22%", "55%", "84%"]


def test_claims_are_open_circles_in_the_rows_they_speak_of(top_shares, check_legible):
    exhibit = check_legible(plot_top_shares(top_shares, claims=CLAIMS))
    [axes] = exhibit.figure.axes
    circles = {line.get_xdata()[0]: line.get_ydata()[0] for line in axes.lines if line.get_marker() == "o"}
    assert set(circles) == {0.8, 0.4}
    rows = dict(zip((label.get_text() for label in axes.get_yticklabels()), axes.get_yticks(), strict=True))
    assert rows["Top 5%"] < circles[0.4] < rows["Top 20%"] < circles[0.8] < rows["Top 50%"]
    assert {"20/80 rule: 80%", "5/40 claim: 40%"} <= set(texts(exhibit))
    assert "20/80 rule: 80%" in exhibit.caption
    assert "5/40 claim: 40%" in exhibit.alt


@pytest.mark.heavy
def test_the_axis_starts_at_zero_and_ends_at_all(top_shares):
    [axes] = plot_top_shares(top_shares).figure.axes
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    assert (ticks[0], ticks[-1]) == ("0%", "100%")
    assert axes.get_xlabel() == "Share of the money"


def test_words_come_from_the_table(top_shares):
    exhibit = plot_top_shares(top_shares, of="sales", level=0.9)
    assert exhibit.title == "Of sales, the top 20% of the customers bring 67% (music shop) and 55% (supermarket)."
    assert "90% intervals" in exhibit.caption
    assert "supermarket: 5% 22% (20–23%), 20% 55% (53–56%)" in exhibit.alt


def test_words_that_are_given_stand(top_shares):
    exhibit = plot_top_shares(top_shares, title="Neither reaches 80%.", caption="Two firms.", alt="67% and 55%.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("Neither reaches 80%.", "Two firms.", "67% and 55%.")


@pytest.mark.heavy
def test_long_and_odd_names(top_shares, check_legible):
    odd = top_shares.assign(group=["超市 <b>$a$</b> of the very long name that nobody can read"] * 3 + ["$5_{x}$"] * 3)
    claims = [(0.5, share, "a claim that is far too long to be written here") for share in (0.01, 0.99)]
    exhibit = check_legible(plot_top_shares(odd, claims=claims))
    assert [text.get_text() for text in exhibit.figure.legends[0].texts] == [
        "超市 <b>$a$</b> of the very l…",
        "$5_{x}$",
    ]
    assert "of the very long name that nobody can read" in exhibit.alt
    assert r"\<b\>\$a\$" in exhibit.title.markdown


def test_six_groups(top_shares, check_legible):
    many = pd.concat([top_shares[:3].assign(group=f"firm {i}") for i in range(6)], ignore_index=True)
    check_legible(plot_top_shares(many))
    seven = pd.concat([many, top_shares[:3].assign(group="firm 7")])
    with pytest.raises(ValueError, match="at most 6 groups can be told apart in one figure, found 7"):
        plot_top_shares(seven)


def test_what_does_not_fit_is_named(top_shares):
    with pytest.raises(ValueError, match=r"the top \[0\.1\] of the customers, the table of \[0\.05, 0\.2, 0\.5\]"):
        plot_top_shares(top_shares, claims=[(0.1, 0.5, "x")])
    with pytest.raises(SchemaError, match=r"\[0\.05, 0\.2, 0\.5\] more than once; name the firms in a column 'group'"):
        plot_top_shares(top_shares.drop(columns="group"))
    with pytest.raises(SchemaError, match="high"):
        plot_top_shares(top_shares.drop(columns="high"))
    with pytest.raises(SchemaError, match="share_of_amount"):
        plot_top_shares(top_shares.assign(share_of_amount=np.nan))


def test_nothing_is_left_behind(top_shares):
    settings, table = dict(mpl.rcParams), top_shares.copy()
    plot_top_shares(top_shares, claims=CLAIMS)
    assert dict(mpl.rcParams) == settings
    assert not pyplot.get_fignums()
    pd.testing.assert_frame_equal(top_shares, table)


@pytest.fixture
def curves():
    share = np.linspace(0, 1, 201)
    return {
        name: pd.DataFrame({"share_of_customers": share, "share_of_amount": share**power})
        for name, power in (("music shop", 4), ("supermarket 超市", 2.5))
    }


def test_curves_are_the_tables(curves, check_legible):
    exhibit = check_legible(plot_lorenz(curves))
    [axes] = exhibit.figure.axes
    equal, *drawn = axes.lines
    assert equal.get_xydata().tolist() == [[0, 0], [1, 1]]
    for line, table in zip(drawn, curves.values(), strict=True):
        np.testing.assert_array_equal(line.get_xydata(), table.to_numpy())
    assert len({line.get_linestyle() for line in drawn}) == 2  # apart without colour too


def test_the_names_stand_where_no_curve_can_be(curves):
    exhibit = plot_lorenz(curves)
    [axes] = exhibit.figure.axes
    legend = axes.get_legend()
    assert [text.get_text() for text in legend.texts] == ["if all brought the same", *curves]
    right_low = axes.transAxes.inverted().transform(legend.get_window_extent().get_points())
    assert right_low[0, 1] > right_low[1, 0]  # its lower right corner is above the line of equality


def test_words_of_lorenz_curves(curves):
    exhibit = plot_lorenz(curves, of="sales")
    # 0.5**4 = 6%, 0.5**2.5 = 18%; 0.8**4 = 41%, 0.8**2.5 = 57%
    assert exhibit.title == "Of sales, the lower 50% of the customers bring 6% (music shop) and 18% (supermarket 超市)."
    assert "lower 80% of the customers bring 41% (music shop) and 57%" in exhibit.alt


@pytest.mark.heavy
def test_one_curve_and_one_table_of_several(curves, check_legible):
    one = check_legible(plot_lorenz(curves["music shop"], of="sales"))
    assert one.title == "The lower 50% of the customers bring 6% of sales."
    assert [text.get_text() for text in one.figure.axes[0].get_legend().texts][1] == "what they bring of sales"
    stacked = pd.concat([table.assign(group=name) for name, table in curves.items()])
    assert plot_lorenz(stacked).alt == plot_lorenz(curves).alt


def test_lorenz_needs_its_columns(curves):
    with pytest.raises(SchemaError, match="share_of_amount"):
        plot_lorenz(curves["music shop"].drop(columns="share_of_amount"))


@pytest.mark.heavy
def test_a_share_without_an_interval_has_no_whisker_and_says_so(top_shares):
    gap = top_shares.copy()
    gap.loc[gap.index[0], ["low", "high"]] = np.nan
    exhibit = plot_top_shares(gap)
    [axes] = exhibit.figure.axes
    assert len(axes.collections[-1].get_segments()) == len(top_shares) - 1
    assert exhibit.alt.count("(no interval)") == 1
    gap.loc[gap.index[0], "low"] = 0.1
    with pytest.raises(SchemaError, match="'high' is missing in 1 row"):
        plot_top_shares(gap)
