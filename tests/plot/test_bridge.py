import pandas as pd
import pytest

from custseg.plot import plot_bridge
from custseg.schema import SchemaError


@pytest.fixture
def bridge():
    change = {"new": 150.0, "reactivated": 80.0, "kept, more": 300.0, "kept, less": -420.0, "lost": -1200.0}
    table = pd.DataFrame({"change": change | {"returns only": 0.0}})
    table["before"] = [0.0, 0.0, 2000.0, 1500.0, 1200.0, 0.0]
    table["after"] = table["before"] + table["change"]
    return pd.concat([table, table.sum().to_frame("total").T]).rename_axis("part")


def test_bars_hang_together(bridge, check_legible):
    [axes] = check_legible(plot_bridge(bridge, before="spring", after="autumn", currency="USD")).figure.axes
    first, *moves, last = axes.patches
    assert (first.get_x(), first.get_width()) == (0, 4700)
    at = 4700.0
    for bar, change in zip(moves, bridge["change"].drop(["returns only", "total"]), strict=True):
        assert (bar.get_x(), bar.get_width()) == (at, change)
        at += change
    assert (last.get_x(), last.get_width()) == (0, at)


def test_each_bar_has_its_name_and_number(bridge):
    [axes] = plot_bridge(bridge, before="spring", after="autumn").figure.axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["spring", "new", "reactivated", "kept, more", "kept, less", "lost", "autumn"]
    assert {text.get_text() for text in axes.texts} == {"4,700", "3,610", "+150", "+80", "+300", "-420", "-1,200"}


def test_words_come_from_the_table(bridge):
    exhibit = plot_bridge(bridge, before="spring", after="autumn", currency="USD")
    assert exhibit.title == (
        "From 4,700 USD (spring) to 3,610 USD (autumn): the largest gain is kept, more (300 USD), "
        "the largest loss lost (-1,200 USD)."
    )
    assert "kept, less -420 USD" in exhibit.alt


def test_a_bridge_of_one_way_or_of_no_change(bridge, check_legible):
    grown = pd.DataFrame({"before": [5.0, 5.0], "after": [7.0, 7.0], "change": [2.0, 2.0]}, index=["new", "total"])
    assert check_legible(plot_bridge(grown)).title == "From 5 (before) to 7 (after)."
    still = grown.assign(after=5.0, change=0.0)
    assert "no change" in plot_bridge(still).alt


def test_what_is_missing_is_named(bridge):
    with pytest.raises(SchemaError, match="lacks the row 'total'"):
        plot_bridge(bridge.drop(index="total"))
    with pytest.raises(SchemaError, match="change"):
        plot_bridge(bridge.drop(columns="change"))
