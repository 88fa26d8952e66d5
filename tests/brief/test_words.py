"""Do words that sections share fit into a sentence?"""

from custseg.brief._words import people, short_name


def test_one_customer_is_one():
    assert (people(1), people(1204)) == ("1 customer", "1,204 customers")


def test_a_long_name_is_cut_and_stays_on_one_line():
    assert short_name("a\nb") == "a b"
    assert len(short_name("x" * 100)) == 32
