"""Do the statements balance but for those that are meant not to, and grow as told?"""

import numpy as np
import pandas as pd
import pytest

from custseg.simulate._client_statements import WRONG, yearly_income, yearly_statements

N = 3000


def companies() -> pd.DataFrame:
    columns = {"revenue": 10.0, "net_margin": 0.05, "assets": 8.0, "liabilities": 5.0, "cash": 1.0, "borrowed": 0.5}
    return pd.DataFrame(columns, pd.RangeIndex(N, name="client_id"))


def test_growth_is_as_told_and_few_do_not_balance():
    table = yearly_statements(companies(), np.full(N, 0.1), 2025, np.random.RandomState(0))
    means = table.groupby("year")["revenue"].mean()
    assert means.to_numpy() == pytest.approx([10 / 1.21, 10 / 1.1, 10.0], rel=0.01)
    off = (table["assets"] - table["liabilities"] - table["equity"]).abs() > 0.005 * table["assets"]
    assert off.mean() == pytest.approx(WRONG, abs=0.01)
    years = table.groupby("client_id").size().reindex(range(N)).fillna(0)
    assert set(years) == {0.0, 2.0, 3.0}


def test_income_ends_where_it_stands():
    income = pd.Series([100.0, -5.0], name="income")
    table = yearly_income(income, np.array([0.1, 0.1]), 2025, np.random.RandomState(0))
    assert table[2025].tolist() == [100.0, -5.0] and (table.iloc[1] < 0).all()
    assert table.loc[0, 2023] == pytest.approx(100 / 1.21, rel=0.3)
