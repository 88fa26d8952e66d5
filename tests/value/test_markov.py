import numpy as np
import pandas as pd
import pytest

from custseg.value import markov_policy, markov_value

# Pfeifer & Carraway (2000), figures of the example, recomputed: the printed table was not seen
BUYS = [0.3, 0.2, 0.15, 0.05]
SHARES = [[0.3, 0.7, 0, 0, 0], [0.2, 0, 0.8, 0, 0], [0.15, 0, 0, 0.85, 0], [0.05, 0, 0, 0, 0.95], [0, 0, 0, 0, 1]]
REWARDS = [36, -4, -4, -4, 0]


def test_the_closed_form_gives_the_example():
    value = markov_value(SHARES, REWARDS, rate=0.2)
    assert value.tolist() == pytest.approx([52.3196, 5.5538, 1.2508, -1.8200, 0], abs=5e-5)


def test_a_horizon_of_four_periods():
    value = markov_value(SHARES, REWARDS, rate=0.2, periods=4)
    assert value.tolist() == pytest.approx([50.115, 4.220, 0.592, -1.980, 0], abs=5e-4)


def test_who_is_worth_less_than_nothing_is_no_longer_written_to():
    found = markov_policy(SHARES, REWARDS, rate=0.2)
    assert found["value"].tolist() == pytest.approx([53.1494, 6.6207, 2.6437, 0, 0], abs=5e-5)
    assert found["kept"].tolist() == [True, True, True, False, True]
    assert found["value_if_never_stopped"].tolist() == markov_value(SHARES, REWARDS, rate=0.2).tolist()


def test_no_other_choice_of_states_to_stop_is_better():
    rng = np.random.default_rng(2)
    for _ in range(20):
        shares, rewards = rng.dirichlet(np.ones(4) * 0.5, 4), rng.normal(0, 5, 4)
        best = markov_policy(shares, rewards, rate=0.1)["value"].to_numpy()
        for stopped in range(16):
            kept = np.array([not stopped >> place & 1 for place in range(4)])
            value = np.zeros(4)
            value[kept] = np.linalg.solve(np.eye(kept.sum()) - shares[np.ix_(kept, kept)] / 1.1, rewards[kept])
            assert (best >= value - 1e-9).all()


def test_many_periods_come_near_the_sum_without_end():
    endless = markov_value(SHARES, REWARDS, rate=0.2)
    assert np.allclose(markov_value(SHARES, REWARDS, rate=0.2, periods=200), endless)
    assert markov_value(SHARES, REWARDS, rate=0.0, periods=0).tolist() == REWARDS


def test_names_go_through_and_must_agree():
    shares = pd.DataFrame([[0.8, 0.2], [0.4, 0.6]], ["a", "b"], ["a", "b"])
    assert markov_value(shares, pd.Series([1.0, 0.0], ["a", "b"]), rate=0.1).index.tolist() == ["a", "b"]
    with pytest.raises(ValueError, match="rewards are for 'b', 'a', shares for 'a', 'b'"):
        markov_value(shares, pd.Series([1.0, 0.0], ["b", "a"]), rate=0.1)


@pytest.mark.parametrize(("shares", "message"), [
    ([[0.5, 0.4], [0.5, 0.5]], "rows of shares must sum to one, but 0: 0.9; divide counts"),
    ([[1.2, -0.2], [0.5, 0.5]], "outside 0-1"),
    ([[0.5, 0.5]], "must be square"),
    (pd.DataFrame([[1.0, 0], [0, 1]], ["a", "b"], ["b", "a"]), "its columns 'b', 'a'"),
])  # fmt: skip
def test_shares_that_are_none_are_refused(shares, message):
    with pytest.raises(ValueError, match=message):
        markov_value(shares, [1.0, 2.0], rate=0.1)


def test_no_discount_without_a_horizon_and_rewards_for_each_state():
    with pytest.raises(ValueError, match="rate must be above 0"):
        markov_value(SHARES, REWARDS, rate=0.0)
    with pytest.raises(ValueError, match="5 finite numbers"):
        markov_value(SHARES, [1.0], rate=0.1)
