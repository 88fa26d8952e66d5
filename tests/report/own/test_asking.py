"""Do flags become settings, and is every mistake one message without a traceback?"""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from custseg import brief
from custseg.__main__ import main
from custseg.report.own import asking
from custseg.report.own.asking import asked_for, reading_of
from custseg.report.own.reporting import OwnPageError
from custseg.report.running.study_files import PROJECT
from tests.report.own.as_the_command import ends, page_of

ROWS = "customer_id,date,amount\na,2024-01-05,10\nb,2024-02-06,20\n"


@pytest.fixture
def call(monkeypatch, tmp_path):
    """Call the command with a report that notes what it is asked, or fails: ``call(*arguments, error=None)``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text(ROWS)
    asked = []

    def invoke(*arguments, error=None):
        def report_on(file, out, settings, **more):
            asked.append((str(file), str(out), settings))
            if error is not None:
                raise error
            return out / "index.html"

        monkeypatch.setattr(asking, "report_on", report_on)
        result = CliRunner().invoke(main, ["report", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output, asked[-1] if asked else None

    return invoke


def test_without_a_flag_the_folder_is_called_after_the_file_and_the_last_line_says_where_it_is(call, tmp_path):
    code, said, (file, out, settings) = call("orders.csv")
    assert (code, file, out) == (0, "orders.csv", "orders-report")
    assert json.loads(settings.pop("reading")) == {} and settings == {}
    assert said.splitlines()[-1] == f"Open {(tmp_path / 'orders-report' / 'index.html').resolve()}"


def test_every_flag_becomes_a_setting(call):
    flags = "--as-of 2024-12-31 --currency EUR --margin 0.3 --by channel --name Shop --days-ahead 28 --seed 7"
    reading = "--column customer_id=Kunde --column cost= --decimal , --monthfirst --separator tab --sheet 0"
    more = "--answer guests=keep --answer unit=1000 --duplicates keep --leave-out till --turn-sign --english-only"
    settings = call("orders.csv", *flags.split(), *reading.split(), *more.split())[2][2]
    assert json.loads(settings.pop("reading")) == {
        "columns": {"customer_id": "Kunde", "cost": None}, "decimal": ",", "dayfirst": False, "separator": "\t",
        "sheet": 0, "answers": {"guests": "keep", "unit": 1000}, "duplicates": "keep",
    }  # fmt: skip
    assert settings == {
        "as_of": "2024-12-31", "currency": "EUR", "margin": 0.3, "by": "channel", "name": "Shop", "days_ahead": 28,
        "seed": 7, "leave_out": ["till"], "turn_sign": True, "english_only": True,
    }  # fmt: skip


def test_settings_of_the_last_report_hold_but_for_the_day_and_flags_win(tmp_path):
    kept = {
        "as_of": "2024-01-31",
        "currency": "EUR",
        "seed": 3,
        "reading": {"decimal": ",", "columns": {"date": "Tag"}},
    }
    (tmp_path / "settings.json").write_text(json.dumps(kept))
    found = asked_for({"seed": 4, "columns": ("amount=Summe",)}, tmp_path / "settings.json")
    assert json.loads(found.pop("reading")) == {"decimal": ",", "columns": {"date": "Tag", "amount": "Summe"}}
    assert found == {"currency": "EUR", "seed": 4}


@pytest.mark.parametrize("text", ["", "[1]", '{"reading": 3}', "{"])
def test_what_is_no_settings_file_is_said_to_be_none(tmp_path, text):
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(OwnPageError, match=r"other.json is no settings.json"):
        asked_for({}, tmp_path / "other.json")


def test_flags_that_are_no_pairs_are_all_named():
    problems = reading_of({"columns": ("Kunde",), "answers": ("guests",)})[1]
    assert len(problems) == 2 and "customer_id=Kunde" in problems[0] and "guests=keep" in problems[1]


def test_a_question_becomes_one_message_with_a_command_to_paste(call):
    error = OwnPageError("date has two readings. Pass dayfirst=True or dayfirst=False.", asked=True)
    code, said, _ = call("orders.csv", "--margin", "0.3", "--out", "my page", error=error)
    assert code == 2
    assert "Pass --dayfirst or --monthfirst." in said
    assert said.splitlines()[-1].strip() == "custseg report orders.csv --margin 0.3 --out 'my page' --dayfirst"


def test_in_a_clone_the_command_is_the_one_that_was_called(call):
    error = OwnPageError("Pass dayfirst=True or dayfirst=False.", asked=True)
    said = call("orders.csv", "--called", "python3 make.py own", error=error)[1]
    assert "python3 make.py own orders.csv --dayfirst" in said


def test_a_fault_and_a_full_disk_are_one_sentence(call):
    assert call("orders.csv", error=OwnPageError("No page was made.", asked=False))[:2] == (1, "No page was made.\n")
    code, said, _ = call("orders.csv", error=OSError(28, "No space left on device"))
    assert (code, said) == (1, "Nothing was written to orders-report: No space left on device.\n")


@pytest.mark.parametrize("name", ["none.csv", ".", "\x1b[31mred.csv"])
def test_a_file_that_is_not_there_is_said_so_and_colours_nothing(call, name):
    code, said, _ = call(name)
    assert code == 2 and "\x1b" not in said and len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.csv", "a"), ("a.csv.gz", "a"), ("订单 2024.xlsx", "订单 2024"), ("v1.2.csv", "v1.2"), (".csv", ".csv")],
)
def test_the_folder_is_called_after_the_file_without_its_endings(tmp_path, name, stem):
    assert asking.stem(tmp_path / name) == stem


@pytest.mark.skipif(not (PROJECT / "README.md").is_file(), reason="only a clone has a README")
def test_the_readme_says_what_the_folder_is_called_after_and_git_leaves_it_alone():
    assert "`sales.xlsx` gives `sales-report/`" in (PROJECT / "README.md").read_text("utf-8")
    assert "*-report/" in (PROJECT / ".gitignore").read_text("utf-8").splitlines(), "customers must not be committed"


def test_the_line_to_paste_decides_nothing_that_was_not_asked(tmp_path):
    """A file may hold every row twice and leave something else open: the first line must not settle both."""
    rows = [f"c{n % 7},2024-0{n % 9 + 1}-{n % 20 + 1:02d},{n}.50 {'EUR' if n % 2 else 'USD'}" for n in range(60)]
    (tmp_path / "twice.csv").write_text("customer_id,date,amount\n" + "\n".join(rows * 2) + "\n")
    ending = ends(tmp_path / "twice.csv")
    assert "--answer currency=USD" in ending.lines[0] and "--duplicates" not in ending.lines[0]
    assert "--duplicates drop" in ending.lines[1] and len(ending.book.log) == 30


def test_a_header_with_a_point_does_not_bring_what_was_taken_for_granted_into_the_line(tmp_path):
    (tmp_path / "wc.csv").write_text("Customer,Date,N. Revenue (formatted),N. Revenue\na,2024-01-05,1.5,1.5\n")
    (line,) = ends(tmp_path / "wc.csv").lines
    assert "--duplicates" not in line and "N. Revenue" in line


def test_next_months_file_is_asked_again_whether_it_is_there_twice(tmp_path):
    rows = [f"c{n % 7},2024-0{n % 9 + 1}-{n % 20 + 1:02d},{n}.50" for n in range(60)]
    (tmp_path / "orders.csv").write_text("customer_id,date,amount\n" + "\n".join(rows) + "\n")
    decided = ends(tmp_path / "orders.csv").book.log.attrs["source"]["decided"]
    assert "duplicates" not in decided and "columns" in decided


def test_costs_that_are_not_there_are_said_so_at_once(call):
    told = CliRunner().invoke(main, ["report", __file__, "--costs", "nothing.csv"])
    assert told.exit_code == 2 and told.output.strip() == "There is no file nothing.csv."


def test_wrong_values_are_refused_before_a_page_is_begun(call):
    code, said, asked = call("orders.csv", "--as-of", "soon", "--currency", "EURO")
    assert code == 2 and asked is None
    assert "--as-of soon is no day" in said and "Did you mean EUR?" in said


def test_all_wrong_flags_are_refused_together_before_anything_is_run(call):
    code, said, asked = call("orders.csv", "--by", "channel", "--as-of", "2023-01-01", "--currency", "EURO")
    assert (code, asked) == (2, None), "the kernel may not be started"
    assert "Did you mean EUR?" in said and "no column 'channel'" in said and "the first row is of 2024-01-05" in said


def test_a_file_is_not_read_before_the_notebook_reads_it(call, monkeypatch):
    monkeypatch.setattr(brief, "open_book", lambda *_, **__: pytest.fail("a million rows would be read twice"))
    code, _, asked = call("orders.csv", "--by", "amount", "--as-of", "2024-01-31")
    assert code == 0 and asked[2]["by"] == "amount"


@pytest.mark.parametrize("flags", ["", "--decimal ,"])
@pytest.mark.parametrize("header", ["customer_id,orders,total", "Kunde,Anzahl,Umsatz", "customer_id,orders,what"])
def test_a_table_without_days_gets_no_line_that_cannot_work(tmp_path, header, flags):
    file = tmp_path / "table.csv"
    file.write_text(f"{header}\na,3,100\nb,2,50\nc,1,10\n")
    ending = ends(file, flags)
    assert ending.book is None and ending.lines == []
    assert "export the orders instead" in ending.said[0] and "HEADER" not in ending.said[0]


def test_where_two_columns_could_be_the_days_one_may_be_named(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("customer_id,x,y,amount\na,2024-01-05,2024-01-06,10\nb,2024-02-06,2024-02-08,20\n")
    assert "--column date=HEADER" in ends(file).said[0]


def test_a_file_of_one_row_is_a_page(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("customer_id,date,amount\na,2024-01-05,10\n")
    sections = page_of(ends(file).book)
    assert sum(section is not None and getattr(section, "aside", False) for section in sections) >= 5


def test_what_draws_and_computes_is_not_loaded_beside_the_notebook_that_does():
    """The command waits while the kernel and its second process need the memory: 120 MB of packages are theirs."""
    rooms = ["own.asking", "running.execute", "running.notebook_file", "running.stderr", "pages.export"]
    lines = [f"import custseg.report.{room}" for room in rooms]
    heavy = {"sklearn", "matplotlib", "seaborn", "custseg.brief", "custseg.exhibit"}
    code = "\n".join(["import sys", *lines, f"assert not (found := {heavy} & set(sys.modules)), found"])
    subprocess.run([sys.executable, "-c", code], check=True)
