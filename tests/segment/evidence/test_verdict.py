"""Is the verdict what the tests of the panel leave, and does its reason say which of them decided?"""

import numpy as np
import pandas as pd
import pytest

from custseg.segment import cluster_panel, cluster_tests, cluster_verdict


def test_the_largest_number_that_passes_wins(panel):
    verdict = cluster_verdict(panel)
    assert verdict["verdict"] == "compact clusters"
    assert verdict["n_clusters"] == 3
    assert verdict["passing"] == (2, 3)


@pytest.mark.parametrize(
    ("column", "value"),
    [("rise_box", 1.0), ("prediction_strength", 0.79), ("valley", 0.8), ("centre", 0.4), ("rise_copula", 1.0)],
)
def test_one_failure_is_enough(panel, column, value):
    verdict = cluster_verdict(panel.assign(**{column: value}))
    assert verdict["n_clusters"] == 1
    assert verdict["verdict"] == ("no clusters" if column == "rise_copula" else "no compact clusters")


def test_a_column_that_parts_the_customers_is_enough_and_is_named(parted):
    verdict = cluster_verdict(parted)
    assert verdict["n_clusters"] == 2
    assert "spend parts the customers" in verdict["reason"]
    assert "1e-09, at most 0.01 asked" in verdict["reason"]


@pytest.mark.parametrize(
    ("names", "parts", "has"),
    [
        ('"spend, net"', '"spend, net" parts the customers', '"spend, net" has a second hump'),
        ('log "a, ""b"", c"', 'log "a, ""b"", c" parts the customers', 'log "a, ""b"", c" has a second hump'),
        ("spend, visits", "spend, visits part the customers", "spend, visits have a second hump"),
        ('"spend, net", visits', '"spend, net", visits part the customers', '"spend, net", visits have a second hump'),
    ],
)
def test_a_comma_within_a_name_makes_no_second_column(parted, names, parts, has):
    named = parted.assign(parted_by=["", names, names, ""])
    assert parts in cluster_verdict(named)["reason"]
    assert has in cluster_verdict(named.assign(parting_bridge=1.0))["reason"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("parting_chance", 0.02, "chance of the valley in single columns 0.02, at most 0.01 asked"),
        ("parting_bridge", 0.8, "bridge across it 0.8, at most 0.6 asked"),
        ("parting_centre", 0.2, "centre in those columns 0.2, at least 0.8 asked"),
        ("parting_nested", 0.45, "piece beyond a straight line 0.45, at most 0.3 asked"),
        ("parting_crossing", 0.003, "chance of it where no line crosses 0.003, at least 0.025 asked"),
    ],
)
def test_the_reason_names_what_failed_with_its_number_and_what_is_asked(parted, column, value, said):
    verdict = cluster_verdict(parted.assign(**{column: value}))
    assert verdict["n_clusters"] == 1
    assert said in verdict["reason"]
    assert "rise over the box -0.2, at least" in verdict["reason"]
    assert "prediction strength 0.9" not in verdict["reason"]  # it passed


def test_a_second_hump_alone_is_structure(parted):
    verdict = cluster_verdict(parted.assign(rise_copula=0.0, parting_bridge=2.0))
    assert verdict["verdict"] == "no compact clusters"
    assert verdict["reason"].startswith("spend has a second hump, but no k above 1")


def test_columns_that_more_than_correlations_tie_are_called_that(panel):
    verdict = cluster_verdict(panel.assign(valley=2.0))
    assert verdict["verdict"] == "no compact clusters"
    assert "columns with one hump each that only correlations tie (k = 2, 3, 4)" in verdict["reason"]


def test_a_near_miss_does_not_read_like_a_hit(parted):
    reason = cluster_verdict(parted.assign(parting_chance=0.010004))["reason"]
    assert "chance of the valley in single columns 0.010004, at most 0.01 asked" in reason
    closer = cluster_verdict(parted.assign(parting_chance=0.010000001))["reason"]
    assert "chance of the valley in single columns 0.010000001, at most 0.01 asked" in closer


def test_one_crowd_is_said_to_be_one_by_the_first_test_of_each_way_alone(parted):
    verdict = cluster_verdict(parted.assign(rise_copula=0.0, parting_chance=0.4, parting_bridge=2.0))
    assert verdict["verdict"] == "no clusters"
    assert "rise over the copula 0, at least" in verdict["reason"]
    assert "chance of the valley in single columns 0.4, at most 0.01 asked" in verdict["reason"]
    assert "bridge" not in verdict["reason"] and "rise over the box" not in verdict["reason"]


