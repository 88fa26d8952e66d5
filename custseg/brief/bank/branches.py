"""What does each branch earn on its clients, and do its clients look otherwise than like clients elsewhere?

`clients_branches`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...exhibit import Claim, claim, format_table
from ...schema import printable, typed
from ..section import Section
from ._saying import about, look_name, worth
from .clients import BankClients
from .prices import list_of

TOPIC = "Branch by branch 差距分析"
MOST_ROWS = 24
SHOWN = 8
FEWEST = 8  # clients of a branch below which nothing is said of its mean


@typed
def clients_branches(clients: BankClients) -> Section:
    """Add up each branch, and say whether branches differ by more than chance.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    Section
        A row a branch: clients, RAROC of the sums, strategies; the list of each branch. Without branches it steps
        aside.

    See Also
    --------
    custseg.segment.branch_gaps : Branches against each other, cell by cell.

    Examples
    --------
    >>> from custseg.brief import clients_branches, open_clients
    >>> len(clients_branches(open_clients()).lists)
    6
    """
    reason = clients.platform.empty.get("branches")
    if reason is not None:
        return Section("branches", TOPIC, _say(clients, "no_branches", why=reason), aside=True)
    table, twin = clients.platform.branches, clients.branches_by_lot
    small = int((table["members"] < FEWEST).sum())
    said = _say(clients, "small", holds=small > 0, small=small, branches=len(table), fewest=FEWEST)
    more: list[Claim | pd.DataFrame] = [said]
    compared = 0 if twin is None else clients.branches_compared
    if twin is None or not compared:
        title = _say(clients, "branches_alone", branches=len(table))
    else:
        title = _say(
            clients, "branches", seen=int(twin.seen), compared=compared, chance=float(twin.draws.mean()),
            branches=len(table), twin=twin,
        )  # fmt: skip
        if len(clients.drawn) < len(clients.clients):
            more.append(_say(clients, "drawn", drawn=len(clients.drawn)))
        more += [_say(clients, "branch_sign")] + ([] if title.struck or not title.holds else [_farthest(clients)])
    return Section("branches", TOPIC, title, table=_sums(clients), more=tuple(more), lists=branch_lists(clients))


def branch_lists(clients: BankClients) -> dict[str, pd.DataFrame]:
    """Give the list of each branch: who misses most first, then by strategy and income.

    Parameters
    ----------
    clients : BankClients
        The book.

    Returns
    -------
    dict of str to DataFrame
        Branch to its clients.
    """
    rows = clients.clients.sort_values(["strategy", "income"], ascending=[False, False], kind="stable")
    missing = rows["shortfall"].clip(lower=0).fillna(0.0)
    rows = rows.loc[missing.sort_values(ascending=False, kind="stable").index]
    return {str(branch): list_of(part) for branch, part in rows.groupby("branch", sort=True)}


def _sums(clients: BankClients) -> pd.DataFrame:
    """Give the branches, of many the largest."""
    names = clients.strategy_names
    table = clients.platform.branches.sort_values("income", ascending=False, kind="stable").head(MOST_ROWS)
    shown = table[["members", "income", "raroc", "economic_profit", *names]].rename(columns=names)
    shown.index = [printable(str(name)) for name in shown.index]
    return format_table(
        shown.rename_axis("branch"), interval_level=None, income="money", raroc="percent:1", economic_profit="money"
    )


def _farthest(clients: BankClients) -> pd.DataFrame:
    """Give the gaps between branches whose interval excludes nought, the largest first."""
    gaps = clients.platform.branch_gaps
    apart = gaps[(gaps["low"] > 0) | (gaps["high"] < 0)]
    apart = apart.sort_values("effect", key=abs, ascending=False, kind="stable").head(SHOWN)
    shown = pd.DataFrame(
        {
            "cell": [clients.cell_names[cell] for cell in apart.index.get_level_values("cell")],
            "look": [look_name(look) for look in apart.index.get_level_values("look")],
            "n_branch": apart["n_branch"].to_numpy(),
            "branch_mean": _written(apart, "branch_mean"),
            "n_elsewhere": apart["n_elsewhere"].to_numpy(),
            "elsewhere": _written(apart, "elsewhere"),
            "effect": [f"{one:.2f}" for one in apart["effect"]],
        },
        index=pd.Index([printable(str(one)) for one in apart.index.get_level_values("branch")], name="branch"),
    )
    return format_table(shown, interval_level=None)


def _written(gaps: pd.DataFrame, column: str) -> list[str]:
    return [worth(look, one) for look, one in zip(gaps.index.get_level_values("look"), gaps[column], strict=True)]


def _say(clients: BankClients, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_clients.{key}", holds=holds, **about(clients, key, "clients_branches", values))
