"""Does every finding of the page of evidence come from files that are there, by commands that there are?"""

import re

import pytest
from manual.evidence import FINDINGS, STUDY_06, evidence, path_of
from manual.stored import RESULTS

FILES = {file for finding in FINDINGS.values() for file in finding.files}


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "evidence.rst").read_text("utf-8")


def test_the_page_tells_every_finding_once(page):
    asked = [line.removeprefix(".. evidence:: ") for line in page.splitlines() if line.startswith(".. evidence:: ")]
    assert sorted(asked) == sorted(FINDINGS)


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_begins_with_a_sentence_and_says_what_makes_it(name):
    told = evidence(FINDINGS[name])
    sentence, table = told.split(".. list-table::", 1)
    assert sentence[0].isupper() and sentence.rstrip().endswith((".", ":")) and " nan" not in told
    made, read = table.rsplit("*Made by* ", 1)[1].split("; *read from* ")
    assert made.count("``") == 2 * len(FINDINGS[name].commands) and read.count("``") == 2 * len(FINDINGS[name].files)
    rows = told.count("   * - ")
    assert 1 < rows < 45, "compact"


@pytest.mark.parametrize("name", FINDINGS)
def test_each_file_is_there_and_made_by_a_script_that_takes_these_options(root, name):
    assert all(path_of(file).is_file() for file in FINDINGS[name].files)
    for command in FINDINGS[name].commands:
        script, *options = command.split()
        code = (root / "benchmarks" / script).read_text("utf-8")
        assert all(f'"{option}"' in code for option in options if option.startswith("--")), command
        assert all(
            re.search(rf'"{option}"', code + families(root)) for option in options if not option.startswith("--")
        )


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_ends_in_its_seeds_and_no_list_of_hundreds(name):
    last = evidence(FINDINGS[name]).rstrip().rsplit("\n", 1)[-1]
    assert len(re.findall(r"(?<!`)\b\d[\d,]*\b", last.split("*read from*")[1])) <= 6, last


def test_many_seeds_are_told_by_their_number_and_the_rows_where_each_stands():
    told = evidence(FINDINGS["caveats"])
    assert told.rstrip().endswith(" Seeds: 216, from 3,008 to 999,760, one in each row of the file.")
    assert evidence(FINDINGS["planted"]).rstrip().endswith(" Seed: 11.")


def families(root):
    return (root / "benchmarks" / "wide_cohorts.py").read_text("utf-8")


def test_every_file_of_results_has_a_reader(root):
    """A page of the manual or a study: what only a test reads, nobody sees."""
    pages = [path.read_text("utf-8") for path in (root / "docs").glob("*.rst")]
    said = {name for page in pages for name in re.findall(r"(?:\.\. stored:: |:(?:slope|held):`)(\w+)", page)}
    if any(".. coverage::" in page for page in pages):
        said.add("interval_coverage")
    if any(".. speed::" in page for page in pages):
        said.add("any_size")
    unread = {path.stem for path in RESULTS.glob("*.csv")} - said - FILES
    assert unread <= {"own_page_coverage"}, "its rows are counted in own_page_coverage_held"


def test_nothing_that_was_measured_is_typed(page):
    """What the design is stands in words and ratios; a share that was measured would have a percent sign or a point."""
    assert not re.search(r"\d ?%|\.\d|\d\.\d|\d of \d|\d{3}", page.replace("80:15:5", "").replace("50:50", ""))


def test_the_study_is_the_one_that_looks_back(page):
    assert STUDY_06.name.startswith("06-")
