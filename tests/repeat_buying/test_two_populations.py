"""Are wholesalers among consumers seen, and is one population with a long tail left alone?"""

import numpy as np
import pytest

from custseg.datasets import load_complete_journey, load_online_retail
from custseg.repeat_buying import GammaGamma, repeat_purchase_table
from custseg.repeat_buying._two_populations import split_in_two, two_populations
from custseg.schema import UnsafeValueWarning


@pytest.fixture(scope="module")
def benchmark(benchmark_script):
    """Give the script that draws firms and plants causes in them."""
    return benchmark_script("unsafe_values")


def spenders(n, level, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.geometric(0.3, n).astype(float)
    return x, level * rng.lognormal(0, 0.5, n)


def test_two_planted_populations_are_found_where_they_are():
    _, few = spenders(40, 600.0)
    _, many = spenders(600, 30.0, seed=1)
    split = split_in_two(np.log(np.concatenate([many, few])))
    assert split.share == pytest.approx(40 / 640, abs=0.01)
    assert np.exp(split.means) == pytest.approx([30, 600], rel=0.15)
    assert split.deviations == pytest.approx([0.5, 0.5], abs=0.1) and split.distance == pytest.approx(6, abs=0.8)


def test_they_are_said_with_their_money():
    x, few = spenders(40, 600.0)
    many_x, many = spenders(600, 30.0, seed=1)
    (said,) = two_populations(np.append(many_x, x), np.append(many, few))
    assert "41 of 640 customers" in said and "half of the true one" in said


@pytest.mark.parametrize("spread", [0.3, 1.0, 2.0])
def test_one_population_is_left_alone(spread):
    rng = np.random.default_rng(3)
    for spend in (rng.lognormal(3, spread, 5_000), 30 * rng.gamma(2, 1, 5_000) / rng.gamma(1.5, 1, 5_000)):
        assert two_populations(np.ones(5_000), spend) == ()


def test_few_or_equal_customers_are_left_alone():
    assert two_populations(np.ones(29), np.geomspace(1, 1e6, 29)) == ()
    assert two_populations(np.ones(500), np.full(500, 7.0)) == ()
    assert two_populations(np.ones(500), np.append(np.full(497, 7.0), [9e3] * 3)) == ()  # three are no population


def test_the_fit_and_the_value_warn(benchmark):
    firm = benchmark.draw_firm(0, wholesalers=25)
    table = repeat_purchase_table(firm.seen, observed_until=firm.end)
    with pytest.warns(UnsafeValueWarning, match="two populations"):
        spend = GammaGamma().fit(table)
    with pytest.warns(UnsafeValueWarning, match="two populations"):
        spend.expected_spend(table)


@pytest.mark.heavy
def test_the_data_sets_of_the_package_are_in_order(cdnow):
    assert GammaGamma().fit(cdnow).unsafe_ == ()
    grocer = repeat_purchase_table(load_complete_journey(), observed_until="2017-12-31")
    assert GammaGamma().fit(grocer).unsafe_ == ()


def test_online_retail_is_in_order(outside_data):
    table = repeat_purchase_table(load_online_retail(), observed_until="2011-12-09")
    assert GammaGamma().fit(table).unsafe_ == ()


KINDS = ("two populations", "prices", "hole")


@pytest.mark.parametrize("seeds", [range(6), pytest.param(range(6, 206), marks=pytest.mark.slow)])
def test_ordinary_firms_are_rarely_warned_of(benchmark, seeds):
    """Of 200 firms .5 % were warned of two populations, .5 % of a hole and none of prices."""
    said = sum(any(benchmark.look(benchmark.draw_firm(seed))[0][kind] for kind in KINDS) for seed in seeds)
    assert said <= 0.03 * len(seeds), f"{said} of {len(seeds)} ordinary firms were warned of: raise the bar"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("case", "kind", "least"),
    [("25 wholesalers, 20 times", KINDS[0], 3), ("prices 10 times", KINDS[1], 4), ("61 days missing", KINDS[2], 5)],
)
def test_a_planted_cause_is_mostly_seen(benchmark, case, kind, least):
    seen = sum(benchmark.look(benchmark.CASES[case](seed))[0][kind] for seed in range(6))
    assert seen >= least, f"{case}: {seen} of 6 firms were warned of"
