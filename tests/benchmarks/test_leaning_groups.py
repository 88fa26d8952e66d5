"""Are groups within which a column leans found as often as the file of results and the notes say?"""

import numpy as np
import pytest

from custseg.segment import cluster_verdict


def test_where_two_are_found_clusters_are(stored):
    assert (stored["right_number"] <= stored["power"]).all()


@pytest.mark.parametrize(
    ("lean", "tied", "balance", "large"),
    [
        ("alike", (0.6, 0.6), "80:20", 16000),
        ("against each other", (0.6, -0.6), "80:20", 16000),
        ("alike", (0.3, 0.3), "95:5", 38000),
    ],
)
def test_groups_lean_as_they_are_said_to(benchmark, lean, tied, balance, large):
    n = 20000 if balance == "80:20" else 40000
    cell = dict(zip(benchmark.CELL, (lean, tied[0], n, 5, balance, 4), strict=True))
    values = benchmark.table(cell, 0).to_numpy()
    groups = np.split(values, [large])
    assert groups[1][:, 0].mean() - groups[0][:, 0].mean() == pytest.approx(5, abs=0.05)
    for group, slope in zip(groups, tied, strict=True):
        assert group.std(axis=0) == pytest.approx([1] * 4, abs=0.03)
        ties = np.corrcoef(group.T)[np.triu_indices(4, 1)]
        assert ties == pytest.approx([slope, 0, 0, 0, 0, 0], abs=0.04)


def test_what_clusters_are_found_is_counted_and_how_many(benchmark, monkeypatch):
    found = [("compact clusters", 2), ("compact clusters", 3), ("no compact clusters", 1), ("no clusters", 1)]
    drawn = []

    def verdict_of(_, seed):
        drawn.append(seed)
        return dict(zip(("verdict", "n_clusters"), found[seed % 4], strict=True))

    monkeypatch.setattr(benchmark, "verdict_of", verdict_of)
    row = benchmark.row(benchmark.cells()[0], 8, first=4)
    assert (row["power"], row["right_number"], row["sets"], drawn) == (0.5, 0.25, 8, list(range(4, 12)))


def said(cells):
    """Write the share of tables in which groups are found."""
    return f"{np.average(cells['power'], weights=cells['sets']):.2f}".removeprefix("0")


def test_the_notes_say_where_groups_are_lost(stored):
    few, even = stored["balance"] == "95:5", stored[stored["balance"] != "95:5"]
    far, near = even[even["separation"] == 7], even[even["separation"] == 5]
    alike, against = (
        " and ".join(said(part) for _, part in near[near["lean"] == lean].groupby("n"))
        for lean in ("alike", "against each other")
    )
    slight, strong = (said(part) for _, part in stored[few].groupby("tie"))
    assert (
        f"Groups within which another column is correlated by .6 with the one that parts them are found, 7 standard "
        f"deviations apart, in {said(far)} of tables; 5 apart in {alike} of tables of 400 and 1,500 customers, or in "
        f"{against} where the column falls in one of them. A group of 65 beside 1,235 others, or of 125 beside 2,375, "
        f"is found 7 apart in {slight} of tables where the correlation is .3 and in {strong} where it is .6."
    ) in " ".join(cluster_verdict.__doc__.split())


@pytest.mark.heavy
def test_a_column_that_leans_hides_no_groups(benchmark):
    """Before fewer than ten in a valley could be clearly few, all of sixteen such tables were lost."""
    cell = {"lean": "alike", "tie": 0.6, "n": 400, "separation": 7, "balance": "50:50", "columns": 2}
    assert benchmark.row(cell, 3, first=1000)["power"] == 1


@pytest.mark.heavy
def test_a_column_that_leans_hides_no_small_group_of_many(benchmark):
    """While a lean counted as a tie to nearness, three of twelve such tables were found."""
    cell = {"lean": "alike", "tie": 0.3, "n": 1300, "separation": 7, "balance": "95:5", "columns": 2}
    assert benchmark.row(cell, 3, first=1000)["power"] == 1
