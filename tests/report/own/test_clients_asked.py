"""Do flags become settings, and is a bad book refused in words before anything is written?"""

from pathlib import Path

import pytest

from custseg.report.own.clients_asked import as_flags, clients_settings, make_clients_report, make_template
from custseg.report.own.reporting import OwnPageError
from tests.brief.bank.books import tables


def test_flags_become_settings_of_the_notebook(tmp_path):
    book, groups = tmp_path / "book.csv", tmp_path / "groups.csv"
    for file in (book, groups):
        file.write_text("x")
    given = {"groups": groups, "columns": ("income=Ertrag",), "hurdle": 0.1, "percent": ("loss_given_default",)}
    assert clients_settings(book, given) == {
        "groups": str(groups), "columns": '{"income": "Ertrag"}', "hurdle": 0.1, "percent": ["loss_given_default"],
    }  # fmt: skip


def test_everything_that_cannot_be_read_is_said_at_once(tmp_path):
    with pytest.raises(OwnPageError) as found:
        clients_settings(tmp_path / "none.csv", {
            "statements": tmp_path / "gone.csv", "columns": ("income",), "currency": "Yuan",
        })  # fmt: skip
    assert all(part in str(found.value) for part in ("none.csv", "gone.csv", "--column", "--currency"))


def test_questions_are_asked_in_flags():
    said = as_flags("x goes up to 2: pass percent=['x'], or fraction=['x']. Pass decimal=',' for 1.")
    assert "--percent x, or --fraction x" in said and "--decimal ," in said


def test_the_template_is_written_once(tmp_path, capsys):
    assert make_template(tmp_path / "clients.xlsx", tell=print) == 0
    assert make_template(tmp_path / "clients.xlsx", tell=print) == 2
    assert "choose another name" in capsys.readouterr().err


def test_no_file_is_said(capsys):
    assert make_clients_report(Path("none.csv"), None, {}, force=False, tell=print) == 2
    assert "There is no file" in capsys.readouterr().err


@pytest.mark.slow
def test_a_bad_book_leaves_nothing_and_a_good_one_a_whole_folder(tmp_path, capsys):
    out, bad, good = tmp_path / "out", tmp_path / "bad.csv", tmp_path / "=good.csv"
    given = tables()
    book = given["clients"].assign(branch=given["clients"]["branch"].replace("Branch 1", "<b>One</b>"))
    book.drop(columns="cost").to_csv(bad, index=False)
    assert make_clients_report(bad, out, {}, force=False, tell=print) == 2
    said = capsys.readouterr().err
    assert "lacks 'cost'" in said and "--column cost=HEADER" in said and not out.exists()
    book.to_csv(good, index=False)
    given["statements"].to_csv(tmp_path / "statements.csv", index=False)
    flags = {"statements": tmp_path / "statements.csv"}
    assert make_clients_report(good, out, flags, force=False, tell=print) == 0
    lying = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"index.html", "clients.xlsx", "again/clients.csv", "again/own-corporate-clients.ipynb"} <= lying
    assert "<b>One</b>" not in (out / "index.html").read_text("utf-8")
    assert make_clients_report(good, out, flags, force=False, tell=print) == 0
    assert "Unchanged" in capsys.readouterr().out
