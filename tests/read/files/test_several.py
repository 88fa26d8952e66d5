"""Several files and sheets of the same shape are read as one."""

import pandas as pd
import pytest

from custseg.read import read_transactions, read_transactions_with_rejects
from custseg.schema import SchemaError, merged


@pytest.fixture
def months(tmp_path):
    (tmp_path / "january.csv").write_text("customer_id,date,amount\na,2024-01-05,5.5\nb,2024-01-06,x\n")
    (tmp_path / "february.csv").write_text("date,customer_id,amount\n2024-02-05,a,6.5\n")
    return [tmp_path / "january.csv", tmp_path / "february.csv"]


def test_files_are_put_under_each_other(months):
    found, rejects = read_transactions_with_rejects(months)
    assert found["amount"].tolist() == [5.5, 6.5]
    assert rejects["row"].tolist() == ["january.csv:3"]
    source = found.attrs["source"]
    assert (source["name"], source["rows_read"]) == ("january.csv + february.csv", 3)
    with pytest.raises(SchemaError, match=r"row january\.csv:3: 'x'"):
        read_transactions(months)


def test_other_headers_are_refused(months, tmp_path):
    (tmp_path / "march.csv").write_text("customer_id,date,total\na,2024-03-05,5\n")
    with pytest.raises(SchemaError, match=r"march\.csv has 'amount', 'total' more or less"):
        read_transactions([*months, tmp_path / "march.csv"])


def test_notes_name_their_file(tmp_path):
    paths = [tmp_path / folder / "sales.csv" for folder in ("north", "south")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(f"customer_id,date,amount\n{path.parent.name},2024-01-05,5.5")  # no line end
    notes = read_transactions(paths).attrs["source"]["notes"]
    assert [note.split(": the last row")[0] for note in notes if "no line end" in note] == list(map(str, paths))


def test_one_file_in_a_list(months):
    assert read_transactions(months[1:]).attrs["source"]["name"] == "february.csv"


def test_sheets_are_put_under_each_other(tmp_path):
    path = tmp_path / "year.xlsx"
    with pd.ExcelWriter(path) as writer:
        for month, amount in (("Jan", 5.0), ("Feb", 6.0)):
            table = pd.DataFrame({"customer_id": ["a"], "date": ["2024-01-05"], "amount": [amount]})
            table.to_excel(writer, sheet_name=month, index=False)
    with pytest.raises(SchemaError, match="They have the same headers") as caught:
        read_transactions(path)
    assert merged(caught.value.remedies[1:]) == {"sheet": ["Jan", "Feb"]}
    for sheets in (["Jan", "Feb"], [0, 1]):
        found = read_transactions(path, sheet=sheets)
        assert found["amount"].tolist() == [5.0, 6.0]
        assert found.attrs["source"]["name"] == "Jan + Feb"
