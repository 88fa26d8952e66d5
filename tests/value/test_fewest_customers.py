"""How few bring half?"""

import numpy as np
import pytest

from custseg.value import customers_who_bring


def test_it_is_the_least_number_that_reaches_the_share():
    amounts = np.random.default_rng(0).lognormal(size=200)
    n = customers_who_bring(amounts, 0.7)
    falling = np.sort(amounts)[::-1]
    assert falling[:n].sum() >= 0.7 * amounts.sum() > falling[: n - 1].sum()


def test_rounding_does_not_ask_for_one_more():
    assert customers_who_bring([0.1] * 10, 0.3) == 3
    assert customers_who_bring([0.1] * 10, 1.0) == 10


@pytest.mark.parametrize("share", [0.0, 1.5])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        customers_who_bring([1, 2], share)
