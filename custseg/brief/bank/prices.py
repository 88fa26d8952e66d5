"""At which price does a client earn the hurdle, and whom should somebody talk to first?

`clients_prices`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...exhibit import Claim, claim, format_table
from ...schema import typed
from ..section import Section
from ._saying import about, look_name, money
from .clients import BankClients

TOPIC = "Price at the hurdle 风险定价"
SHOWN = 10
FEWEST = 8  # prices below which no median is said


@typed
def clients_prices(clients: BankClients) -> Section:
    """Say by how much the rate of those below the hurdle would have to rise, and name those who miss it most.

    Parameters
    ----------
    clients : BankClients
        From :func:`open_clients`.

    Returns
    -------
    Section
        The ten with the largest shortfall: price, strategy, first lever, how sure. The list holds all of them.

    See Also
    --------
    custseg.value.hurdle_price : The price.

    Examples
    --------
    >>> from custseg.brief import clients_prices, open_clients
    >>> list(clients_prices(open_clients()).lists)
    ['below the hurdle']
    """
    below = clients.below
    if below.empty:
        return Section("prices", TOPIC, _say(clients, "no_prices", hurdle=clients.hurdle), aside=True)
    rise = below["price_rise"].dropna()
    title = _say(
        clients, "prices", holds=len(rise) >= FEWEST, of=len(below), priced=len(rise), hurdle=clients.hurdle,
        median=None if rise.empty else 100 * float(rise.median()),
    )  # fmt: skip
    left = _say(clients, "no_loan", holds=len(rise) < len(below), unpriced=len(below) - len(rise))
    lent = _say(clients, "lent", holds="loans" in clients.tables.clients.columns)
    caution = _say(clients, "price_caution")
    return Section(
        "prices", TOPIC, title, table=price_table(clients, below.head(SHOWN)), caution=caution, more=(left, lent),
        lists={"below the hurdle": list_of(below)},
    )  # fmt: skip


def list_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Give who, what, at which price, by which lever and how sure, for a list.

    Parameters
    ----------
    rows : DataFrame
        Some of the platform's clients.

    Returns
    -------
    DataFrame
        Index ``client_id``.
    """
    columns = ["branch", "strategy", "value_cell", "growth_cell", "group", "income", "capital", "raroc", "status",
               "shortfall", "rate", "price_rise", "hurdle_rate", "lever", "lever_brings", "lever_low", "lever_high",
               "lever_sure"]  # fmt: skip
    return rows[[name for name in columns if name in rows]]


def price_table(clients: BankClients, rows: pd.DataFrame) -> pd.DataFrame:
    """Write some clients for the page.

    Parameters
    ----------
    clients : BankClients
        The book.
    rows : DataFrame
        Some of its clients.

    Returns
    -------
    DataFrame
        Texts.
    """
    shown = pd.DataFrame(index=rows.index)
    if "branch" in rows:
        shown["branch"] = rows["branch"]
    shown["strategy"] = rows["strategy"].map(clients.strategy_names).astype(str)
    shown["shortfall"] = [money(clients, one) for one in rows["shortfall"]]
    shown["price_rise"] = ["–" if pd.isna(one) else f"{100 * one:+.2f}" for one in rows["price_rise"]]
    shown["first_lever"] = ["–" if pd.isna(one) else look_name(one) for one in rows["lever"]]
    shown["lever_brings"] = [
        "–" if pd.isna(row.lever_brings) else f"{row.lever_brings:,.0f} ({row.lever_low:,.0f} to {row.lever_high:,.0f})"
        for row in rows.itertuples()
    ]
    shown["sure"] = ["–" if pd.isna(row.lever) else "yes" if row.lever_sure else "no" for row in rows.itertuples()]
    return format_table(shown, interval_level=None)


def _say(clients: BankClients, key: str, /, *, holds: object = True, **values: Any) -> Claim:
    return claim(f"own_clients.{key}", holds=holds, **about(clients, key, "clients_prices", values))
