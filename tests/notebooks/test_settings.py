"""Does every study hold on other settings than its own? Each is run on settings drawn from its ranges, and read."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from custseg.report.running.notebook_file import read_notebook
from tests.notebooks import re_runs
from tests.notebooks.re_runs import RATCHET, VECTORS, faults, known, prose_faults, run, settings_of, shown, table_faults

first, *others = VECTORS


def test_every_setting_has_its_range(notebook_path):
    settings = settings_of(read_notebook(notebook_path))
    without = sorted(set(settings.defaults) - set(settings.ranges))
    listed = known(notebook_path.name[:2]).get("without_range", [])
    assert without == sorted(listed), (
        f"{notebook_path.name} has no range for {without}, and {RATCHET.name} lists {listed}: give each setting its "
        "range in parameters(..., ranges={'seed': (0, 9999)}), and take off the list what has one"
    )


def test_every_setting_is_read(notebook_path):
    unread = re_runs.unread_settings(read_notebook(notebook_path))
    listed = known(notebook_path.name[:2]).get("unread", [])
    assert unread == listed, (
        f"{notebook_path.name} never reads the settings {unread}, and {RATCHET.name} lists {listed}: use each as "
        "settings.name or take it out, and take off the list what is used"
    )


@pytest.mark.parametrize("random_state", [first, *(pytest.param(one, marks=pytest.mark.slow) for one in others)])
@pytest.mark.heavy
def test_a_study_holds_on_other_settings(notebook_path, random_state):
    study, notebook = notebook_path.name[:2], read_notebook(notebook_path)
    settings = re_runs.vector(notebook, random_state)
    if not settings:
        pytest.skip(f"no setting has a range, see {RATCHET.name}")
    wrong = run(notebook, settings)[1]
    listed = known(study).get("wrong", {}).get(str(random_state))
    assert listed or not wrong, "\n".join([f"{notebook_path.name} does not hold on {settings}:", *wrong])
    assert wrong or not listed, (
        f"{notebook_path.name} holds on vector {random_state} now: take wrong.{random_state} off {RATCHET.name}"
    )


@pytest.mark.slow
def test_each_setting_changes_what_is_shown(notebook_path):
    notebook = read_notebook(notebook_path)
    settings, before, idle = settings_of(notebook), shown(run(notebook, {})[0]), []
    for name in settings.ranges:
        other = re_runs.another_value(settings, name)
        if shown(run(notebook, other)[0]) == before:
            idle.append(name)
    assert idle == known(notebook_path.name[:2]).get("idle", []), (
        f"{notebook_path.name} shows the same whatever these settings are: {idle}; use them, or take them out"
    )


@pytest.mark.parametrize(
    "text",
    [
        "The same model expected -39% less than was then spent.",
        "Over the weeks that they had not seen, the models are **-5% to 4% short**.",
        "All three expected -49% to -39% less.",
        "The same number of customers then costs -70%.",
        "It fell by -12% in that time.",
        "They brought -3 points more.",
        "They are -1.5 times as large.",
        "The top fifth brought 128% of sales.",
        "With them -39% of the lists remain.",
        "The mean was nan days.",
        "It took inf weeks.",
        "Half of them bought None of it, or (None).",
        "It was 0 of 0 households.",
        "Does not hold here: ~~It rose by –.~~ *no number is known here (rise).*",
    ],
)
def test_what_cannot_be_so_is_seen(text):
    assert len(prose_faults(f"All is well. {text} And so on.")) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "The two changed by -39% and 54%.",
        "It fell by 39% and brought 100% of sales, 0% of the rest.",
        "The peak lies at 128% of the profit.",
        "None of the three beats the fifths. The nanny came, in five months.",
        "A correlation of -0.9 is worse than 65–71% of them.",
        "On 1997-12-31 fewer came.",
        "They gained 10 of 20, from -5 to 4.",
        "Bridge from 55 to 42: kept, less -14; lost -17 USD.",
    ],
)
def test_what_can_be_so_passes(text):
    assert prose_faults(text) == []


def test_cells_of_tables_are_read():
    head = "<tr><th></th><th>share of sales</th><th>change</th><th>n</th></tr>"
    good = f"<table>{head}<tr><th>all</th><td>98%</td><td>-12%</td><td>–</td></tr></table>"
    bad = f"<table>{head}<tr><th>all</th><td>-2%</td><td>101%</td><td>nan</td></tr></table>"
    assert table_faults(good) == []
    assert table_faults(bad.replace("sales", "profit"))[0].startswith("'nan'"), "some bring less than nothing"
    assert table_faults(bad) == [
        "'-2%' is no share, in the table's column 'share of sales'",
        "'nan' stands in the table's column 'n'",
    ]


def test_all_that_a_page_says_is_read():
    cells = [
        new_markdown_cell("-39% less"),
        new_code_cell(
            "x", outputs=[new_output("execute_result", {"text/markdown": "It costs -70%.", "text/plain": ""})]
        ),
        new_code_cell(
            "y", outputs=[new_output("display_data", {"image/png": ""}, metadata={"image/png": {"alt": "1 is nan."}})]
        ),
        new_code_cell("z", outputs=[new_output("stream", name="stdout", text="nan")]),
    ]
    assert [one.partition(" ")[0] + one[4:7] for one in faults(new_notebook(cells=cells))] == [
        "cell 2:",
        "cell 3:",
        "cell 4:",
    ]


@pytest.mark.heavy
def test_a_run_is_on_the_settings_and_its_end_is_told():
    source = "import os\nos.environ['CUSTSEG_PARAMETERS']"
    notebook = new_notebook(cells=[new_code_cell(source), new_code_cell("{}['gone']")])
    executed, wrong = run(notebook, {"seed": 7})
    assert executed.cells[0].outputs[0].data["text/plain"] == """'{"seed": 7}'"""
    assert len(wrong) == 1, "the crash alone"
    assert "KeyError: 'gone'" in wrong[0]


def test_settings_are_found_and_drawn_the_same(monkeypatch):
    monkeypatch.setenv("CUSTSEG_PARAMETERS", '{"seed": 7}')
    cell = new_code_cell("settings = parameters(seed=1, top=0.2, ranges={'seed': (0, 9)})\nsettings")
    notebook = new_notebook(cells=[cell, new_code_cell("f(settings.seed)")])
    assert settings_of(notebook).seed == 1
    assert re_runs.vector(notebook, 1) == re_runs.vector(notebook, 1)
    assert re_runs.unread_settings(notebook) == ["top"]
    assert settings_of(new_notebook(cells=[new_code_cell("f()")])).defaults == {}
    assert re_runs.another_value(settings_of(notebook), "seed")["seed"] != 1


def test_the_settings_that_the_readme_names_exist(notebook_path):
    readme = (notebook_path.parents[1] / "README.md").read_text("utf-8")
    named = re.findall(rf"custseg studies {notebook_path.name[:2]} --set (\w+)=", readme)
    gone = sorted(set(named) - set(settings_of(read_notebook(notebook_path)).defaults))
    assert not gone, f"README.md sets {gone}, which {notebook_path.name} does not have: name one that it has"
