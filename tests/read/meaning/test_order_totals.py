"""Orders whose total stands on each line: counted in one table and in parts, the same."""

import pandas as pd
import pytest

from custseg.read import convert_transactions, read_transactions
from custseg.read.meaning.order_totals import sums_of_orders
from custseg.schema import SchemaError

ROWS = pd.DataFrame(
    {
        "group": [1, 1, 2, 2, 3, 4, 4],
        "amount": [5.0, 5.0, 7.0, 8.0, 9.0, -2.0, -2.0],
        "line": [2.0, 3.0, 7.0, 8.0, 9.0, -1.0, -1.0],
        "own": 1.0,
        "number": [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
    }
)


def test_orders_are_counted_and_the_counts_of_different_orders_added():
    whole = sums_of_orders(ROWS)
    assert (whole.several, whole.alike, whole.extra, whole.total) == (3, 2, 7.0, 38.0)  # 5 and 2 counted again
    assert (whole.rows, whole.money, whole.as_order, whole.as_line) == (4, 6.0, 4, 0)
    assert whole.first == ("2", "3", "7", "8")
    assert sums_of_orders(ROWS[ROWS["group"] > 2]) + sums_of_orders(ROWS[ROWS["group"] <= 2]) == whole


def test_orders_whose_lines_stand_in_several_parts_are_asked_about_as_in_memory(tmp_path):
    lines = pd.DataFrame({"order_id": [f"O{n % 30}" for n in range(60)], "product": range(60)})
    lines = lines.assign(customer_id=[f"c{n % 15}" for n in range(60)], date="2024-01-05")
    lines["amount"] = [f"{10 + n % 30}.00" for n in range(60)]
    lines.to_csv(tmp_path / "sales.csv", index=False)
    with pytest.raises(SchemaError) as memory:
        read_transactions(tmp_path / "sales.csv")
    with pytest.raises(SchemaError) as parts:
        convert_transactions(tmp_path / "sales.csv", tmp_path / "log.parquet", batch_rows=10)
    assert "amount_per" in memory.value.problems[0] and parts.value.problems == memory.value.problems
    with pytest.raises(SchemaError, match="decided with all of it in memory"):
        convert_transactions(
            tmp_path / "sales.csv", tmp_path / "log.parquet", batch_rows=10, answers={"amount_per": "order"}
        )
    log, _ = convert_transactions(
        tmp_path / "sales.csv", tmp_path / "log.parquet", batch_rows=10, answers={"amount_per": "line"}
    )
    assert len(pd.read_parquet(log)) == 60
