"""What was stated, found and settled becomes arguments; open questions become one line."""

from custseg.read.meaning.answers import OpenQuestion
from custseg.read.meaning.settings import line_to_paste, remembered, stated_settings


def test_settings_hold_only_what_was_stated():
    assert stated_settings(columns={}, duplicates="keep", unclear="ask", sheet=None) == {"duplicates": "keep"}


def test_what_is_remembered():
    source = {"columns": {"date": "Day"}, "decimal": None, "dayfirst": False}
    found = remembered({"columns": {"cost": None}, "answers": {"guests": "keep"}}, source, {"totals": "aside"})
    assert found == {
        "columns": {"cost": None, "date": "Day"},
        "answers": {"guests": "keep", "totals": "aside"},
        "dayfirst": False,
    }


def test_the_line_holds_the_first_way_out_of_every_problem():
    question = OpenQuestion("Pass answers={'amount_per': 'order'} or answers={'amount_per': 'line'}.")
    others = ["Pass dayfirst=True or dayfirst=False.", "nothing"]
    assert line_to_paste("a.csv", {"sheet": 0}, [*others, question]) == (
        "read_transactions('a.csv', sheet=0, dayfirst=True, answers={'amount_per': 'order'})"
    )
    assert line_to_paste("a.csv", {}, others) == ""
    two = [*others, "Pass sheet='a'."]
    assert line_to_paste("a.csv", {}, two) == "read_transactions('a.csv', dayfirst=True, sheet='a')"
