"""Does one study become a page that tells what this run found, also if it stopped?"""

import pytest
from nbformat.v4 import new_output

from custseg.report.running import study as study_module
from custseg.report.running.cache import executed_path, read_record
from custseg.report.running.execute import Execution
from custseg.report.running.run_result import Failure
from custseg.report.running.study import Task, make_page

FAILURE = Failure(2, "share = 1 / 0", "ZeroDivisionError: division by zero")
NOISE = Failure(2, "1 + 1", "wrote to stderr:\n/home/someone/core.py:1: UserWarning: old data", stopped=False)


@pytest.fixture
def run(study, tmp_path, monkeypatch):
    """Make a page of an execution that is given, not run: ``run(failure)``."""
    path = study("01-who-stays", "1 + 1")

    def make(failure=None, answer="**It is 7.**\n\n*One shop, 1997.*", kept=False):
        def execute(notebook, folder, **options):
            assert options["reader"], "whoever makes pages is a reader: a claim that does not hold says so"
            if not failure:
                notebook.cells[-1].outputs = [new_output("display_data", {"text/markdown": answer})]
            return Execution(notebook, 1.234, failure)

        monkeypatch.setattr(study_module, "execute_notebook", execute)
        return make_page(Task(path, tmp_path / "reports", "key", {"seed": 7}, 600, kept))

    return make


def page(tmp_path):
    return (tmp_path / "reports" / "01-who-stays.html").read_text("utf-8")


def test_the_page_shows_the_answer_of_this_run(run, tmp_path):
    result = run()
    assert (result.name, result.state, result.failure) == ("01-who-stays", "ok", None)
    assert "It is 7." in page(tmp_path)
    assert "An old answer." not in page(tmp_path)
    assert "seed = 7" in page(tmp_path)


def test_what_is_known_of_it_is_kept(run, tmp_path):
    run()
    record = read_record(tmp_path / "reports", "01-who-stays")
    assert (record["key"], record["seconds"]) == ("key", 1.23)
    assert record["page"]["title"] == "Who stays?"
    assert record["page"]["path"] == "01-who-stays.html"
    assert executed_path(tmp_path / "reports", "01-who-stays").is_file()


def test_a_failed_study_has_a_page_without_an_answer(run, tmp_path):
    result = run(FAILURE)
    assert (result.state, result.failure) == ("FAILED", FAILURE)
    assert "this run did not reach its end" in page(tmp_path)
    assert "An old answer." not in page(tmp_path)
    record = read_record(tmp_path / "reports", "01-who-stays")
    assert record["key"] == ""  # so that it runs again
    assert record["page"]["status"] == "failed: cell 2: ZeroDivisionError: division by zero"


def test_a_study_that_wrote_to_stderr_has_a_page_without_an_answer(run, tmp_path):
    result = run(NOISE)
    assert (result.state, result.failure) == ("FAILED", NOISE)
    notebook = executed_path(tmp_path / "reports", "01-who-stays").read_text("utf-8")
    assert "**No answer: cell 2 wrote to stderr.**" in notebook
    assert "did not reach its end" not in notebook
    record = read_record(tmp_path / "reports", "01-who-stays")
    assert record["key"] == ""
    assert record["page"]["status"] == "failed: cell 2: wrote to stderr: core.py:1: UserWarning: old data"


def test_a_missing_page_is_made_again_without_running(run, tmp_path, monkeypatch):
    run()
    first = page(tmp_path)
    (tmp_path / "reports" / "01-who-stays.html").unlink()
    result = run(FAILURE, kept=True)  # would fail if it ran
    assert (result.state, result.seconds) == ("unchanged", 1.23)
    assert page(tmp_path) == first


def refuse(*args, **options):
    raise ValueError("the notebook cannot become a page")


def test_a_page_that_cannot_be_made_takes_the_old_one_away(run, tmp_path, monkeypatch):
    run()
    monkeypatch.setattr(study_module.export, "export_page", refuse)
    with pytest.raises(ValueError, match="cannot become a page"):
        run()
    assert not (tmp_path / "reports" / "01-who-stays.html").exists()
    assert read_record(tmp_path / "reports", "01-who-stays") == {}


def test_what_stopped_the_study_matters_more_than_what_its_page_lacks(run, monkeypatch):
    monkeypatch.setattr(study_module.export, "export_page", refuse)
    assert run(FAILURE).failure == FAILURE


def test_the_footer_says_what_was_set_and_no_folder():
    assert study_module._footer({}) == ""
    assert study_module._footer({"seed": 7, "data": "/somewhere/private/orders.csv"}) == (
        "Set from outside: seed = 7, data = 'orders.csv'."
    )
