"""What can be done with the studies from a terminal? They are made into pages, refreshed and begun.

Offers `studies`, `refresh` and `new`. Only click is imported here; each loads what it needs, so that
``--help`` answers at once.
"""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from .stopping import stoppable

_FOLDER = click.Path(file_okay=False, path_type=Path)


def _of_notebooks(command: Callable) -> Callable:
    """Add what all commands on notebooks share."""
    seconds = click.IntRange(min=1)
    options = [
        click.argument("names", nargs=-1),
        click.option("--notebooks", type=_FOLDER, help="Folder of the studies.  [default: notebooks/ of this clone]"),
        click.option("--jobs", type=click.IntRange(min=1), help="How many run at once.  [default: 2]"),
        click.option("--timeout", type=seconds, default=600, show_default=True, help="Seconds that a cell may take."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command(short_help="Make a page of each study, and an index.")
@_of_notebooks
@click.option("--out", type=_FOLDER, help="Folder of the pages.  [default: reports/ beside the notebooks]")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a setting of the studies; may be repeated.",
)
@click.option(
    "--parameters",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file with settings; --set wins over it.",
)
@click.option("--force", is_flag=True, help="Run what is unchanged too.")
def studies(
    names: tuple[str, ...],
    notebooks: Path | None,
    jobs: int | None,
    timeout: int,
    out: Path | None,
    assignments: tuple[str, ...],
    file: Path | None,
    force: bool,
) -> None:
    """Make a page of each study, and an index.

    NAMES are numbers (5), names (05-who-pays) or parts of names; without any, all studies run. A study runs only if
    its cells, settings, data (what CUSTSEG_DATA names included) or the package have changed, or if what is kept of it
    is damaged. One that fails, or writes to stderr, gets a page that says so. The notebooks themselves are not touched.

    A VALUE is read as JSON if it is JSON (7, 0.2, true, [1, 2]) and as text otherwise; quote a number that is meant
    as text: --set 'shop="12"'. Every chosen study must know the setting, so name the studies that do.
    """
    paths = _find(notebooks, names)
    settings = _settings(file, assignments)
    from ..running.run import run_studies

    with stoppable():
        runs = run_studies(
            paths,
            out or paths[0].parent.parent / "reports",
            settings=settings,
            jobs=jobs,
            force=force,
            timeout=timeout,
            tell=click.echo,
        )
    raise SystemExit(any(run.failure for run in runs))


@click.command(short_help="Store outputs and answers in the studies.")
@_of_notebooks
def refresh(names: tuple[str, ...], notebooks: Path | None, jobs: int | None, timeout: int) -> None:
    """Execute studies and store their outputs and answers in notebooks/.

    A study that fails, or writes to stderr, is left as it was. An unchanged study keeps its bytes.
    """
    paths = _find(notebooks, names)
    from ..running.refresh import refresh_studies

    try:
        with stoppable():
            runs = refresh_studies(paths, jobs=jobs, timeout=timeout, tell=click.echo)
    except ValueError as error:  # tags of the studies and the catalogue of models contradict each other
        raise click.ClickException(f"Outputs are stored; COVERAGE.md is not written.\n{error}") from None
    raise SystemExit(any(run.failure for run in runs))


@click.command(short_help="Write the skeleton of a study or a grid.")
@click.argument("kind", type=click.Choice(["study", "grid"]))
@click.argument("name")
def new(kind: str, name: str) -> None:
    """Write the skeleton of a study or a grid into this clone, with every part that the tests ask for.

    NAME is a study's question, "Who buys on Mondays?", or a grid's key, price_by_loyalty. Nothing is overwritten.
    """
    from .. import _skeleton as skeleton
    from ..running.study_files import PROJECT

    try:
        paths = (skeleton.new_study if kind == "study" else skeleton.new_grid)(name, PROJECT)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except (FileNotFoundError, ImportError) as error:
        raise click.ClickException(str(error)) from None
    click.echo("Written:")
    for path in paths:
        click.echo(f"  {path.relative_to(PROJECT).as_posix()}")
    click.echo(_NEXT[kind].format(name=name, number=paths[0].name[:2]))


_NEXT = {
    "study": """Next:
  1. python3 make.py lab, and replace every FILL IN: in the notebook, its row in README.md and, if it has a new
     entry there, in custseg/catalogue/pages.toml. The cells run as they are; put your own question in their place.
  2. python3 make.py refresh {number} 01 stores the outputs, and the new question on the start page.
  3. .venv/bin/python -m pytest tests/notebooks tests/catalogue says what is still to do.
  4. python3 make.py reports {number}, and look at the page, on a wide screen, on a narrow one, and printed.
The rules, and why: CONTRIBUTING.md, "How to add a study".""",
    "grid": """Next:
  1. Replace every FILL IN in it; take the axes' columns from the customers table.
  2. .venv/bin/python -m pytest tests/catalogue says what is still to do.
  3. If the cells come from a source, pin some of them in tests/catalogue/test_grid_spec.py, in
     test_cells_have_the_names_of_their_source. Everything else is tested for every grid by itself.
  4. Look at it: custseg.plot_grid(custseg.ValueGrid("{name}").fit(customers), customers).
The rules, and why: CONTRIBUTING.md, "How to add a matrix or grid".""",
}


def _find(folder: Path | None, names: Sequence[str]) -> list[Path]:
    """Find the studies and check that they can be run, before anything slow is loaded."""
    from ..running.study_files import check_extra, find_studies, notebooks_folder

    try:
        paths = find_studies(folder or notebooks_folder(), names)
        check_extra()
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except (FileNotFoundError, ImportError) as error:
        raise click.ClickException(str(error)) from None
    return paths


def _settings(file: Path | None, assignments: Sequence[str]) -> dict[str, Any]:
    """Gather settings: the environment, then a file, then single assignments."""
    from ..settings import ENVIRONMENT, read_settings

    sources = {ENVIRONMENT: os.environ.get(ENVIRONMENT, "")}
    if file is not None:
        sources[str(file)] = file.read_text(encoding="utf-8")
    settings: dict[str, Any] = {}
    problems = []
    for source, text in sources.items():
        try:
            settings |= read_settings(text)
        except ValueError as error:
            problems.append(f"{source}: {error}")
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if equals and name.isidentifier():
            settings[name] = _value(value)
        else:
            problems.append(f"--set needs NAME=VALUE, such as seed=7; found {assignment!r}")
    if problems:
        raise click.UsageError("\n".join(problems))
    return settings


def _value(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_as_text)
    except ValueError:
        return text


def _as_text(constant: str) -> None:
    raise ValueError(f"{constant} is a word, not a number")
