"""Does a new study or grid start with every part that the tests ask for, and is nothing of others overwritten?"""

import re
import shutil
import tomllib

import pytest

from custseg.catalogue import load_grid
from custseg.report import _skeleton as skeleton
from custseg.report._skeleton import left_to_fill_in, new_grid, new_study
from custseg.report.running.notebook_file import notebook_text, read_notebook, without_run_marks
from tests.notebooks.re_runs import settings_of, unread_settings
from tests.notebooks.typed_text import typed_text

QUESTION = "Who buys on Mondays?"
PLANNED = "Why do customers leave, and what do few complaints hide?"


@pytest.fixture
def clone(root, tmp_path):
    """Give a folder with what a new study or grid touches."""
    for path in ("README.md", "custseg/catalogue/pages.toml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / path, tmp_path / path)
    (tmp_path / "notebooks").mkdir()
    for path in (root / "notebooks").glob("*.ipynb"):
        (tmp_path / "notebooks" / path.name).write_text("{}")
    return tmp_path


def studies(clone):
    return tomllib.loads((clone / skeleton.PAGES).read_text("utf-8"))["pages"]


def written(clone):
    return {path: path.read_bytes() for path in clone.rglob("*") if path.is_file()}


class TestStudy:
    def test_its_name_is_the_next_number_and_the_question(self, clone):
        numbers = [int(path.name[:2]) for path in (clone / "notebooks").glob("[0-9][0-9]-*")]
        last = max(20, *numbers)  # up to 20 the numbers are kept for studies that are planned
        notebook, *others = new_study(QUESTION, clone)
        assert notebook == clone / "notebooks" / f"{last + 1:02}-who-buys-on-mondays.ipynb"
        assert others == [clone / skeleton.PAGES, clone / "README.md"]

    def test_it_has_its_sections_tags_and_settings(self, clone):
        path = new_study(QUESTION, clone)[0]
        notebook = read_notebook(path)
        assert path.read_text("utf-8") == notebook_text(without_run_marks(notebook))
        assert notebook.cells[0].source == f"# {QUESTION}"
        tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
        assert tags == ["lead", "answer"]
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        assert "parameters(" in code[1]
        for source in code:
            compile(source, "cell", "exec")

    def test_it_types_nothing_that_data_should_say(self, clone):
        notebook = read_notebook(new_study(QUESTION, clone)[0])
        typed = [one for one in typed_text(notebook, "99") if not left_to_fill_in(one.text)]
        assert [one.told() for one in typed if "FILL IN" not in notebook.cells[one.cell - 1].source] == []
        settings = settings_of(notebook)
        assert set(settings.ranges) == set(settings.defaults), "every setting has its range"
        assert unread_settings(notebook) == []

    def test_it_says_where_its_author_has_to_write(self, clone):
        text = new_study(QUESTION, clone)[0].read_text("utf-8")
        assert len(left_to_fill_in(text)) >= 7
        assert "{question}" not in text

    def test_it_is_listed_behind_the_last_study_and_in_the_readme(self, clone):
        before = studies(clone)
        file = new_study(QUESTION, clone)[0].name
        place = sum(page["kind"] == "study" for page in before)
        after = studies(clone)
        assert (after[place]["number"], after[place]["file"], after[place]["title"]) == (file[:2], file, QUESTION)
        assert after[:place] + after[place + 1 :] == before
        lines = (clone / "README.md").read_text("utf-8").splitlines()
        rows = [line for line in lines if re.match(r"\| \d\d \| ", line)]
        written = sum("file" in page and page["kind"] == "study" for page in before)
        assert f"| {file[:2]} | [{QUESTION}](notebooks/{file}) |" in rows[written]

    def test_a_question_that_waits_keeps_its_place(self, clone):
        before = studies(clone)
        file = new_study(PLANNED, clone)[0].name
        assert file.startswith("18-why-do-customers-leave")
        assert studies(clone) == [s | {"file": file} if s["title"] == PLANNED else s for s in before]

    def test_a_long_question_that_was_planned_begins_the_name_of_its_file(self, clone):
        file = new_study("Will the funnel deliver, and is one more question to the customer worth it?", clone)[0].name
        assert file == "20-will-the-funnel-deliver-and-is-one-more-question-to-the.ipynb"

    @pytest.mark.parametrize(
        ("question", "said"),
        [
            ("Mondays", 'one question that ends in "?"'),
            ("Who? And when?", 'one question that ends in "?"'),
            ("Who buys | when?", "Leave out |"),
            ("谁在周一购买?", "ask it with Latin letters"),
            ("Who " + "very " * 20 + "often buys?", "Ask in fewer words"),
            ("Do customers come back?", "There is a study of that name already: notebooks/05-do-customers-come-back"),
            (
                "Do twenty percent of the customers bring eighty percent of the money?",
                "has a page with this title already",
            ),
        ],
    )
    def test_a_bad_question_is_answered_and_nothing_is_written(self, clone, question, said):
        before = written(clone)
        with pytest.raises(ValueError, match=said.replace("?", r"\?").replace("|", r"\|")):
            new_study(question, clone)
        assert written(clone) == before

    def test_several_problems_come_at_once(self, clone):
        with pytest.raises(ValueError, match=r'ends in "\?".*Leave out \*'):
            new_study("*Mondays*", clone)

    def test_nothing_is_written_without_the_table(self, clone):
        (clone / "README.md").write_text("no table")
        before = written(clone)
        with pytest.raises(ValueError, match=r"README\.md has no table"):
            new_study(QUESTION, clone)
        assert written(clone) == before


class TestGrid:
    def test_it_is_a_grid_at_once(self, clone):
        [path] = new_grid("price_by_age", clone)
        assert path == clone / skeleton.GRIDS / "price_by_age.toml"
        grid = load_grid(path)
        assert grid.key == "price_by_age"
        assert len(grid.cells()) == 4
        assert left_to_fill_in(path.read_text("utf-8"))

    def test_nothing_is_overwritten_and_bad_names_are_answered(self, clone):
        new_grid("price_by_age", clone)
        before = written(clone)
        with pytest.raises(ValueError, match="There is a grid 'price_by_age' already"):
            new_grid("price_by_age", clone)
        for key in ("Price", "price-by-age", "1st", "../price", "", "price_"):
            with pytest.raises(ValueError, match="cannot name a grid: use small letters"):
                new_grid(key, clone)
        assert written(clone) == before


@pytest.mark.parametrize("begin", [new_study, new_grid])
def test_outside_a_clone_it_is_said_where_studies_live(tmp_path, begin):
    with pytest.raises(FileNotFoundError, match=r"is not a clone of custseg.*make\.py new"):
        begin(QUESTION, tmp_path)


def test_marks_are_found_in_text_code_and_columns():
    text = "a FILL IN: b\nplain\ncolumn = 'FILL_IN_1'\nfill in the form"
    assert left_to_fill_in(text) == ["a FILL IN: b", "column = 'FILL_IN_1'"]
