import pandas as pd
import pytest

from custseg.plot import plot_total_value
from custseg.schema import SchemaError


@pytest.fixture
def groups():
    columns = {"lifetime_value": [900.0, 500.0, 100.0], "referral_value": [60.0, 400.0, -30.0]}
    return pd.DataFrame(columns | {"credited": [90.0, 200.0, 0.0], "n": [10, 4, 7]}, index=["buyers", "both", "rest"])


def test_full_bars_are_the_total_and_hatched_ones_what_is_counted_twice(groups, check_legible):
    [axes] = check_legible(plot_total_value(groups, currency="USD")).figure.axes
    kept, brought, twice = axes.containers
    assert [bar.get_width() for bar in kept] == [810, 300, 100]
    assert [(bar.get_x(), bar.get_width()) for bar in brought] == [(810, 60), (300, 400), (0, -30)]
    assert [(bar.get_x(), bar.get_width()) for bar in twice] == [(870, 90), (700, 200), (100, 0)]
    assert all(bar.get_hatch() for bar in twice)
    assert not any(bar.get_hatch() for bar in [*kept, *brought])


def test_words_hold_the_sums(groups):
    exhibit = plot_total_value(groups, currency="USD")
    assert exhibit.title == "Own purchases and referrals add up to 1,930 USD, of which 290 USD are counted twice."
    assert "both 700, and 200 twice" in exhibit.alt
    [axes] = exhibit.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["buyers (10)", "both (4)", "rest (7)"]
    assert {"870 + 90", "700 + 200", "70 + 0"} <= {text.get_text() for text in axes.texts}


def test_nobody_can_be_counted_twice_with_more_than_their_own_value(groups):
    with pytest.raises(SchemaError, match=r"more than the own value of \['buyers'\]"):
        plot_total_value(groups.assign(credited=[901.0, 0.0, 0.0]))
    with pytest.raises(SchemaError, match="no row"):
        plot_total_value(groups.iloc[:0])
    with pytest.raises(SchemaError, match="credited"):
        plot_total_value(groups.drop(columns="credited"))


def test_rounding_of_sums_is_no_fault_and_returns_are_named(groups):
    rounded = groups.assign(credited=[900.0000000001, -1e-10, 0.0])
    [axes] = plot_total_value(rounded).figure.axes
    assert [bar.get_width() for bar in axes.containers[2]] == [900, 0, 0]
    with pytest.raises(SchemaError, match="returns make an own value negative, set it to 0"):
        plot_total_value(groups.assign(credited=[90.0, -50.0, 0.0]))
