"""Do the commands on one's own file hand over what was asked, and end with the code of what they called?"""

from pathlib import Path

import pytest
from click.testing import CliRunner

from custseg.report.own import asking, clients_asked, rating_asked
from custseg.report.terminal.own_pages import clients, rating, report


@pytest.mark.parametrize(
    ("command", "where", "name", "flags", "given"),
    [
        (report, asking, "make_report", ["--margin", "0.3", "--answer", "guests=keep"], ("margin", 0.3)),
        (rating, rating_asked, "make_rating_report", ["--tiers", "4", "--rule", "thirty_tiers"], ("n_tiers", 4)),
        (clients, clients_asked, "make_clients_report", ["--hurdle", "0.1"], ("hurdle", 0.1)),
    ],
)
def test_flags_are_handed_over_and_the_code_is_that_of_the_work(command, where, name, flags, given, monkeypatch):
    asked = []
    monkeypatch.setattr(where, name, lambda *arguments, **options: asked.append((arguments, options)) or 2)
    result = CliRunner().invoke(command, ["file.csv", "--force", *flags])
    (arguments, options), (flag, value) = asked[0], given
    assert result.exit_code == 2
    assert arguments[0] == Path("file.csv") and arguments[-1][flag] == value and options["force"] is True


def test_a_client_book_or_a_template_must_be_named():
    result = CliRunner().invoke(clients, [])
    assert result.exit_code == 2 and "--template clients.xlsx" in result.output


def test_a_template_is_written_instead_of_a_page(tmp_path):
    assert CliRunner().invoke(clients, ["--template", str(tmp_path / "book.xlsx")]).exit_code == 0
    assert (tmp_path / "book.xlsx").is_file()
