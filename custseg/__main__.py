"""What can be done from a terminal? A page of one's own file; studies made, refreshed, begun; models and data found.

Only click is imported here; each command loads what it needs, so that ``--help`` answers at once.
"""

import click

from ._version import __version__
from .report.terminal.notebooks import new, refresh, studies
from .report.terminal.own_pages import clients, rating, report


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="custseg", message="%(prog)s %(version)s")
def main() -> None:
    """Say what each customer is worth, who belongs together, what to do about it, and how sure we are."""


for command in (report, rating, clients, studies, refresh, new):
    main.add_command(command)


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


if __name__ == "__main__":
    main(prog_name="python -m custseg")
