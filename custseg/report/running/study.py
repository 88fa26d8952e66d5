"""What happens to one study? It is executed, kept, and exported to its page, in a process of its own."""

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from nbformat import NotebookNode

from .._atomic_write import write_whole
from ..pages import export
from ..pages.page import PageSummary
from ..settings import without_folder
from .answer import answer_text, lead_problems, with_lead
from .cache import executed_path, read_record, record_path, write_record
from .execute import execute_notebook
from .notebook_file import notebook_text, read_notebook
from .processes import several, stopping
from .run_result import Failure, StudyRun
from .stderr import without_folders
from .task import Task


def make_page(task: Task) -> StudyRun:
    """Execute a study unless it is kept, and export its page.

    Parameters
    ----------
    task : Task
        What to do.

    Returns
    -------
    StudyRun
        A study that failed has a page too: it begins with the failure and shows what was computed before it.
    """
    name = task.notebook.stem
    if task.kept:
        known = read_record(task.out, name)
        summary = _export(task, read_notebook(executed_path(task.out, name)), None)
        _keep(task, summary, None, known["seconds"], known["took"])
        return StudyRun(name, "unchanged", known["seconds"])
    start = time.perf_counter()
    executed = execute_notebook(
        read_notebook(task.notebook),
        task.notebook.parent,
        settings=task.settings,
        reader=True,
        timeout=task.timeout,
        several=several(),
        stop=stopping,
    )
    notebook = _led(executed.notebook, executed.failure)
    write_whole(executed_path(task.out, name), notebook_text(notebook))
    try:
        summary = _export(task, notebook, executed.failure)
        _keep(task, summary, executed.failure, executed.seconds, time.perf_counter() - start)
    except ValueError:
        _withdraw(task)
        if not executed.failure:  # what stopped the study matters more than what its page lacks
            raise
    state = "FAILED" if executed.failure else "ok"
    return StudyRun(name, state, executed.seconds, executed.failure)


def _led(notebook: NotebookNode, failure: Failure | None) -> NotebookNode:
    """Let the lead say what this run found: an answer of an earlier run would be wrong beside new numbers."""
    if failure and not failure.stopped:
        return with_lead(notebook, f"**No answer: {failure.place()} wrote to stderr.**\n\n{failure.indented()}")
    if failure:
        place = f" It stopped at `{failure.line}`." if failure.line else ""
        return with_lead(notebook, f"**No answer: this run did not reach its end.**{place}\n\n{failure.indented()}")
    return notebook if lead_problems(notebook) else with_lead(notebook, answer_text(notebook))


def _withdraw(task: Task) -> None:
    """Take back a page that no longer tells what the study computes."""
    for path in (record_path(task.out, task.notebook.stem), task.out / f"{task.notebook.stem}.html"):
        path.unlink(missing_ok=True)


def _export(task: Task, notebook: NotebookNode, failure: Failure | None) -> PageSummary:
    page = task.out / f"{task.notebook.stem}.html"
    told = without_folders(failure.short()) if failure else ""
    doubt = "" if not failure or failure.stopped else told
    coverage = "coverage.html" if (task.notebook.parent / "COVERAGE.md").is_file() else ""
    summary = export.export_page(notebook, page, footer=_footer(task.settings), doubt=doubt, coverage_href=coverage)
    return replace(summary, status=f"failed: {told}") if failure else summary


def _keep(task: Task, summary: PageSummary, failure: Failure | None, seconds: float, took: float) -> None:
    key = "" if failure else task.key  # a failure is never "unchanged"
    record = {"key": key, "seconds": round(seconds, 2), "took": round(took, 2)}
    write_record(task.out, task.notebook.stem, record | {"page": asdict(summary) | {"path": summary.path.name}})


def _footer(settings: Mapping[str, Any]) -> str:
    """Say what was set from outside; of a file only its name, since a page may travel."""
    chosen = ", ".join(f"{name} = {without_folder(value)!r}" for name, value in settings.items())
    return f"Set from outside: {chosen}." if chosen else ""
