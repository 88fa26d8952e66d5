"""Are bars that a line joins, and groups that a bridge joins, called clusters as often as the file of results says?"""

import numpy as np
import pytest

from custseg.segment import cluster_verdict


def shares(stored, shape, by):
    """Write in which share of the tables of a shape clusters are called, by something else."""
    cells = stored[stored["shape"] == shape].groupby(by)
    said = [np.average(part["compact_clusters"], weights=part["sets"]) for _, part in cells]
    *first, last = (f"{share:.2f}".removeprefix("0") for share in said)
    return f"{', '.join(first)} and {last}"


def test_the_notes_say_where_one_shape_is_called_clusters(stored):
    h, n, ladder = (shares(stored, shape, "n") for shape in ("H", "N", "ladder"))
    notes = " ".join(cluster_verdict.__doc__.split())
    assert (
        f"Two bars and the line that joins them are one shape. Where 14 to 22 of 100 customers are on the line, they "
        f"are called clusters in {h} of tables of 300, 600 and 2,000 customers if it is a crossbar (H), in {n} if it "
        f"leads from end to end (N), and in {ladder} if it is two rungs (a ladder)."
    ) in notes
    assert (
        f"Groups 7 standard deviations apart that a thin bridge of 0, 2, 5, 10 and 20 of 100 customers joins are "
        f"called clusters in {shares(stored, 'bridge', 'share')} of tables."
    ) in notes


def strokes(benchmark, shape, share=0.2, n=40000):
    """Give the two columns of a shape, and who is on neither of its bars, told by the column that the bars part."""
    values = benchmark.table({"shape": shape, "n": n, "share": share}, 0).to_numpy()
    first, second = values[:, :2].T if shape != "Z" else values[:, 1::-1].T
    return first, second, (first > 0.4) & (first < 0.6)


@pytest.mark.parametrize(
    ("shape", "heights", "spread"), [("H", (0.5, 0.5), 0), ("N", (0.3, 0.7), 0.05), ("ladder", (0.3, 0.7), 0)]
)
def test_two_bars_are_joined_by_their_line(benchmark, shape, heights, spread):
    """Between the bars is a fifth of the way, and so a fifth of those on the line: no more, no fewer."""
    first, second, between = strokes(benchmark, shape)
    assert between.mean() == pytest.approx(0.2 * 0.2, abs=0.006)
    assert np.mean(first < 0.4) == pytest.approx(0.4 + 0.08, abs=0.01)
    if shape == "N":
        assert np.polyfit(first[between], second[between], 1) == pytest.approx([1, 0], abs=0.15)
    else:
        halves = np.split(np.sort(second[between]), [between.sum() // 2])
        assert [np.median(half) for half in halves] == pytest.approx(heights, abs=0.08)
    bar = second[first < 0]  # a bar is as long as the bars are apart
    assert np.quantile(bar, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.04)


def test_a_z_is_an_n_on_its_side(benchmark):
    upright, lying = (benchmark.table({"shape": shape, "n": 300, "share": 0.41}, 1) for shape in "NZ")
    assert lying.shape == (300, 3)
    np.testing.assert_array_equal(lying.to_numpy(), upright.to_numpy()[:, [1, 0, 2]])


@pytest.mark.parametrize("share", [0.0, 0.1])
def test_a_bridge_leads_evenly_from_centre_to_centre_and_is_thin(benchmark, share):
    values = benchmark.table({"shape": "bridge", "n": 40000, "share": share}, 1).to_numpy()
    assert values.shape[1] == 3
    middle = np.abs(values[:, 0] - benchmark.APART / 2) < 0.35  # a tenth of the way; the groups end three sd before it
    assert middle.mean() == pytest.approx(share / 10, abs=0.002)
    assert (values[:, 0] > benchmark.APART / 2).mean() == pytest.approx(0.5, abs=0.01)
    if share:
        assert values[middle].std(axis=0)[1:] == pytest.approx([0.3, 1], abs=0.15)


@pytest.mark.heavy
@pytest.mark.parametrize(("share", "clusters"), [(0.0, 1), (0.2, 0)])
def test_a_bridge_of_nobody_joins_nothing_and_one_of_a_fifth_does(benchmark, share, clusters):
    assert benchmark.row({"shape": "bridge", "n": 600, "share": share}, 2, first=1000)["compact_clusters"] == clusters
