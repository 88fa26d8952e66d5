import pytest

from custseg.catalogue import glossary, list_grids, load_grid


class TestGlossary:
    def test_one_english_term_for_each_chinese_term_and_back(self):
        terms = glossary()
        assert terms.columns.tolist() == ["term_en", "term_zh", "note"]
        for column in ("term_en", "term_zh"):
            folded = terms[column].str.casefold().str.strip()
            twice = folded[folded.duplicated()].tolist()
            assert not twice, (
                f"{twice}: one term for one thing; tell them apart in parentheses, or add 'also ...' to a note"
            )
            assert (folded != "").all(), "a term of glossary.toml is empty"
        assert terms.notna().all().all()

    def test_english_stands_left_and_chinese_right(self):
        terms = glossary()
        english, chinese = terms["term_en"], terms["term_zh"]
        plain = english.map(str.isascii)
        assert plain.all(), f"en = ... is English: {english[~plain].tolist()}"
        others = chinese[~chinese.str.contains(r"[\u4e00-\u9fff]")].tolist()
        assert not others, f"zh = ... is Chinese: {others}"
        assert not english.str.contains("[()]").any(), (
            "qualify the Chinese term in parentheses, the English one in words"
        )

    # what one word means in several documents
    @pytest.mark.parametrize(
        ("term_zh", "term_en"),
        [
            ("二级客户（层级）", "second-tier customer"),
            ("二级客户（消费者）", "consumer"),
            ("二类客户", "class-2 customer"),
            ("拥护者", "champion"),
            ("宣扬者", "advocate"),
            ("客户价值（客户所得）", "value to the customer"),
            ("客户价值（企业所得）", "value of the customer"),
            ("潜在客户", "prospect"),
            ("客户潜在价值", "customer potential value"),
            ("顾客份额", "share of customer"),
            ("钱包份额", "wallet share"),
            ("影响度", "influence degree"),
            ("影响价值", "influence value"),
            ("延伸价值", "extension value"),
            ("引介价值", "customer referral value"),
            ("推荐效应", "referral effect"),
        ],
    )
    def test_collisions_are_resolved(self, term_zh, term_en):
        assert glossary().set_index("term_zh")["term_en"][term_zh] == term_en

    def test_no_other_word_in_a_note_is_a_term_of_its_own(self):
        terms = glossary()
        synonyms = terms["note"].str.extractall(r"also ([^;]+)")[0].str.split(", ").explode().str.strip()
        both = sorted(set(synonyms) & set(terms["term_zh"]))
        assert not both, f"{both}: a term of its own and 'also' in a note; take it out of the note"

    def test_names_that_grids_take_from_the_source_are_in_it(self):
        known = set(glossary()["term_zh"])
        names = {
            s.name_zh for name in list_grids() for s in load_grid(name).segments if s.name_provenance == "in the source"
        }
        plain = {"高价值客户"}  # a description, not a term
        assert names - known <= plain, (
            f"{sorted(names - known - plain)}: add each to catalogue/glossary.toml with its one English term, or "
            "set name_provenance to where the name comes from"
        )

    def test_a_change_to_the_table_stays_with_its_owner(self):
        terms = glossary()
        terms.loc[0, "term_en"] = "changed"
        assert glossary().loc[0, "term_en"] != "changed"
