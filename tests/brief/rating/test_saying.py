"""Are many cuts written short?"""

from custseg.brief.rating._saying import shown_cuts


def test_few_cuts_are_written_out_and_many_are_not():
    assert shown_cuts([20, 40.5]) == "20, 40.5"
    assert shown_cuts(list(range(1, 30))) == "1, 2 ... 29 (29 cuts)"
