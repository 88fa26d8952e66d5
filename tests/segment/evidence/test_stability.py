import pytest

from custseg.segment import CustomerSegmenter, segment_stability
from custseg.simulate import simulate_planted_segments


@pytest.mark.heavy
def test_every_segment_gets_a_grade():
    X = simulate_planted_segments(1200, 3, 3, separation=5, random_state=0)[["sim_1", "sim_2", "sim_3"]]
    table = segment_stability(X, CustomerSegmenter(3, order_by="sim_1"), n_resamples=10)
    assert table["grade"].tolist() == ["highly stable"] * 3
    assert segment_stability(X, CustomerSegmenter(8), n_resamples=10)["jaccard"].min() < 0.85
