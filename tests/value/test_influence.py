import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from custseg.value import gini, top_share
from custseg.value._influence import gini_influence, top_share_influence

spend = arrays(float, st.integers(10, 40), elements=st.integers(0, 10**5).map(lambda cents: cents / 100)).filter(
    lambda a: a.sum() > 1
)


@given(spend, st.integers(0, 9))
def test_influence_is_the_slope_of_one_more_customer_like_this(amounts, place):
    falling, tiny = -np.sort(-amounts), 1e-6
    weights = np.ones(len(falling))
    weights[place] += tiny
    found = gini_influence(falling, gini(falling))
    slope = (gini(falling, weights) - gini(falling)) * len(falling) / tiny
    assert found[place] - found.mean() == pytest.approx(slope, abs=1e-3)


def test_influence_on_a_top_share_is_the_slope_of_one_more_customer_like_this():
    falling, tiny = -np.sort(-np.random.default_rng(0).gamma(0.7, size=50)), 1e-6
    share = top_share(falling, 0.2)
    found = top_share_influence(falling, falling[9], share)
    for place in (0, 9, 10, 49):
        weights = np.ones(50)
        weights[place] += tiny
        customers = 0.2 * weights.sum()  # the top fifth grows by a fifth of the new customer
        reached, money = np.cumsum(weights), np.cumsum(weights * falling)
        last = np.searchsorted(reached, customers)
        brought = (money[last] - (reached[last] - customers) * falling[last]) / money[-1]
        slope = (brought - share) * 50 / tiny
        # the edge lies between two customers of a list; either side's value is right
        assert found[place] - found.mean() == pytest.approx(slope, abs=abs(falling[9] - falling[10]) / falling.mean())
