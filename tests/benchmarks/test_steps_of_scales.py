"""Are steps called clusters, and groups in steps found, as often as the file of results and the notes say?"""

import numpy as np
import pytest

from custseg.segment import cluster_verdict


@pytest.mark.parametrize(
    ("amounts", "told"), [([7.4, 23, 251, 9.6, 1.2], [7, 20, 300, 10, 1]), ([0.034, 95], [0.03, 100])]
)
def test_amounts_are_told_to_one_digit(benchmark, amounts, told):
    assert benchmark.one_digit(np.array(amounts)) == pytest.approx(told)


def test_prices_end_in_nines_and_are_the_fewer_the_dearer(benchmark):
    told = benchmark.nines(np.array([6.2, 19.5, 20.5, 41, 99.5, 101, 149]))
    assert told == pytest.approx([6.99, 19.99, 24.99, 44.99, 99.99, 149.99, 149.99])


def test_ratings_of_a_customer_have_a_mood_and_are_on_their_scale(benchmark):
    """Means of 1 + Poisson(3) ratings whose own spread is .8: of two columns the moods are drawn anew."""
    means = benchmark.ratings(np.random.default_rng(1), 20000, 2)
    assert means.min() >= 1 and means.max() <= 5
    assert means.mean() == pytest.approx(3.7, abs=0.1)
    assert 0.7 < means.std() < 0.95
    assert np.corrcoef(means.T)[0, 1] == pytest.approx(0, abs=0.03)


def test_sums_are_of_as_many_prices_as_were_bought(benchmark):
    """2.2 prices of 4.7 on average; a single one in 30 of 100 tables (exp(-1.2))."""
    spent = benchmark.sums(np.random.default_rng(1), 20000, 2)
    assert spent.mean() == pytest.approx(2.2 * 4.7, rel=0.03) and spent.min() == 1
    assert np.mean(spent == 1) == pytest.approx(np.exp(-1.2) * 0.3, abs=0.01)


@pytest.mark.parametrize("seed", [0, 1])
def test_crowds_have_columns_in_steps(benchmark, seed):
    """Of 5,000 customers hardly anybody has a value that nobody shares, and of no column half have one value."""
    for family in benchmark.CROWDS:
        drawn = benchmark.table({"family": family, "groups": 1, "n": 5000}, seed)
        assert drawn.shape == (5000, (2, 4)[seed]) and drawn.notna().all(axis=None)
        for column in (drawn[name] for name in drawn):
            shared = column.map(column.value_counts())
            assert (shared > 1).mean() > 0.97, family
            assert shared.max() < 2500, family


def test_groups_are_thirty_of_a_hundred_and_the_second_column_is_noise(benchmark):
    cuts = {"counts": 13, "answers 1 to 10": 5.5, "one digit": 60, "prices x units": 150}
    cuts |= {"5 apart, told to a half": 12.5, "7 apart, told to one": 13.5}
    assert list(cuts) == list(benchmark.GROUPS)
    for family, cut in cuts.items():
        drawn = benchmark.table({"family": family, "groups": 2, "n": 20000}, 0)
        far = drawn["sim_0"] > cut
        assert far.mean() == pytest.approx(benchmark.FAR, abs=0.012), family
        assert drawn["sim_1"].groupby(far).mean().to_numpy() == pytest.approx([0, 0], abs=0.04)
        assert drawn["sim_1"].std() == pytest.approx(1, abs=0.02)


def test_normal_groups_are_so_far_apart_and_told_in_such_steps(benchmark):
    for family, apart, step in (("5 apart, told to a half", 5, 0.5), ("7 apart, told to one", 7, 1)):
        first = benchmark.table({"family": family, "groups": 2, "n": 40000}, 0)["sim_0"]
        places = first.groupby(first > 10 + apart / 2).mean()
        assert np.diff(places) == pytest.approx([apart], abs=0.05)
        assert (first % step == 0).all() and (first % (2 * step) != 0).any()


def hits(cells):
    """Count the tables of each size that are called clusters, and all."""
    called = (cells["compact_clusters"] * cells["sets"]).groupby(cells["n"]).sum().round().astype(int)
    return [f"{hit} of {of}" for hit, of in zip(called, cells["sets"].groupby(cells["n"]).sum(), strict=True)]


def shares(stored, family):
    """Write in which share of the tables of each size these two groups are found."""
    found = stored[(stored["groups"] == 2) & (stored["family"] == family)].set_index("n")["compact_clusters"]
    *first, last = (f"{share:.2f}".removeprefix("0") for share in found.sort_index())
    return f"{', '.join(first)} and {last}"


def test_the_notes_say_which_steps_are_called_clusters_and_where_groups_are_lost(stored):
    few, more, most = hits(stored[stored["groups"] == 1])
    notes = " ".join(cluster_verdict.__doc__.split())
    assert (
        f"Of customers without groups, whose columns are told in steps (amounts to one digit, means of few ratings, "
        f"few prices times units and others), {few} tables of 600, {more} of 2,000 and {most} of 5,000 are called "
        f"clusters."
    ) in notes
    half, one = (shares(stored, family) for family in ("5 apart, told to a half", "7 apart, told to one"))
    assert (
        f"Groups told in steps as wide as half a standard deviation or more need more customers than others: 5 "
        f"standard deviations apart and 30 of 100, told to half of one, they are found in {half} of tables of 300, "
        f"600 and 2,000, 7 apart and told to one in {one}."
    ) in notes
