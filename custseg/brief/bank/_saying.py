"""How does this page write money, cells and looks, and what does every claim carry?

`about`, `money`, `worth`, `look_name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...exhibit._heads import label
from ...exhibit.numbers import money as written
from .clients import BankClients

#: Looks that are shares of one, and are written in per cent.
IN_PERCENT = frozenset({
    "cross_sell_rate", "fee_income_share", "deposit_derivation", "wallet_share", "cost_income_ratio", "loan_share",
    "settlement_share", "limit_use", "remote_share", "loan_margin", "net_margin", "debt_ratio", "return_on_equity",
    "cash_share",
})  # fmt: skip


def about(clients: BankClients, key: str, call: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a claim of this page takes beside its key: of how many, by which call."""
    common = {"n": len(clients.clients), "unit": "clients", "id": f"clients.{key}"}
    return {**common, "call": f"custseg.brief.{call}(clients)", **values}


def money(clients: BankClients, amount: float) -> str:
    """Write an amount with its currency, where that is known."""
    return written(amount, clients.currency)


def worth(look: str, value: float) -> str:
    """Write the value of a look, a share in per cent."""
    if pd.isna(value):
        return "–"
    return f"{value:.1%}" if look in IN_PERCENT else f"{value:,.2f}"


def look_name(look: str) -> str:
    """Give the words for a look."""
    return str(label(look))
