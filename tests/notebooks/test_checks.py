"""Would the checks see a broken study? Each breaks a good one in one place."""

import platform

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from custseg.report.running.notebook_file import without_run_marks

ANSWER = "**No: 67 %.** It never was a law.\n\n*One shop, 1997.*"


def markdown(text):
    return new_output("execute_result", {"text/markdown": text, "text/plain": text})


def plain(text):
    return new_output("execute_result", {"text/plain": text})


def picture(alt):
    data = {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}
    return new_output("display_data", data, metadata={"image/png": {"alt": alt}})


def text(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *outputs, tags=()):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


@pytest.fixture
def study():
    """Give a study that keeps to every rule; code cell 5 is the answer, cell 4 a figure, cell 3 any other."""
    cells = [
        text("# Do 20 percent of the customers bring 80 percent of the money?"),
        text(ANSWER, "lead"),
        code("import custseg"),
        code("settings = custseg.report.parameters(data='shop/rows.csv')\nsettings", plain("data = 'shop/rows.csv'")),
        *map(
            text, ["## Question", "## Data", "## Model", "Everybody says so (https://example.org/home/a).", "## Result"]
        ),
        code("top = custseg.top_share(customers, 0.2)\ntop", plain("0.67"), tags=["S4-36"]),
        code("plot(top)", picture("The top fifth brings 67 %.")),
        code("custseg.sentence('...')", markdown(ANSWER), tags=["answer"]),
        *map(text, ["## Sensitivity", "## What to do", "## References"]),
    ]
    return without_run_marks(new_notebook(cells=cells))


