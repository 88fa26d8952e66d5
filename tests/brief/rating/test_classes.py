"""Are this period's classes counted as plain pandas counts them?"""

from custseg.brief import open_ratings, rating_classes
from tests.brief.rating.retailers import retailers


def test_counts_are_those_of_the_last_period():
    table = retailers()
    section = rating_classes(open_ratings(table, cuts=[20, 40, 60, 80]))
    now = table[table["period"] == "2024Q4"]["score"]
    assert f"{(now >= 80).sum()} are in tier 5" in str(section.title)
    assert section.table.loc["C / Z", "tier 5"] == (now >= 80).sum() and section.table["retailers"].sum() == 20


def test_without_groups_and_with_thirty_tiers_the_table_stays_narrow():
    section = rating_classes(open_ratings(retailers(), within=(), n_tiers=9))
    assert section.table.columns.tolist() == ["retailers", "median tier"] and section.table.index.tolist() == ["all"]
    assert any("the tier alone" in str(said) for said in section.more)