def test_the_second_hump_is_that_of_the_columns_whose_chance_is_small(parted):
    verdict = cluster_verdict(parted.assign(rise_copula=0.0, parting_nested=[0.0, 0.9, 0.1, 0.0]))
    assert verdict["reason"].startswith("spend has a second hump")


def test_valleys_of_a_lattice_do_not_count(panel):
    assert cluster_verdict(panel.assign(valley_spread=1.1))["n_clusters"] == 1
    assert cluster_verdict(panel.assign(rise_copula_spread=1.0))["verdict"] == "no clusters"


def test_halves_of_a_bend_are_no_clusters_and_the_reason_says_so(panel):
    verdict = cluster_verdict(panel.assign(valley_bent=[0.0, 0.7, 0.31, 0.0]))
    assert verdict["passing"] == ()
    assert "valley along a bend 0.7, at most 0.3 asked" in verdict["reason"]
    assert cluster_verdict(panel.assign(valley_bent=0.3))["passing"] == (2, 3)


def test_a_shared_value_is_named(parted, tmp_path):
    parted.assign(shared="fee = 9.9 (40%)").to_csv(tmp_path / "panel.csv")
    assert "fee = 9.9 (40%)" in cluster_verdict(pd.read_csv(tmp_path / "panel.csv", index_col="k"))["reason"]
    parted.to_csv(tmp_path / "panel.csv")
    assert "share" not in cluster_verdict(pd.read_csv(tmp_path / "panel.csv", index_col="k"))["reason"]


def test_a_line_that_crosses_the_valley_of_all_columns_together_is_named(panel):
    assert cluster_verdict(panel.assign(valley_crossing=0.025))["n_clusters"] > 1
    verdict = cluster_verdict(panel.assign(valley_crossing=0.02))
    assert verdict["n_clusters"] == 1
    assert "chance of the valley where no line crosses 0.02, at least 0.025 asked" in verdict["reason"]


def test_what_passes_is_said_in_a_sentence(panel, parted):
    assert cluster_verdict(panel)["reason"] == "3 clusters pass all tests."
    said = cluster_verdict(parted)["reason"]
    assert said == (
        "2 clusters: spend parts the customers (chance of the valley in single columns 1e-09, at most 0.01 asked; "
        "bridge across it 0.1, at most 0.6 asked; centre in those columns 1.2, at least 0.8 asked; "
        "piece beyond a straight line 0.1, at most 0.3 asked; chance of it where no line crosses 0.5, at least 0.025 "
        "asked). All columns together do not show them (rise over the box -0.2, at least 3 asked): cluster by those "
        "named."
    )
    both = parted.assign(parting_chance=1e-9, parting_crossing=0.5)
    assert cluster_verdict(both)["n_clusters"] == 3
    assert cluster_verdict(both)["reason"].startswith("3 clusters: spend, visits part the customers (chance")
    assert cluster_verdict(both.assign(rise_box=9.0))["reason"] == "3 clusters pass all tests.", "whatever parts them"


def test_structure_without_clusters_is_said_in_a_sentence(panel, parted):
    assert cluster_verdict(panel.assign(rise_copula=[0.0, 9, 1, 9], centre=0.2))["reason"] == (
        "Customers differ from columns with one hump each that only correlations tie (k = 2, 4), but no k above 1 "
        "passes all tests of compact clusters (k = 2: centre 0.2, at least 0.5 asked)."
    )
    reason = cluster_verdict(parted.assign(parted_by="spend, visits", parting_chance=1e-9, parting_bridge=0.7))[
        "reason"
    ]
    assert reason.startswith(
        "Customers differ from columns with one hump each that only correlations tie (k = 2, 3, 4); spend, visits have "
        "a second hump, but no k above 1 passes all tests of compact clusters (k = 2: rise over the box -0.2, at least "
        "3 asked; k = 2: bridge across it 0.7, at most 0.6 asked)."
    )


