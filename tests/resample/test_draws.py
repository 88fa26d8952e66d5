"""Is the bootstrap right where the answer is known, and the same everywhere?"""

import re

import numpy as np
import pytest

from custseg.resample import bootstrap, interval


def mean(values, weights):
    return np.average(values, weights=weights)


def test_spread_of_the_mean_is_the_standard_error():
    values = np.random.default_rng(0).gamma(2.0, 10.0, size=400)
    replicates = bootstrap(mean, values, n_resamples=4000, random_state=1)
    # closed form: the bootstrap variance of a mean is the (uncorrected) variance over n
    assert replicates.std() == pytest.approx(values.std() / np.sqrt(400), rel=0.05)
    assert replicates.mean() == pytest.approx(values.mean(), rel=0.01)


def test_weights_are_whole_and_sum_to_the_customers():
    seen = bootstrap(lambda values, weights: weights, np.zeros(7), n_resamples=50, random_state=0)
    assert seen.shape == (50, 7)
    assert np.array_equal(seen, np.round(seen))
    assert (seen.sum(axis=1) == 7).all()
    assert (seen >= 0).all()


def test_the_same_seed_gives_the_same_replicates():
    first, second, other = (bootstrap(mean, np.arange(50.0), n_resamples=20, random_state=seed) for seed in (3, 3, 4))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_columns_are_resampled_together_and_unchanged():
    left, right = np.arange(30.0), np.arange(30.0) * 2
    ratio = bootstrap(lambda a, b, w: (a * w).sum() / (b * w).sum(), left, right, n_resamples=40, random_state=0)
    assert ratio == pytest.approx(0.5)
    assert np.array_equal(left, np.arange(30.0))


@pytest.mark.heavy
def test_interval_covers_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(5)
    hits = 0
    for seed in range(200):
        values = random.normal(size=60)
        low, high = interval(bootstrap(mean, values, n_resamples=200, random_state=seed))
        hits += low <= 0 <= high
    assert (
        178 <= hits <= 199
    )  # 95 % of 200 is 190, three standard errors of a binomial are 9; percentile is a bit short


def test_interval_of_several_statistics_has_one_column_each():
    replicates = np.column_stack([np.arange(101.0), np.arange(101.0) * 10])
    assert interval(replicates, level=0.8) == pytest.approx(np.array([[10.0, 100.0], [90.0, 900.0]]))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((mean,), {}, "at least one column"),
        ((mean, []), {}, "at least one customer"),
        ((mean, [1.0]), {"n_resamples": 1}, "at least 2"),
        ((mean, [1.0, 2.0], [1.0]), {}, "inconsistent numbers of samples"),
    ],
)
def test_bootstrap_refuses(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        bootstrap(*arguments, **options)


@pytest.mark.parametrize("level", [0, 1, 95, -0.1])
def test_level_is_a_fraction(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        interval([1.0, 2.0], level=level)


def test_interval_refuses_undefined_replicates():
    with pytest.raises(ValueError, match="1 of 3 replicates are not finite"):
        interval([1.0, np.nan, 2.0])


@pytest.mark.parametrize(("replicates", "shape"), [(np.zeros((4, 2, 2)), "(4, 2, 2)"), (3.0, "()"), ([], "(0,)")])
def test_interval_needs_one_row_per_resample(replicates, shape):
    with pytest.raises(ValueError, match=re.escape(f"replicates must be one row per resample; found shape {shape}.")):
        interval(replicates)


def test_two_resamples_have_a_spread_and_words_are_no_numbers():
    assert bootstrap(mean, np.arange(5.0), n_resamples=2).shape == (2,)
    with pytest.raises(TypeError, match="n_resamples must be a whole number"):
        bootstrap(mean, np.arange(5.0), n_resamples="many")
    with pytest.raises(TypeError, match="level must be a number"):
        interval(np.arange(5.0), level="most")
