"""Does the summary count what is there?"""

import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.tables import transactions_summary


def test_summary_counts_zeros_and_returns(transactions):
    row = transactions_summary(shop=transactions).loc["shop"]
    assert row[["customers", "transactions", "amount", "zero", "returns"]].tolist() == [2, 5, 20.0, 1, 1]
    assert (row["first_day"], row["last_day"]) == (pd.Timestamp("2024-01-10"), pd.Timestamp("2024-03-05"))
    with pytest.raises(TypeError, match="at least one log under its name"):
        transactions_summary()
    with pytest.raises(SchemaError, match="empty"):
        transactions_summary(shop=transactions.head(0))
