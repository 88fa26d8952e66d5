"""What must run, what is unchanged, and who is told? Schedules the studies; nbclient executes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from .cache import executed_path, read_record, study_key, surroundings_key
from .extra import check_extra
from .outcome import StudyRun, failed_study, told_failures
from .pool import default_jobs, each

INDEX = "index.html"
MANUAL = "manual/index.html"  # written by `make.py docs`


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
        Gets one line a study as it finishes, and what failed at the end.

    Returns
    -------
    list of StudyRun
        In the order of ``studies``. A failure does not keep the others from running.

    Raises
    ------
    ImportError
        The packages that run notebooks are missing; the message names the extra.
    """
    check_extra()
    settings = dict(settings or {})
    runs: dict[str, StudyRun] = {}

    def note(run: StudyRun) -> None:
        runs[run.name] = run
        tell(f"[{len(runs)}/{len(studies)}] {run.line()}")

    waiting = []
    surroundings = surroundings_key()
    for notebook in studies:
        done, todo = _plan(notebook, out, settings, surroundings, force)
        if todo is None:
            note(done)
        else:
            waiting.append({**todo, "settings": settings, "timeout": timeout})
    for run in _make_pages(waiting, jobs or default_jobs()):
        note(run)
    ordered = [runs[notebook.stem] for notebook in studies]
    failures = told_failures(ordered)
    if failures:
        tell(failures)
    _write_index(studies, out, changed=bool(waiting))
    if (out / INDEX).is_file():
        tell(f"Open {out / INDEX}")
    return ordered


def _plan(
    notebook: Path, out: Path, settings: dict[str, Any], surroundings: str, force: bool
) -> tuple[StudyRun | None, dict[str, Any] | None]:
    """Say that a study is done, or what is to be done."""
    name = notebook.stem
    try:
        key = study_key(notebook, settings, surroundings)
    except ValueError as error:
        return failed_study(name, error), None
    record = read_record(out, name)
    kept = not force and record.get("key") == key and executed_path(out, name).is_file()
    if kept and (out / f"{name}.html").is_file():
        return StudyRun(name, "unchanged", record["seconds"]), None
    return None, {"notebook": notebook.resolve(), "out": out.resolve(), "key": key, "kept": kept}


def _make_pages(waiting: list[dict[str, Any]], jobs: int) -> Iterator[StudyRun]:
    if not waiting:
        return
    from .study import Task, make_page  # brings Jupyter along: seconds that an unchanged run need not spend

    tasks = [Task(**todo) for todo in waiting]
    with closing(each(make_page, tasks, jobs=min(jobs, len(tasks)))) as results:
        for task, result in results:
            yield failed_study(task.notebook.stem, result) if isinstance(result, BaseException) else result


def _write_index(studies: Sequence[Path], out: Path, *, changed: bool) -> None:
    """List every page that belongs to a study which still exists, also those that did not run this time."""
    manual_href = MANUAL if (out / MANUAL).is_file() else ""
    if not changed and _is_current(out / INDEX, manual_href):
        return
    from .index import export_index
    from .page import PageSummary

    folders = {notebook.parent for notebook in studies}
    stems = sorted({path.stem for folder in folders for path in folder.glob("*.ipynb")})
    pages = [read_record(out, stem).get("page") for stem in stems if (out / f"{stem}.html").is_file()]
    known = [PageSummary(**page | {"path": out / page["path"]}) for page in pages if page]
    if known:
        export_index(known, out / INDEX, manual_href=manual_href)


def _is_current(index: Path, manual_href: str) -> bool:
    """Say whether the index is there and knows of the manual if there is one, and of none if there is none."""
    return index.is_file() and (f'href="{MANUAL}"' in index.read_text(encoding="utf-8")) == bool(manual_href)
