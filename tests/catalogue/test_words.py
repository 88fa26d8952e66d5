import re
from importlib import import_module

import pytest

from custseg.catalogue import glossary, list_grids, list_index_systems, list_rules, load_grid, load_index_system


class TestGlossary:
    def test_one_english_term_for_each_chinese_term_and_back(self):
        terms = glossary()
        columns = ["term_en", "term_zh", "source_zh", "id", "page", "call", "note", "field"]
        assert terms.columns.tolist() == columns
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
            ("客户份额", "customer share"),
            ("大客户", "key account"),
            ("重点客户", "priority customer"),
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
        known = set(glossary()["source_zh"])
        names = {
            s.name_zh for name in list_grids() for s in load_grid(name).segments if s.name_provenance == "in the source"
        }
        short = {name + "客户" for name in known}  # 消极型客户 is 消极型 in its source
        assert names <= known | short, (
            f"{sorted(names - known - short)}: say in catalogue/glossary.toml that it is the source_zh of a term, or "
            "set name_provenance to where the name comes from"
        )

    def test_every_id_page_and_call_leads_somewhere(self, root):
        numbers = {path.name.partition("-")[0] for path in (root / "notebooks").glob("*.ipynb")}
        for term in glossary().itertuples():
            assert re.fullmatch(r"(S[0-4]-\d\d)?", term.id), f"{term.term_en}: id is one model such as S0-07"
            assert term.page in {"", *numbers}, f"{term.term_en}: there is no page {term.page}"
            module, _, name = term.call.partition("(")[0].rpartition(".")
            assert not name or hasattr(import_module(module), name), f"{term.term_en}: there is no {term.call}"
            entry = re.search(r'"(\w+)"', term.call)
            known = {*list_grids(), *list_index_systems(), *list_rules()}
            assert not entry or entry[1] in known, f"{term.term_en}: the catalogue has no {term.call}"

    def test_what_a_document_says_belongs_to_a_model_of_it(self):
        terms = glossary()
        lost = terms[(terms["source_zh"] == "") & (terms["id"] != "") & (terms["note"] == "")]
        allowed = {  # words of today for what a model of the documents consists of
            "Pareto curve", "discounting", "relationship types", "consistency index", "consistency ratio",
            "recovery rate", "exposure at default", "peak-end rule",
        }  # fmt: skip
        assert set(lost["term_en"]) <= allowed, (
            f"{sorted(set(lost['term_en']) - allowed)}: give source_zh, or say in a note what the document has instead"
        )
        simplified = terms["source_zh"].str.contains("[戶額價點層構動總]")
        assert not simplified.any(), "source_zh is written in simplified characters: the search converts"

    def test_one_english_name_has_one_chinese_name_in_the_whole_catalogue(self):
        two = {  # English names with two Chinese ones, and why
            "champions": "拥护者 buys and brings others; 核心客户 is high in recency, frequency and amount",
            "value to the customer": "客户方面的价值 is the node of a hierarchy, 客户价值 all of it",
            "trade area": "所处商圈 is the factor of one customer",
            "years as a customer": "合作年限 of a firm, 成为客户的年数 of a person",
        }
        grids, systems = map(load_grid, list_grids()), map(load_index_system, list_index_systems())
        parts = [part for grid in grids for part in (*grid.segments, *grid.axes)]
        parts += [part for system in systems for part in (*system.criteria, *system.indicators)]
        chinese = {term.term_en.lower(): {term.term_zh.partition("（")[0]} for term in glossary().itertuples()}
        for part in parts:
            chinese.setdefault(part.name_en.lower(), set()).add(part.name_zh)
        twice = {english: words for english, words in chinese.items() if len(words) > 1 and english not in two}
        assert not twice, f"one English name, several Chinese ones: {twice}; choose one, or list it with its reason"

    def test_a_change_to_the_table_stays_with_its_owner(self):
        terms = glossary()
        terms.loc[0, "term_en"] = "changed"
        assert glossary().loc[0, "term_en"] != "changed"
