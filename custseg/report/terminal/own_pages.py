"""Which pages of one's own file can be had from a terminal? Of customers, of rated retailers, of corporate clients.

Offers `report`, `rating` and `clients`. Only click is imported here; each loads what it needs, so that
``--help`` answers at once.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .stopping import stoppable


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


@click.command(short_help="Make a page about the customers in a file of purchases.")
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
    from ..own.asking import make_report

    with stoppable():
        raise SystemExit(make_report(file, out, file_of_settings, given, called=called, force=force, tell=click.echo))


@click.command(short_help="Make a page about a rating of retailers in a table.")
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
    from ..own.rating_asked import make_rating_report

    with stoppable():
        raise SystemExit(make_rating_report(file, out, given, force=force, tell=click.echo))


@click.command(short_help="Make a page about a bank's corporate clients.")
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
    from ..own.clients_asked import make_clients_report, make_template

    if template is None and file is None:
        raise click.UsageError("Name the file of clients, or --template clients.xlsx for an empty one.")
    with stoppable():
        if template is not None:
            raise SystemExit(make_template(template, tell=click.echo))
        raise SystemExit(make_clients_report(Path(str(file)), out, given, force=force, tell=click.echo))
