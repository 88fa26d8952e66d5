"""Does the manual show the rows that a benchmark has stored?"""

import pandas as pd
from manual.stored import RESULTS, stored_table


def test_each_row_is_one_of_the_table():
    results = pd.DataFrame({"first_seed": ["1", "2"], "kind": ["yes_no", ""]})
    lines = [line.strip(" *-") for line in stored_table(results).splitlines()[4:] if line]
    assert lines == ["first seed", "kind", "1", "yes no", "2", ""]


def test_pages_name_files_that_are_there(root):
    pages = [path.read_text(encoding="utf-8") for path in (root / "docs").glob("*.rst")]
    names = [line.split()[-1] for page in pages for line in page.splitlines() if line.startswith(".. stored::")]
    assert len(names) == len(set(names)) >= 6 and all((RESULTS / f"{name}.csv").exists() for name in names)
