"""Are the bounds the published ones, and does looking often raise false alarms no more often than promised?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from custseg.decide import stop_bounds, stop_rule
from custseg.schema import SchemaError

# O'Brien-Fleming spending; looks, level, bounds, and how far the last digit may be
PUBLISHED = [
    # R packages gsDesign (sfLDOF) and RTSA, as other packages quote them in their tests, two-sided .05
    ([0.2, 0.4, 0.6, 0.8, 1.0], 0.95, [4.877, 3.357, 2.680, 2.290, 2.031], 6e-4),
    ([1 / 3, 2 / 3, 1.0], 0.95, [3.710, 2.511, 1.993], 6e-4),
    # R package ldbounds after Lan and DeMets's own program, as printed on R-help in March 2020
    ([0.10, 0.33, 1.0], 0.95, [6.9913, 3.7308, 1.9605], 2e-4),
    # README of SeqBounds.jl, one-sided .05 on a grid of .05 standard errors: two-sided .1 but for the other side
    ([0.25, 0.5, 0.75, 1.0], 0.90, [3.74955, 2.53993, 2.01604, 1.72014], 6e-5),
]


@pytest.mark.parametrize(("looks", "level", "bounds", "off"), PUBLISHED)
def test_published_bounds(looks, level, bounds, off):
    assert stop_bounds(looks, level=level)["bound"].tolist() == pytest.approx(bounds, abs=off)


def test_the_chance_that_is_spent_is_the_closed_form():
    found = stop_bounds([0.10, 0.33, 1.0])
    assert found["spent"].tolist() == pytest.approx([2.7227e-12, 1.9097e-04, 0.05], rel=1e-3)  # the same page
    assert found["bound"].iloc[0] == pytest.approx(norm.isf(found["spent"].iloc[0] / 2), rel=1e-6)


def test_two_looks_are_a_normal_distribution_in_the_plane():
    found = stop_bounds([0.3, 1.0])
    first, last = found["bound"]
    both = multivariate_normal(cov=[[1, np.sqrt(0.3)], [np.sqrt(0.3), 1]])
    inside = both.cdf([first, last]) - both.cdf([-first, last]) - both.cdf([first, -last]) + both.cdf([-first, -last])
    assert 1 - inside == pytest.approx(0.05, abs=1e-5)


@pytest.mark.parametrize("nearness", [0.05, 0.005, 0.0005, 0.0001])
def test_a_look_hard_by_another_changes_hardly_anything(nearness):
    found = stop_bounds([0.5, 0.5 + nearness, 1.0])["bound"]
    assert found.iloc[-1] == pytest.approx(stop_bounds([0.5, 1.0])["bound"].iloc[-1], abs=0.01)


def test_many_looks_come_near_to_looking_always():
    # 300 looks; a walk of 200,000 says .0500 of them all
    looks = np.arange(1, 301) / 300
    bound = stop_bounds(looks)["bound"].iloc[-1]
    assert stop_bounds(np.arange(1, 31) / 30)["bound"].iloc[-1] < bound < 2.24  # where ever more looks lead


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


@pytest.mark.parametrize("information", [[], [0.5], [0.5, 0.4, 1.0], [0.0, 1.0], [0.5, 1.5], [0.5, 0.50001, 1]])
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
