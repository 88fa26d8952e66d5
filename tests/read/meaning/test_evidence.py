"""Evidence counts rows and money, sets rows aside once, and asks or takes answers."""

import numpy as np
import pandas as pd
import pytest

from custseg.read.files.rows import Rows
from custseg.read.meaning.evidence import Evidence


@pytest.fixture
def evidence():
    table = pd.DataFrame({"customer_id": list("abc"), "amount": [10.0, -20.0, 70.0]})
    rows = Rows(table.assign(other="x"), np.array([2, 3, 4]), pd.DataFrame(), {}, [])
    return Evidence(rows, table, {"customer_id": "customer_id", "amount": "amount"}, {}, {})


def test_rows_and_money(evidence):
    mask = np.array([False, True, True])
    assert evidence.told(mask) == "2 rows, 50.00 net of refunds, rows 3, 4"
    assert evidence.told(np.array([True, False, True])) == "2 rows, 80.00, rows 2, 4"
    assert evidence.share(mask, "some rows") == pytest.approx(0.9)
    assert evidence.unused == ["other"]


def test_rows_are_set_aside_once(evidence):
    first = np.array([True, False, False])
    assert evidence.decide("guests", first, "a guest") == "aside"
    assert evidence.decide("totals", first, "a sum") is None
    assert evidence.away.tolist() == [True, False, False]
    assert evidence.settled == {"guests": "aside"}


def test_a_question_is_asked_decided_or_answered(evidence):
    assert evidence.ask("amount_per", "Which?", ["order", "line"]) is None
    assert evidence.questions[0].startswith('Which? Pass answers={"amount_per": "order"} (the amount is the order')
    evidence.deciding = True
    assert evidence.ask("amount_per", "Which?", ["order", "line"]) == "order"
    evidence.answers = {"amount_per": "line"}
    assert evidence.ask("amount_per", "Which?", ["order", "line"]) == "line"
