"""Can a code be taken apart and put together, and are tiers and cuts read as they are printed?"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import RuleSpec, Tier, load_rule

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
