"""Is each way to end told once, with its exit code, and are questions alone turned into flags?"""

from pathlib import Path

import pytest

from custseg.report.own.outcome import complain, exit_code
from custseg.report.own.reporting import OwnPageError


def raising(error: Exception):
    def make() -> Path:
        raise error

    return make


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OwnPageError("Which one?", asked=True), 2, "WHICH ONE?"),
        (OwnPageError("It stopped.", asked=False), 1, "It stopped."),
        (ImportError("Install jupyter."), 1, "Install jupyter."),
        (OSError(28, "No space left on device"), 1, "Nothing was written to place: No space left on device."),
    ],
)
def test_what_hinders_a_page_is_said_on_stderr(error, code, said, capsys):
    told = []
    assert exit_code(raising(error), Path("place"), tell=told.append, asked=str.upper) == code
    assert capsys.readouterr().err == f"{said}\n" and told == []


def test_a_page_is_named_and_nothing_is_complained_of(tmp_path, capsys):
    told = []
    assert exit_code(lambda: tmp_path / "index.html", tmp_path, tell=told.append) == 0
    assert told == [f"Open {(tmp_path / 'index.html').resolve()}"] and capsys.readouterr().err == ""


def test_another_error_is_not_swallowed():
    with pytest.raises(KeyError):
        exit_code(raising(KeyError("bug")), Path("place"), tell=print)


def test_complaints_go_to_stderr(capsys):
    complain("no")
    assert capsys.readouterr() == ("", "no\n")
