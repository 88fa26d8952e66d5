"""A column of states: its texts, their rows, and which of them are named where the file is read in parts."""

import numpy as np
import pandas as pd
import pytest

from custseg.read import convert_transactions, read_transactions, read_transactions_with_rejects
from custseg.read.meaning.state_columns import MOST_STATES
from custseg.read.parts import text_parts


def log_of(states):
    """Write one purchase a row, each on a day of its own."""
    days = pd.date_range("2024-01-01", periods=len(states)).strftime("%Y-%m-%d")
    customers = [f"c{place % 7}" for place in range(len(states))]
    return pd.DataFrame({"customer_id": customers, "date": days, "amount": 5.0, "status": states})


def test_many_different_cells_are_no_states():
    plain = [f"s{place}" for place in range(MOST_STATES - 1)]
    few, many = ([*plain, *more, "cancelled"] for more in ([], ["a", "b"]))
    assert len(read_transactions(log_of(few))) == len(few) - 1
    assert len(read_transactions(log_of(many))) == len(many)


@pytest.mark.parametrize("states", [["cancelled", "void", "refunded"], ["refunded", "void", "canceled", "cancelled"]])
def test_each_part_names_the_texts_of_the_whole_file(tmp_path, monkeypatch, states):
    """Cancelled and refunded rows of one column have reasons of their own, with the words of all parts."""
    monkeypatch.setattr(text_parts, "TAIL", 2)
    column = np.full(60, "paid", dtype=object)
    for place, state in enumerate(states):
        column[[5 + 11 * place, 9 + 11 * place]] = state
    table = log_of(column)
    table.loc[[5, 20], "customer_id"] = ""  # a second reason beside the first, in some parts only
    table.to_csv(tmp_path / "log.csv", index=False)
    _, expected = read_transactions_with_rejects(tmp_path / "log.csv")
    convert_transactions(tmp_path / "log.csv", tmp_path / "l.parquet", rejects=tmp_path / "r.parquet", batch_rows=8)
    found = pd.read_parquet(tmp_path / "r.parquet")
    assert len(expected) >= 2 * len(states)
    assert found["reason"].tolist() == expected["reason"].tolist()
