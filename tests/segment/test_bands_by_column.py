"""Are bands gapless, ordered, and is what they did counted right?"""

import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import column_bands, earlier_bands


def test_ties_stay_together_and_bands_have_no_gap():
    bands = column_bands(pd.Series([1.0] * 8 + [2.0, 3.0]))
    assert sorted(bands["band"].unique()) == list(range(1, bands["band"].nunique() + 1))
    assert bands["band"].iloc[:8].nunique() == 1


def test_all_the_same_is_one_band():
    assert column_bands(pd.Series([4.0, 4.0]))["band"].tolist() == [1, 1]


def test_low_can_be_best():
    assert column_bands(pd.Series([1.0, 100.0]), n_bands=2, best="low")["band"].tolist() == [2, 1]


def test_missing_values_are_refused():
    with pytest.raises(SchemaError, match="finite"):
        column_bands(pd.Series([1.0, None]))


def test_what_bands_did_is_counted():
    table = earlier_bands(pd.Series(range(1, 11), dtype=float), pd.Series([0.0] * 8 + [10.0, 30.0]))
    assert table["customers"].tolist() == [2] * 5
    assert table.iloc[0][["bought_again", "money", "money_share"]].tolist() == [1.0, 40.0, 1.0]


def test_no_money_has_no_share():
    assert earlier_bands(pd.Series([1.0, 2.0]), pd.Series([0.0, 0.0]))["money_share"].isna().all()
