"""Does a register get the codes of the printed rule, whatever its words are written in?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.catalogue import load_rule
from custseg.schema import SchemaError
from custseg.segment import class_codes, size_by_share


class TestSizes:
    def test_until_half_until_four_fifths_and_the_rest(self):
        sizes = size_by_share(pd.Series([40, 30, 20, 10, 0]), pd.Series(["a"] * 5))
        assert sizes.tolist() == [1, 1, 2, 3, 3]

    def test_every_format_is_cut_for_itself(self):
        quantity, groups = pd.Series([100, 50, 10, 5]), pd.Series(["a", "a", "b", "b"])
        assert size_by_share(quantity, groups).tolist() == [1, 2, 1, 2]

    def test_equals_are_treated_equally(self):
        assert size_by_share(pd.Series([5.0] * 10), pd.Series(["a"] * 10)).tolist() == [1] * 10

    @given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from("ab")), min_size=1, max_size=30), st.randoms())
    def test_more_is_never_smaller_and_order_does_not_matter(self, rows, random):
        table = pd.DataFrame(rows, columns=["quantity", "format"])
        sizes = size_by_share(table["quantity"], table["format"])
        for _, part in table.assign(size=sizes).groupby("format"):
            assert part.sort_values("quantity", kind="stable")["size"].is_monotonic_decreasing
            if part["quantity"].sum():
                assert part["size"].min() == 1
        order = random.sample(range(len(table)), len(table))
        shuffled = table.iloc[order]
        pd.testing.assert_series_equal(size_by_share(shuffled["quantity"], shuffled["format"]).sort_index(), sizes)

    def test_problems_all_at_once(self):
        with pytest.raises(SchemaError, match="quantity is below zero"):
            size_by_share(pd.Series([-1.0, 2.0]), pd.Series(["a", "a"]))
        with pytest.raises(SchemaError) as caught:
            size_by_share(pd.Series([np.inf, 2.0]), pd.Series(["a", None]))
        assert len(caught.value.problems) == 2
        with pytest.raises(SchemaError, match="same index"):
            size_by_share(pd.Series([1.0]), pd.Series(["a"], index=["x"]))

    @pytest.mark.parametrize("covers", [(), (0.8, 0.5), (0.5, 1.0), (0.0,)])
    def test_shares_rise_between_zero_and_one(self, covers):
        with pytest.raises(ValueError, match="rise between 0 and 1"):
            size_by_share(pd.Series([1.0]), pd.Series(["a"]), covers)


class TestCodes:
    def test_letters_english_and_both_scripts_mean_the_same(self):
        register = pd.DataFrame(
            {
                "market": ["C", "town", "城镇", "城鎮"],
                "format": ["Z", "grocer", "食杂店", "食雜店"],
                "size": ["1", "large", "大", 1],
            }
        )
        table = class_codes(register, "national_2008")
        assert table["code"].tolist() == ["CZ1"] * 4 and set(table["class"]) == {"town, grocer, large"}

    def test_every_code_of_the_rule_can_come_out(self):
        rule = load_rule("national_2008")
        register = pd.DataFrame([rule.parse(code) for code in rule.codes()])
        assert class_codes(register, rule)["code"].tolist() == rule.codes()

    def test_a_sub_tier_is_written_where_the_register_has_it(self):
        register = pd.DataFrame({"market": ["C"], "format": ["Z"], "size": [1], "sub_tier": [2]})
        assert class_codes(register, "national_2008")["code"].tolist() == ["CZ12"]

    def test_the_size_is_found_within_the_format(self):
        register = pd.DataFrame({"market": "C", "format": ["Z", "Z", "B"], "quantity": [90, 10, 1]})
        assert class_codes(register, "national_2008", quantity="quantity")["code"].tolist() == ["CZ1", "CZ3", "CB1"]

    def test_all_problems_at_once(self):
        register = pd.DataFrame({"market": ["C", "M"], "format": ["C", None], "quantity": [1, np.nan]})
        with pytest.raises(SchemaError) as caught:
            class_codes(register, "national_2008", quantity="quantity")
        said = "\n".join(caught.value.problems)
        assert "register['market'] holds 'M'" in said and "register['format'] holds 'C'" in said
        assert "register['format'] is missing for 1" in said and "register['quantity'] is missing" in said

    def test_a_register_without_a_size_says_what_is_missing(self):
        with pytest.raises(SchemaError, match="lacks column 'size'"):
            class_codes(pd.DataFrame({"market": ["C"], "format": ["Z"]}), "national_2008")

    def test_rules_that_have_no_codes_or_other_numbers_of_sizes(self):
        register = pd.DataFrame({"market": ["C"], "format": ["Z"], "quantity": [1]})
        with pytest.raises(ValueError, match="has no codes"):
            class_codes(register, "five_good")
        with pytest.raises(ValueError, match="covers must be 2 shares"):
            class_codes(register, "national_2008", quantity="quantity", covers=(0.5,))
