"""Are equals held against equals, and is the odds ratio that of Mantel and Haenszel?"""

import numpy as np
import pandas as pd
import pytest

from custseg.value import cross_selling_lift
from custseg.value.cross_selling.lift import _under_equal_odds, mantel_haenszel

from .conftest import CUT, drawn_log

# Berkeley's admissions of 1973 by department (Bickel, Hammel & O'Connell 1975, Science 187): men in, out, women in, out
BERKELEY = np.array(
    [
        [512, 313, 89, 19],
        [353, 207, 17, 8],
        [120, 205, 202, 391],
        [138, 279, 131, 244],
        [53, 138, 94, 299],
        [22, 351, 24, 317],
    ]
).T.astype(float)


def test_berkeley():
    ratio, error = mantel_haenszel(BERKELEY)
    # R's mantelhaen.test(UCBAdmissions): common odds ratio and its 95 % interval
    assert ratio == pytest.approx(0.9046968, abs=1e-7)
    assert ratio * np.exp(np.array([-1.959964, 1.959964]) * error) == pytest.approx([0.7719074, 1.0603298], abs=1e-6)
    expected, variance = _under_equal_odds(BERKELEY)
    # the same with correct = FALSE
    assert (BERKELEY[0].sum() - expected) ** 2 / variance == pytest.approx(1.5246, abs=1e-4)


def test_one_stratum_is_the_plain_odds_ratio():
    assert mantel_haenszel(np.array([[10.0], [20.0], [5.0], [40.0]]))[0] == pytest.approx(10 * 40 / (20 * 5))


def test_a_stratum_with_one_side_says_nothing():
    ratio, error = mantel_haenszel(np.array([[3.0], [4.0], [0.0], [0.0]]))
    assert np.isnan(ratio) and np.isnan(error)


def two_sorts_of_customers(seed, n=400):
    """Give customers who come often or seldom and are alike otherwise: often means more held and more taken up."""
    often = drawn_log(seed, n=n // 2, orders=30, kinds=4)
    seldom = drawn_log(seed + 1, n=n // 2, orders=4, kinds=4)
    return pd.concat([often, seldom.assign(customer_id="s" + seldom["customer_id"])], ignore_index=True)


@pytest.mark.heavy
def test_a_lift_that_comes_of_coming_often_is_gone_among_equals():
    log = two_sorts_of_customers(5)
    plain = cross_selling_lift(log, after=CUT, category="department", bands=1, fewest=10)
    equal = cross_selling_lift(log, after=CUT, category="department", bands=10, fewest=10)
    assert plain["odds_ratio"].median() > 1.2 > equal["odds_ratio"].median()
    assert not (equal["p_adjusted"] < 0.05).any()


def test_a_tie_is_found():
    log = drawn_log(7, n=300, orders=10, kinds=3)
    held = log.loc[(log["department"] == "d0") & (log["date"] <= CUT), "customer_id"].unique()
    late = log[(log["date"] > CUT) & log["customer_id"].isin(held[::2])].drop_duplicates("customer_id")
    early = log[(log["date"] > CUT) & ~log["customer_id"].isin(held)].drop_duplicates("customer_id")
    tied = pd.concat([log, late.assign(department="wine"), early.iloc[::6].assign(department="wine")])
    found = cross_selling_lift(tied, after=CUT, category="department", fewest=5)
    row = found.loc[("d0", "wine")]
    assert row["low"] > 1 and row["lift"] > 1 and row["p_adjusted"] < 0.05


def test_counts_are_those_of_the_log_in_any_order():
    log = drawn_log(8, n=80)
    pairs = cross_selling_lift(log, after=CUT, category="department", fewest=1)
    known = log[log["date"] <= CUT]
    held = known.groupby("department")["customer_id"].agg(set)
    later = log[log["date"] > CUT].groupby("department")["customer_id"].agg(set)
    everybody = set(known["customer_id"])
    for (one, other), row in pairs.iterrows():
        without = held[one] - held[other]
        assert (row["customers"], row["adopters"]) == (len(without), len(without & later[other]))
        assert row["rate_of_all"] == pytest.approx(
            len((everybody - held[other]) & later[other]) / len(everybody - held[other])
        )
    shuffled = cross_selling_lift(log.sample(frac=1, random_state=1), after=CUT, category="department", fewest=1)
    pd.testing.assert_frame_equal(shuffled.sort_index(), pairs.sort_index())


def test_numbers_out_of_range_are_refused():
    log = drawn_log(9)
    with pytest.raises(ValueError, match="bands"):
        cross_selling_lift(log, after=CUT, category="department", bands=0)
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        cross_selling_lift(log, after=CUT, category="department", level=95)
