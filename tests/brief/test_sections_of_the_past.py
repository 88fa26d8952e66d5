"""Do the four sections that look back say something true of every odd business, in forty words, or step aside?"""

import itertools
import re

import pytest

from custseg.brief import open_book, the_answer, who_carries_it, who_comes_back, why_sales_moved
from custseg.datasets import load_cdnow
from custseg.simulate import business_kinds
from tests.brief.by_hand import business, made

SECTIONS = (the_answer, why_sales_moved, who_carries_it, who_comes_back)
NOT_A_LOG = "one_row_per_customer"  # no dates: what reads it is asked elsewhere
BY_HABIT = re.compile(r"\b(lost|churn|retention|retain|grade|score|nan|inf|none,|–\.)", re.IGNORECASE)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", [kind for kind in business_kinds().index if kind != NOT_A_LOG])
def test_every_odd_business_gets_sections_that_hold(kind):
    sections = [made(section, business(kind)) for section in SECTIONS]
    facts = list(itertools.chain.from_iterable(section.facts() for section in sections))
    ids = [one["id"] for one in facts]
    assert len(ids) == len(set(ids)), "two claims of a page have the same id"
    assert [one["text"] for one in facts if BY_HABIT.search(one["text"])] == []
    assert [one["text"] for one in facts if one["struck"]] == []
    for section in sections:
        assert section.words() <= 45, "a front is too long to be read"
        assert section.title.call, "a title must say how it is computed"
        if not section.aside and section.exhibit is not None:
            assert section.exhibit.figure.get_figwidth() < 5


def test_the_titles_tell_the_story():
    story = " ".join(str(made(section, business("cdnow")).title) for section in SECTIONS)
    assert story == (
        "812 customers brought 97,964 USD in the 365 days to 30 June 1998; the 106 largest of them brought half. "
        "Sales of the second quarter of 1998 were 47% below those of a year before, most of it through fewer buyers; "
        "nobody came new. "
        "The largest fifth of 812 customers brings 62% of sales (95% interval 59–65%). "
        "1,074 of 2,357 first-time buyers (46%) bought again within a year, half of them by day 50."
    )


def test_the_same_is_said_whatever_order_the_rows_have():
    rows = load_cdnow()
    other = open_book(rows.sample(frac=1, random_state=3))
    for section in SECTIONS:
        assert made(section, other).facts() == made(section, business("cdnow")).facts()
