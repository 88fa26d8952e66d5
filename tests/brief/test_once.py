"""Is a part of the page made once a book, whoever asks for it?"""

import re

import pandas as pd
import pytest

from custseg import brief
from custseg.brief import customer_rows, open_book, who_comes_back
from custseg.datasets import load_cdnow
from custseg.report.own.outline import SECTIONS

CHINESE = "[\u3400-\u9fff]+"


def test_a_part_is_made_once_a_book_and_anew_for_another():
    log = load_cdnow()
    one, other = open_book(log), open_book(log)
    assert who_comes_back(one) is who_comes_back(one)
    assert who_comes_back(one) is not who_comes_back(other)


@pytest.mark.heavy
def test_nothing_on_an_english_page_is_chinese_and_nothing_else_is_lost():
    log = load_cdnow()
    both, english = (_text(open_book(log, english_only=one)) for one in (False, True))
    assert re.findall(CHINESE, english) == []
    assert len(set(re.findall(CHINESE, both))) > 20
    assert "Champions" in english and "The answer" in english and "How the numbers were made" in english


def _text(book):
    """Give all that the sections of a page say, and the sheets of its workbook."""
    sections = [getattr(brief, name)(book) for name in SECTIONS]
    told = [part for one in sections for part in (one.topic, *one.front(), *one.more)]
    tables = [one for one in told if isinstance(one, pd.DataFrame)]
    sheets = [*tables, *customer_rows(book).values()]
    return "\n".join([*map(str, told), *(one.to_csv() for one in sheets)])
