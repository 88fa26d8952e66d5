"""What can be done from a terminal? A page of one's own file; studies made, refreshed, begun; models and data found.

Only click is imported here; each command loads what it needs, so that ``--help`` answers at once.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ._version import __version__

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="custseg", message="%(prog)s %(version)s")
def main() -> None:
    """Say what each customer is worth, who belongs together, what to do about it, and how sure we are."""


def _of_reading(command: Callable) -> Callable:
    """Add what the reader of files may be told; each flag answers a question that it may ask."""
    options = [
        click.option(
            "--column", "columns", multiple=True, metavar="NAME=HEADER", help="customer_id=Kunde; may be repeated."
        ),
        click.option("--decimal", type=click.Choice([".", ",", "each"]), help="Decimal sign of the amounts."),
        click.option("--dayfirst/--monthfirst", default=None, help="Whether 5/1/2024 is 5 January or 1 May."),
        click.option("--yearfirst/--yearlast", default=None, help="Whether 24/01/05 begins with the year."),
        click.option("--separator", metavar="SIGN", help="Between the columns of a text file; a tab is 'tab'."),
        click.option("--encoding", help="Of a text file, such as cp1252."),
        click.option(
            "--sheet", "sheets", multiple=True, help="Of a workbook: name or position from 0; may be repeated."
        ),
        click.option("--duplicates", type=click.Choice(["raise", "keep", "drop"]), help="Rows that repeat a row."),
        click.option("--leave-out", multiple=True, metavar="ID", help="Somebody who is no customer, such as a till."),
        click.option("--keep", multiple=True, metavar="ID", help="One customer, however many purchases."),
        click.option("--turn-sign", is_flag=True, help="Purchases are the amounts below nought."),
        click.option("--english-only", is_flag=True, help="Without the Chinese terms beside the English ones."),
        click.option("--unclear", type=click.Choice(["ask", "decide"]), help="Where two readings are plausible."),
        click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE", help="guests=keep; may be repeated."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command(short_help="Make a page about the customers in a file of purchases.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as-of", metavar="DAY", help="Day that the answers are about.  [default: the last day of the file]")
@click.option("--currency", metavar="CODE", help="Of the amounts, such as EUR.")
@click.option("--margin", type=click.FloatRange(0, 1), help="What is left of 1 of sales after the cost of goods.")
@click.option("--by", metavar="COLUMN", help="Compare customers by this column of their first purchase.")
@click.option("--costs", type=click.Path(path_type=Path), help="Of serving: customer_id and cost, or activities.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder, or a page ending in .html.  [default: FILE-report]"
)
@click.option("--name", help="Whose customers they are.  [default: the name of the file]")
@click.option("--days-ahead", type=click.IntRange(1), help="How far forecasts look ahead.  [default: 91]")
@click.option("--seed", type=int, help="Of everything that is drawn.  [default: 1]")
@_of_reading
@click.option("--settings", "file_of_settings", type=click.Path(path_type=Path), help="settings.json of a report.")
@click.option("--force", is_flag=True, help="Make it anew although nothing has changed.")
@click.option("--called", default="custseg report", hidden=True)  # how this command was called, for lines to paste
def report(file: Path, out: Path | None, file_of_settings: Path | None, force: bool, called: str, **given: Any) -> None:
    """Make a page about the customers in FILE: CSV, Excel or Parquet, a row per purchase.

    The folder holds index.html, the page; customers.xlsx, a row per customer and the lists; and in again/ what makes
    it anew: the notebook, settings.json for next month's file, everybody as CSV, and the rows that were set aside. It
    appears whole or not at all. Nothing is sent anywhere.

    What FILE leaves open is asked, all at once, with a line to paste.
    """
    from .report.own.asking import make_report

    with _stoppable():
        raise SystemExit(make_report(file, out, file_of_settings, given, called=called, force=force, tell=click.echo))


@main.command(short_help="Make a page about a rating of retailers in a table.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="NAME",
    help="thirty_tiers, national_2008 or a TOML file; may be repeated.  [default: none]",
)
@click.option("--score", metavar="COLUMN", help="Column of the score.  [default: locked_score, else score]")
@click.option("--cuts", metavar="NUMBERS", help="Between the tiers: 20,40,60,80.  [default: equal parts]")
@click.option("--tiers", "n_tiers", type=click.IntRange(2, 1000), help="How many equal parts.  [default: 5]")
@click.option(
    "--hysteresis",
    type=click.FloatRange(0, 100, max_open=True),
    help="Margin around the cuts, in rank points.  [default: 0]",
)
@click.option(
    "--within", multiple=True, metavar="COLUMN", help="In a class before the tier.  [default: market, format]"
)
@click.option("--capacity", type=int, help="How many retailers can be key.")
@click.option("--supply", type=int, help="Units that there are for the last period.")
@click.option("--supply-rule", type=click.Choice(["by tier", "pro rata", "by weight", "quota"]), help="How shared.")
@click.option("--standards", metavar="NAME", help="Rule of what is promised.  [default: key_and_ordinary]")
@click.option("--column", "columns", multiple=True, metavar="NAME=HEADER", help="period=Quartal; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder, or a page ending in .html.")
@click.option("--seed", type=int, help="Of everything that is drawn.  [default: 1]")
@click.option("--force", is_flag=True, help="Make it anew although nothing has changed.")
def rating(file: Path, out: Path | None, force: bool, **given: Any) -> None:
    """Make a page about the rating of the retailers in FILE: CSV, Excel or Parquet, a row per retailer and period.

    FILE has id, period, market, format and a score, or what a named rule scores; tier (as written by hand), clerk and
    demand if there are any. No rule of a trade is applied unless it is named. What is wrong with FILE is said all at
    once, before anything is written. The folder holds index.html, the page; retailers.xlsx, the lists; and again/.
    """
    from .report.own.rating_asked import make_rating_report

    with _stoppable():
        raise SystemExit(make_rating_report(file, out, given, force=force, tell=click.echo))


@main.command(short_help="Make a page about a bank's corporate clients.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--statements", type=click.Path(path_type=Path), help="A row per client and year, three years.")
@click.option("--income", type=click.Path(path_type=Path), help="What each client brought in these years.")
@click.option("--groups", type=click.Path(path_type=Path), help="client_id, group, and share where there are two.")
@click.option("--rules", "strategies", type=click.Path(path_type=Path), help="TOML file of the four strategies.")
@click.option("--hurdle", type=click.FloatRange(0, 1), help="RAROC that is asked for.  [default: 0.12]")
@click.option("--tax-rate", type=click.FloatRange(0, 1, max_open=True), help="Of what is left.  [default: 0]")
@click.option("--currency", metavar="CODE", help="Of the money, such as CNY.")
@click.option("--column", "columns", multiple=True, metavar="NAME=HEADER", help="income=Ertrag; may be repeated.")
@click.option("--decimal", type=click.Choice([".", ",", "each"]), help="Decimal sign of numbers that are text.")
@click.option("--percent", multiple=True, metavar="COLUMN", help="A share in percent: 45 for 0.45; may be repeated.")
@click.option("--fraction", multiple=True, metavar="COLUMN", help="A share that is a fraction; may be repeated.")
@click.option("--template", type=click.Path(path_type=Path), help="Write an empty workbook to fill in, and end.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder, or a page ending in .html.")
@click.option("--seed", type=int, help="Of everything that is drawn.  [default: 1]")
@click.option("--force", is_flag=True, help="Make it anew although nothing has changed.")
def clients(file: Path | None, template: Path | None, out: Path | None, force: bool, **given: Any) -> None:
    """Make a page about the corporate clients in FILE: CSV, Excel or Parquet, a row per client.

    FILE has client_id, income, cost, exposure, probability_of_default and loss_given_default, branch if there is one,
    and what makes indicators: deposits, loans, transactions, products ...; headers may be Chinese. A workbook may hold
    the other tables as sheets. What is wrong or open is said all at once, before anything is written. The folder holds
    index.html, the page; clients.xlsx; lists/, a file per branch; and again/.
    """
    from .report.own.clients_asked import make_clients_report, make_template

    if template is None and file is None:
        raise click.UsageError("Name the file of clients, or --template clients.xlsx for an empty one.")
    with _stoppable():
        if template is not None:
            raise SystemExit(make_template(template, tell=click.echo))
        raise SystemExit(make_clients_report(Path(str(file)), out, given, force=force, tell=click.echo))


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


@main.command(short_help="Make a page of each study, and an index.")
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
    from .report.running.run import run_studies

    with _stoppable():
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


@main.command(short_help="Store outputs and answers in the studies.")
@_of_notebooks
def refresh(names: tuple[str, ...], notebooks: Path | None, jobs: int | None, timeout: int) -> None:
    """Execute studies and store their outputs and answers in notebooks/.

    A study that fails, or writes to stderr, is left as it was. An unchanged study keeps its bytes.
    """
    paths = _find(notebooks, names)
    from .report.running.refresh import refresh_studies

    try:
        with _stoppable():
            runs = refresh_studies(paths, jobs=jobs, timeout=timeout, tell=click.echo)
    except ValueError as error:  # tags of the studies and the catalogue of models contradict each other
        raise click.ClickException(f"Outputs are stored; COVERAGE.md is not written.\n{error}") from None
    raise SystemExit(any(run.failure for run in runs))


@main.command(short_help="Write the skeleton of a study or a grid.")
@click.argument("kind", type=click.Choice(["study", "grid"]))
@click.argument("name")
def new(kind: str, name: str) -> None:
    """Write the skeleton of a study or a grid into this clone, with every part that the tests ask for.

    NAME is a study's question, "Who buys on Mondays?", or a grid's key, price_by_loyalty. Nothing is overwritten.
    """
    from .report import _skeleton as skeleton
    from .report.running.study_files import PROJECT

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


@main.command("find", short_help="Find a model by its name, in English or Chinese.")
@click.argument("names", nargs=-1, required=True)
def find_model(names: tuple[str, ...]) -> None:
    """Find a model of the source documents, or a word, by any of its names: find 九宫格, find sales funnel, find S2-39.

    Parts of a name, slips of the pen and traditional characters will do. Each answer says the document, how far the
    model is covered, which study computes it, and by which call.
    """
    from .catalogue.finding import find

    try:
        click.echo(repr(find(" ".join(names))))
    except ValueError as error:
        raise click.UsageError(str(error)) from None


@main.command(short_help="List the data sets.")
def datasets() -> None:
    """List the data sets: what they are, their terms, and where the ones that do not ship can be had."""
    from .datasets import datasets_table

    for name, entry in datasets_table().iterrows():
        click.echo(f"{name}: {entry['title']}")
        click.echo(f"  {entry['what']}; {entry['rows']:,} rows, {entry['period']}")
        click.echo(f"  licence: {entry['licence']}")
        click.echo(f"  origin: {entry['origin']}")
        click.echo(f"  {_availability(entry['ships'], entry['available'])}\n")


def _availability(ships: bool, available: bool) -> str:
    if ships:
        return "ships with custseg" if available else "should ship with custseg and is missing: reinstall the package"
    if available:
        return "found in the folder that CUSTSEG_DATA names"
    return "does not ship: get it from its origin and name its folder in the environment variable CUSTSEG_DATA"


def _find(folder: Path | None, names: Sequence[str]) -> list[Path]:
    """Find the studies and check that they can be run, before anything slow is loaded."""
    from .report.running.study_files import check_extra, find_studies, notebooks_folder

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
    from .report.settings import ENVIRONMENT, read_settings

    sources = {ENVIRONMENT: os.environ.get(ENVIRONMENT, "")}
    if file is not None:
        sources[str(file)] = file.read_text(encoding="utf-8")
    settings, problems = {}, []
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


@contextmanager
def _stoppable() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # whoever read our lines has gone; click ends quietly
        raise
    except OSError as error:  # a folder that cannot be written, a full disk
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        click.echo("Stopped. What had finished is kept; everything else is as it was.", err=True)
        raise SystemExit(130) from None


if __name__ == "__main__":
    main(prog_name="python -m custseg")
