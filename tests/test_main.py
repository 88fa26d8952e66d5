"""Does the command line answer at once, and does it find models and data?"""

import subprocess
import sys

import pytest
from click.testing import CliRunner

import custseg
from custseg.__main__ import main

HEAVY = ["pandas", "numpy", "sklearn", "matplotlib", "seaborn", "nbformat", "nbclient", "jupyter_client", "bs4"]


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["studies", "--help"], ["refresh", "--help"], ["new", "--help"], ["find", "--help"]],
)
def test_help_loads_nothing_heavy(arguments):
    code = (
        f"import sys\nsys.argv = ['custseg', *{arguments}]\nfrom custseg.__main__ import main\n"
        f"try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_the_package_runs_as_a_module():
    run = subprocess.run([sys.executable, "-m", "custseg", "--version"], capture_output=True, text=True, check=True)
    assert (
        run.stdout == f"python -m custseg {custseg.__version__}\n" or run.stdout == f"custseg {custseg.__version__}\n"
    )


@pytest.mark.parametrize(
    ("outside", "said"),
    [("", "does not ship: get it from its origin"), ("here", "found in the folder that CUSTSEG_DATA")],
)
def test_data_sets_are_listed_with_their_terms_and_where_to_get_them(tmp_path, monkeypatch, outside, said):
    file = tmp_path / "wholesale_customers" / "wholesale_customers.csv"
    file.parent.mkdir()
    file.write_text("any content: it is checked when it is read")
    monkeypatch.setenv("CUSTSEG_DATA", str(tmp_path) if outside else "")
    result = CliRunner().invoke(main, ["datasets"])
    assert result.exit_code == 0
    entries = dict(entry.split(": ", 1) for entry in result.output.strip().split("\n\n"))
    assert sorted(entries) == sorted(custseg.datasets.datasets_table().index)
    assert "6,919 rows, 1997-01-01 to 1998-06-30" in entries["cdnow"]
    assert "licence: " in entries["cdnow"]
    assert entries["cdnow"].endswith("ships with custseg")
    assert "licence: CC BY 4.0" in entries["wholesale_customers"]
    assert said in entries["wholesale_customers"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["九宫格"], "S2-39  Nine-grid system: 'position + show the way' · 九宫格体系"),
        (["sales", "funnel"], "S4-49  Sales funnel by stage, role and interest, with tools · 销售漏斗"),
        (["S2-10"], "       custseg.judgement.perceived_value"),
        (["--", "-qqzz"], "Nothing is called so. Nearest:"),
    ],
)
def test_a_model_is_found_by_its_name(words, line):
    result = CliRunner().invoke(main, ["find", *words])
    assert result.exit_code == 0 and line in result.output.splitlines()


@pytest.mark.parametrize("words", [["！"], [""], []])
def test_finding_needs_a_name(words):
    result = CliRunner().invoke(main, ["find", *words])
    assert result.exit_code == 2 and ("find needs a name" in result.output or "Missing argument" in result.output)


def test_a_model_is_found_without_what_runs_or_draws():
    code = "import sys\nfrom custseg.catalogue.finding import find\nfind('九宫格')\nprint(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = [name for name in ("sklearn", "matplotlib", "seaborn", "nbformat", "bs4") if f"'{name}'" in loaded]
    assert not heavy, f"find loads {heavy}: it needs the catalogue alone"
