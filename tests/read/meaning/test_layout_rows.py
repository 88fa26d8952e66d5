"""Headers that come again and remarks below the last purchase are set aside, and nothing else."""

import pytest

from custseg.read import read_transactions, read_transactions_with_rejects
from custseg.schema import SchemaError

HEADER, ROWS = "customer_id,date,amount\n", "k1,2024-01-31,5\nk2,2024-02-01,7\n"


@pytest.fixture
def sales(tmp_path):
    def sales(text):
        (tmp_path / "sales.csv").write_text(text, encoding="utf-8")
        return tmp_path / "sales.csv"

    return sales


@pytest.mark.parametrize("again", [HEADER, "\ufeff" + HEADER, "Customer ID,Date,Amount\n"])
def test_files_that_were_put_together(sales, again):
    path = sales(HEADER + ROWS + again + "k3,2024-03-01,9\n")
    found = read_transactions(path)
    assert found["amount"].tolist() == [5.0, 7.0, 9.0]
    assert "the row repeats the header: 1 row, 0.00, row 4. They were set aside." in found.attrs["source"]["notes"]
    assert read_transactions_with_rejects(path)[1]["row"].tolist() == [4]


@pytest.mark.parametrize(
    "remark", ["2 rows selected.\n", "Total,,12\nPage 1 of 1,,\n", "\nprinted on 5 May\n\n* preliminary figures\n"]
)
def test_remarks_below_the_last_purchase(sales, remark):
    found = read_transactions(sales(HEADER + ROWS + remark))
    assert found["customer_id"].tolist() == ["k1", "k2"]
    assert "the row is a remark at the end of the file" in found.attrs["source"]["notes"][-1]


@pytest.mark.parametrize("row", ["k3\n", "Ann Lee,2024-02-01\n", "k3\t2024-02-01\t9\n"])
def test_what_could_be_a_purchase_is_no_remark(sales, row):
    with pytest.raises(SchemaError, match="amount is missing"):
        read_transactions(sales(HEADER + ROWS + row))


def test_a_remark_between_purchases_is_refused(sales):
    with pytest.raises(SchemaError, match=r"date is missing in 1 row \(row 4\)"):
        read_transactions(sales(HEADER + ROWS + "the new till begins here\nk3,2024-03-01,9\n"))
