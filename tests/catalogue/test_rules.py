"""Do the rules of the catalogue say what their sources print, no more, and are they found by their names?"""

import importlib
import inspect

import pytest

from custseg.catalogue import find, list_rules, load_rule, rule_table
from custseg.schema import SchemaError

OWN = """
key = "own"
name_en = "Stars for bakers"

[[items]]
key = "bread"
name_en = "Bread"
points = 60

[[items]]
key = "cake"
name_en = "Cake"
points = 40

[[tiers]]
key = "good"
at_least = 50

[[tiers]]
key = "other"
at_most = 49
"""


@pytest.mark.parametrize("name", list_rules())
def test_every_rule_can_be_loaded_and_says_where_it_was_read(name):
    rule = load_rule(name)
    assert rule.key == name and rule.name_zh and rule.trade and rule.note
    assert any(source[:1] == "S" and source[2] == "-" for source in rule.source)
    assert (rule.provenance == "in the source") == (rule.directness == "source document")


class TestWhatIsPrinted:
    def test_thirty_five_fifty_five_five_and_five_make_a_hundred(self):
        rule = load_rule("thirty_tiers")
        assert [item.points for item in rule.items] == [35, 55, 5, 5]
        assert sum(item.points for item in rule.items) == 100
        assert len(rule.tier_keys) == 30 and rule.tier_keys[-1] == "30"  # 从低到高 1 至 30
        assert rule.directness == "one page, read once" and "one published province rule" in rule.note.lower()

    def test_suzhou_prints_ninety_one_eighty_one_seventy_one(self):
        rule = load_rule("suzhou_compliance")
        assert rule.cuts == (71.0, 81.0, 91.0)
        assert rule.tier_keys == ("W", "C", "B", "A")
        assert rule.tiers[-1].at_most == 70 and rule.tiers[-1].penalties == 3

    def test_six_and_seven_and_two_make_fifteen(self):
        keys = load_rule("fifteen_tiers").tier_keys
        assert len(keys) == 15 and [sum(key[0] == letter for key in keys) for letter in "ABC"] == [6, 7, 2]

    def test_five_stars_and_a_super_star_have_no_weights(self):
        rule = load_rule("monthly_stars")
        assert rule.tier_keys == ("1", "2", "3", "4", "5", "super") and rule.period == "M" and rule.cuts == ()
        assert len(rule.items) == 6 and all(item.points != item.points for item in rule.items)

    def test_a_newcomer_of_the_rolling_tiers_gets_at_most_the_twenty_fourth(self):
        assert load_rule("thirty_tiers_monthly").entrants_at_most == 24

    def test_key_customers_have_three_promises_a_weekly_visit_and_24_hours(self):
        table = load_rule("key_and_ordinary").standards_table()
        key = table[table["tier"] == "key"].set_index("standard")
        assert (key["kind"] == "supply").sum() == 3
        assert key.loc["weekly_visit", "every_days"] == 7 and key.loc["call_back", "within_hours"] == 24
        everybody = table.loc[table["tier"] == "all", "kind"].value_counts().to_dict()
        assert everybody == {"conduct": 5, "initiative": 4, "process": 3}


class TestOffByDefault:
    def test_a_claim_is_called_a_claim(self):
        standing = rule_table()["standing"]
        exact = {"national_2008", "thirty_tiers", "suzhou_compliance", "key_and_ordinary"}
        assert set(standing.index[standing == "exact"]) == exact

    @pytest.mark.parametrize("room", ["segment", "judgement", "decide"])
    def test_no_function_applies_a_rule_that_was_not_named(self, room):
        module = importlib.import_module(f"custseg.{room}")
        for name in module.__all__:
            for parameter in inspect.signature(getattr(module, name)).parameters.values():
                assert parameter.default not in list_rules(), f"{name} applies {parameter.default} by default"


class TestFound:
    @pytest.mark.parametrize(
        ("query", "rule"),
        [
            ("national_2008", "national_2008"),
            ("卷烟零售客户分类（2008）", "national_2008"),
            ("30档", "thirty_tiers"),
            ("三十档积分", "thirty_tiers"),
            ("月度星级评定", "monthly_stars"),
            ("五好客户评选", "five_good"),
            ("苏州诚信等级", "suzhou_compliance"),
            ("重点客户与普通客户", "key_and_ordinary"),
        ],
    )
    def test_a_rule_is_found_by_its_names(self, query, rule):
        assert find(query).loc[0, "call"] == f'custseg.catalogue.load_rule("{rule}")'

    def test_it_belongs_to_the_rules(self):
        row = find("苏州诚信等级").iloc[0]
        assert row[["id", "document", "status", "match"]].tolist() == ["", "rules", "a rule", "name"]


class TestOwnFile:
    def test_a_file_of_your_own_works_the_same(self, tmp_path):
        path = tmp_path / "own.toml"
        path.write_text(OWN, "utf-8")
        assert load_rule(path).cuts == (50.0,) and load_rule(str(path)).provenance == "proposed here"

    def test_every_problem_is_named_at_once(self, tmp_path):
        path = tmp_path / "own.toml"
        path.write_text(
            OWN.replace("= 60", "= 70").replace('name_en = "Cake"', 'name_en = "Cake"\nweight = 1'), "utf-8"
        )
        with pytest.raises(SchemaError) as caught:
            load_rule(path)
        assert [problem.split(": ", 1)[1] for problem in caught.value.problems] == [
            "item 2 (cake) has an unknown key 'weight'; it may have 'key', 'name_en', 'name_zh', 'points'.",
            "the points of the items must add up to 100; found 110.",
        ]

    def test_an_unknown_name_is_told_the_nearest(self):
        with pytest.raises(ValueError, match=r"no rule 'thirty_tier' .* Did you mean 'thirty_tiers'"):
            load_rule("thirty_tier")
