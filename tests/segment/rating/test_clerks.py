"""Is an honest clerk left in peace, however many there are, and is one who favours found?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from custseg.schema import SchemaError
from custseg.segment import favouring_clerks


def office(seed, n_clerks=25, customers=40, share=0.08, cheats=0, extra=0.4):
    random = np.random.default_rng(seed)
    clerks = pd.Series(np.repeat([f"clerk {n:02}" for n in range(n_clerks)], customers))
    chance = np.where(np.arange(len(clerks)) < cheats * customers, share + extra, share)
    return pd.Series(random.random(len(clerks)) < chance), clerks


class TestErrorRate:
    def test_an_honest_clerk_is_named_in_at_most_a_twentieth_of_the_offices(self):
        offices = [favouring_clerks(*office(seed))["named"].any() for seed in range(300)]
        assert np.mean(offices) <= 0.08, f"somebody was named in {np.mean(offices):.1%} of 300 honest offices, not 5 %"

    def test_other_honest_clerks_stay_so_beside_one_who_favours(self):
        wrong = found = 0
        for seed in range(200):
            named = favouring_clerks(*office(seed, cheats=1))["named"]
            found += named["clerk 00"]
            wrong += named.drop("clerk 00").any()
        assert wrong / 200 <= 0.08 and found / 200 > 0.95

    def test_without_a_correction_somebody_would_nearly_always_be_named(self):
        p = [favouring_clerks(*office(seed))["p_value"].min() for seed in range(100)]
        assert np.mean(np.array(p) <= 0.05) > 0.5, "the correction over many clerks would not be needed"

    def test_groups_that_differ_do_not_accuse_who_works_in_them(self):
        random = np.random.default_rng(0)
        format_ = pd.Series(np.repeat(["tobacco shop", "grocer"], [200, 800]))
        clerks = pd.Series(np.repeat([f"clerk {n}" for n in range(10)], 100))
        favoured = pd.Series(random.random(1000) < np.where(format_ == "grocer", 0.03, 0.3))
        assert favouring_clerks(favoured, clerks)["named"].sum() == 2
        assert not favouring_clerks(favoured, clerks, within=format_)["named"].any()


class TestTheNumber:
    def test_two_clerks_are_fishers_exact_test(self):
        favoured, clerks = office(3, n_clerks=2, customers=30, share=0.3)
        table = favouring_clerks(favoured, clerks)
        for clerk, row in table.iterrows():
            own = clerks == clerk
            counts = pd.crosstab(own, favoured).to_numpy()[::-1, ::-1]
            assert row["p_value"] == pytest.approx(fisher_exact(counts, alternative="greater").pvalue)

    def test_by_hand_over_two_groups(self):
        favoured = pd.Series([True, False, True, False])
        clerks, within = pd.Series(["Li", "Wang", "Li", "Wang"]), pd.Series([1, 1, 2, 2])
        assert favouring_clerks(favoured, clerks, within=within).loc["Li", "p_value"] == pytest.approx(1 / 4)

    def test_nobody_favoured_is_nobody_named(self):
        table = favouring_clerks(pd.Series([False] * 4), pd.Series(["Li", "Li", "Wang", "Wang"]))
        assert (table["p_adjusted"] == 1).all() and not table["named"].any()

    def test_one_clerk_for_all_is_nothing_to_compare(self):
        table = favouring_clerks(pd.Series([True, False]), pd.Series(["Li", "Li"]))
        assert table.loc["Li", "p_value"] == 1 and np.isnan(table.loc["Li", "others_share"])


@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(seed, random):
    favoured, clerks = office(seed, n_clerks=4, customers=10, share=0.3)
    order = list(range(len(clerks)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        favouring_clerks(favoured, clerks).sort_index(),
        favouring_clerks(favoured.iloc[order], clerks.iloc[order]).sort_index(),
    )


class TestProblems:
    def test_all_at_once(self):
        with pytest.raises(SchemaError) as caught:
            favouring_clerks(pd.Series([1, 0]), pd.Series(["Li", None]), within=pd.Series([1], index=["x"]))
        said = "\n".join(caught.value.problems)
        assert "within must have the index" in said and "clerks is missing for 1" in said and "True and False" in said

    def test_a_level_is_a_share(self):
        with pytest.raises(ValueError, match="level must lie between 0 and 1"):
            favouring_clerks(pd.Series([True]), pd.Series(["Li"]), level=5)

    def test_an_empty_office(self):
        with pytest.raises(SchemaError, match="there is no clerk"):
            favouring_clerks(pd.Series([], dtype=bool), pd.Series([], dtype=object))
