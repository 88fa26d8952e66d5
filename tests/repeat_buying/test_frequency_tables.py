import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, frequency_table
from custseg.schema import SchemaError


def test_frequencies_add_up_and_follow_the_model(cdnow):
    models = {"BG/NBD": BetaGeoNBD().fit(cdnow), "MBG/NBD": ModifiedBetaGeoNBD().fit(cdnow)}
    found = frequency_table(cdnow, models, largest=7)
    np.testing.assert_allclose(found.sum(), 2357)
    assert found.loc["0", "actual"] == (cdnow["x"] == 0).sum()
    one = cdnow[cdnow["T"] == cdnow["T"].iloc[0]]
    chances = models["BG/NBD"].new_customer_probabilities(horizon=one["T"].iloc[0], largest=6)
    np.testing.assert_allclose(frequency_table(one, models)["BG/NBD"].iloc[:7], len(one) * chances)


def test_a_missing_column_is_said(cdnow):
    with pytest.raises(SchemaError, match="the table lacks T"):
        frequency_table(cdnow[["x"]], {})


def test_a_row_for_many_customers_counts_so_often(cdnow):
    times = np.arange(len(cdnow)) % 3
    repeated = cdnow.loc[cdnow.index.repeat(times)]
    models = {"BG/NBD": BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426)}
    pd.testing.assert_frame_equal(
        frequency_table(cdnow.assign(customers=times), models), frequency_table(repeated, models)
    )
