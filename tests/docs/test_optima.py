"""Does the page of evidence say of optima what was found, misses too?"""

import pandas as pd
import pytest
from manual import optima
from manual.evidence import RANDOM_INDEX, _content
from manual.stored import RESULTS

MODEL = {"model": "BG/NBD", "kind": "wide", "cohorts": 1000, "n": 900, "misses": 0, "worst": 1e-10}
MODEL |= {"other_search_lower": 3, "at_limit": 20, "evaluations": 50.0, "seed": 11}


def test_no_miss_says_how_many_may_still_be():
    told = optima.maxima(pd.DataFrame([MODEL]), pd.DataFrame([MODEL | {"kind": "polarised", "evaluations": 100.0}]))
    assert told.startswith("No fit ends more than 1e-06 log-likelihood below the highest maximum found, of 1,800 fits")
    assert "fewer than 0.167 % of such" in told  # 1 - .05^(1/1800) = .001663: rounded up, as it is an upper end
    row = [line.strip(" *-") for line in told.split("* - BG/NBD\n")[1].splitlines()[:8]]
    assert row == ["2,000", "1,800", "0", "0.17 %", "1.0e-10", "6", "40", "75"]


def test_misses_are_counted_with_the_worst():
    told = optima.maxima(pd.DataFrame([MODEL | {"misses": 2, "worst": 2.9}]))
    assert told.startswith("2 fits end more than") and "lies lowest is 2.9e+00 below" in told
    assert optima.maxima(pd.DataFrame([MODEL | {"misses": 1, "worst": 0.1}])).startswith("One fit ends more than")


def test_a_miss_without_a_gap_is_refused():
    for odd in ({"misses": 1}, {"worst": 2.9}):
        with pytest.raises(ValueError, match=r"not so: .'BG/NBD'."):
            optima.maxima(pd.DataFrame([MODEL, MODEL | odd]))


def test_fits_against_unlike_numbers_of_starts_are_refused():
    stored = pd.read_csv(RESULTS / "kmeans.csv")
    stored.loc[0, "starts"] = 50
    with pytest.raises(ValueError, match=r"starts should be one number in all rows; found \[.*50.*100"):
        optima.k_means(stored)


def test_what_so_few_misses_do_not_refute():
    assert optima.most_missed(0, 100) == pytest.approx(1 - 0.05**0.01)
    assert optima.most_missed(1, 100) > optima.most_missed(0, 100) and optima.most_missed(3, 3) == 1.0


def test_mixtures_that_are_worse_are_not_counted_as_near():
    fits = {"table": "wine", "n": 178, "columns": 13, "k": [1, 2, 3, 4], "worse_by": [-0.5, 3.25, -20.0, None]}
    table = pd.DataFrame(fits).assign(starts=50, converged=[True, True, False, True], collapsed=[0, 0, 0, 1])
    told = optima.mixtures(table)
    assert told.startswith("In 2 of 3 fits the BIC of a mixture is at most 1 above the best of 50 starts")
    assert "(largest: 3.2500), in 1 more than 1 below it. In 1 more no start" in told
    row = [line.strip(" *-") for line in told.split("* - wine\n")[1].splitlines()[:7]]
    assert row == ["178", "13", "1 to 4", "3.25", "20.00", "3 of 4", "1 of 4"]


def test_no_mixture_that_is_better_is_called_worse():
    stored = pd.read_csv(RESULTS / "mixtures.csv")
    near = (stored["worse_by"] <= 1).sum()
    assert f"In {near} of {stored['worse_by'].notna().sum()} fits" in optima.mixtures(stored)
    assert "-0.0" not in optima.mixtures(stored)


def test_k_means_names_the_fit_that_is_farthest_from_the_best():
    fits = {"table": ["iris", "iris", "two_groups"], "k": [8, 10, 8], "ours_over_best": [0.99, 1.0005, 1.02]}
    told = optima.k_means(pd.DataFrame(fits).assign(starts=100))
    assert "the best of 100 starts in 2 of 3 fits to 2 tables" in told
    assert "the largest ratio is 1.0200 (two groups, k = 8)" in told
    assert [line.strip(" *-") for line in told.split("* - two groups\n")[1].splitlines()[:2]] == ["1.0200", ""]


def test_the_random_index_is_the_one_that_is_divided_by():
    table = _content(RANDOM_INDEX)
    told = optima.random_index(table)
    nine = next(items for items in table["items"] if items["n_items"] == 9)
    row = [line.strip(" *-") for line in told.split("* - 9\n")[1].splitlines()[:6]]
    assert row == [f"{value:.3f}" for value in nine["random_index"][:6]]
    assert f"from {table['n_matrices']:,} matrices" in told and f"the seed is {table['seed']}" in told
