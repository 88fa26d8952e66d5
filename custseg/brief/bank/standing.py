"""Where do clients stand in the value grid, and which of the four strategies does each call for?

`clients_standing` and `clients_growth`.
"""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from ...bands import Bands
from ...exhibit import Claim, Exhibit, claim, count, format_table, percent, phrase
from ...plot import plot_grid
from ...schema import typed
from ...segment import ValueGrid
from ...segment.nine_grid.next_cell import cell_of
from ...segment.nine_grid.positions import value_axes
from ..section import Section
from ._saying import about, money
from .clients import BankClients

TOPIC = "Where clients stand 定位"
GROWTH = "Growth and groups 成长型九宫格"
SUMS = ("income", "capital", "net_income", "economic_profit")


@typed
def clients_standing(clients: BankClients) -> Section:
    """Say how many clients earn the hurdle, how many miss it and by how much, and what the strategies are.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    Section
        The value grid with clients, income and the usual strategy of each cell; strategies with their money.

    See Also
    --------
    custseg.segment.nine_grid_positions : The cells.

    Examples
    --------
    >>> from custseg.brief import clients_standing, open_clients
    >>> clients_standing(open_clients()).key
    'standing'
    """
    below, status = clients.below, clients.clients["status"]
    title = _say(
        clients, "standing", holds=len(below) > 0, below=len(below), hurdle=clients.hurdle,
        missing=money(clients, below["shortfall"].sum()),
    )  # fmt: skip
    counts = clients.clients["strategy"].value_counts(sort=False)
    names = clients.strategy_names
    said = _say(clients, "strategies", told=", ".join(f"{names[str(key)]} {many:,}" for key, many in counts.items()))
    default, free = int((status == "in default").sum()), int((status == "no capital").sum())
    others = _say(clients, "others", holds=default + free > 0, default=default, free=free)
    cells = cast(pd.DataFrame, clients.platform.cells.loc["value"])
    return Section(
        "standing", TOPIC, title, claims=(said,), table=_plane(clients, cells),
        more=(others, _strategies(clients), _grid(clients), _cells(clients, cells)),
    )  # fmt: skip


@typed
def clients_growth(clients: BankClients) -> Section:
    """Say how many clients grow faster than what they bring, and what groups earn on the whole.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    Section
        Counts of the growth grid; groups. Without statements or income by year it steps aside.

    See Also
    --------
    custseg.segment.client_growth : The rates.

    Examples
    --------
    >>> from custseg.brief import clients_growth, open_clients
    >>> clients_growth(open_clients()).aside
    False
    """
    more = _groups(clients)
    reason = clients.platform.empty.get("growth")
    if reason is not None:
        return Section("growth", GROWTH, _say(clients, "no_growth", why=reason), more=more, aside=True)
    step, status = clients.clients["step"], clients.clients["statements"]
    slower, known = int((step == "we grow slower").sum()), int(step.notna().sum())
    title = _say(clients, "growth", holds=known > 0, slower=slower, known=known)
    gone = status[status != "complete"].value_counts(sort=False)
    why = ", ".join(f"{word} {many:,}" for word, many in gone.items() if many)
    without = _say(clients, "no_statements", holds=bool(why), why=why)
    cells = cast(pd.DataFrame, clients.platform.cells.loc["growth"])
    return Section(
        "growth", GROWTH, title, table=_steps(clients), more=(without, _cells(clients, cells, short=True), *more)
    )  # fmt: skip


def _steps(clients: BankClients) -> pd.DataFrame:
    """Count clients, and their money, by whether we grow with them."""
    by = clients.clients.groupby("step")
    table = by[["income", "net_income", "capital"]].sum()
    table.insert(0, "clients", by.size())
    table["raroc"] = table["net_income"] / table["capital"].where(table["capital"] > 0)
    order = [word for word in ("we grow slower", "in step", "we grow faster") if word in table.index]
    shown = table.loc[order, ["clients", "income", "raroc"]].rename_axis("growth with us")
    return _in_words(shown, income="money", raroc="percent:1")


