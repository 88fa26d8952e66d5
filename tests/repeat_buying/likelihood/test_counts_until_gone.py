import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from custseg.repeat_buying.likelihood.counts_until_gone import chance_of_more, counts_until_gone
from custseg.repeat_buying.likelihood.gamma_mixing import count_probabilities


@pytest.mark.parametrize("spread", [0.0, 1e-9, 1e-3, 0.3, 1.0, 4.0, 50.0])
@pytest.mark.parametrize("expected", [1e-3, 0.4, 12.0, 90.0])
@pytest.mark.parametrize("largest", [1, 2, 10, 150])
def test_the_chance_of_more_has_all_digits_however_small_it_is(spread, expected, largest):
    mean, u = np.array([expected]), np.array([spread])
    found = chance_of_more(1.0, mean, u, count_probabilities(1.0, mean, u, largest))[0]
    on = count_probabilities(1.0, mean, u, largest + 3_000)[0, largest + 1 :]  # all positive: the sum has all digits
    rest = on[-1] * spread * expected / (1 - spread * expected / (1 + spread * expected)) if spread else 0.0
    if rest > 1e-13 * on.sum():  # too many terms to add up: the tail is no small part of one there
        exact = nbinom.sf(largest, 1 / spread, 1 / (1 + spread * expected))
        assert found == pytest.approx(exact, rel=1e-9)
    else:
        assert found == pytest.approx(on.sum(), rel=1e-11, abs=1e-300)
    if not spread:
        assert found == pytest.approx(poisson.sf(largest, expected), rel=1e-10, abs=1e-300)


def test_many_rows_are_each_what_they_are_alone():
    """More than one block, and rows that settle early beside ones that settle late."""
    rng = np.random.default_rng(1)
    mean, u = np.exp(rng.normal(0.0, 1.5, 5_000)), np.exp(rng.normal(-1.0, 2.0, 5_000))
    together = chance_of_more(1.0, mean, u, count_probabilities(1.0, mean, u, 12))
    some = slice(None, None, 617)
    alone = [
        chance_of_more(1.0, m[None], v[None], count_probabilities(1.0, m[None], v[None], 12))[0]
        for m, v in zip(mean[some], u[some], strict=True)
    ]
    np.testing.assert_allclose(together[some], alone, rtol=1e-11)


def test_counts_add_up_and_whoever_leaves_at_once_buys_once():
    mean, u = np.array([0.7, 3.0]), np.array([0.5, 0.0])
    buying = count_probabilities(2.0, mean, u, 60)
    more = chance_of_more(2.0, mean, u, buying)
    found = counts_until_gone(buying, more, np.array([0.3, 1.0]), np.array([0.2, 0.4]), np.array([0, 1]))
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-12)
    assert found[1, 1] == pytest.approx(1 - buying[1, 0]) and not found[1, 2:].any()
