"""Do the lists stand side by side on the front, with what to do, when and for what, each called by its name?"""

import pandas as pd
import pytest

from custseg.brief import lists_for_monday, open_book
from custseg.brief._lists_side_by_side import _what_for, overview
from custseg.datasets import load_cdnow
from custseg.simulate import simulate_business


@pytest.fixture(scope="module")
def cdnow():
    return open_book(load_cdnow())


def test_who_how_many_when_and_for_what_stand_on_the_front(cdnow):
    table = lists_for_monday(cdnow).table
    assert list(table.index) == ["Largest customers", "Long silent", "Late customers"]
    assert table["customers"].tolist() == [f"{n:,}" for n in cdnow.lists["list"].value_counts(sort=False) if n]
    assert table["what to do"].tolist() == ["call each, first the late: 3", "leave alone", "write to all"]
    assert set(table["look again on"]) == {"29 September 1998"}
    assert table["for what"].iloc[1] == "next to nobody came back before (3%)"


@pytest.mark.parametrize(
    "people, share, words",
    [
        (2, 0.0, "whether such customers come back is not known"),
        (12, 0.0, "next to nobody came back before (0%)"),
        (12, 0.04, "whether such customers come back is not known"),
        (40, 0.04, "next to nobody came back before (4%)"),
        (0, float("nan"), "whether such customers come back is not known"),
    ],
)
def test_a_list_of_two_on_past_days_says_nothing_of_who_comes_back(people, share, words):
    row = pd.Series({"action": "leave", "for_learning": False, "people": people, "share": share})
    assert _what_for(row) == words


@pytest.mark.heavy
def test_holding_back_and_leaving_alone_are_two_things_and_called_so():
    book = open_book(simulate_business("plain", customers=4000, random_state=7).rows)
    section = lists_for_monday(book)
    todo = section.table["what to do"]
    write, back = (book.lists[book.lists["list"] == "late"]["draw"] == one for one in ("write", "leave"))
    assert todo["Late customers"] == f"write to {write.sum()}, hold back {back.sum()} as control"
    assert todo["Long silent"] == "leave alone"
    sheets = pd.concat(section.lists.values())
    drawn = book.lists["draw"].reindex(sheets.index)
    assert (sheets["todo"].eq("hold back (control)") == drawn.eq("leave")).all()
    assert not any(
        "alone" in one["text"] for one in section.facts() if one["id"] in ("monday.title", "monday.power.late")
    )


def test_money_of_a_short_file_is_not_called_that_of_a_year(cdnow):
    assert "amount of the last 365 days" in overview(cdnow, cdnow.prospects)
    rows = [(f"c{n % 12}", pd.Timestamp("2024-01-01") + pd.Timedelta(days=3 * n), 5.0 + n) for n in range(50)]
    short = open_book(pd.DataFrame(rows, columns=["customer_id", "date", "amount"]))
    assert "amount in the 148 days of the file" in overview(short, short.prospects)
