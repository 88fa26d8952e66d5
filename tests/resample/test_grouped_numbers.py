"""Is what is no number and no group of each customer refused, of means and of shares alike?"""

import numpy as np
import pandas as pd
import pytest

from custseg.resample import mean_intervals, share_intervals


@pytest.mark.parametrize("function", [mean_intervals, share_intervals])
def test_what_does_not_fit_is_refused(function):
    with pytest.raises(ValueError, match="same index in the same order"):
        function(pd.Series([1.0, 2.0]), pd.Series(["a", "b"], index=[1, 0]))
    with pytest.raises(ValueError, match="2 entries are missing"):
        function(pd.Series([1.0, np.nan]), pd.Series(["a", None]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        function(pd.Series([1.0, 2.0]), pd.Series(["a", "b"]), level=95)


def test_means_and_shares_of_nobody_are_refused():
    with pytest.raises(ValueError, match="at least one customer"):
        mean_intervals(pd.Series([], dtype=float), pd.Series([], dtype=str))
    for total in (-1.0, 0.0):
        with pytest.raises(ValueError, match="shares of them mean nothing"):
            share_intervals(pd.Series([total, total]), pd.Series(["a", "b"]))


def test_lists_are_no_columns():
    with pytest.raises(TypeError, match="values must be a pandas Series, found list"):
        mean_intervals([1.0, 2.0], pd.Series(["a", "b"]))
    with pytest.raises(TypeError, match="values must be a pandas Series, found list"):
        share_intervals([1.0, 2.0], pd.Series(["a", "b"]))
