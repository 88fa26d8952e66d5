"""Is it said who moved, beside what chance moves, and what cannot be said?"""

import pytest

from custseg.brief import open_ratings, promotions_undone, rating_moves
from tests.brief.rating.retailers import retailers


def test_who_rose_and_fell_agrees_with_pandas():
    ratings = open_ratings(retailers(), cuts=[20, 40, 60, 80])
    tiers = ratings.rated.pivot(index="customer_id", columns="period", values="tier")
    rose, fell = (tiers["2024Q4"] > tiers["2024Q3"]).sum(), (tiers["2024Q4"] < tiers["2024Q3"]).sum()
    section = rating_moves(ratings)
    assert f"{rose} rose and {fell} fell since 2024Q3" in str(section.title)
    assert sum(len(one) for one in section.lists.values()) == rose + fell


def test_the_floor_is_named_and_what_is_missing_is_said():
    section = rating_moves(open_ratings())
    assert section.title.holds and "where nobody changes" in str(section.title)
    assert any("no weeks" in str(said) for said in section.more)


@pytest.mark.parametrize(("periods", "said"), [(1, "one period"), (2, "it takes 3 periods")])
def test_too_few_periods_have_no_floor(periods, said):
    table = retailers()
    ratings = open_ratings(table[table["period"].isin(sorted(table["period"].unique())[:periods])])
    assert said in str(rating_moves(ratings).title) and promotions_undone(ratings).aside


def test_a_margin_saves_promotions_of_simulated_retailers():
    section = promotions_undone(open_ratings())
    assert section.title.holds and "Without a margin" in str(section.title)
    assert any("cannot be measured without weeks" in str(said) for said in section.more)
