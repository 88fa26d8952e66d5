"""Does the map of the studies agree with the notebooks that exist?"""

import json

from custseg.catalogue.studies import _entries, study_map


def test_every_notebook_is_on_the_map_under_its_own_question(root):
    headings = {}
    for path in (root / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        headings[path.name] = "".join(
            next(cell for cell in cells if cell["cell_type"] == "markdown")["source"]
        ).splitlines()[0]
    listed = {entry["file"]: f"# {entry['question']}" for entry in _entries() if "file" in entry}
    assert listed == headings


def test_map_is_in_reading_order_and_complete():
    table = study_map()
    numbers = [number for number in table["study"] if number != "to come"]
    assert numbers == sorted(numbers)
    assert table.notna().all(axis=None)
    assert table["question"].is_unique
