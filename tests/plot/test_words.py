from matplotlib.figure import Figure

from custseg.plot._words import and_list, exhibit_of, single_line


def test_given_words_stand_and_others_are_made():
    made = {"title": "It was made.", "caption": "Made.", "alt": "Made of 1."}
    exhibit = exhibit_of(Figure(), made, title=None, caption="", alt="Given 2.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("It was made.", "", "Given 2.")


def test_listing():
    assert and_list(["a"]) == "a"
    assert and_list(["a", "b"]) == "a and b"
    assert and_list(["a", "b", "c"]) == "a, b and c"


def test_one_line():
    assert single_line("Gold\n 黄金") == "Gold 黄金"
    assert single_line(5) == "5"
