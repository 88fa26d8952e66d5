"""Does the manual show the rows that a benchmark has stored?"""

import re

import pandas as pd
from manual.stored import RESULTS, Stored, stored_table


def test_each_row_is_one_of_the_table_and_its_seeds_stand_below():
    seeds = {"first_seed": ["1", "2"], "last_seed": "4300"}
    results = pd.DataFrame({**seeds, "n_kind": ["yes_no", ""], "n": ["6000", "7"]})
    lines = [line.strip(" *-") for line in stored_table(results).splitlines()[4:] if line]
    assert lines[:6] == ["n kind", "n", "yes no", "6,000", "", "7"]
    assert lines[6:] == ["Seeds from 1 to 4,300: the file of results has those of each row."]


def test_one_seed_is_said_and_none_is_not():
    one, none = pd.DataFrame({"seed": ["5", ""], "n": "1"}), pd.DataFrame({"n": ["1"]})
    assert stored_table(one).endswith("\nThe seed is 5.\n") and "seed" not in stored_table(none)


def test_pages_name_files_that_are_there(root):
    pages = [path.read_text(encoding="utf-8") for path in (root / "docs").glob("*.rst")]
    names = [line.split()[-1] for page in pages for line in page.splitlines() if line.startswith(".. stored::")]
    assert len(names) == len(set(names)) >= 6 and all((RESULTS / f"{name}.csv").exists() for name in names)


def test_columns_that_a_page_leaves_out_are_in_the_file(root):
    asked = re.findall(r"\.\. stored:: (\w+)\n   :without: (.+)", (root / "docs" / "families.rst").read_text("utf-8"))
    assert asked
    for name, columns in asked:
        assert set(Stored.option_spec["without"](columns)) <= set(pd.read_csv(RESULTS / f"{name}.csv").columns)
