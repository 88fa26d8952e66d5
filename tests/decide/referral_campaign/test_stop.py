"""Are the bounds the published ones, and does looking often raise false alarms no more often than promised?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from custseg.decide import stop_bounds, stop_rule
from custseg.schema import SchemaError


def test_five_looks_of_lan_and_demets():
    # O'Brien-Fleming spending, two-sided .05, five equal looks: as computed by the programs of Lan & DeMets
    found = stop_bounds([0.2, 0.4, 0.6, 0.8, 1.0])
    assert found["bound"].tolist() == pytest.approx([4.8769, 3.3569, 2.6803, 2.2898, 2.0310], abs=2e-4)
    assert found["spent"].iloc[-1] == pytest.approx(0.05)
    assert found["spent"].is_monotonic_increasing


def test_one_look_is_the_usual_test():
    assert stop_bounds([1.0])["bound"].item() == pytest.approx(norm.ppf(0.975))
    assert stop_bounds([1.0], level=0.9)["bound"].item() == pytest.approx(norm.ppf(0.95))


def walks(drift: float, looks: list[float], n: int = 200_000) -> np.ndarray:
    """Draw the lift in standard errors at each look; at the end it is `drift` on average."""
    random = np.random.default_rng(0)
    steps = np.diff(looks, prepend=0.0)
    sums = np.cumsum(drift * steps + np.sqrt(steps) * random.standard_normal((n, len(looks))), axis=1)
    return sums / np.sqrt(looks)


def test_false_alarms_are_as_rare_as_promised_however_often_one_looks():
    looks = [0.1, 0.3, 0.35, 0.8, 1.0]
    seen = np.abs(walks(0.0, looks))
    bounds = stop_bounds(looks)["bound"].to_numpy()
    assert (seen >= bounds).any(axis=1).mean() == pytest.approx(0.05, abs=0.0015)
    assert (seen >= 1.96).any(axis=1).mean() > 0.11  # what looking at the usual bound would cost


def test_the_rule_stops_for_each_of_its_reasons():
    bounds = stop_bounds([0.5, 1.0])
    settings = {"bounds": bounds, "wanted": 10.0}
    assert stop_rule(15.0, 5.0, look=1, **settings)["verdict"] == "stop: it works"
    assert stop_rule(-15.0, 5.0, look=1, **settings)["verdict"] == "stop: it harms"
    assert stop_rule(-6.0, 5.0, look=1, **settings)["verdict"] == "stop: it cannot show"
    assert stop_rule(6.0, 5.0, look=1, **settings)["verdict"] == "go on"
    assert stop_rule(6.0, 3.5, look=2, **settings)["verdict"] == "ended: not shown"
    assert stop_rule(7.0, 3.5, look=2, **settings)["verdict"] == "stop: it works"


def test_the_chance_to_show_it_is_that_of_the_walks():
    looks, drift = [0.5, 1.0], 2.5
    paths = walks(drift, looks)
    near = np.abs(paths[:, 0] - 1.0) < 0.02
    last = stop_bounds(looks)["bound"].iloc[-1]
    row = stop_rule(1.0, 1.0, stop_bounds(looks), look=1, wanted=drift * np.sqrt(0.5))
    assert row["chance"] == pytest.approx((paths[near, 1] >= last).mean(), abs=0.02)
    assert np.isnan(stop_rule(1.0, 1.0, stop_bounds(looks), look=2, wanted=1.0)["chance"])


def test_the_interval_widens_by_the_bound():
    row = stop_rule(6.0, 2.0, stop_bounds([0.5, 1.0]), look=1, wanted=5.0)
    assert row["high"] - row["low"] == pytest.approx(2 * 2.0 * row["bound"])


@pytest.mark.parametrize("information", [[], [0.5], [0.5, 0.4, 1.0], [0.0, 1.0], [0.5, 1.5]])
def test_looks_must_rise_to_the_end(information):
    with pytest.raises(SchemaError, match="information must rise"):
        stop_bounds(information)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"standard_error": 0.0}, "standard_error is not above 0"),
        ({"wanted": -1.0}, "wanted is not above 0"),
        ({"lift": np.nan}, "lift is missing or infinite"),
        ({"look": 3}, "look must be a whole number of looks, 1 to 2"),
        ({"hopeless": 20.0}, "write 20 % as 0.2"),
        ({"bounds": pd.DataFrame({"a": [1]})}, "pass what stop_bounds gives"),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    usual = {"lift": 1.0, "standard_error": 1.0, "bounds": stop_bounds([0.5, 1.0]), "look": 1, "wanted": 1.0}
    with pytest.raises(ValueError, match=message):
        stop_rule(**usual | arguments)
    with pytest.raises(ValueError, match="level is 0 or 1"):
        stop_bounds([1.0], level=1.0)
