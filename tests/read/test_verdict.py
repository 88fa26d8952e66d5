"""What is wrong is refused by one function and set aside by the other; what is decided is set aside by both."""

import numpy as np
import pandas as pd
import pytest

from custseg.read._faults import Fault
from custseg.read._parse import Findings
from custseg.read._verdict import all_sound, divided, fields_without_header
from custseg.read.files.rows import Rows
from custseg.schema import SchemaError

TABLE = pd.DataFrame({"customer_id": list("abcd"), "amount": [1.0, 2.0, 3.0, 4.0]})
NO_MORE = pd.DataFrame({"row": [], "reason": []})


def mask(*places):
    return np.isin(np.arange(len(TABLE)), places)


@pytest.fixture
def rows():
    return Rows(TABLE.astype(str), np.array([2, 3, 4, 5]), NO_MORE, {"separator": ","}, [])


@pytest.fixture
def findings():
    asides = [Fault(mask(1), "a guest", "")]
    return Findings(TABLE, mask(2), [], [], {"notes": ["a guest: row 3."]}, asides)


def test_decided_rows_are_set_aside_by_both(rows, findings):
    found = all_sound("f.csv", {"duplicates": "keep"}, rows, findings)
    assert found["customer_id"].tolist() == ["a", "c", "d"]
    assert (found.attrs["source"]["rows_set_aside"], found.attrs["source"]["rows_dropped"]) == (1, 1)
    found, rejects = divided("f.csv", {"duplicates": "keep"}, rows, findings)
    assert found["customer_id"].tolist() == ["a", "c", "d"]
    assert rejects[["row", "reason"]].to_numpy().tolist() == [[3, "a guest"]]


def test_repeated_rows(rows, findings):
    with pytest.raises(SchemaError, match=r"every column repeats an earlier row in 1 row \(row 4\)"):
        all_sound("f.csv", {}, rows, findings)
    assert divided("f.csv", {}, rows, findings)[1]["row"].tolist() == [3, 4]
    dropped = all_sound("f.csv", {"duplicates": "drop"}, rows, findings)
    assert (len(dropped), dropped.attrs["source"]["duplicates_dropped"]) == (2, 1)
    assert len(all_sound("f.csv", {"unclear": "decide"}, rows, findings)) == 3


def test_a_fault_in_a_row_that_is_set_aside_does_not_count(rows, findings):
    findings = findings._replace(faults=[Fault(mask(1), "amount is missing", "Fill it in")], repeats=mask())
    assert len(all_sound("f.csv", {}, rows, findings)) == 3
    reasons = divided("f.csv", {}, rows, findings)[1]["reason"].tolist()
    assert reasons == ["a guest; amount is missing"]


def test_no_row_is_left(rows, findings):
    findings = findings._replace(asides=[Fault(mask(0, 1, 2, 3), "a guest", "")])
    for verdict in (all_sound, divided):
        with pytest.raises(SchemaError, match="no row is left"):
            verdict("f.csv", {"duplicates": "keep"}, rows, findings)


def test_rows_with_more_fields_than_the_header(rows):
    assert fields_without_header(rows) == []
    broken = pd.DataFrame({"row": [7, 9], "reason": "has 5 fields", "customer_id": "a", "amount": "1"})
    (problem,) = fields_without_header(rows._replace(broken=broken))
    assert problem.startswith("there are more fields than headers in 2 rows (rows 7, 9). Put fields that hold ','")
