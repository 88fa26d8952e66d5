"""What is stored in the studies? Their outputs and leads are written here, and only if the whole study ran clean."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from .._atomic_write import write_whole
from .answer import answer_text, lead_problems, with_lead
from .cache import read_record
from .processes import default_jobs, map_in_processes, several, stopping
from .progress import Progress, announce, expected, plan_line
from .run_result import Failure, StudyRun, failed_study, told_failures
from .study_files import check_extra

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def refresh_studies(
    studies: Sequence[Path],
    *,
    jobs: int | None = None,
    timeout: int = 600,
    tell: Callable[[str], None] = print,
) -> list[StudyRun]:
    """Execute studies with their default settings and store outputs and leads in their files.

    Nothing that differs between two runs of the same study is stored, so an unchanged study keeps its bytes. A study
    that fails, or writes to stderr, or returns no answer keeps its file as it is; so does one with a claim that does
    not hold, or with two claims of one name. What follows from the tags of all studies of a folder, such as its
    ``COVERAGE.md``, is written after them.

    Parameters
    ----------
    studies : sequence of Path
        Notebooks.
    jobs : int, optional
        How many run at once; two by default, or one on a machine with one core.
    timeout : int, default 600
        Seconds that one cell may take.
    tell : callable, optional
        Gets one line at a time: where the outputs go, how long it will take, each study as it starts and as it
        ends, and what failed. On a terminal a bar beneath them shows the time left.

    Returns
    -------
    list of StudyRun
        In the order of ``studies``; state ``refreshed``, ``unchanged`` or ``FAILED``.

    Raises
    ------
    ImportError
        The packages that run notebooks are missing; the message names the extra.
    SchemaError
        The studies are stored, and their tags contradict the catalogue of models; every problem is named.

    See Also
    --------
    run_studies : Makes pages; the notebooks stay as they are.

    Examples
    --------
    >>> from custseg.report import refresh_studies
    >>> refresh_studies([], tell=lambda line: None)  # without a study there is nothing to do
    []
    """
    check_extra()
    announce(tell, len(studies), f"outputs and answers go to {', '.join(sorted({str(p.parent) for p in studies}))}")
    known = {path.stem: _took_before(path) for path in studies}
    named = {path.stem: _Task(path.absolute(), timeout) for path in studies}
    jobs = max(1, min(jobs or default_jobs(), len(named)))
    tell(plan_line(known, jobs))
    runs: dict[str, StudyRun] = {}
    with Progress(tell, len(studies), known, jobs) as progress:
        for run in _refreshed([named[name] for name in expected(known)], jobs, progress):
            runs[run.name] = run
            progress.end(run)
    ordered = [runs[notebook.stem] for notebook in studies]
    told = told_failures(ordered)
    if told:
        tell(told)
    for folder in sorted({path.absolute().parent for path in studies}):
        _write_coverage(folder, tell)
    return ordered


def _write_coverage(folder: Path, tell: Callable[[str], None]) -> None:
    from .coverage import write_coverage  # brings pandas along

    for written in write_coverage(folder):
        tell(f"{written.name} written: it follows from the tags of the studies")


@dataclass(frozen=True)
class _Task:
    notebook: Path
    timeout: int


def _refreshed(tasks: list[_Task], jobs: int, progress: Progress) -> Iterator[StudyRun]:
    def begin(task: _Task) -> None:
        progress.begin(task.notebook.stem)

    with closing(map_in_processes(_fresh, tasks, jobs=jobs, begun=begin, pulse=progress.show)) as results:
        for task, result in results:
            yield _store(task.notebook, result)


def _took_before(notebook: Path) -> float | None:
    """Give the seconds that the study took when its page was made, if that was done where pages are made by default."""
    return read_record(notebook.absolute().parent.parent / "reports", notebook.stem).get("took")


def _fresh(task: _Task) -> tuple[StudyRun, str]:
    """Execute one study, in a process of its own, and give the text of its file; an empty one if it must not change."""
    from .._stored_claims import repeated_claims
    from .execute import execute_notebook  # brings Jupyter along: the first lines are told without it
    from .notebook_file import notebook_text, read_notebook, without_run_marks

    executed = execute_notebook(
        read_notebook(task.notebook), task.notebook.parent, timeout=task.timeout, several=several(), stop=stopping
    )
    run = StudyRun(task.notebook.stem, "refreshed", executed.seconds, executed.failure)
    if executed.failure:
        return replace(run, state="FAILED"), ""
    problems = [*lead_problems(executed.notebook), *repeated_claims(executed.notebook)]
    if problems:
        return replace(run, state="FAILED", failure=Failure(None, "", "\n".join(problems))), ""
    return run, notebook_text(without_run_marks(with_lead(executed.notebook, answer_text(executed.notebook))))


def _store(notebook: Path, result: tuple[StudyRun, str] | BaseException) -> StudyRun:
    """Write one study's file if its text has changed."""
    if isinstance(result, BaseException):
        return failed_study(notebook.stem, result)
    run, text = result
    if not text:
        return run
    if text == notebook.read_text(encoding="utf-8"):
        return replace(run, state="unchanged")
    try:
        _check_writable(notebook)
        write_whole(notebook, text)
    except OSError as error:  # read-only, or a full disk: the other studies must not suffer from it
        return failed_study(notebook.stem, error)
    return run


def _check_writable(notebook: Path) -> None:
    """Refuse a read-only file: its folder would let us replace it, and root may write everything."""
    if not notebook.stat().st_mode & _WRITABLE or not os.access(notebook, os.W_OK):
        raise PermissionError(
            f"{notebook.name} is read-only, so its new outputs were not stored. "
            f"Allow writing (chmod u+w {notebook}) and refresh it again, or leave it out."
        )
