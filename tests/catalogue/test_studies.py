"""Does the map of the studies agree with the notebooks that exist?"""

import json

from custseg.catalogue._toml_files import file_text
from custseg.catalogue.studies import listed_studies, study_map
from custseg.report._skeleton import left_to_fill_in


def test_every_notebook_is_on_the_map_under_its_own_question(root):
    headings = {}
    for path in (root / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        headings[path.name] = "".join(
            next(cell for cell in cells if cell["cell_type"] == "markdown")["source"]
        ).splitlines()[0]
    listed = {study.file: f"# {study.question}" for study in listed_studies() if study.file}
    assert listed == headings, (
        "custseg/catalogue/studies.toml and notebooks/ differ: each notebook needs a table [[studies]] with its file "
        f"and exactly its title as the question. Only in one: {sorted(set(listed.items()) ^ set(headings.items()))}"
    )


def test_map_is_in_reading_order_and_complete():
    table = study_map()
    numbers = [number for number in table["study"] if number != "to come"]
    assert numbers == sorted(numbers), "put the tables of custseg/catalogue/studies.toml in the order of the numbers"
    assert table["question"].is_unique, "a question stands twice in custseg/catalogue/studies.toml"


def test_nothing_is_left_to_fill_in(root):
    for name, text in (
        ("custseg/catalogue/studies.toml", file_text("studies.toml")),
        ("README.md", (root / "README.md").read_text("utf-8")),
    ):
        assert not left_to_fill_in(text), f"replace in {name}: {left_to_fill_in(text)}"


def test_every_study_has_its_row_in_the_readme(root):
    readme = (root / "README.md").read_text("utf-8")
    for study in listed_studies():
        row = f"| {study.file[:2]} | [{study.question}](notebooks/{study.file}) | models |"
        assert f"](notebooks/{study.file}) |" in readme or not study.file, f"add to the table of README.md: {row}"
