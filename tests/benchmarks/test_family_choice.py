"""Do the notes of the recommendation count what the file of results counts?"""

import pandas as pd
import pytest

from custseg.datasets import benchmark_table
from custseg.repeat_buying import recommend_family


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
