import pandas as pd
import pytest

from custseg.segment import cluster_verdict


@pytest.fixture
def panel():
    return pd.DataFrame(
        {
            "rise_box": [0.0, 9, 9, 9],
            "rise_copula": [0.0, 9, 9, 9],
            "n_references": 20,
            "prediction_strength": [1.0, 0.9, 0.9, 0.5],
            "valley": [0.0, 0.5, 0.6, 1.2],
            "centre": [1.0, 1.0, 0.9, 1.0],
        },
        index=pd.Index([1, 2, 3, 4], name="k"),
    )


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


def test_a_stricter_level_asks_for_more(panel):
    faint = panel.assign(rise_copula=3.5)
    assert cluster_verdict(faint, level=0.05)["n_clusters"] == 3
    assert cluster_verdict(faint, level=0.001)["n_clusters"] == 1


def test_a_panel_without_the_deciding_columns_is_refused(panel):
    with pytest.raises(ValueError, match=r"lacks 'rise_box', 'valley'"):
        cluster_verdict(panel.drop(columns=["rise_box", "valley"]))


def test_fewer_references_ask_for_more_and_a_file_keeps_their_number(panel, tmp_path):
    faint = panel.assign(rise_copula=3.5, n_references=5)
    assert cluster_verdict(faint.assign(n_references=50))["n_clusters"] == 3
    faint.to_csv(tmp_path / "panel.csv")
    read = pd.read_csv(tmp_path / "panel.csv", index_col="k")
    assert cluster_verdict(read)["verdict"] == cluster_verdict(faint)["verdict"] == "no clusters"
