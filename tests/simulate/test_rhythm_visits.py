"""Are rhythms drawn with the gaps and seasons that they are said to have?"""

import numpy as np
import pytest

from custseg.simulate._rhythm_visits import RHYTHMS, YEAR, Calendar


def draw(kind, seed=1, days=1_500, n=3_000):
    chance = np.random.RandomState(seed)
    return RHYTHMS[kind][1](Calendar(chance.uniform(0, days * 0.6, n), days, chance))


@pytest.mark.parametrize("kind", RHYTHMS)
def test_whose_days_they_are_is_known(kind):
    drawn = draw(kind)
    assert len(drawn.customer) == len(drawn.day) and set(np.unique(drawn.customer)) <= set(range(3_000))
    assert np.isfinite(drawn.day).all() and drawn.settings


@pytest.mark.parametrize(("kind", "k"), [("regular_shop", {2}), ("regular_accounts", {3, 4}), ("random_shop", {1})])
def test_gaps_have_the_regularity_they_were_drawn_with(kind, k):
    drawn = draw(kind, days=4_000)
    assert drawn.settings["k"] in k
    order = np.lexsort((drawn.day, drawn.customer))
    owner, day = drawn.customer[order], drawn.day[order]
    start = np.flatnonzero(np.diff(owner, prepend=-1) != 0)
    start = start[np.diff(np.append(start, len(owner))) >= 3]
    first, second = day[start + 1] - day[start], day[start + 2] - day[start + 1]
    spread = ((first / (first + second) - 0.5) ** 2).mean()
    assert (0.25 / spread - 1) / 2 == pytest.approx(drawn.settings["k"], rel=0.15)


def test_donors_give_around_one_time_of_the_year_and_a_shop_has_a_season():
    for kind, least, most in (("yearly_donors", 0.6, 1.0), ("seasonal_shop", 0.03, 0.4)):
        day = draw(kind).day
        whole = day[(day >= 0) & (day < 4 * YEAR)]
        assert least < abs(np.exp(2j * np.pi * whole / YEAR).mean()) < most
