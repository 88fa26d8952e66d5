"""Is a header that was stated and is nowhere said?"""

from custseg.read.clients.reading import Reading


def test_headers_that_no_table_has_are_named():
    reading = Reading({"income": "Ertrag", "cost": "Kosten"}, None, (), ())
    reading.met.add("income")
    assert reading.idle() == ["no table has what columns state: 'cost=Kosten'."]
    reading.met.add("cost")
    assert reading.idle() == []


def test_each_reading_begins_with_nothing():
    Reading({}, None, (), ()).problems.append("one")
    assert Reading({}, None, (), ()).problems == []
