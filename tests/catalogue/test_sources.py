"""Is every document named once, and is there none whose models nobody names?"""

import re

from custseg.catalogue import glossary, source_documents


def test_each_document_is_named_once_with_its_kind_and_subject():
    table = source_documents()
    assert table.index.tolist() == ["S0", "S1", "S2", "S3", "S4"]
    assert table["title"].is_unique and table["title_en"].is_unique
    assert table["title"].str.contains("[\u4e00-\u9fff]").all()
    assert (table[["title_en", "kind", "what"]] != "").all().all()


def test_every_id_names_a_document(root):
    ids = set(re.findall(r"\bS\d-\d\d\b", (root / "notebooks" / "COVERAGE.md").read_text("utf-8"))) | {
        *glossary()["id"]
    }
    assert {id_.partition("-")[0] for id_ in ids if id_} == set(source_documents().index)
