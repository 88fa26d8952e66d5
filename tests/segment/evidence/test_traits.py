import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_complete_journey
from custseg.schema import SchemaError
from custseg.segment import value_from_traits
from custseg.segment.evidence.traits import _ridge
from custseg.tables import amount_between, customer_table


@pytest.mark.heavy
def test_words_that_matter_are_found():
    random = np.random.default_rng(0)
    traits = pd.DataFrame({"town": random.choice(["A", "B", None], 300)})
    behaviour = pd.DataFrame({"amount": random.uniform(1, 9, 300), "town": 1.0 + np.arange(300) % 2})
    value = traits["town"].isna() * 2.0 + random.normal(0, 0.2, 300)
    table = value_from_traits(traits, behaviour, value, n_resamples=50)
    assert table.index.tolist() == ["traits", "behaviour", "both", "both, boosted trees"]
    assert table.loc["traits", "r2"] > 0.9
    assert table.loc["behaviour", "high"] < 0.1


@pytest.mark.heavy
def test_what_households_did_says_more_than_who_they_are():
    """S0-53 on the real households: demographics alone predict nothing of the next half-year."""
    baskets = load_complete_journey()
    traits = load_complete_journey("demographics").set_index("customer_id")
    customers = customer_table(baskets[baskets["date"] < "2017-07-01"], as_of="2017-06-30")
    known = customers.index.intersection(traits.index)
    later = np.log1p(amount_between(baskets, known, after="2017-06-30", until="2017-12-31"))
    behaviour = customers.loc[known, ["recency", "frequency", "amount"]]
    table = value_from_traits(traits.loc[known], behaviour, later, n_resamples=100)
    assert table.loc["traits", "high"] < 0.1
    assert table.loc["behaviour", "low"] > 0.4
    assert table.loc["both", "r2"] < table.loc["behaviour", "high"]


def test_problems_are_named_together():
    traits = pd.DataFrame({"town": ["A", "B"]})
    with pytest.raises(SchemaError, match=r"(?s)value must have the index.*zero or more.*value must be a finite"):
        value_from_traits(traits, pd.DataFrame({"amount": [-1.0, 2]}), pd.Series([1.0, np.nan], index=[5, 6]))


def test_penalties_of_the_ridge_are_tried_from_a_hundredth_to_a_thousand():
    ridge = _ridge(["town"], ["amount"])[-1]
    assert ridge.alphas == pytest.approx(10.0 ** np.arange(-2, 3.5, 0.5)), "two a decade"


def test_traits_that_are_no_table_are_refused_by_name():
    with pytest.raises(TypeError, match="value must be a pandas Series"):
        value_from_traits(pd.DataFrame({"town": ["A"]}), pd.DataFrame({"amount": [1.0]}), [1.0])