def _groups(clients: BankClients) -> tuple[Claim | pd.DataFrame, ...]:
    """Say what groups earn, and which members pay less than the hurdle in a group that earns it."""
    reason = clients.platform.empty.get("groups")
    groups = clients.platform.groups
    if groups.empty:
        return (_say(clients, "no_groups", why=reason or "no group has two clients"),)
    earns = groups.index[groups["net_income"] >= clients.hurdle * groups["capital"]]
    carried = int(clients.below["group"].isin(earns).sum()) if reason is None else 0
    said = _say(clients, "groups", holds=carried > 0, groups=len(groups), earn=len(earns), carried=carried)
    largest = groups.sort_values("income", ascending=False, kind="stable").head(10)
    table = largest[["members", "income", "capital", "raroc", "economic_profit"]]
    return said, _in_words(table, income="money", capital="money", economic_profit="money", raroc="percent:1")


def _strategies(clients: BankClients) -> pd.DataFrame:
    table = clients.clients.groupby("strategy", observed=False)[list(SUMS)].sum()
    table.insert(0, "clients", clients.clients["strategy"].value_counts(sort=False))
    table["raroc"] = table["net_income"] / table["capital"].where(table["capital"] > 0)
    table = table.rename(index=clients.strategy_names).rename_axis("strategy").drop(columns="net_income")
    return _in_words(table, income="money", capital="money", economic_profit="money", raroc="percent:1")


def _cells(clients: BankClients, cells: pd.DataFrame, *, short: bool = False) -> pd.DataFrame:
    """Give clients, money and strategies of each cell that has a client."""
    names = clients.strategy_names
    columns = ["clients", "income", "raroc"] if short else ["clients", "income", "raroc", "economic_profit", *names]
    table = cells.loc[cells["clients"] > 0, columns].rename(index=clients.cell_names, columns=names)
    formats = {"income": "money", "raroc": "percent:1"} | ({} if short else {"economic_profit": "money"})
    return _in_words(table.rename_axis("cell"), **formats)


def _in_words(table: pd.DataFrame, **formats: Any) -> pd.DataFrame:
    return format_table(table, interval_level=None, **formats)


def _plane(clients: BankClients, cells: pd.DataFrame) -> pd.DataFrame:
    """Lay the value grid out as it is drawn: income upwards, RAROC across; clients, money and usual strategy."""
    total = float(cells["income"].sum())
    usual = cells[list(clients.strategy_names)].idxmax(axis=1).map(clients.strategy_names)
    across = [phrase("own_clients.raroc_1", hurdle=clients.hurdle)]
    across += [phrase(f"own_clients.raroc_{band}") for band in (2, 3)]
    rows = {}
    for revenue in (3, 2, 1):
        row = {}
        for raroc, head in enumerate(across, start=1):
            one = cast(Any, cells.loc[cell_of((revenue, raroc))])
            told: dict[str, Any] = {"clients": count(one["clients"]), "strategy": usual[one.name]}
            share = {"share": percent(one["income"] / total)} if total > 0 else {}
            key = "own_clients.in_cell" if share else "own_clients.in_cell_alone"
            row[str(head)] = str(phrase(key, **told, **share)) if one["clients"] else "–"
        rows[str(phrase(f"own_clients.income_{revenue}"))] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(str(phrase("own_clients.plane")))


def _grid(clients: BankClients) -> Exhibit:
    """Draw the value grid; the usual strategy of each cell stands in its box."""
    axes = value_axes(clients.clients, clients.hurdle)
    grid = ValueGrid("value_nine_grid", bands={"raroc": Bands("quantile", 3, cuts=[clients.hurdle])}).fit(axes)
    cells = cast(pd.DataFrame, clients.platform.cells.loc["value"])
    most = cells[list(clients.strategy_names)].idxmax(axis=1)[cells["clients"] > 0]
    notes = {str(cell): clients.strategy_names[str(key)] for cell, key in most.items()}
    pays = bool(axes["revenue"].sum() > 0)
    return plot_grid(
        grid, axes, value="revenue" if pays else None, of=str(phrase("own_clients.income")), notes=notes,
        caption=str(phrase("own_clients.grid_caption")),
        source=str(phrase("own_clients.grid_source", n=len(axes))),
    )  # fmt: skip


def _say(clients: BankClients, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_clients.{key}", holds=holds, **about(clients, key, "clients_standing", values))
