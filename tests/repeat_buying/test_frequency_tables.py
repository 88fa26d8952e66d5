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
    with pytest.raises(SchemaError, match="the repeat-purchase table lacks 'T'"):
        frequency_table(cdnow[["x"]], {})


def test_a_row_for_many_customers_counts_so_often(cdnow):
    times = np.arange(len(cdnow)) % 3
    repeated = cdnow.loc[cdnow.index.repeat(times)]
    models = {"BG/NBD": BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426)}
    pd.testing.assert_frame_equal(
        frequency_table(cdnow.assign(customers=times), models), frequency_table(repeated, models)
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"T": ["a", "b"]}, "T must be numbers, found string"),
        ({"T": [True, False]}, "T must be numbers, found boolean"),
        ({"T": [1j, 2j]}, "T must be numbers, found complex"),
        (
            {"T": [39.0, None], "x": [1, -1]},
            r"(?s)x or T is missing or infinite: 1.*x is negative or not a whole number",
        ),
        ({"T": [39.0, -1.0]}, "T is negative: 1 customers"),
    ],
)
def test_columns_that_are_no_numbers_of_customers_are_refused_in_words(wrong, said):
    model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426)
    with pytest.raises(SchemaError, match=said):
        frequency_table(pd.DataFrame({"x": [0, 1], "T": [39.0, 30.0]}).assign(**wrong), {"m": model})


@pytest.mark.parametrize("name", ["x", "T"])
def test_a_column_that_is_there_twice_is_refused(name):
    table = pd.DataFrame({"x": [0, 1], "T": [39.0, 30.0]})
    with pytest.raises(SchemaError, match=f"has '{name}' more than once"):
        frequency_table(pd.concat([table, table[[name]]], axis=1), {})
