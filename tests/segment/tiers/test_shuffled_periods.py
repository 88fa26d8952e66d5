"""Does a twin keep everybody's places and every period's scores, and nothing else?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import period_twins, tier_stability


@pytest.fixture
def scores():
    random = np.random.default_rng(1)
    table = pd.DataFrame(random.random((200, 6)) * [1, 2, 3, 4, 5, 6])  # all rise from period to period
    return table.mask(random.random(table.shape) < 0.1)


def test_each_period_keeps_its_scores_and_who_is_absent(scores):
    twin = next(period_twins(scores, n_twins=1, random_state=5))
    assert twin.isna().equals(scores.isna()) and not twin.equals(scores)
    for period in scores:
        assert np.sort(twin[period].dropna()).tolist() == np.sort(scores[period].dropna()).tolist()


def test_whoever_always_stands_alike_never_moves():
    scores = pd.DataFrame(np.arange(50.0)[:, None] * [1, 10, 100])
    assert all(twin.equals(scores) for twin in period_twins(scores, n_twins=3, random_state=1))


def test_a_world_without_change_lies_among_its_twins():
    random = np.random.default_rng(2)
    scores = pd.DataFrame(random.normal(size=(300, 1)) + 0.5 * random.normal(size=(300, 6)))
    seen = tier_stability(scores)["kept"]
    drawn = [tier_stability(twin)["kept"] for twin in period_twins(scores, n_twins=100, random_state=1)]
    assert np.quantile(drawn, 0.005) <= seen <= np.quantile(drawn, 0.995)


def test_two_periods_and_no_twin_are_refused(scores):
    with pytest.raises(SchemaError, match="it takes 3"):
        period_twins(scores.iloc[:, :2], random_state=1)
    with pytest.raises(ValueError, match="n_twins"):
        period_twins(scores, n_twins=0, random_state=1)
