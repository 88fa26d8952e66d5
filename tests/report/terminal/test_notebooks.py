"""Do the commands on studies hand over what was asked, and do their mistakes say what to do?"""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from custseg.__main__ import main
from custseg.report import _skeleton as skeleton
from custseg.report.running import refresh as refresh_module
from custseg.report.running import run as run_module
from custseg.report.running import study_files as extra
from custseg.report.running import study_files as find
from custseg.report.running.run_result import Failure, StudyRun
from custseg.schema import SchemaError

HEAVY = ["pandas", "numpy", "sklearn", "matplotlib", "seaborn", "nbformat", "nbclient", "jupyter_client", "bs4"]


@pytest.fixture
def folder(tmp_path):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for stem in ("01-who-stays", "02-who-pays"):
        (notebooks / f"{stem}.ipynb").write_text("{}")
    return notebooks


@pytest.fixture
def call(monkeypatch):
    """Call the command line with a runner that only notes what it is asked: ``call(*arguments)``."""
    asked = []

    def note(failed):
        def run(paths, *out, tell, **options):
            asked.append(([path.stem for path in paths], *out, options))
            return [StudyRun(path.stem, "ok", failure=failed) for path in paths]

        return run

    def invoke(*arguments, failed=None):
        asked.clear()
        monkeypatch.setattr(run_module, "run_studies", note(failed))
        monkeypatch.setattr(refresh_module, "refresh_studies", note(failed))
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        return result.exit_code, result.output, asked[0] if asked else None

    monkeypatch.delenv("CUSTSEG_PARAMETERS", raising=False)
    return invoke


@pytest.mark.parametrize("command", ["run_studies([path], path.parent,", "refresh_studies([path],"])
def test_the_first_line_is_told_before_anything_heavy_is_loaded(folder, command):
    room = command.partition("_")[0]
    code = (
        f"import sys\nfrom pathlib import Path\npath = Path({str(folder / '01-who-stays.ipynb')!r})\n"
        f"from custseg.report.running.{room} import {room}_studies\n"
        f"def tell(line):\n    sys.exit(str([name for name in {HEAVY} if name in sys.modules]))\n"
        f"{command} tell=tell)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stderr.strip() == "[]"


def test_all_studies_run_into_reports_beside_the_notebooks(call, folder):
    code, _, asked = call("studies", "--notebooks", folder)
    assert code == 0
    assert asked == (
        ["01-who-stays", "02-who-pays"],
        folder.parent / "reports",
        {"settings": {}, "jobs": None, "force": False, "timeout": 600},
    )


def test_every_option_is_handed_over(call, folder, tmp_path):
    options = ["--out", tmp_path / "pages", "--jobs", 3, "--timeout", 60, "--force", "--set", "seed=7"]
    code, _, asked = call("studies", "2", "--notebooks", folder, *options)
    assert code == 0
    assert asked == (
        ["02-who-pays"],
        tmp_path / "pages",
        {"settings": {"seed": 7}, "jobs": 3, "force": True, "timeout": 60},
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("0.2", 0.2),
        ("true", True),
        ("[1, 2]", [1, 2]),
        ("cdnow", "cdnow"),
        ('"12"', "12"),
        ("1998-06-30", "1998-06-30"),
        ("a=b", "a=b"),
        ("", ""),
        ("NaN", "NaN"),
    ],
)
def test_a_setting_is_json_if_it_can_be_and_text_otherwise(call, folder, text, value):
    settings = call("studies", "--notebooks", folder, "--set", f"name={text}")[2][-1]["settings"]
    assert settings == {"name": value}


def test_single_settings_win_over_the_file_and_the_file_over_the_environment(call, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CUSTSEG_PARAMETERS", json.dumps({"a": 1, "b": 1, "c": 1}))
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"b": 2, "c": 2}))
    asked = call("studies", "--notebooks", folder, "--parameters", file, "--set", "c=3")[2]
    assert asked[-1]["settings"] == {"a": 1, "b": 2, "c": 3}


def test_all_mistakes_in_settings_are_told_at_once(call, folder, tmp_path):
    file = tmp_path / "settings.json"
    file.write_text("[1]")
    code, told, asked = call("studies", "--notebooks", folder, "--parameters", file, "--set", "seed", "--set", "a b=1")
    assert (code, asked) == (2, None)
    assert "settings must be one JSON object" in told
    assert "--set needs NAME=VALUE, such as seed=7; found 'seed'" in told
    assert "found 'a b=1'" in told


