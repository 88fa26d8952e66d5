"""What is stored in the studies? Their outputs and leads are written here, and only if the whole study ran clean."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from .._atomic_write import write_whole
from .answer import answer_text, lead_problems, with_lead
from .execute import execute_notebook
from .notebook_file import notebook_text, read_notebook, tidy
from .processes import default_jobs, each, stopping
from .run_result import Failure, StudyRun, failed_study, told_failures
from .study_files import check_extra


def refresh_studies(
    studies: Sequence[Path],
    *,
    jobs: int | None = None,
    timeout: int = 600,
    tell: Callable[[str], None] = print,
) -> list[StudyRun]:
    """Execute studies with their default settings and store outputs and leads in their files.

    Nothing that differs between two runs of the same study is stored, so an unchanged study keeps its bytes. A study
    that fails, or writes to stderr, or returns no answer keeps its file as it is.

    Parameters
    ----------
    studies : sequence of Path
        Notebooks.
    jobs : int, optional
        How many run at once; two by default, or one on a machine with one core.
    timeout : int, default 600
        Seconds that one cell may take.
    tell : callable, optional
        Gets one line a study as it finishes, and what failed at the end.

    Returns
    -------
    list of StudyRun
        In the order of ``studies``; state ``refreshed``, ``unchanged`` or ``FAILED``.

    Raises
    ------
    ImportError
        The packages that run notebooks are missing; the message names the extra.
    """
    check_extra()
    tasks = [_Task(notebook.resolve(), timeout) for notebook in studies]
    runs: dict[str, StudyRun] = {}
    with closing(each(_fresh, tasks, jobs=max(1, min(jobs or default_jobs(), len(tasks))))) as results:
        for task, result in results:
            run = _store(task.notebook, result)
            runs[run.name] = run
            tell(f"[{len(runs)}/{len(studies)}] {run.line()}")
    ordered = [runs[notebook.stem] for notebook in studies]
    told = told_failures(ordered)
    if told:
        tell(told)
    return ordered


@dataclass(frozen=True)
class _Task:
    notebook: Path
    timeout: int


def _fresh(task: _Task) -> tuple[StudyRun, str]:
    """Execute one study, in a process of its own, and give the text of its file; an empty one if it must not change."""
    executed = execute_notebook(read_notebook(task.notebook), task.notebook.parent, timeout=task.timeout, stop=stopping)
    run = StudyRun(task.notebook.stem, "refreshed", executed.seconds, executed.failure, executed.stderr)
    if executed.failure:
        return replace(run, state="FAILED"), ""
    problems = lead_problems(executed.notebook)
    if executed.stderr:
        cells = ", ".join(map(str, executed.stderr))
        problems.append(
            f"stderr in cell {cells}, which must not be stored: mend its cause\n{_stderr(executed.notebook)}"
        )
    if problems:
        return replace(run, state="FAILED", failure=Failure(None, "", "\n".join(problems))), ""
    return run, notebook_text(tidy(with_lead(executed.notebook, answer_text(executed.notebook))))


def _store(notebook: Path, result: tuple[StudyRun, str] | BaseException) -> StudyRun:
    """Write one study's file if its text has changed."""
    if isinstance(result, BaseException):
        return failed_study(notebook.stem, result)
    run, text = result
    if not text:
        return run
    if text == notebook.read_text(encoding="utf-8"):
        return replace(run, state="unchanged")
    write_whole(notebook, text)
    return run


def _stderr(notebook: NotebookNode, shown: int = 5) -> str:
    lines = [
        line
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr"
        for line in output.text.splitlines()
    ]
    return "\n".join(lines[:shown])
