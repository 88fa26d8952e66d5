"""Is a failure told so that one knows where to look?"""

from concurrent.futures.process import BrokenProcessPool

import pytest

from custseg.report.running.run_result import Failure, StudyRun, failed_study, first_line, told_failures


def test_a_list_of_problems_is_not_cut_off_at_its_colon():
    failure = Failure(2, "settings = parameters()", "ValueError: cannot be used:\n- no setting 'sed'\n- seed is text")
    assert failure.short() == "cell 2: ValueError: cannot be used: - no setting 'sed'"
    assert failure.full().splitlines()[0] == "    cell 2: settings = parameters()"
    assert failure.full().splitlines()[-1] == "    - seed is text"


def test_without_a_cell_the_message_stands_alone():
    assert Failure(None, "", "").short() == "stopped without a message"
    assert Failure(None, "", "the kernel did not start").full() == "    the kernel did not start"


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (StudyRun("05-a", "ok", 4.18), "05-a ok 4.2 s"),
        (StudyRun("05-a", "unchanged", 4.18), "05-a unchanged"),
        (StudyRun("05-a", "FAILED", 4.18, Failure(7, "1 / 0", "ZeroDivisionError: division by zero")),
         "05-a FAILED cell 7: ZeroDivisionError: division by zero"),
    ],
)  # fmt: skip
def test_a_study_is_one_line(run, line):
    assert run.line() == line


def test_failures_are_told_together_and_successes_not():
    failed = StudyRun("05-a", "FAILED", 1.0, Failure(7, "1 / 0", "ZeroDivisionError: division by zero"))
    assert told_failures([StudyRun("04-b", "ok")]) == ""
    assert told_failures([StudyRun("04-b", "ok"), failed]) == (
        "1 of 2 studies failed:\n  05-a\n    cell 7: 1 / 0\n    ZeroDivisionError: division by zero"
    )
    assert told_failures([failed]).startswith("1 of 1 study failed:")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("05-a.ipynb is not a notebook"), "05-a.ipynb is not a notebook"),
        (KeyError("x"), "KeyError: 'x'"),
        (OSError(), "OSError: no message"),
        (BrokenProcessPool("abrupt"), "was killed, as when memory runs out"),
    ],
)
def test_what_went_wrong_outside_the_cells_is_told_too(error, told):
    assert told in failed_study("05-a", error).line()


def test_a_cell_is_named_by_its_first_line_of_code():
    assert first_line("# why\n\n  x = 1\ny = 2") == "x = 1"
    assert first_line("# only a comment") == ""
    assert len(first_line("x" * 200)) == 80