def test_the_reason_denies_nothing_that_was_measured(panel, parted):
    """Rings beside each other come back with other customers, and nobody is between them: their centres are empty."""
    rings = cluster_verdict(panel.assign(prediction_strength=1.0, valley=0.0, centre=0.1))["reason"]
    assert "repeatable" not in rings and "valley" not in rings
    assert rings.endswith("(k = 2: centre 0.1, at least 0.5 asked).")
    # both columns part them: there are no others
    both = cluster_verdict(parted.assign(parted_by="a, b", rise_copula=2.0))["reason"]
    assert "other columns" not in both
    failed = "(rise over the copula 2, at least 3 asked, rise over the box -0.2, at least 3 asked)"
    assert both.endswith(f"All columns together do not show them {failed}: cluster by those named.")


def test_of_one_crowd_the_reason_says_so_in_a_sentence(panel):
    assert cluster_verdict(panel.assign(rise_copula=0.5))["reason"] == (
        "The customers look like one crowd: any cut through it is a choice for a purpose, not a discovery "
        "(k = 2: rise over the copula 0.5, at least 3 asked)."
    )


def test_a_panel_of_one_cluster_alone_has_no_tests(panel, parted):
    for one in (panel.loc[[1]], parted.loc[[1]]):
        verdict = cluster_verdict(one)
        assert verdict[["verdict", "n_clusters", "passing"]].tolist() == ["no clusters", 1, ()]
        assert verdict["reason"] == (
            "The customers look like one crowd: any cut through it is a choice for a purpose, not a discovery."
        )
        assert cluster_tests(one).columns.tolist() == ["found", "side", "asked", "passed"]
        assert len(cluster_tests(one)) == 0


def test_the_reason_tells_the_k_that_fails_the_fewest_tests(panel):
    worse = panel.assign(prediction_strength=[1.0, 0.1, 0.7, 0.1], valley=[0.0, 0.9, 0.5, 0.9])
    assert cluster_verdict(worse)["reason"].endswith("(k = 3: prediction strength 0.7, at least 0.8 asked).")


def test_numbers_are_told_with_as_many_digits_as_part_them_from_what_is_asked(panel):
    for found, said in ((1.234, "1.2, at most 0.75"), (0.7504, "0.7504, at most 0.75"), (0.7500001234, "0.7500001")):
        assert f"valley {said}" in cluster_verdict(panel.assign(valley=found))["reason"]
    reason = cluster_verdict(panel.assign(valley=1.234), valley=1.21)["reason"]
    assert "valley 1.23, at most 1.21 asked" in reason


def test_many_who_share_a_value_are_told_of_after_the_verdict(panel):
    reason = cluster_verdict(panel.assign(shared="fee = 9.9 (40%)"))["reason"]
    assert reason == (
        "3 clusters pass all tests. Many customers share one value, which is no cluster: fee = 9.9 (40%). "
        "Its column is judged by the others."
    )


@pytest.mark.parametrize(
    ("names", "ending"),
    [
        (["fee"], "fee = 9.9 (30%); fee = 40 (20%). Its column is judged by the others."),
        (['fee; "net", or = 2'], "= 40 (20%). Its column is judged by the others."),
        (["fee", "paid"], "paid = 40 (20%). Their columns are judged by the others."),
    ],
)
def test_columns_with_a_shared_value_are_counted_as_the_panel_names_them(panel, names, ending):
    fee = np.concatenate([np.full(30, 9.9), np.full(20, 40.0), np.linspace(10, 39, 50)])
    customers = pd.DataFrame(dict.fromkeys(names, fee))
    shared = cluster_panel(customers, ks=[1, 2], measures=["valley"], progress=False)["shared"].iloc[0]
    assert cluster_verdict(panel.assign(shared=shared))["reason"].endswith(ending)


def test_the_sides_of_the_tests_are_listed(parted):
    sides = cluster_tests(parted)["side"].xs(2, level="k").droplevel("way").to_dict()
    assert {test for test, side in sides.items() if side == "more than"} == {
        "rise over the copula",
        "rise over the box",
    }
    assert {test for test, side in sides.items() if side == "at least"} == {
        "prediction strength",
        "centre",
        "centre in those columns",
        "chance of it where no line crosses",
    }
    assert set(sides.values()) == {"more than", "at least", "at most"}


def test_a_second_hump_is_named_where_its_valley_is_crossed_and_others_are_not(parted):
    verdict = cluster_verdict(parted.assign(rise_copula=0.0, parting_crossing=[1.0, 0.003, 0.4, 1.0]))
    assert verdict["reason"].startswith("spend has a second hump, but no k above 1")
