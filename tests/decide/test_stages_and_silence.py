import numpy as np
import pandas as pd
import pytest

from custseg.decide import list_against_columns, stage_returns
from custseg.schema import SchemaError
from custseg.segment.life_stages import STAGES


@pytest.fixture
def stages():
    names = pd.Categorical(["trust"] * 3 + ["weakening"] * 2 + ["disappearance"] * 3, categories=STAGES, ordered=True)
    return pd.DataFrame({"recency": [1, 2, 30, 20, 25, 40, 15, 50], "stage": names}, index=list("abcdefgh"))


def test_the_rival_is_as_many_by_days_of_silence(stages):
    back = pd.Series([True, True, False, True, False, False, True, False], index=stages.index)
    table = stage_returns(stages, back)
    assert table["share"].fillna(-1).round(3).tolist() == [-1, -1, 0.667, 0.5, 0.333]
    # silent longest: h, f, c; then e, d; shortest: a, b, g
    assert table["rival"].fillna(-1).round(3).tolist() == [-1, -1, 1.0, 0.5, 0.0]
    assert table["difference"].fillna(9).round(3).tolist() == [9, 9, -0.333, 0.0, 0.333]


def test_it_agrees_with_lists_against_columns():
    rng = np.random.default_rng(1)
    recency = pd.Series(rng.integers(0, 100, 500))
    stage = pd.Categorical.from_codes(np.where(recency + rng.normal(0, 20, 500) > 60, 4, 2), categories=list(STAGES))
    back = pd.Series(rng.random(500) < np.exp(-recency / 60))
    table = stage_returns(pd.DataFrame({"recency": recency, "stage": stage}), back).loc["disappearance"]
    chosen = pd.Series(stage == "disappearance")
    other = list_against_columns(back.astype(float), chosen, {"silence": recency.astype(float)}).iloc[0]
    assert table["difference"] == pytest.approx(other["difference"] * back.sum() / chosen.sum())


def test_other_tables_are_refused_in_words(stages):
    with pytest.raises(SchemaError, match="lacks 'recency'"):
        stage_returns(stages[["stage"]], pd.Series(True, index=stages.index))
    with pytest.raises(ValueError, match="same order"):
        stage_returns(stages, pd.Series(True, index=range(8)))
