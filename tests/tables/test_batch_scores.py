"""Is a batch scored as its customers would be anywhere else?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.tables._batch_scores import BatchScores, check_alone

CUSTOMERS = pd.DataFrame({"money": [1.0, 2.0, 4.0]}, index=pd.Index(["a", "b", "c"], name="customer_id"))


class Doubles:
    """Say twice the money, in several shapes."""

    def predict(self, table):
        return 2 * table["money"].to_numpy()

    def transform(self, table):
        return np.column_stack([table["money"], -table["money"]])

    def names(self, table):
        return pd.Series(pd.Categorical(["low", "low", "high"][: len(table)]), table.index, name="segment")

    def ranks(self, table):
        return table["money"].rank(pct=True)

    def total(self, table):
        return [table["money"].sum()]


def scores(method):
    return BatchScores(Doubles(), method, "customer_id", {})


def test_what_a_method_gives_becomes_columns():
    assert scores("predict").of(CUSTOMERS)["predict"].tolist() == [2.0, 4.0, 8.0]
    assert scores("transform").of(CUSTOMERS).columns.tolist() == ["transform_0", "transform_1"]
    assert isinstance(scores("names").of(CUSTOMERS)["segment"].dtype, pd.CategoricalDtype)


def test_names_travel_as_text():
    rows = scores("names").of_rows(CUSTOMERS.reset_index())
    assert rows.columns.tolist() == ["customer_id", "segment"] and rows["segment"].tolist() == ["low", "low", "high"]
    assert [str(field.type) for field in scores("names").in_arrow(CUSTOMERS.reset_index()).schema][1].endswith("string")


def test_who_depends_on_others_is_refused():
    check_alone(scores("predict"), CUSTOMERS)
    with pytest.raises(ValueError, match="another value when other customers stand beside"):
        check_alone(scores("ranks"), CUSTOMERS)
    with pytest.raises(ValueError, match="gives 1 rows for 3 customers"):
        scores("total").of(CUSTOMERS)


def test_lacking_columns_are_named():
    with pytest.raises(SchemaError, match=r"source lacks 'customer_id'; it has 'money'. Pass ids="):
        scores("predict").of_rows(CUSTOMERS)
