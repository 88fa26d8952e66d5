"""What a study must keep to. Each check takes a notebook and returns what is wrong with it, in words."""

import ast
import platform
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode

from custseg.report._kinds import kind_of
from custseg.report._skeleton import left_to_fill_in
from custseg.report.running.answer import answer_text, lead_problems, output_text, tagged
from custseg.report.running.notebook_file import without_run_marks

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = [path for path in sorted(FOLDER.glob("*.ipynb")) if kind_of(path.name) != "own"]  # see test_own.py

START = "Start here"  # the title of the page that leads to the studies and is none itself
SECTIONS = {
    "study": ["Question", "Data", "Model", "Result", "Sensitivity", "What to do", "References"],
    "model": ["In the documents", "Definitions", "Numbers", "References"],
}
ANSWERED_IN = {"study": "Result", "model": "Numbers"}
LONGEST_CELL = 12  # lines of code
TAGS = {"lead", "answer", "remove-input", "show-input", "remove-output", "remove-cell"}
MODEL_ID = re.compile(r"S\d-\d\d")

PATH_TEXT = re.compile(r"^(~|\.{1,2})?/\w|^[A-Za-z]:\\|\.(csv|tsv|xlsx?|parquet|feather|json|pkl|png|html)$")
PATH_MODULES = {"os", "sys", "pathlib", "glob", "tempfile", "shutil"}
ROW_LOOPS = {"iterrows", "itertuples", "to_records", "to_dict"}
SILENT = {"set_option"}  # calls that return nothing and are made for their effect
WARNING_FILTERS = {"filterwarnings", "simplefilter", "catch_warnings"}
MACHINE = re.compile(
    r"(?<![\w.:/])/(home|root|Users|tmp|var|work|mnt|opt|usr|private)/|(?<!\w)[A-Za-z]:\\\w|file://|ipykernel_\d+"
    r"|\bat 0x[0-9A-Fa-f]{6,}|site-packages"
)
MOVE = "write a tested function of the package and call it here"
CHECKS: dict[str, Callable[[NotebookNode], list[str]]] = {}


def check(function: Callable[[NotebookNode], list[str]]) -> Callable[[NotebookNode], list[str]]:
    CHECKS[function.__name__] = function
    return function


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for them every check, every notebook."""
    if "check" in metafunc.fixturenames:
        metafunc.parametrize("check", CHECKS.values(), ids=CHECKS)
    if "notebook_path" in metafunc.fixturenames:
        metafunc.parametrize("notebook_path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture
def checks() -> dict[str, Callable[[NotebookNode], list[str]]]:
    """Give all checks by name."""
    return CHECKS


def code_cells(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return list(enumerate(cells, start=1))


def parsed(notebook: NotebookNode) -> Iterator[tuple[int, ast.Module]]:
    """Give each code cell's syntax tree; what is not plain Python is told by `cells_are_plain_python`."""
    for number, cell in code_cells(notebook):
        try:
            yield number, ast.parse(cell.source)
        except SyntaxError:
            continue


def headings(notebook: NotebookNode, level: int) -> list[tuple[int, str]]:
    """Give place and text of the headings of one level; lines in fenced code are none."""
    found = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            prose = re.sub(r"^```.*?^```", "", cell.source, flags=re.DOTALL | re.MULTILINE)
            found += [(place, text.strip()) for text in re.findall(rf"^#{{{level}}} (.+)$", prose, re.MULTILINE)]
    return found


def kind(notebook: NotebookNode) -> str:
    """Give the kind that the notebook says it is of; a study says nothing."""
    return notebook.metadata.get("custseg", {}).get("kind", "study")


def is_start(notebook: NotebookNode) -> bool:
    return [text for _, text in headings(notebook, 1)] == [START]


