"""What must run, what is unchanged, and who is told? Schedules the studies; nbclient executes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from .._kinds import REFERENCES, reading_order
from .cache import INDEX, index_stands, kept_parts, read_record, study_key, surroundings_key, vouch_for_index
from .digests import file_digest
from .processes import default_jobs, map_in_processes, preparing
from .progress import Progress, announce, expected, plan_line
from .run_result import StudyRun, failed_study, told_failures
from .study_files import check_extra
from .task import Task

MANUAL = "manual/index.html"  # written by `make.py docs`
_MENDING = 3.0  # seconds to make a page again from its executed notebook


def run_studies(
    studies: Sequence[Path],
    out: Path,
    *,
    settings: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    force: bool = False,
    timeout: int = 600,
    tell: Callable[[str], None] = print,
) -> list[StudyRun]:
    """Make a page of each study and an index of all pages; the notebooks stay untouched.

    Parameters
    ----------
    studies : sequence of Path
        Notebooks of one folder.
    out : Path
        The folder of pages; it is made. Executed notebooks are kept in its ``.cache``.
    settings : mapping, optional
        What ``custseg.report.parameters`` finds set from outside: setting to value.
    jobs : int, optional
        How many run at once; two by default, or one on a machine with one core.
    force : bool, default False
        Run what is unchanged too.
    timeout : int, default 600
        Seconds that one cell may take.
    tell : callable, optional
        Gets one line at a time: where the pages go, how long it will take, each study as it starts and as it ends,
        and what failed. On a terminal a bar beneath them shows the time left.

    Returns
    -------
    list of StudyRun
        In the order of ``studies``. A failure does not keep the others from running.

    Raises
    ------
    ImportError
        The packages that run notebooks are missing; the message names the extra.
    TypeError
        `out` is no path, or `jobs` no whole number.
    OSError
        Nothing can be written to `out`: said before anything runs.

    See Also
    --------
    refresh_studies : Stores the outputs in the notebooks.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from custseg.report import run_studies
    >>> with TemporaryDirectory() as folder:
    ...     runs = run_studies([], Path(folder), tell=lambda line: None)  # without a study there is only the index
    >>> runs
    []
    """
    check_extra()
    if not isinstance(out, str | Path) or not isinstance(jobs, int | None):
        raise TypeError(
            f"out must be a path and jobs a whole number, found {type(out).__name__}, {type(jobs).__name__}."
        )
    out = _writable(Path(out))
    announce(tell, len(studies), f"pages and index go to {out.resolve()}")
    surroundings = surroundings_key(out)
    plans = [_plan(notebook, out, dict(settings or {}), surroundings, force, timeout) for notebook in studies]
    done = [plan for plan in plans if isinstance(plan, StudyRun)]
    tasks = {plan.notebook.stem: plan for plan in plans if isinstance(plan, Task)}
    known = {name: _MENDING if task.kept else read_record(out, name).get("took") for name, task in tasks.items()}
    jobs = max(1, min(jobs or default_jobs(), len(tasks)))
    damaged = sum(task.kept for task in tasks.values())
    if damaged:
        tell(f"Pages missing or damaged, made again without running their study: {damaged}")
    tell(plan_line(known, jobs))
    runs: dict[str, StudyRun] = {}
    with Progress(tell, len(studies), known, jobs) as progress:
        for run in chain(done, _make_pages([tasks[name] for name in expected(known)], jobs, progress)):
            runs[run.name] = run
            progress.end(run)
    ordered = [runs[notebook.stem] for notebook in studies]
    failures = told_failures(ordered)
    if failures:
        tell(failures)
    _write_index(studies, out, surroundings, tell)
    if (out / INDEX).is_file():
        tell(f"Open {out / INDEX}")
    return ordered


def _writable(out: Path) -> Path:
    """Make the folder of pages, and try to write into it before studies run for minutes."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=out):
            return out
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise type(error)(f"Pages cannot be written to {out}: {reason}. Name another folder with out.") from None


def _plan(
    notebook: Path, out: Path, settings: dict[str, Any], surroundings: str, force: bool, timeout: int
) -> StudyRun | Task:
    """Say that a study is done, or what is to be done."""
    name = notebook.stem
    try:
        key = study_key(notebook, settings, surroundings)
    except (ValueError, OSError) as error:
        return failed_study(name, error)
    executed, page = (False, False) if force else kept_parts(out, name, key)
    if executed and page:
        return StudyRun(name, "unchanged", read_record(out, name)["seconds"])
    return Task(notebook.absolute(), out.resolve(), key, settings, timeout, executed)


def _make_pages(tasks: list[Task], jobs: int, progress: Progress) -> Iterator[StudyRun]:
    def begin(task: Task) -> None:
        progress.begin(task.notebook.stem)

    with closing(map_in_processes(_make_page, tasks, jobs=jobs, begun=begin, pulse=progress.show)) as results:
        for task, result in results:
            yield failed_study(task.notebook.stem, result) if isinstance(result, BaseException) else result


def _make_page(task: Task) -> StudyRun:
    with preparing():
        from .study import make_page  # brings Jupyter along: seconds that only the process which runs a study spends

    return make_page(task)


def _write_index(studies: Sequence[Path], out: Path, surroundings: str, tell: Callable[[str], None]) -> None:
    """List every page that belongs to a study which still exists, also those that did not run this time."""
    folders = {notebook.parent for notebook in studies}
    stems = sorted({path.stem for folder in folders for path in folder.glob("*.ipynb")}, key=reading_order)
    pages = [read_record(out, stem).get("page") for stem in stems if (out / f"{stem}.html").is_file()]
    known = [page for page in pages if page]
    manual_href = MANUAL if (out / MANUAL).is_file() else ""
    told = sorted(path for folder in folders for path in folder.glob("*.*") if path.suffix in (".ipynb", ".md"))
    made_from = f"{surroundings} {manual_href} {[file_digest(path) for path in told]}"
    if not known or index_stands(out, known, f"{made_from} {_references(out)}"):
        return
    tell("The index is being written.")
    from ..pages.index import export_index
    from ..pages.page import PageSummary
    from ..pages.references import export_references

    summaries = [PageSummary(**page | {"path": out / page["path"]}) for page in known]
    references = export_references(min(folders), out, summaries)
    export_index([*summaries, *references], out / INDEX, manual_href=manual_href)
    vouch_for_index(out, known, f"{made_from} {_references(out)}")


def _references(out: Path) -> list[str]:
    """Give the digests of the pages that are made from the catalogue."""
    return [file_digest(out / f"{name}.html") for name in REFERENCES]
