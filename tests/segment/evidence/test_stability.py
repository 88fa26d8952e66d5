import numpy as np
import pytest

from custseg.segment import CustomerSegmenter, segment_stability
from custseg.segment.evidence.measures import PanelMeasures
from custseg.simulate import simulate_planted_segments


@pytest.mark.heavy
def test_every_segment_gets_a_grade():
    X = simulate_planted_segments(1200, 3, 3, separation=5, random_state=0)[["sim_1", "sim_2", "sim_3"]]
    table = segment_stability(X, CustomerSegmenter(3, order_by="sim_1"), n_resamples=10)
    assert table["grade"].tolist() == ["highly stable"] * 3
    assert segment_stability(X, CustomerSegmenter(8), n_resamples=10)["jaccard"].min() < 0.85


def test_grades_are_those_of_hennig_and_segments_keep_their_order(monkeypatch):
    X = 10 * np.array([3.0, 0.0, 2.0, 1.0])[:, None] + np.linspace(0, 1, 5)
    segmenter = CustomerSegmenter(4).fit(X.reshape(-1, 1))
    # of each segment, in the order of segments: above .85 highly stable, .75 valid, .6 a pattern, else dissolves
    halves = np.array([[0.4, 0.68], [0.5, 0.72], [0.76, 0.8], [0.86, 1.0]])
    found = halves.T[:, segmenter._rank]
    monkeypatch.setattr(PanelMeasures, "jaccard", lambda self, k, groups: found)
    table = segment_stability(X.reshape(-1, 1), CustomerSegmenter(4), n_resamples=2)
    assert table["grade"].tolist() == ["dissolves", "pattern", "valid", "highly stable"]
    assert table["jaccard"].tolist() == pytest.approx([0.54, 0.61, 0.78, 0.93])
    assert table["dissolved"].tolist() == [0.5, 0, 0, 0], "one of two is below a half"
    assert (table["low"] < table["jaccard"]).all() and (table["jaccard"] < table["high"]).all()
    assert table.index.tolist() == [0, 1, 2, 3] and table.index.name == "segment"


def test_the_name_of_a_method_is_no_segmenter():
    with pytest.raises(TypeError, match="segmenter must be a CustomerSegmenter"):
        segment_stability(np.arange(6.0)[:, None], "kmeans")


@pytest.mark.parametrize(
    ("mean", "grade"),
    [
        (0.6, "dissolves"),
        (0.601, "pattern"),
        (0.75, "pattern"),
        (0.751, "valid"),
        (0.85, "valid"),
        (0.851, "highly stable"),
    ],
)
def test_a_grade_is_above_its_bound(monkeypatch, mean, grade):
    monkeypatch.setattr(PanelMeasures, "jaccard", lambda self, k, groups: np.full((4, 2), mean))
    table = segment_stability(np.arange(6.0)[:, None], CustomerSegmenter(2), n_resamples=4)
    assert table["grade"].tolist() == [grade] * 2
    assert table[["low", "high", "dissolved"]].to_numpy().tolist() == [[mean, mean, 0.0]] * 2


def test_as_many_resamples_are_drawn_as_asked_for_and_a_hundred_unasked(monkeypatch):
    drawn = []

    def jaccard(self, k, groups):
        drawn.append((k, self.n_resamples, self.seed))
        return np.tile(np.linspace(0, 1, 41)[:, None], (1, k))

    monkeypatch.setattr(PanelMeasures, "jaccard", jaccard)
    X, segmenter = np.arange(6.0)[:, None], CustomerSegmenter(2)
    table = segment_stability(X, segmenter)
    segment_stability(X, segmenter, n_resamples=7, random_state=3)
    assert drawn == [(2, 100, 0), (2, 7, 3)]
    assert not hasattr(segmenter, "groups_"), "what was given is not fitted"
    assert table.loc[0, ["jaccard", "low", "high", "dissolved"]].tolist() == pytest.approx([0.5, 0.025, 0.975, 20 / 41])
