"""What do clients in the next better cell do otherwise, and which lever would bring most?

`clients_levers`.
"""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from ...exhibit import Claim, claim, format_table
from ...schema import typed
from ...segment import look_indicators
from ..section import Section
from ._saying import about, look_name, money, worth
from .clients import BankClients

TOPIC = "The way to the next cell 指路"


@typed
def clients_levers(clients: BankClients) -> Section:
    """Say which lever would bring most in all, and show the first of each step.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    Section
        One lever a step, with its interval; all gaps are folded and in the workbook. Without indicators, or with too
        few clients, it steps aside.

    See Also
    --------
    custseg.segment.ranked_levers : What each would bring.

    Examples
    --------
    >>> from custseg.brief import clients_levers, open_clients
    >>> clients_levers(open_clients()).key
    'levers'
    """
    reason = clients.platform.empty.get("levers")
    if reason is not None:
        return Section("levers", TOPIC, _say(clients, "no_levers", why=reason), aside=True)
    title = _title(clients)
    caution = _say(clients, "sign")
    more: list[Claim | pd.DataFrame] = [
        *_by_lot(clients),
        _say(clients, "how_sure", level=clients.level),
        _say(clients, "line", **_line(clients)),
    ]
    return Section("levers", TOPIC, title, table=_steps(clients), caution=caution, more=(*more, _gaps(clients)))


def _title(clients: BankClients) -> Claim:
    first = clients.first
    if first is None:
        return _say(clients, "none_sure")
    row = clients.platform.levers.xs((first.cell, first.next_cell, first.look), level=[0, 1, 2]).iloc[0]
    return _say(
        clients, "lever", look=look_name(first.look), clients=first.clients, cell=clients.cell_names[first.cell],
        here=worth(first.look, row["here"]), there=worth(first.look, row["there"]),
        brings=money(clients, row["brings"]), low_end=f"{row['low']:,.0f}", high_end=f"{row['high']:,.0f}",
    )  # fmt: skip


def _by_lot(clients: BankClients) -> list[Claim]:
    """Say how many looks tell the two cells apart, beside cells dealt by lot."""
    first, twin = clients.first, clients.first_by_lot
    if first is None or twin is None:
        return []
    cells = {"here": clients.cell_names[first.cell], "there": clients.cell_names[first.next_cell]}
    said = [
        _say(clients, "cells_by_lot", seen=int(twin.seen), looks=clients.platform.looks.shape[1],
             chance=float(twin.draws.mean()), twin=twin, **cells)
    ]  # fmt: skip
    if len(clients.drawn) < len(clients.clients):
        said.append(_say(clients, "drawn", drawn=len(clients.drawn), id="clients.drawn_for_cells"))
    return said


def _line(clients: BankClients) -> dict[str, Any]:
    """Say how many clients the line rests on, and how many looks are proposed here."""
    used = look_indicators().loc[list(clients.platform.looks.columns), "provenance"]
    return {
        "in_line": int(clients.platform.levers["n"].iloc[0]), "used": len(used),
        "proposed": int((used == "proposed").sum()),
    }  # fmt: skip


def _steps(clients: BankClients) -> pd.DataFrame:
    """Give the first lever of each step, and how many clients stand before it."""
    levers = clients.platform.levers
    useful = levers[levers["better"] & (levers["brings"] > 0)].sort_values("sure", ascending=False, kind="stable")
    first = useful[~cast(pd.MultiIndex, useful.index).droplevel("look").duplicated()].sort_index(
        level=0, sort_remaining=False
    )
    counts = cast(pd.Series, clients.platform.cells.loc["value"]["clients"])
    order = [cell for cell in counts.index if cell in first.index.get_level_values("cell")]
    rows = {}
    for cell in reversed(order):
        place, row = next(first.xs(cell, level="cell", drop_level=False).iterrows())
        _, there, look = cast(tuple[str, str, str], place)
        rows[clients.cell_names[cell]] = {
            "clients": int(counts[cell]), "next_cell": clients.cell_names[there], "first_lever": look_name(look),
            "from_to": f"{worth(look, row['here'])} → {worth(look, row['there'])}",
            "lever_brings": f"{row['brings']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})",
            "sure": "yes" if row["sure"] else "no",
        }  # fmt: skip
    return format_table(pd.DataFrame.from_dict(rows, orient="index").rename_axis("cell"), interval_level=None)


def _gaps(clients: BankClients) -> pd.DataFrame:
    """Give all gaps of the step of the first lever, or of the first step."""
    first, gaps = clients.first, clients.platform.gaps
    step = cast(pd.MultiIndex, gaps.index).droplevel("look")[0] if first is None else (first.cell, first.next_cell)
    rows = cast(pd.DataFrame, gaps.xs(step, level=["cell", "next_cell"]))
    rows = rows.sort_values("effect", key=lambda effects: effects.abs(), ascending=False, kind="stable")
    shown = pd.DataFrame({"n_here": rows["n_here"], "n_there": rows["n_there"]})
    for name in ("here", "there", "gap", "low", "high"):
        shown[name] = [worth(str(look), one) for look, one in rows[name].items()]
    shown["effect"] = ["–" if pd.isna(one) else f"{one:.2f}" for one in rows["effect"]]
    shown.index = [look_name(look) for look in rows.index]
    head = f"{clients.cell_names[step[0]]} → {clients.cell_names[step[1]]}"
    return format_table(shown.rename_axis(head), interval_level=None)


def _say(clients: BankClients, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_clients.{key}", holds=holds, **about(clients, key, "clients_levers", values))
