"""Do the tables of the start page lead to every page, and to pages that exist?"""

import re

from custseg.catalogue import searched_models
from custseg.catalogue.pages import listed_pages
from custseg.report import linked_models, linked_pages

LINK = re.compile(r"\[(\w\d+|own)\]\(([^)]+)\)")


def test_every_page_but_the_start_is_listed_once_in_reading_order():
    links = LINK.findall(linked_pages())
    assert links == [
        (page.file.partition("-")[0], page.file) for page in listed_pages() if page.file and page.number != "01"
    ]


def test_links_lead_to_notebooks_that_exist(root):
    there = {path.name for path in (root / "notebooks").glob("*.ipynb")}
    for table in (linked_pages(), linked_models()):
        links = LINK.findall(table)
        assert links and {file for _, file in links} <= there, "refresh writes covered.toml, where the pages stand"
        assert all(file.startswith(f"{number}-") for number, file in links)


def test_models_with_a_page_are_listed_and_the_others_are_not():
    models = searched_models()
    for id_, model in models.iterrows():
        listed = f"| {id_} | {model['model_zh']} |" in linked_models()
        assert listed == bool(model["page"]), f"{id_} has the page {model['page']!r}"


def test_heads_are_words_and_every_row_has_as_many_cells():
    for table in (linked_pages(), linked_models()):
        heads, rule, *rows = table.splitlines()
        assert "_" not in heads and set(rule) <= set("| -")
        assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {heads.count("|") + 1}
        assert table.markdown == str(table)
