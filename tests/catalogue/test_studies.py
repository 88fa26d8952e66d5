"""Does the map of the studies agree with the notebooks that exist?"""

import json

from custseg.catalogue.studies import listed_studies, study_map


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
