"""Does the workbook hold every retailer and every list?"""

from custseg.brief import open_ratings, rating_opening, rating_rows
from tests.brief.rating.retailers import retailers


def test_every_retailer_has_a_row():
    sheets = rating_rows(open_ratings(retailers(tier=2, clerk="Ann", demand=3), supply=30))
    assert len(sheets["retailers"]) == 20 and {"visits due", "supply", "audit"} <= set(sheets)
    assert {"class", "tier", "tier_before", "promises", "clerk", "tier_by_hand"} <= set(sheets["retailers"])


def test_one_period_has_no_tier_before():
    table = retailers()
    sheets = rating_rows(open_ratings(table[table["period"] == "2024Q1"]))
    assert "tier_before" not in sheets["retailers"]


def test_the_head_says_whose_rating_it_is():
    assert rating_opening(open_ratings(retailers())).title == "The retailers rated in the table, 2024Q1 to 2024Q4"