def called(node: ast.AST | None) -> str:
    """Name what is called, without what stands before the last dot."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def texts(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """Give every text that is stored, with its place; pictures in bytes are none."""
    for place, cell in enumerate(notebook.cells, start=1):
        yield f"cell {place} of all", cell.source
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            kept = [str(value) for kind, value in data.items() if kind not in ("image/png", "image/jpeg")]
            kept += [output.get("text", ""), *output.get("traceback", [])]
            yield f"output of cell {place} of all", "\n".join(kept)


@check
def cells_are_executed_in_order(notebook: NotebookNode) -> list[str]:
    counts = [cell.execution_count for _, cell in code_cells(notebook)]
    expected = list(range(1, len(counts) + 1))
    return [] if counts == expected else [f"execution counts are {counts}, not {expected}: run make.py refresh"]


@check
def outputs_are_stored(notebook: NotebookNode) -> list[str]:
    problems = []
    for number, tree in parsed(notebook):
        cell = dict(code_cells(notebook))[number]
        last = tree.body[-1] if tree.body else None
        silent = cell.source.rstrip().endswith(";") or called(getattr(last, "value", None)) in SILENT
        if isinstance(last, ast.Expr) and not silent and not cell.outputs:
            problems.append(f"cell {number} ends in an expression and has no output: run make.py refresh")
    return problems


@check
def nothing_failed_or_warned(notebook: NotebookNode) -> list[str]:
    bad = [
        (number, output.get("name") or output.get("ename"))
        for number, cell in code_cells(notebook)
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    return [f"cell {number} stores {what}: mend its cause, then run make.py refresh" for number, what in bad]


@check
def only_what_refresh_writes_is_stored(notebook: NotebookNode) -> list[str]:
    return (
        []
        if notebook == without_run_marks(notebook)
        else ["versions, times or editor marks are stored: run make.py refresh"]
    )


@check
def cells_are_short(notebook: NotebookNode) -> list[str]:
    problems = []
    for number, cell in code_cells(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.strip().startswith("#")]
        if len(lines) > LONGEST_CELL:
            problems.append(
                f"cell {number} has {len(lines)} lines of code, at most {LONGEST_CELL}: show one thing a cell, or move "
                "the computing into a tested function of the package"
            )
    return problems


@check
def cells_are_plain_python(notebook: NotebookNode) -> list[str]:
    plain = {number for number, _ in parsed(notebook)}
    return [
        f"cell {number} is not plain Python: leave out what begins with % or !, and mend its syntax"
        for number, _ in code_cells(notebook)
        if number not in plain
    ]


@check
def cells_only_call(notebook: NotebookNode) -> list[str]:
    """The package computes, the notebook tells."""
    defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.TryStar, ast.While)
    problems = []
    for number, tree in parsed(notebook):
        for node in ast.walk(tree):
            if isinstance(node, defining):
                problems.append(f"cell {number} has a {type(node).__name__}: {MOVE}")
            elif isinstance(node, ast.For | ast.comprehension) and loops_over_rows(node.iter):
                problems.append(f"cell {number} loops over rows: {MOVE}, or compute with whole columns")
            elif called(node) == "apply" and any(keyword.arg == "axis" for keyword in node.keywords):
                problems.append(f"cell {number} applies something to each row: {MOVE}, or compute with whole columns")
            elif "warnings" in imported(node) or called(node) in WARNING_FILTERS:
                problems.append(f"cell {number} meddles with warnings: mend what is warned about")
    return problems


def loops_over_rows(iterated: ast.AST) -> bool:
    inside = [called(node) for node in ast.walk(iterated)]
    return bool(ROW_LOOPS & set(inside)) or (inside[:1] == ["range"] and "len" in inside)


@check
def no_path_is_made_by_hand(notebook: NotebookNode) -> list[str]:
    problems = []
    for number, tree in parsed(notebook):
        settings = [node for node in ast.walk(tree) if called(node) == "parameters"]
        excused = {id(node) for setting in settings for node in ast.walk(setting)}  # a path may be a setting
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if PATH_MODULES & imported(node) or called(node) in ("Path", "open") or PATH_TEXT.search(text):
                advice = "load what ships with custseg.datasets, or make the path a setting in parameters(...)"
                problems += [] if id(node) in excused else [f"cell {number} has {ast.unparse(node)}: {advice}"]
    return problems


@check
def settings_are_asked_for(notebook: NotebookNode) -> list[str]:
    second = [tree for number, tree in parsed(notebook) if number == 2]
    if is_start(notebook) or any(called(node) == "parameters" for tree in second for node in ast.walk(tree)):
        return []
    return ["the second code cell must ask for the settings: settings = parameters(as_of='1998-06-30', seed=1)"]


@check
def the_title_is_one_question(notebook: NotebookNode) -> list[str]:
    titles = headings(notebook, 1)
    if len(titles) != 1 or titles[0][0] != 0:
        return [f"begin the first cell with '# ' and the question, and use no other H1; found {titles}"]
    text = titles[0][1]
    if kind(notebook) == "model":
        return ["name a model page by its subject, without a question mark"] if re.search("[?？]", text) else []
    asks = text.endswith(("?", "？")) and len(re.findall(r"[?？]", text)) == 1
    return [] if asks or text == START else [f"ask one question that ends in '?': {text!r}"]


@check
def sections_are_in_order(notebook: NotebookNode) -> list[str]:
    found, sections = [text for _, text in headings(notebook, 2)], SECTIONS[kind(notebook)]
    return (
        []
        if is_start(notebook) or found == sections
        else [f"give it the sections {sections} as '## ', in this order; found {found}"]
    )


@check
def a_model_page_has_a_number_for_each_model(notebook: NotebookNode) -> list[str]:
    """Every id that it names is the tag of a cell that returns a sentence with a number."""
    if kind(notebook) != "model":
        return []
    named = {id_ for cell in notebook.cells if cell.cell_type == "markdown" for id_ in MODEL_ID.findall(cell.source)}
    told: dict[str, str] = {}
    for _, cell in code_cells(notebook):
        said = " ".join(output.get("data", {}).get("text/markdown", "") for output in cell.outputs)
        for tag in cell.metadata.get("tags", []):
            told[tag] = told.get(tag, "") + said
    ids = {tag for tag in told if MODEL_ID.fullmatch(tag)}
    problems = [] if ids else ["tag each cell of *Numbers* with the id of its model, such as S4-17"]
    problems += [f"it names {id_}, and no cell carries it as a tag" for id_ in sorted(named - ids)]
    return problems + [
        f"{id_} has no number: end a cell with its tag in sentence(...) or claim(...)"
        for id_ in sorted(ids)
        if not re.search(r"\d", told[id_])
    ]


@check
def the_lead_is_the_answer(notebook: NotebookNode) -> list[str]:
    leads, answers = tagged(notebook, "lead"), tagged(notebook, "answer")
    if is_start(notebook) and not leads and not answers:
        return []
    problems = (
        lead_problems(notebook)
        if leads or answers
        else ["tag the Markdown cell under the title 'lead', and the last code cell of Result 'answer'"]
    )
    if problems:
        return problems
    if leads[0].source != answer_text(notebook):
        problems.append(f"the lead differs from the answer {answer_text(notebook)!r}: run make.py refresh")
    if notebook.cells.index(leads[0]) != 1:
        problems.append("the cell tagged 'lead' must stand directly under the title")
    above = [text for place, text in headings(notebook, 2) if place < notebook.cells.index(answers[0])]
    place = ANSWERED_IN[kind(notebook)]
    if above[-1:] != [place] and not is_start(notebook):
        problems.append(f"the cell tagged 'answer' must be the last of {place}; it stands in {above[-1:]}")
    return problems


@check
def nothing_is_left_to_fill_in(notebook: NotebookNode) -> list[str]:
    return [f"{place}: replace {line!r}" for place, text in texts(notebook) for line in left_to_fill_in(text)]


@check
def figures_have_alt_text(notebook: NotebookNode) -> list[str]:
    problems = []
    for number, cell in code_cells(notebook):
        for output in cell.outputs:
            for kind in [kind for kind in output.get("data", {}) if kind.startswith("image/")]:
                alt = output.metadata.get(kind, {}).get("alt") or output.metadata.get("alt") or ""
                if not any(character.isdigit() for character in alt):
                    problems.append(
                        f"a figure of cell {number} has no alt text with a number (found {alt!r}): show an Exhibit of "
                        "custseg.plot, or pass alt=... with the finding and its number"
                    )
    return problems


@check
def nothing_of_this_machine_is_stored(notebook: NotebookNode) -> list[str]:
    host = platform.node()
    problems = []
    for place, text in texts(notebook):
        found = MACHINE.search(text)
        if found or (len(host) > 4 and host != "localhost" and host in text):
            what = found[0] if found else host
            problems.append(f"{place} tells of this machine, {what!r}: show no path, address or name of a host")
    return problems


@check
def markdown_outputs_are_sentences(notebook: NotebookNode) -> list[str]:
    problems = []
    for number, cell in code_cells(notebook):
        for output in [output for output in cell.outputs if "text/markdown" in output.get("data", {})]:
            for paragraph in re.split(r"\n\s*\n", output_text(output)):
                other = re.match(r"\s*([|#<$>]|[-*+] |\d+\. )", paragraph)  # a table, a list, a formula
                if not other and not re.search(r"[.?!:。？！：][*_)~\"”’]*$", paragraph.strip()):
                    problems.append(f"cell {number} returns {paragraph!r}: make it a sentence, with a full stop")
    return problems


@check
def tags_are_known(notebook: NotebookNode) -> list[str]:
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    known = f"use {', '.join(sorted(TAGS))}, or the id of a model such as S4-17"
    return [f"unknown tag {tag!r}: {known}" for tag in tags if tag not in TAGS and not MODEL_ID.fullmatch(tag)]
