"""Which customers have traits, and what is learnt, or said to be wrong, of them? For the tests of trait columns.

`customers` makes a table, `learn` learns the coding of its traits, `problems` gives what is said where it is refused.
"""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._trait_columns import Coding, learn_coding
from custseg.schema import SchemaError

N = 12
CHANNEL = ["store"] * 6 + ["web"] * 4 + ["fax"] * 2


def customers(**columns: object) -> pd.DataFrame:
    """Give a table of twelve customers who all bought again, with the given columns."""
    x = np.arange(N) % 3 + 1.0
    return pd.DataFrame({"x": x, **columns}, index=pd.Index([f"C{n:02}" for n in range(N)], name="customer_id"))


def learn(table: pd.DataFrame, *traits: str) -> Coding:
    """Learn how traits of a table become numbers."""
    return learn_coding(table, traits, table["x"].to_numpy())


def problems(table: pd.DataFrame, *traits: str) -> tuple[str, ...]:
    """Give what is said of traits that are refused."""
    with pytest.raises(SchemaError) as error:
        learn(table, *traits)
    return error.value.problems
