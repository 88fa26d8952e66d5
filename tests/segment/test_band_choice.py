"""Is the column that tells most chosen, and are real groups found?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment import choose_bands


def people(n=400):
    random = np.random.default_rng(1)
    table = pd.DataFrame({"recency": random.integers(1, 300, n), "frequency": random.integers(1, 9, n)})
    return table.assign(mean_amount=random.gamma(3, 10, n), amount=lambda t: t["mean_amount"] * t["frequency"])


@pytest.mark.heavy
def test_the_column_behind_the_outcome_is_chosen():
    known = people()
    chosen = choose_bands(known, np.exp(-known["recency"] / 100.0) * 50, random_state=1)
    assert (chosen.column, chosen.best) == ("recency", "low")
    assert chosen.others["recency"] > chosen.others["amount"]


@pytest.mark.heavy
def test_constant_columns_are_left_out():
    known = people().assign(amount=5.0, mean_amount=5.0, frequency=1)
    assert choose_bands(known, 1.0 * (known["recency"] < 50), random_state=1).column == "recency"


def test_customers_who_are_all_alike_are_refused():
    with pytest.raises(SchemaError, match="alike"):
        choose_bands(people(), pd.Series(0.0, index=range(400)), random_state=1)


def test_lacking_columns_are_named():
    with pytest.raises(SchemaError, match="'mean_amount'"):
        choose_bands(people().drop(columns="mean_amount"), pd.Series(1.0, index=range(400)), random_state=1)
