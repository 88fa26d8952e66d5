"""Does COVERAGE.md say of every model where it is covered, and do the tags in the studies agree?"""

import re

import pytest

from custseg.report.running.notebook_file import read_notebook

COMPUTED = {"reproduced", "tested as a claim"}
STATUSES = {*COMPUTED, "text only", "lost in source", "to come"}
SIZES = {"A": 84, "B": 116}
EXTERNAL = {"S1-24"}  # a standard that the source names and does not print
ID = re.compile(r"S\d-\d\d")

A_ROW = {"id": "S0-01", "class": "A", "model": "Two sides", "status": "reproduced", "study": "01-who-stays"}
TAGS = {"01-who-stays": {"S0-01"}, "02-who-pays": set()}


def read_rows(text):
    """Read the table whose header begins with ``id``; a row with another number of fields is kept as it is."""
    lines = [
        [field.strip() for field in line.strip().strip("|").split("|")] for line in text.splitlines() if "|" in line
    ]
    start = next(place for place, fields in enumerate(lines) if fields[0] == "id")
    return [dict(zip(lines[start], fields, strict=False)) for fields in lines[start + 2 :]]


def table_problems(rows):
    """Say what is wrong with the table by itself."""
    problems = [
        f"{row.get('id')}: a row needs id, class, model, status and study" for row in rows if set(row) != set(A_ROW)
    ]
    rows = [row for row in rows if set(row) == set(A_ROW)]
    ids = [row["id"] for row in rows]
    problems += [f"{id_} stands twice" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1})]
    for row in rows:
        if not ID.fullmatch(row["id"]) or row["class"] not in SIZES or not row["model"]:
            problems.append(f"{row['id']}: no id, class or model")
        if row["status"] not in STATUSES:
            problems.append(f"{row['id']}: unknown status {row['status']!r}")
        elif row["class"] == "A" and row["status"] not in {*COMPUTED, "to come"} and row["id"] not in EXTERNAL:
            problems.append(f"{row['id']} is of class A and cannot be {row['status']!r}")
    return problems


def studies_of(row):
    return [name.strip() for name in row["study"].split(",") if name.strip()]


def tag_problems(rows, tags):
    """Say where the table and the studies' tags differ; `tags` maps a study's name to the ids in it."""
    problems = []
    known = {row["id"]: row for row in rows}
    for study, ids in sorted(tags.items()):
        for id_ in sorted(ids):
            row = known.get(id_)
            if row is None:
                problems.append(f"{study} carries {id_}, which has no row")
            elif row["status"] not in {*COMPUTED, "text only"} or study not in studies_of(row):
                problems.append(f"{study} carries {id_}, whose row says {row['status']!r} in {row['study']!r}")
    for row in rows:
        named = studies_of(row)
        problems += [f"{row['id']} names {study}, which does not exist" for study in named if study not in tags]
        if row["status"] in COMPUTED:
            missing = [study for study in named if row["id"] not in tags.get(study, ())]
            problems += [f"{row['id']} is {row['status']} in {study}, which does not carry it" for study in missing]
            problems += [] if named else [f"{row['id']} is {row['status']} and names no study"]
        if row["status"] == "to come" and named:
            problems.append(f"{row['id']} is to come and names {row['study']}")
    return problems


@pytest.fixture(scope="module")
def rows(root):
    return read_rows((root / "notebooks" / "COVERAGE.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def tags(root):
    """Map each study to the ids of models that its cells carry."""
    found = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        carried = [tag for cell in read_notebook(path).cells for tag in cell.metadata.get("tags", [])]
        found[path.stem] = {tag for tag in carried if ID.fullmatch(tag)}
    return found


def test_every_model_has_one_row(rows):
    assert not table_problems(rows), f"mend notebooks/COVERAGE.md: {table_problems(rows)}"
    assert {name: sum(row["class"] == name for row in rows) for name in SIZES} == SIZES
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


def test_rows_and_tags_agree(rows, tags):
    problems = tag_problems(rows, tags)
    assert not problems, (
        "tag the cell that computes a model with its id, and name the study in its row of notebooks/COVERAGE.md: "
        f"{problems}"
    )


def test_a_good_table_passes():
    external = A_ROW | {"id": "S1-24", "status": "text only", "study": ""}
    open_row = A_ROW | {"id": "S0-02", "status": "to come", "study": ""}
    assert table_problems([A_ROW, external, open_row]) == []
    assert tag_problems([A_ROW, external, open_row], TAGS) == []
    two = A_ROW | {"study": "01-who-stays, 02-who-pays"}
    assert tag_problems([two], {"01-who-stays": {"S0-01"}, "02-who-pays": {"S0-01"}}) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "done"}, "unknown status 'done'"),
        ({"status": ""}, "unknown status ''"),
        ({"status": "text only"}, "is of class A and cannot be 'text only'"),
        ({"status": "lost in source"}, "is of class A and cannot be 'lost in source'"),
        ({"id": "S0-1"}, "S0-1: no id, class or model"),
        ({"class": "C"}, "no id, class or model"),
        ({"model": ""}, "no id, class or model"),
        ({"extra": "x"}, "a row needs id, class, model, status and study"),
    ],
)
def test_a_broken_row_is_seen(change, problem):
    assert any(problem in told for told in table_problems([A_ROW | change]))


def test_a_double_and_a_short_row_are_seen():
    assert table_problems([A_ROW, A_ROW]) == ["S0-01 stands twice"]
    table = "| id | class | model | status | study |\n|---|---|---|---|---|\n| S0-01 | A | Two sides | to come |\n"
    assert table_problems(read_rows(table)) == ["S0-01: a row needs id, class, model, status and study"]


@pytest.mark.parametrize(
    ("change", "tags", "problem"),
    [
        ({"id": "S0-02"}, {"S0-01"}, "carries S0-01, which has no row"),
        ({"status": "to come", "study": ""}, {"S0-01"}, "carries S0-01, whose row says 'to come'"),
        ({"status": "lost in source"}, {"S0-01"}, "whose row says 'lost in source'"),
        (
            {"study": "02-who-pays"},
            {"S0-01"},
            "01-who-stays carries S0-01, whose row says 'reproduced' in '02-who-pays'",
        ),
        ({}, set(), "is reproduced in 01-who-stays, which does not carry it"),
        ({"status": "tested as a claim"}, set(), "is tested as a claim in 01-who-stays, which does not carry it"),
        ({"study": ""}, set(), "is reproduced and names no study"),
        ({"study": "01-who-stays, 09-gone"}, {"S0-01"}, "names 09-gone, which does not exist"),
        ({"status": "text only", "study": "09-gone"}, set(), "names 09-gone, which does not exist"),
        ({"status": "to come"}, set(), "is to come and names 01-who-stays"),
    ],
)
def test_a_difference_between_rows_and_tags_is_seen(change, tags, problem):
    told = tag_problems([A_ROW | change], {**TAGS, "01-who-stays": tags})
    assert any(problem in line for line in told)
