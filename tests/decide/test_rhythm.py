import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.decide import rhythm_table
from custseg.schema import SchemaError


def log(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return table.assign(date=pd.to_datetime(table["date"]))


@pytest.mark.heavy
def test_the_table_is_what_a_loop_over_customers_finds():
    purchases = load_cdnow()
    table = rhythm_table(purchases, as_of="1998-03-31")
    past = purchases[purchases["date"] <= "1998-03-31"]
    for customer, rows in list(past.groupby("customer_id"))[:400]:
        days = np.unique(rows["date"].to_numpy())
        gaps = np.diff(days).astype("timedelta64[D]").astype(int)
        found = table.loc[customer]
        assert found["purchase_days"] == len(days)
        assert found["recency"] == (pd.Timestamp("1998-03-31") - days[-1]).days
        assert found["tenure"] == (pd.Timestamp("1998-03-31") - days[0]).days
        assert found["usual_gap"] == np.median(gaps) if len(gaps) else np.isnan(found["usual_gap"])
        young = rows["date"] > "1997-03-31"
        assert found["amount_last_year"] == pytest.approx(rows.loc[young, "amount"].sum())


def test_nothing_younger_than_the_day_is_seen():
    rows = log(("a", "2024-01-01", 5.0), ("a", "2024-02-01", 5.0), ("b", "2024-03-01", 1.0))
    table = rhythm_table(rows, as_of="2024-01-31")
    assert table.index.tolist() == ["a"] and table["purchase_days"].tolist() == [1]


def test_a_purchase_given_back_is_none():
    rows = log(("a", "2024-01-01", 5.0), ("a", "2024-01-09", 7.0), ("a", "2024-01-10", -7.0), ("b", "2024-01-02", 1.0))
    table = rhythm_table(rows, as_of="2024-01-31")
    assert table.loc["a", ["purchase_days", "recency", "amount_last_year"]].tolist() == [1, 30, 5.0]


def test_a_day_before_the_log_is_refused():
    with pytest.raises(SchemaError, match="choose a later day"):
        rhythm_table(log(("a", "2024-01-01", 5.0)), as_of="2023-01-01")
