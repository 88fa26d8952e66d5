"""What a sentence tells to do is there as data, and a call of it can be pasted."""

import pickle

import pytest

from custseg.schema import SchemaError
from custseg.schema.remedies import merged, pasted, remedies_in


@pytest.mark.parametrize(
    ("sentence", "remedies"),
    [
        ("Pass decimal='.' for 1234 or decimal=',' for 1.234.", ({"decimal": "."}, {"decimal": ","})),
        ('Pass columns={"date": "it\'s {day}"}.', ({"columns": {"date": "it's {day}"}},)),
        ('Pass columns={"date": "Day", "cost": None}.', ({"columns": {"date": "Day", "cost": None}},)),
        ('Pass columns={"date": "..."}', ()),
        ("Try separator=';' or separator='\\t'.", ({"separator": ";"}, {"separator": "\t"})),
        ("Say which: sheet='Sales'.", ({"sheet": "Sales"},)),
        ("Set them aside with read_transactions_with_rejects.", ({"call": "read_transactions_with_rejects"},)),
        ("Pass separator=... with the character between the columns.", ()),
        ("Nothing can be done.", ()),
    ],
)  # fmt: skip
def test_remedies_of_a_sentence(sentence, remedies):
    assert remedies_in(sentence) == remedies


def test_an_error_carries_them_and_its_last_line():
    error = SchemaError("a: dayfirst=True.", "b: answers={'totals': 'keep'}.", paste="read_transactions('x.csv')")
    assert error.remedies == ({"dayfirst": True}, {"answers": {"totals": "keep"}})
    for one in (error, pickle.loads(pickle.dumps(error))):
        assert str(one).splitlines()[-1] == "All together: read_transactions('x.csv')"


def test_remedies_are_put_together():
    assert merged([{"answers": {"a": 1}}, {"answers": {"a": 2, "b": 3}}]) == {"answers": {"a": 1, "b": 3}}


def test_the_line_to_paste_is_python():
    assert pasted("table", {"call": "read_transactions_with_rejects", "sheet": 0}) == (
        "read_transactions_with_rejects(table, sheet=0)"
    )
