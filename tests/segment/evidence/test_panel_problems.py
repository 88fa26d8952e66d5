"""Is a table that is no panel refused, in words, and every problem at once?"""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import cluster_tests, cluster_verdict
from custseg.segment.evidence.panel_problems import NEEDED, check_panel

BARS = {"level": 0.01, "strength": 0.8, "valley": 0.75, "centre": 0.5}


def refused(panel, **bars):
    with pytest.raises(ValueError) as caught:
        cluster_verdict(panel, **bars)
    with pytest.raises(ValueError):
        cluster_tests(panel, **bars)
    return str(caught.value)


def test_rows_in_another_order_and_numbers_of_another_kind_are_the_same_panel(panel, parted):
    for one in (panel, parted):
        expected = cluster_verdict(one)
        before = one.copy(deep=True)
        for other in (one.iloc[::-1], one.astype(object), one.convert_dtypes(), one.set_axis([1.0, 2.0, 3.0, 4.0])):
            pd.testing.assert_series_equal(cluster_verdict(other), expected)
        pd.testing.assert_frame_equal(one, before)
        pd.testing.assert_frame_equal(cluster_tests(one.iloc[::-1]), cluster_tests(one))


def test_a_number_that_is_missing_is_named_with_its_k(panel, parted):
    said = refused(panel.assign(valley=[0.0, 0.5, np.nan, 1.2], centre=[np.nan, 1, 1, np.nan]))
    assert "valley of the panel is missing for k = 3: " in said and "centre of the panel is missing for k = 4: " in said
    assert "parting_bridge of the panel is missing for k = 2" in refused(
        parted.assign(parting_bridge=[0, np.nan, 1, 1])
    )
    # what one cluster has is never asked for
    assert cluster_verdict(panel.assign(centre=[np.nan, 1, 0.9, 1]))["n_clusters"] == 3


def test_what_holds_no_numbers_is_named(panel):
    said = refused(panel.assign(valley=["low"] * 4, rise_box=[True] * 4))
    assert (
        "rise_box of the panel must be numbers; found bool." in said and "valley of the panel must be numbers" in said
    )


def test_an_index_that_counts_no_clusters_is_told_how_to_become_one(panel):
    read = panel.reset_index()
    said = refused(read)
    assert said == "The panel's index must be k, the number of clusters; found 0, 1, 2, 3. Pass panel.set_index('k')."
    assert cluster_verdict(read.set_index("k"))["n_clusters"] == 3
    # one that was numbered from 1 looks like k, and is not
    later = read.iloc[1:].set_axis([1, 2, 3])
    assert "index must be k" in refused(later)
    assert "found 'a', 'b', 'c', 'd'" in refused(panel.set_axis(list("abcd")))
    assert "one row for each k; found more for 2. Keep one" in refused(panel.set_axis([1, 2, 2, 3]))
    assert refused(panel.iloc[:0]) == "The panel has no rows: make it with cluster_panel."


def test_columns_that_are_there_twice_or_only_in_part_are_told(panel, parted):
    assert "'valley' more than once" in refused(pd.concat([panel, panel[["valley"]]], axis=1))
    assert "lacks 'parting_bridge', 'parting_centre'" in refused(
        parted.drop(columns=["parting_bridge", "parting_centre"])
    )


def test_references_and_bars_that_make_no_sense_are_told_together(panel):
    assert "n_references of the panel must be 2 or more; found 1." in refused(panel.assign(n_references=1))
    said = refused(panel.drop(columns="valley"), level=0.0, strength=np.nan, centre=np.inf)
    assert "level must be a chance above 0 and below 1; found 0.0." in said
    assert "strength must be a finite number; found nan." in said and "centre must be a finite number" in said
    assert "The panel lacks 'valley'" in said
    assert "level must be" in refused(panel, level=1.0)
    with pytest.raises(TypeError, match="panel must be a pandas DataFrame"):
        cluster_verdict(panel["valley"])


def test_problems_that_stand_behind_each_other_read_as_sentences(panel):
    """Each begins with a capital letter, or with the name of the argument or column that it is about."""
    names = {*BARS, *NEEDED}
    odd = [
        (panel.drop(columns="valley").reset_index(), {"level": 2.0, "strength": np.nan}),
        (pd.concat([panel.drop(columns="centre"), panel[["valley"]]], axis=1).iloc[:0], {"level": 0.0}),
        (panel.assign(n_references=1, valley="low", centre=np.nan), {}),
    ]
    for table, bars in odd:
        sentences = refused(table, **bars).removesuffix(".").split(". ")
        assert len(sentences) > 2
        begun = [sentence.split()[0] for sentence in sentences]
        assert all(word in names or word[0].isupper() for word in begun), begun


def test_the_rows_above_one_cluster_come_in_order(panel):
    assert check_panel(panel.iloc[::-1], **BARS).index.tolist() == [2, 3, 4]
