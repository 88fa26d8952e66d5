"""Does each test of the verdict ask what it says, and pass what just reaches it?"""

import pandas as pd
import pytest

from custseg.segment import cluster_tests, cluster_verdict


def test_a_stricter_level_asks_for_more(panel):
    faint = panel.assign(rise_copula=3.5)
    assert cluster_verdict(faint, level=0.05)["n_clusters"] == 3
    assert cluster_verdict(faint, level=0.001)["n_clusters"] == 1


def test_the_level_is_shared_by_all_numbers_of_clusters(panel):
    # Student's t with 19 degrees of freedom at .01 is 2.54; at a third of that, for three k, it is 3.03
    faint = panel.assign(rise_copula=2.8)
    assert cluster_verdict(faint.loc[[1, 2]], level=0.01)["passing"] == (2,)
    assert cluster_verdict(faint, level=0.01)["passing"] == (), "who looks at more k must ask for more of each"


def test_a_panel_without_the_deciding_columns_is_refused(panel):
    with pytest.raises(ValueError, match=r"lacks 'rise_box', 'valley'"):
        cluster_verdict(panel.drop(columns=["rise_box", "valley"]))


def test_fewer_references_ask_for_more_and_a_file_keeps_their_number(panel, tmp_path):
    faint = panel.assign(rise_copula=3.5, n_references=5)
    assert cluster_verdict(faint.assign(n_references=50))["n_clusters"] == 3
    faint.to_csv(tmp_path / "panel.csv")
    read = pd.read_csv(tmp_path / "panel.csv", index_col="k")
    assert cluster_verdict(read)["verdict"] == cluster_verdict(faint)["verdict"] == "no clusters"


def test_a_rise_is_asked_for_on_one_degree_of_freedom_less_than_references(panel):
    # tables of Student's t: upper .01 with 19 degrees of freedom 2.539, with 4 degrees 3.747
    asked = cluster_tests(panel.loc[[1, 2]])["asked"].xs("rise over the box", level="test")
    assert asked.tolist() == pytest.approx([2.539], abs=0.0005)
    few = cluster_tests(panel.loc[[1, 2]].assign(n_references=5))["asked"].xs("rise over the copula", level="test")
    assert few.tolist() == pytest.approx([3.747], abs=0.0005)


def test_the_tests_are_listed_with_their_thresholds(panel):
    tests = cluster_tests(panel)
    assert tests.index.get_level_values("k").unique().tolist() == [2, 3, 4]
    assert set(tests.index.get_level_values("way")) == {"all columns together"}
    passes = tests["passed"].groupby("k").all()
    assert tuple(passes.index[passes]) == cluster_verdict(panel)["passing"]
    crowded = tests.loc[("all columns together", "valley", 4)]
    assert (crowded["found"], crowded["side"], crowded["asked"]) == (1.2, "at most", 0.75)


def test_a_rise_must_be_more_than_asked_and_a_strength_may_just_reach_it(panel):
    asked = cluster_tests(panel)["asked"].xs("rise over the box", level="test").iloc[0]
    just = cluster_tests(panel.assign(rise_box=asked, prediction_strength=0.8))
    assert not just["passed"].xs("rise over the box", level="test").any()
    assert just["passed"].xs("prediction strength", level="test").all()


def test_a_level_that_is_no_number_is_refused(panel):
    for ask in (cluster_tests, cluster_verdict):
        with pytest.raises(TypeError, match="level must be"):
            ask(panel, level="high")


def test_single_columns_are_listed_too(parted):
    tests = cluster_tests(parted)
    assert set(tests.index.get_level_values("way")) == {"all columns together", "single columns"}
    assert not tests.droplevel("way").index.has_duplicates  # a test is known by its name
    passes = tests["passed"].groupby(["way", "k"]).all().groupby("k").any()
    assert tuple(passes.index[passes]) == cluster_verdict(parted)["passing"]


def test_a_panel_saved_before_pieces_or_lines_were_asked_for_is_read_without_them(parted):
    for column, test in (
        ("parting_nested", "piece beyond a straight line"),
        ("parting_crossing", "chance of it where no line crosses"),
    ):
        old = parted.drop(columns=column)
        assert cluster_verdict(old)["n_clusters"] == 2
        assert test not in cluster_tests(old).index.get_level_values("test")


@pytest.mark.parametrize(
    ("column", "just", "beyond"),
    [
        ("prediction_strength", 0.8, 0.7999),
        ("valley", 0.75, 0.7501),
        ("valley_spread", 0.75, 0.7501),
        ("valley_bent", 0.3, 0.3001),
        ("centre", 0.5, 0.4999),
        ("valley_crossing", 0.025, 0.0249),
    ],
)
def test_all_columns_together_pass_what_they_just_reach(panel, column, just, beyond):
    assert cluster_verdict(panel.assign(**{column: just}))["n_clusters"] > 1
    assert cluster_verdict(panel.assign(**{column: beyond}))["n_clusters"] == 1


@pytest.mark.parametrize(
    ("column", "just", "beyond"),
    [
        ("parting_chance", 0.01, 0.0101),
        ("parting_bridge", 0.6, 0.6001),
        ("parting_centre", 0.8, 0.7999),
        ("parting_nested", 0.3, 0.3001),
        ("parting_crossing", 0.025, 0.0249),
    ],
)
def test_single_columns_pass_what_they_just_reach(parted, column, just, beyond):
    assert cluster_verdict(parted.assign(**{column: just}))["n_clusters"] > 1
    assert cluster_verdict(parted.assign(**{column: beyond}))["n_clusters"] == 1


def test_every_threshold_may_be_given(panel):
    faint = panel.assign(prediction_strength=0.7, valley=0.9, centre=0.3)
    assert cluster_verdict(faint, strength=0.7, valley=0.9, centre=0.3)["passing"] == (2, 3, 4)
    for strict in ({"strength": 0.71}, {"valley": 0.89}, {"centre": 0.31}):
        assert cluster_verdict(faint, **{"strength": 0.7, "valley": 0.9, "centre": 0.3} | strict)["passing"] == ()
    asked = cluster_tests(faint, strength=0.7, valley=0.9, centre=0.3)["asked"].xs(2, level="k").droplevel("way")
    assert asked[["prediction strength", "valley", "centre"]].tolist() == [0.7, 0.9, 0.3]
