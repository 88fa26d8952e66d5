"""Is everything named that keeps a file from being a rule?"""

import math

import pytest

from custseg.catalogue import Code, CodePart, Item, RuleSpec, Standard, Tier
from custseg.catalogue._rule_faults import rule_problems
from custseg.schema import SchemaError


class TestProblems:
    def test_all_are_named_at_once(self):
        part = CodePart("market", "Market", (Code("C", "town"), Code("C", "city"), Code("XY", "country")), optional=1)
        with pytest.raises(SchemaError) as caught:
            RuleSpec(
                "own",
                "Own",
                provenance="heard",
                directness="guessed",
                standing="sure",
                period="week",
                best="30",
                items=(Item("quantity", "Quantity", points=35), Item("amount", "Amount", points=-5)),
                tiers=(Tier("A", at_least=80, at_most=70), Tier("B", at_most=85), Tier("B", at_least=1)),
                n_tiers=4,
                entrants_at_most=9,
                parts=(part, CodePart("size", "Size", ())),
                standards=(Standard("visit", "visits", "Visit", tiers=("D",), provenance="heard"),),
            )
        said = "\n".join(caught.value.problems)
        for problem in (
            "provenance must be",
            "directness must be",
            "standing must be",
            "period must be",
            "best must be",
            "n_tiers is 4, but 3 tiers",
            "entrants_at_most must be a tier",
            "tier 'B' occurs 2 times",
            "points must be above zero",
            "add up to 100; found 30",
            "at_least 80 lies above",
            "'A' and 'B' overlap",
            "code 'C' occurs 2 times",
            "one letter or digit; found 'XY'",
            "part 'size' has no codes",
            "only the last parts",
            "is for 'D'",
            "kind must be",
            "standard 'visit': provenance",
        ):
            assert problem in said, f"the message lacks {problem!r}:\n{said}"
        assert all(line.startswith("rule 'own': ") for line in caught.value.problems)

    def test_a_gap_of_a_whole_point_is_a_problem(self):
        tiers = (Tier("A", at_least=91), Tier("B", at_most=88))
        assert rule_problems(tiers=tiers) == ["points between 88 and 91 belong to no tier."]

    def test_points_are_given_for_all_items_or_for_none(self):
        items = (Item("a", "A", points=100), Item("b", "B"))
        assert rule_problems(items=items) == ["some items have points and others have none: give all or none."]
        assert math.isnan(items[1].points) and rule_problems(items=items[1:]) == []