def test_an_unknown_study_is_answered_with_near_names(call, folder):
    code, told, asked = call("studies", "who-pay5", "--notebooks", folder)
    assert (code, asked) == (2, None)
    assert "There is no study 'who-pay5'. Did you mean 02-who-pays" in told


@pytest.mark.parametrize("command", ["studies", "refresh"])
def test_without_notebooks_it_is_said_where_studies_live(call, command, tmp_path, monkeypatch):
    monkeypatch.setattr(find, "PROJECT", tmp_path)
    monkeypatch.chdir(tmp_path)
    code, told, asked = call(command)
    assert (code, asked) == (1, None)
    assert "Studies are part of the source repository" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", ["studies", "refresh"])
def test_without_jupyter_it_is_said_what_to_install(call, folder, command, monkeypatch):
    monkeypatch.setattr(extra, "find_spec", lambda name: None)
    code, told, asked = call(command, "--notebooks", folder)
    assert (code, asked) == (1, None)
    assert "of the extra 'reports'. Install it with: python" in told


@pytest.mark.parametrize("command", ["studies", "refresh"])
def test_a_failed_study_is_the_exit_code(call, folder, command):
    assert call(command, "--notebooks", folder)[0] == 0
    assert call(command, "--notebooks", folder, failed=Failure(1, "1 / 0", "ZeroDivisionError"))[0] == 1


def test_refresh_takes_no_settings(call, folder):
    assert call("refresh", "1", "--notebooks", folder)[2] == (["01-who-stays"], {"jobs": None, "timeout": 600})
    assert call("refresh", "--notebooks", folder, "--set", "seed=7")[0] == 2


@pytest.mark.parametrize("command", ["studies", "refresh"])
def test_ctrl_c_is_told_in_one_line(folder, command, monkeypatch):
    def interrupted(*paths, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_module, "run_studies", interrupted)
    monkeypatch.setattr(refresh_module, "refresh_studies", interrupted)
    result = CliRunner().invoke(main, [command, "--notebooks", str(folder)])
    assert result.exit_code == 130
    assert result.output == "Stopped. What had finished is kept; everything else is as it was.\n"


@pytest.mark.parametrize(("kind", "name"), [("study", "Who buys on Mondays?"), ("grid", "price_by_age")])
def test_a_new_study_or_grid_is_written_and_the_next_steps_are_told(tmp_path, monkeypatch, kind, name):
    asked = []

    def begin(name, root):
        asked.append((name, root))
        return [tmp_path / "notebooks" / "13-who.ipynb"]

    monkeypatch.setattr(find, "PROJECT", tmp_path)
    monkeypatch.setattr(skeleton, f"new_{kind}", begin)
    result = CliRunner().invoke(main, ["new", kind, name])
    assert result.exit_code == 0
    assert asked == [(name, tmp_path)]
    assert result.output.startswith("Written:\n  notebooks/13-who.ipynb\nNext:\n  1. ")
    assert ("refresh 13 01" if kind == "study" else 'ValueGrid("price_by_age")') in result.output


def test_what_cannot_be_begun_is_told_without_a_traceback(tmp_path, monkeypatch):
    monkeypatch.setattr(find, "PROJECT", tmp_path)
    code = CliRunner().invoke(main, ["new", "function", "x"])
    assert (code.exit_code, "'study', 'grid'" in code.output) == (2, True)
    outside = CliRunner().invoke(main, ["new", "grid", "price_by_age"])
    assert (outside.exit_code, "is not a clone of custseg" in outside.output) == (1, True)


@pytest.mark.parametrize("command", ["studies", "refresh"])
def test_a_full_disk_is_told_in_one_line(folder, command, monkeypatch):
    def full(*paths, **options):
        raise OSError("No space left on device")

    monkeypatch.setattr(run_module, "run_studies", full)
    monkeypatch.setattr(refresh_module, "refresh_studies", full)
    result = CliRunner().invoke(main, [command, "--notebooks", str(folder)])
    assert (result.exit_code, result.output) == (1, "Error: No space left on device\n")


def test_tags_that_contradict_the_catalogue_are_told_without_a_traceback(folder, monkeypatch):
    def refuse(*paths, **options):
        raise SchemaError("01-who-stays, cell a: no model has the id S9-99 of its tag.")

    monkeypatch.setattr(refresh_module, "refresh_studies", refuse)
    result = CliRunner().invoke(main, ["refresh", "--notebooks", str(folder)])
    assert result.exit_code == 1
    assert "COVERAGE.md is not written" in result.output and "no model has the id S9-99" in result.output
