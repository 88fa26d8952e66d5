"""Can a code be taken apart and put together, and is everything named that keeps a file from being a rule?"""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import Code, CodePart, Item, RuleSpec, Standard, Tier, load_rule
from custseg.catalogue.rule_spec import rule_problems
from custseg.schema import SchemaError

NATIONAL = load_rule("national_2008")


class TestCodes:
    def test_two_markets_seven_formats_three_sizes_make_forty_two_codes(self):
        codes = NATIONAL.codes()
        assert len(codes) == len(set(codes)) == 42
        assert codes[:3] == ["CZ1", "CZ2", "CZ3"]
        assert {"CZ1", "CS1", "XB1", "XZ3"} <= set(codes)  # printed as examples

    @pytest.mark.parametrize("code", [*NATIONAL.codes(), *(f"{c}{d}" for c, d in product(NATIONAL.codes(), "123"))])
    def test_taken_apart_and_put_together_a_code_is_the_same(self, code):
        assert NATIONAL.code(**NATIONAL.parse(code)) == code

    def test_the_letters_are_the_printed_ones(self):
        words = {code.code: code.name_zh for part in NATIONAL.parts[:2] for code in part.codes}
        assert "".join(words) == "CXZBSNYFQ"
        assert list(words.values()) == [
            "城镇",
            "乡村",
            "食杂店",
            "便利店",
            "超市",
            "商场",
            "烟酒商店",
            "娱乐服务类",
            "其他",
        ]
        assert NATIONAL.name("CZ12", "zh") == "城镇 食杂店 大 二档"

    def test_c_is_the_market_and_no_format(self):
        with pytest.raises(ValueError, match=r"'CC1'.*format cannot be 'C' \('C' is town of the market\)"):
            NATIONAL.parse("CC1")

    def test_every_wrong_place_is_named_at_once(self):
        with pytest.raises(ValueError, match=r"market cannot be 'Z'.*size cannot be '9'"):
            NATIONAL.parse("ZZ9")
        with pytest.raises(ValueError, match="misses 'format', 'size' and does not know 'formt'"):
            NATIONAL.code(market="C", formt="Z")

    @pytest.mark.parametrize("code", ["", "C", "CZ", "CZ123"])
    def test_a_code_of_another_length_is_refused(self, code):
        with pytest.raises(ValueError, match="has 3 to 4, as 'CZ1'"):
            NATIONAL.parse(code)

    @given(st.text(max_size=5))
    def test_whatever_is_parsed_is_a_code(self, text):
        try:
            letters = NATIONAL.parse(text)
        except ValueError:
            return
        assert text[:3] in NATIONAL.codes() and NATIONAL.code(**letters) == text

    def test_a_rule_without_codes_says_so(self):
        with pytest.raises(ValueError, match="'five_good' has no codes"):
            load_rule("five_good").parse("A")


class TestTiers:
    def test_the_best_of_numbered_tiers_is_a_field(self):
        assert RuleSpec("own", "Own", n_tiers=3).tier_keys == ("1", "2", "3")
        assert RuleSpec("own", "Own", n_tiers=3, best="low").tier_keys == ("3", "2", "1")

    def test_cuts_are_there_only_where_all_are_printed(self):
        half = (Tier("A", at_least=91), Tier("B"), Tier("C"))
        assert RuleSpec("own", "Own", tiers=half).cuts == ()
        assert RuleSpec("own", "Own", tiers=half[:2]).cuts == (91.0,)


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
