"""Is an unchanged report known, and what the reader put into its folder never lost?"""

import pytest

from custseg.report.own.kept import carry_over, not_a_report, read_record, report_key, stands, write_record


@pytest.fixture
def report(tmp_path):
    folder = tmp_path / "orders-report"
    (folder / "again").mkdir(parents=True)
    (folder / "index.html").write_text("page")
    (folder / "again" / "customers.csv").write_text("rows")
    write_record(folder, "key", took={"part": 1.0})
    return folder


def test_a_report_stands_until_one_of_its_files_changes(report):
    assert stands(report, "key") and not stands(report, "other")
    (report / "index.html").write_text("changed")
    assert not stands(report, "key")


def test_a_file_that_is_gone_or_a_record_that_is_cut_is_no_report_that_stands(report):
    (report / "index.html").unlink()
    assert not stands(report, "key")
    record = report / "again" / ".made-by-custseg.json"
    record.write_text(record.read_text()[:40])
    assert not stands(report, "key") and read_record(report) == {}


def test_the_key_changes_with_the_file_and_with_a_setting(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("a")
    first = report_key({"file": file}, {"seed": 1})
    assert report_key({"file": file}, {"seed": 1}) == first != report_key({"file": file}, {"seed": 2})
    file.write_text("b")
    assert report_key({"file": file}, {"seed": 1}) != first


def test_a_folder_of_other_files_is_no_report(tmp_path, report):
    assert not not_a_report(report) and not not_a_report(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    assert not not_a_report(tmp_path / "empty")
    assert not_a_report(tmp_path)


def test_what_the_reader_added_or_changed_goes_along(report, tmp_path):
    (report / "notes.txt").write_text("call Ann")
    (report / "again" / "customers.csv").write_text("rows, ticked off")
    (report / "link").symlink_to(tmp_path)
    following = tmp_path / "next"
    (following / "again").mkdir(parents=True)
    (following / "index.html").write_text("new page")
    (following / "again" / "customers.csv").write_text("new rows")
    assert carry_over(report, following) == ["again/customers (yours).csv"]
    assert (following / "notes.txt").read_text() == "call Ann"
    assert (following / "again" / "customers (yours).csv").read_text() == "rows, ticked off"
    assert (following / "again" / "customers.csv").read_text() == "new rows"
    assert (following / "index.html").read_text() == "new page"
    assert (following / "link").is_symlink()