@pytest.fixture
def model_page():
    """Give a model page that keeps to every rule; code cell 3 is its number, cell 4 the answer."""
    cells = [
        text("# Lifetime value by formula"),
        text(ANSWER, "lead"),
        code("import custseg"),
        code("settings = custseg.report.parameters(margin=0.3)\nsettings", plain("margin = 0.3")),
        *map(text, ["## In the documents", "S4-17 describes it.", "## Definitions", "$x$", "## Numbers"]),
        code("custseg.sentence('...')", markdown("It is 74.96."), tags=["S4-17"]),
        code("custseg.sentence('...')", markdown(ANSWER), tags=["answer"]),
        text("## References"),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata["custseg"] = {"kind": "model"}
    return without_run_marks(notebook)


@pytest.fixture
def start():
    """Give a start page that keeps to every rule."""
    return without_run_marks(
        new_notebook(cells=[text("# Start here"), text("## The studies"), code("1 + 1", plain("2"))])
    )


def codes(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def replace_code(number, source, *outputs):
    def change(notebook):
        codes(notebook)[number - 1].update(source=source, outputs=list(outputs))

    return change


def replace_text(old, new):
    def change(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = cell.source.replace(old, new)

    return change


def strip(notebook):
    for cell in codes(notebook):
        cell.update(outputs=[], execution_count=None)


def strip_outputs_only(notebook):
    for cell in codes(notebook):
        cell.outputs = []


def run_out_of_order(notebook):
    codes(notebook)[2].execution_count = 9


def leave_one_out(notebook):
    codes(notebook)[2].execution_count = None


def add_output(number, output):
    return lambda notebook: codes(notebook)[number - 1].outputs.append(output)


def set_tags(place, *tags):
    return lambda notebook: notebook.cells[place].metadata.update(tags=list(tags))


def move(place, to):
    return lambda notebook: notebook.cells.insert(to, notebook.cells.pop(place))


def mark(notebook):
    notebook.cells[2].metadata["execution"] = {"iopub.execute_input": "2024-05-05"}


def set_version(notebook):
    notebook.metadata["language_info"]["version"] = "3.12.1"


BREAKS = {
    "cells_are_executed_in_order": [strip, run_out_of_order, leave_one_out],
    "outputs_are_stored": [strip, strip_outputs_only, replace_code(3, "x = 1\nx")],
    "nothing_failed_or_warned": [
        add_output(3, new_output("stream", name="stderr", text="UserWarning")),
        add_output(3, new_output("error", ename="ValueError", evalue="x", traceback=[])),
    ],
    "only_what_refresh_writes_is_stored": [mark, set_version, run_out_of_order],
    "cells_are_short": [replace_code(3, "x = 1\n" * 13)],
    "cells_are_plain_python": [replace_code(3, "%matplotlib inline"), replace_code(3, "!pip install x")],
    "cells_only_call": [
        replace_code(3, source)
        for source in (
            "def f():\n    return 1",
            "class A:\n    x = 1",
            "f = lambda x: x",
            "try:\n    x = 1\nexcept ValueError:\n    x = 2",
            "while x:\n    x = x - 1",
            "for key, row in customers.iterrows():\n    print(row)",
            "for i in range(len(customers)):\n    print(i)",
            "total = sum(row.amount for row in customers.itertuples())",
            "x = [customers.amount[i] for i in range(len(customers))]",
            "x = customers.apply(sum, axis=1)",
            "import warnings",
            "from warnings import simplefilter",
            "np.warnings.filterwarnings('ignore')",
        )
    ],
    "no_path_is_made_by_hand": [
        replace_code(3, source)
        for source in (
            "import os",
            "import os.path as p",
            "from pathlib import Path",
            "x = pd.read_csv('../data/rows.csv')",
            "x = f'{folder}/rows.csv'",
            "x = 'C:\\\\data'",
            "x = '~/data'",
            "x = open(name)",
        )
    ],
    "settings_are_asked_for": [replace_code(2, "seed = 1"), move(3, 9)],
    "the_title_is_one_question": [
        replace_text("money?", "money"),
        replace_text("money?", "money? Or more?"),
        replace_text("## Data", "# Data?"),
        move(0, 3),
    ],
    "sections_are_in_order": [
        replace_text("## Sensitivity", "## Robustness"),
        replace_text("## Sensitivity", "### Sensitivity"),
        replace_text("## Sensitivity", "```\n## Sensitivity\n```"),
        replace_text("## Model", "## Result"),
    ],
    "the_lead_is_the_answer": [
        replace_text("67 %", "80 %"),
        strip,
        set_tags(1),
        set_tags(11),
        lambda notebook: (set_tags(1)(notebook), set_tags(11)(notebook)),
        set_tags(0, "lead"),
        move(1, 3),
        move(11, 13),
    ],
    "nothing_is_left_to_fill_in": [
        replace_text("Everybody", "FILL IN: who"),
        replace_code(3, "x = 'FILL IN'"),
        add_output(3, markdown("FILL IN: the answer.")),
    ],
    "figures_have_alt_text": [
        replace_code(4, "plot(top)", picture("")),
        replace_code(4, "plot(top)", picture("A bar chart.")),
        replace_code(4, "plot(top)", new_output("display_data", {"image/svg+xml": "<svg/>"})),
    ],
    "nothing_of_this_machine_is_stored": [
        add_output(3, plain("/home/somebody/notebooks")),
        add_output(3, plain("<Axes at 0x7f0aa4dedb20>")),
        add_output(3, new_output("stream", text="/tmp/ipykernel_12/3.py:1")),
        add_output(3, new_output("error", ename="E", evalue="", traceback=["File lib/site-packages/x.py"])),
        replace_code(3, "x = r'C:\\Users\\somebody'"),
        replace_text("Everybody", "On /Users/somebody/x everybody"),
    ],
    "markdown_outputs_are_sentences": [add_output(3, markdown("67 %")), add_output(3, markdown("It is.\n\n**67**"))],
    "tags_are_known": [set_tags(9, "S4-7"), set_tags(9, "raises-exception"), set_tags(9, "s4-36")],
}


def test_a_good_study_passes(study, check):
    assert check(study) == []


def test_a_start_page_passes(start, check):
    assert check(start) == []


def test_a_good_model_page_passes(model_page, check):
    assert check(model_page) == []


MODEL_BREAKS = {
    "a_model_page_has_a_number_for_each_model": [
        set_tags(9),
        replace_text("S4-17 describes it.", "S4-17 and S2-16 describe it."),
        replace_code(3, "custseg.sentence('...')", markdown("It is large.")),
        replace_code(3, "x = 1"),
    ],
    "the_title_is_one_question": [replace_text("# Lifetime value by formula", "# What is a lifetime worth?")],
    "sections_are_in_order": [replace_text("## Numbers", "## Result"), replace_text("## Definitions", "## Model")],
    "the_lead_is_the_answer": [move(11, 10), set_tags(10)],
}


@pytest.mark.parametrize(
    ("name", "change"), [(name, change) for name, changes in MODEL_BREAKS.items() for change in changes]
)
def test_a_broken_model_page_is_seen(model_page, checks, name, change):
    change(model_page)
    assert checks[name](model_page)


def test_every_check_is_tried(checks):
    assert sorted(BREAKS.keys() | MODEL_BREAKS.keys()) == sorted(checks)


@pytest.mark.parametrize(("name", "change"), [(name, change) for name, changes in BREAKS.items() for change in changes])
def test_a_broken_study_is_seen(study, checks, name, change):
    change(study)
    problems = checks[name](study)
    assert problems
    assert all(isinstance(problem, str) for problem in problems)


def test_a_stripped_study_fails(study, checks):
    strip(study)
    failing = {name for name, check in checks.items() if check(study)}
    assert failing == {"cells_are_executed_in_order", "outputs_are_stored", "only_what_refresh_writes_is_stored"} | {
        "the_lead_is_the_answer"
    }


def test_the_name_of_the_machine_is_seen(study, checks, monkeypatch):
    monkeypatch.setattr(platform, "node", lambda: "analyst-laptop-7")
    add_output(3, plain("ran on analyst-laptop-7"))(study)
    assert "analyst-laptop-7" in checks["nothing_of_this_machine_is_stored"](study)[0]


@pytest.mark.parametrize(
    "source",
    [
        "for name in ('a', 'b'):\n    print(name)",
        "shares = [top_share(customers, share) for share in settings.shares]",
        "# one\n" * 20 + "x = 1",
        "plot(top);",
        "import pandas as pd\n\npd.set_option('display.max_rows', 9)",
        "x = 'and/or 3/4 or 7.5'",
        "x = customers.apply(sum)",
    ],
)
def test_what_is_allowed_passes(study, check, source):
    replace_code(3, source)(study)
    assert check(study) == []
