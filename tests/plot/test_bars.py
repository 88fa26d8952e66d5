import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_bars_with_intervals
from custseg.schema import SchemaError


@pytest.mark.heavy
def test_bars_and_whiskers_are_the_table(estimates, check_legible):
    [axes] = check_legible(plot_bars_with_intervals(estimates, kind="percent", label="return rate")).figure.axes
    ends = [bar.get_x() + bar.get_width() for bar in axes.patches]
    assert ends == pytest.approx(estimates["estimate"].tolist())
    assert {bar.get_x() for bar in axes.patches} == {0}
    assert [tuple(segment[:, 0]) for segment in axes.collections[-1].get_segments()] == list(
        zip(estimates["low"], estimates["high"], strict=True)
    )


def test_numbers_stand_behind_the_whiskers(estimates):
    [axes] = plot_bars_with_intervals(estimates, kind="percent").figure.axes
    assert [text.get_text() for text in axes.texts] == ["12%", "31%", "-6%", "22%"]
    assert [text.xy[0] for text in axes.texts] == [0.17, 0.36, -0.12, 0.30]


def test_rows_are_named_in_order_with_the_unit_on_the_axis(estimates):
    [axes] = plot_bars_with_intervals(estimates, label="return rate (share of parcels)", kind="percent").figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == list(estimates.index)
    assert axes.yaxis_inverted()
    assert axes.get_xlabel() == "Return rate (share of parcels)"
    assert all(label.get_text().endswith("%") for label in axes.get_xticklabels())


def test_words_come_from_the_table(estimates):
    exhibit = plot_bars_with_intervals(estimates, kind="percent", label="return rate", level=0.9)
    assert exhibit.title == "Return rate: from -6% (by telephone) to 31% (in the shop 门店)."
    assert "90% intervals" in exhibit.caption
    assert "by telephone -6% (-12 to 1%); through a friend 22% (15–30%)" in exhibit.alt


def test_one_bar(estimates, check_legible):
    exhibit = check_legible(plot_bars_with_intervals(estimates[:1], label="rate"))
    assert exhibit.title == "Rate: 0.120 (by post)."


def test_a_reference_is_a_named_line(estimates, check_legible):
    exhibit = check_legible(plot_bars_with_intervals(estimates, kind="percent", reference=(0.5, "before the change")))
    [axes] = exhibit.figure.axes
    assert axes.texts[-1].get_text() == "before the change: 50%"
    assert any(set(line.get_xdata()) == {0.5} for line in axes.lines)
    assert exhibit.caption.endswith("Dashed line, before the change: 50%.")
    assert exhibit.alt.endswith("Dashed line, before the change: 50%.")


@pytest.mark.heavy
@pytest.mark.parametrize("scale", [1e-4, 1, 1e3, 1e6, 1e9])
def test_any_size_of_number_is_legible(estimates, check_legible, scale):
    check_legible(plot_bars_with_intervals(estimates * scale, kind="number", label="profit (USD)"))
    check_legible(plot_bars_with_intervals(estimates * scale, kind="money", reference=(scale, "the plan of last year")))


def test_nothing_but_zeros(check_legible):
    zeros = pd.DataFrame({"estimate": [0.0], "low": [0.0], "high": [0.0]}, index=["none"])
    check_legible(plot_bars_with_intervals(zeros))


@pytest.mark.heavy
@pytest.mark.parametrize("scale", [1, 1e6])
def test_long_names_and_labels(estimates, check_legible, scale):
    more = " and then some more words about it, 客户价值客户价值客户价值"
    long = estimates.set_axis([name + more for name in estimates.index])
    label = "share of the customers who came back within the year after they had first bought something"
    check_legible(plot_bars_with_intervals(long * scale, label=label, reference=(0.2 * scale, label)))


def test_other_columns_and_equal_names(estimates):
    table = estimates.set_axis(["rate", "from", "to"], axis=1).set_axis(["a", "a", "b", "b"])
    exhibit = plot_bars_with_intervals(table, value="rate", low="from", high="to")
    assert len(exhibit.figure.axes[0].patches) == 4
    assert exhibit.figure.axes[0].get_xlabel() == "Rate"


@pytest.mark.heavy
def test_a_group_of_one_has_a_bar_and_no_interval(estimates):
    alone = estimates.copy()
    alone.iloc[0, alone.columns.get_indexer(["low", "high"])] = np.nan
    exhibit = plot_bars_with_intervals(alone)
    assert len(exhibit.figure.axes[0].patches) == len(estimates)
    assert (
        exhibit.alt.count("; ") == 3
        and exhibit.alt.count("–") == plot_bars_with_intervals(estimates).alt.count("–") - 1
    )


def test_what_does_not_fit_is_named(estimates):
    with pytest.raises(ValueError, match="kind must be one of 'percent', 'money', 'count', 'number'; found 'share'"):
        plot_bars_with_intervals(estimates, kind="share")
    with pytest.raises(SchemaError, match="low"):
        plot_bars_with_intervals(estimates.drop(columns="low"))
    with pytest.raises(SchemaError, match="estimate"):
        plot_bars_with_intervals(estimates.assign(estimate=np.nan))
    with pytest.raises(ValueError, match="the lower one first"):
        plot_bars_with_intervals(estimates.rename(columns={"low": "high", "high": "low"}))


def test_the_table_stays(estimates):
    before = estimates.copy()
    plot_bars_with_intervals(estimates, reference=(0.1, "x"))
    pd.testing.assert_frame_equal(estimates, before)
