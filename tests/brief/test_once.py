"""Is a part of the page made once a book, whoever asks for it?"""

from custseg.brief import open_book, who_comes_back
from custseg.datasets import load_cdnow


def test_a_part_is_made_once_a_book_and_anew_for_another():
    log = load_cdnow()
    one, other = open_book(log), open_book(log)
    assert who_comes_back(one) is who_comes_back(one)
    assert who_comes_back(one) is not who_comes_back(other)
