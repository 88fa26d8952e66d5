"""Is what cannot be drawn refused in words, and everything else drawn as before?"""

import numpy as np
import pytest

from custseg.repeat_buying import BetaGeoCNBD, BetaGeoNBD, ModifiedBetaGeoNBD
from custseg.simulate import (
    simulate_bent_shapes,
    simulate_bg_cnbd,
    simulate_bg_nbd,
    simulate_gamma_gamma,
    simulate_judgements,
    simulate_pareto_nbd,
    simulate_planted_segments,
    simulate_trade_areas,
)
from custseg.simulate._arrivals import MOST_LISTED, MOST_OF_ONE, draw_arrivals

BUYING = {"r": 0.25, "alpha": 4.0, "random_state": 1}
SIMULATORS = {
    "BG/NBD": lambda **given: simulate_bg_nbd(**{"T": [39.0] * 3, **BUYING, "a": 0.8, "b": 2.5, **given}),
    "BG/CNBD-k": lambda **given: simulate_bg_cnbd(**{"T": [39.0] * 3, **BUYING, "k": 2, "a": 0.8, "b": 2.5, **given}),
    "Pareto/NBD": lambda **given: simulate_pareto_nbd(**{"T": [39.0] * 3, **BUYING, "s": 0.6, "beta": 9.0, **given}),
}
DROPOUT = {"a": 0.8, "b": 2.5}
MODELS = {
    "BG/NBD": BetaGeoNBD.from_params(r=0.25, alpha=4.0, **DROPOUT),
    "MBG/NBD": ModifiedBetaGeoNBD.from_params(r=0.25, alpha=4.0, **DROPOUT),
    "BG/CNBD-k": BetaGeoCNBD.from_params(k=2, r=0.25, alpha=4.0, **DROPOUT),
}


def test_counts_are_those_of_numpy():
    expected = np.array([0.0, 0.5, 30.0, 1e6])
    found = draw_arrivals(np.random.default_rng(3), expected)
    assert found.tolist() == np.random.default_rng(3).poisson(expected).tolist()
    assert draw_arrivals(np.random.default_rng(3), expected[:0]).tolist() == []


@pytest.mark.parametrize("expected", [[2 * MOST_OF_ONE], [np.inf], [np.nan, 1.0]])
@pytest.mark.parametrize("listed", [True, False])
def test_what_no_whole_number_holds_is_refused(expected, listed):
    with pytest.raises(ValueError, match=r"purchases to draw must be at most 1e\+.*; expected are .* Take a shorter"):
        draw_arrivals(np.random.default_rng(1), np.array(expected), listed=listed)


def test_purchases_that_are_listed_must_fit_into_memory():
    expected = np.full(3, MOST_LISTED)
    with pytest.raises(ValueError, match=r"at most 1e\+09 of all; expected are 3e\+09"):
        draw_arrivals(np.random.default_rng(1), expected)
    assert (draw_arrivals(np.random.default_rng(1), expected, listed=False) > 0).all()


@pytest.mark.parametrize("given", [{"T": [1e18]}, {"holdout": 1e300}, {"r": 1e300}, {"alpha": 1e-300}])
@pytest.mark.parametrize("simulator", SIMULATORS.values(), ids=SIMULATORS)
def test_simulators_refuse_more_purchases_than_there_is_room_for(simulator, given):
    """They ended with lam value too large, or for want of 122 PiB."""
    with pytest.raises(ValueError, match=r"purchases to draw must be at most .* Take a shorter horizon"):
        simulator(**given)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", MODELS)
def test_models_refuse_to_draw_a_horizon_without_end(name):
    table = SIMULATORS["BG/CNBD-k"]().drop(columns=["x_holdout", "sim_alive", "sim_rate", "sim_dropout"])
    with pytest.raises(ValueError, match=r"purchases to draw must be at most 1e\+18 of a customer"):
        MODELS[name].simulate_purchases(table, horizon=1e300, random_state=1)
    assert (MODELS[name].simulate_purchases(table, horizon=13.0, random_state=1) >= 0).all()


@pytest.mark.parametrize("value", [1e300, -1.0, np.nan, np.inf])
@pytest.mark.parametrize(
    ("simulate", "name"),
    [
        (lambda value: simulate_planted_segments(separation=value), "separation"),
        (lambda value: simulate_bent_shapes("moons", noise=value), "noise"),
        (lambda value: simulate_trade_areas(noise=value), "noise"),
        (lambda value: simulate_judgements(noise=value), "noise"),
        (lambda value: simulate_gamma_gamma([0, 3], p=6.0, q=4.0, gamma=value if value < 1e300 else np.inf), "gamma"),
    ],
)
def test_other_absurd_numbers_are_refused_by_name(simulate, name, value):
    with pytest.raises(ValueError, match=f"{name}.*found"):
        simulate(value)
