"""Do the intervals of ratios hold, as often as chance lets 95 of 100 hold, where their parameters run off?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

AT_A_LIMIT = 0.90
UNLIKELY = 2e-4  # of a share this far off, of some eighty that are looked at
CELL = ["setting", "family", "customers"]


def too_few(rows):
    """Give the shares of intervals that hold less often than chance explains; on a limit nine in ten hold."""
    level = np.where(rows["fits"] == "at a limit", AT_A_LIMIT, rows["promised"])
    hits = (rows["held"] * rows["firms"]).round()
    return rows[binom.cdf(hits, rows["firms"], level) < UNLIKELY]


def test_every_cell_was_measured_and_holds_within_binomial_bounds(benchmark, stored):
    """Run benchmarks/ratio_coverage.py for more firms: it goes on where the file ends."""
    assert set(stored[CELL].itertuples(index=False, name=None)) == set(benchmark.CELLS)
    assert (stored["seed"] == benchmark.SEED).all() and (stored["promised"] == 0.95).all()
    assert too_few(stored).empty, too_few(stored).to_string()


def test_every_fit_has_an_interval(stored):
    assert (stored["given"] == 1.0).all(), stored[stored["given"] < 1.0].to_string()


def test_over_all_cells_what_is_promised_is_held(stored):
    whole, limit = stored[stored["fits"] == "all"], stored[stored["fits"] == "at a limit"]
    assert 0.93 <= np.average(whole["held"], weights=whole["firms"]) <= 0.97
    assert np.average(limit["held"], weights=limit["firms"]) >= AT_A_LIMIT


def test_about_half_of_the_fits_of_customers_who_are_alike_rest_on_a_limit(benchmark, stored):
    alike = stored[stored["setting"] == benchmark.ALIKE].groupby("fits")["firms"].sum()
    assert 0.4 < alike["at a limit"] / alike["all"] < 0.75


@pytest.mark.heavy
def test_a_firm_is_drawn_again_as_it_was(benchmark):
    cell = (benchmark.ALIKE, "sBG", 200)
    one, other = (benchmark.measured(cell, range(4)) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    parts = pd.concat([benchmark.measured(cell, range(first, first + 2)) for first in (0, 2)])
    merged = benchmark.pooled(parts).merge(one, on=benchmark.KEYS)
    assert len(merged) == len(one) and merged["firms_x"].tolist() == merged["firms_y"].tolist()
    np.testing.assert_allclose(merged["held_x"], merged["held_y"])


@pytest.mark.parametrize("family", ["BG/NBD", "Pareto/NBD"])
def test_the_ratio_of_a_setting_is_the_one_that_is_known_there(benchmark, family):
    named = {
        setting: benchmark.FAMILIES[family].ratios[benchmark.number_of(setting, family)].name
        for setting in (benchmark.ALIKE, benchmark.EQUAL, benchmark.FEW)
    }
    leaving = {"BG/NBD": "mean dropout probability a/(a+b)", "Pareto/NBD": "mean dropout rate s/beta"}[family]
    few = leaving if family == "BG/NBD" else "share gone by the mean time observed"
    assert list(named.values()) == [leaving, "mean purchase rate r/alpha", few]


@pytest.mark.slow
@pytest.mark.parametrize("setting", ["alike", "few leave", "equal rates"])
@pytest.mark.parametrize("family", ["BG/NBD", "Pareto/NBD"])
def test_a_tenth_of_the_firms_holds_within_binomial_bounds(benchmark, setting, family):
    found = pd.concat([benchmark.measured((setting, family, n), range(benchmark.FIRMS // 10)) for n in (200, 400)])
    assert too_few(found).empty, too_few(found).to_string()


def test_none_or_all_of_the_firms_are_not_certain(benchmark, stored):
    assert (stored["standard_error"] > 0).all()
    again = benchmark.with_errors(stored)["standard_error"]
    np.testing.assert_allclose(again, stored["standard_error"], atol=1e-5)
