import numpy as np
import pytest

from custseg.simulate._streams import own_stream


def test_a_seed_and_a_name_repeat():
    np.testing.assert_array_equal(own_stream(7, "a").random_sample(5), own_stream(7, "a").random_sample(5))
    np.testing.assert_array_equal(own_stream(np.int64(7), "a").random_sample(5), own_stream(7, "a").random_sample(5))


def test_other_names_and_the_plain_seed_are_unrelated():
    draws = [
        own_stream(7, "a").standard_normal(2000),
        own_stream(7, "b").standard_normal(2000),
        own_stream(8, "a").standard_normal(2000),
        np.random.RandomState(7).standard_normal(2000),
    ]
    assert np.abs(np.corrcoef(draws) - np.eye(4)).max() < 0.1


def test_a_state_is_used_as_it_is():
    state = np.random.RandomState(0)
    assert own_stream(state, "a") is state
    assert isinstance(own_stream(None, "a"), np.random.RandomState)


def test_a_seed_must_be_a_whole_number_of_zero_or_more():
    with pytest.raises(ValueError):
        own_stream(-1, "a")
