from matplotlib.figure import Figure

from custseg.plot._words import listing, one_line, told


def test_given_words_stand_and_others_are_made():
    made = {"title": "It was made.", "caption": "Made.", "alt": "Made of 1."}
    exhibit = told(Figure(), made, title=None, caption="", alt="Given 2.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("It was made.", "", "Given 2.")


def test_listing():
    assert listing(["a"]) == "a"
    assert listing(["a", "b"]) == "a and b"
    assert listing(["a", "b", "c"]) == "a, b and c"


def test_one_line():
    assert one_line("Gold\n 黄金") == "Gold 黄金"
    assert one_line(5) == "5"
