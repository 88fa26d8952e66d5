from typing import get_args

import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage

from custseg.schema import CrowdFamily
from custseg.simulate import simulate_crowd
from custseg.simulate._crowd_families import CROWDS


@pytest.mark.parametrize("width", [1, 2, 8])
@pytest.mark.parametrize("family", get_args(CrowdFamily))
def test_every_family_draws_finite_tables_of_any_width(family, width):
    crowd = simulate_crowd(family, 60, width)
    assert crowd.shape == (60, width)
    assert np.isfinite(crowd.to_numpy()).all()


def test_the_schema_names_the_families_that_exist():
    assert tuple(CROWDS) == get_args(CrowdFamily)


def test_shared_values_are_as_common_as_they_are_said_to_be():
    assert (simulate_crowd("zero_inflated", 20_000, 2) == 0).mean().to_numpy() == pytest.approx([0.35] * 2, abs=0.01)
    assert (simulate_crowd("flat_fee", 20_000, 2)["sim_1"] == 99).mean() == pytest.approx(0.4, abs=0.01)
    heaps = simulate_crowd("heaped", 20_000, 1)["sim_1"] % 10 == 0
    assert heaps.mean() == pytest.approx(0.5, abs=0.02)


def test_buying_gives_recency_frequency_and_amount():
    bought = simulate_crowd("buying", 5000, 3)
    assert bought["sim_1"].between(0, 364).all()
    assert bought["sim_2"].min() == 1
    assert (bought["sim_2"] == 1).mean() > 0.4


def test_rates_crowd_at_zero_and_what_lacks_to_a_hundred_has_its_tail_below():
    rates, left = simulate_crowd("dense_at_zero", 20_000, 1), simulate_crowd("left_tail", 20_000, 1)
    assert rates["sim_1"].mean() == pytest.approx(0.3, abs=0.02)  # the mean of a gamma is its shape
    density = np.histogram(rates["sim_1"], np.linspace(0, 2, 9))[0]
    assert (np.diff(density) < 0).all()
    lacking = np.log(100 - left["sim_1"])
    assert (lacking.mean(), lacking.std()) == pytest.approx((0, 1), abs=0.03)


def test_shares_of_a_count_leave_the_room_beside_one_empty_where_nobody_has_more_than_forty():
    tables = [simulate_crowd("shares_of_a_count", 5000, 1, random_state=seed)["sim_1"] for seed in range(12)]
    many = [table for table in tables if table[table < 1].max() > 0.96]
    few = [table for table in tables if table[table < 1].max() <= 0.96]
    assert len(many) > 2 and len(few) > 2
    for table in many:
        assert table[table < 1].max() == 39 / 40
        assert (table == 1).mean() == pytest.approx(12 / (12 + 32.5), abs=0.03)  # of m all with chance 12 / (12 + m)
    for table in few:
        assert table[table < 1].max() == 19 / 20
        assert (table == 0).any()
    assert np.concatenate(tables).mean() == pytest.approx(12 / 13, abs=0.005)  # the mean of the beta distribution


@pytest.mark.parametrize("family", ["quarter_arc", "s_curve", "two_legs", "u_shape"])
def test_a_bent_crowd_hangs_together_along_a_line_of_length_one(family):
    for seed in range(10):
        plane = simulate_crowd(family, 2000, 2, random_state=seed).to_numpy()
        longest = linkage(plane, "single")[:, 2].max()
        assert longest < 0.12, f"a gap of {longest} of the line: two pieces, not one bend (seed {seed})"
        assert np.ptp(plane, axis=0).max() < 1.5, "no two places are further apart than the line is long"


def test_a_quarter_arc_keeps_its_distance_from_one_point_however_it_is_turned():
    for seed in range(10):
        radius = np.linalg.norm(simulate_crowd("quarter_arc", 2000, 2, random_state=seed), axis=1)
        assert np.median(radius) == pytest.approx(2 / np.pi, abs=0.01)  # a quarter of a circle of length 1


def test_price_points_are_units_at_prices_that_end_in_nines():
    amounts = simulate_crowd("price_points", 2000, 4)
    cents = (amounts * 100).round().astype(int)
    short = -cents % 1000  # one cent for each unit
    assert ((short >= 1) & (short <= 12)).all(axis=None)
    assert (cents.apply(lambda column: column[short[column.name] == 1].nunique()) == 5).all()
