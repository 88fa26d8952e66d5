"""Do the notes of the recommendation count what the file of results counts?"""

import pandas as pd
import pytest

from custseg.datasets import benchmark_table
from custseg.repeat_buying import recommend_family
from tests.benchmarks.again import beyond_chance


@pytest.fixture(scope="module")
def stored():
    return benchmark_table("family_choice")


def test_the_notes_count_what_was_named_and_what_was_left_open(stored):
    whole = stored[stored["kind"] == "all"].set_index("block")
    large, small = whole.loc["large"], whole.loc["small"]
    assert large["right"] == large["n"], "it named all"
    wrong = small["n"] - small["right"] - small["cannot_tell"]
    notes = " ".join(recommend_family.__doc__.split())
    assert f"Of {large['n']:.0f} businesses of eight kinds" in notes
    said = f"it named all; of {small['n']:.0f} smaller ones {small['right']:.0f}, and said *cannot tell* of "
    assert f"{said}{small['cannot_tell']:.0f}. The {['five', 'six', 'seven'][int(wrong) - 5]} others were" in notes


def test_the_notes_say_what_was_taken_for_what(stored):
    kinds = stored[(stored["block"] == "small") & (stored["kind"] != "all")]
    donors = kinds.loc[kinds["kind"] == "yearly_donors", "contract"].sum()
    shops = kinds[kinds["rhythm"].isin(["regular", "random"])]
    pairs = (("regular", "random"), ("random", "regular"))
    mixed = pd.concat([shops.loc[shops["rhythm"] == one, other] for one, other in pairs])
    said = f"for a contract ({donors:.0f}), and regular and random shops taken for each other ({mixed.sum():.0f})."
    assert said in " ".join(recommend_family.__doc__.split())


def test_all_of_50_are_not_certain(stored, benchmark_script):
    benchmark = benchmark_script("family_choice")
    asked = stored[stored["share_right"].notna()]
    assert (asked["share_right"] == 1.0).any() and (asked["standard_error"] > 0).all()
    one = asked[asked["kind"] == "yearly_contract"].iloc[1]
    said = [one["rhythm"]] * int(one["right"]) + ["cannot tell"] * int(one["cannot_tell"])
    row = benchmark.counted("small", "yearly_contract", one["rhythm"], said, range(int(one["n"])))
    assert row["standard_error"] == pytest.approx(one["standard_error"], abs=5e-5)
    assert benchmark.counted("large", "kind", "regular", ["regular"] * 50, range(50))["standard_error"] > 0.02


def asked_again(benchmark, row, seeds):
    """Ask about other businesses of a cell."""
    if row["block"] == "mixed":
        return [benchmark.mixed(tuple(row["kind"].split(" + ")), seed) for seed in seeds]
    return [benchmark.called(row["kind"], seed, small=row["block"] == "small") for seed in seeds]


@pytest.mark.slow
def test_a_tenth_of_the_file_holds_of_other_businesses(stored, benchmark_script):
    """Each answer is given about as often; the limits were not tuned to these seeds either."""
    benchmark, unlike = benchmark_script("family_choice"), []
    cells = stored[(stored["kind"] != "all") & (stored["block"] != "real")]
    for _, row in cells.sample(frac=0.1, random_state=11).iterrows():
        n = int(row["n"])
        said = asked_again(benchmark, row, range(70_000, 70_000 + n))
        kept = dict(zip(benchmark.CALLED, row[[*benchmark.CALLED[:-1], "cannot_tell"]] / n, strict=True))
        unlike += [
            (row["block"], row["kind"], name, share, said.count(name) / n)
            for name, share in kept.items()
            if beyond_chance(share, benchmark.error_of_share(share, n), said.count(name), n)
        ]
    assert not unlike, f"not as benchmarks/results says: {unlike}"
