"""Who got the money back? Where a file names who paid and who was paid, a refund goes from the shop to the customer.

Offers `read_counterparts`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..cells.kinds import Kinds
from ..files.rows import plain_cells
from .evidence import Evidence
from .words import tokens

SIDES = (("from", "to"), ("sender", "recipient"), ("sender", "receiver"), ("absender", "empfänger"), ("payer", "payee"))


def read_counterparts(evidence: Evidence) -> None:
    """Name in rows below nought who was paid, if the customer is who paid: *From email* beside *To email*."""
    other = _other_side(evidence)
    if other is None or "amount" not in evidence.table:
        return
    cells = plain_cells(evidence.rows.table[other])
    text = cells.where(cells.isna(), cells.map(str).str.strip())
    back = (evidence.amount() < 0) & ~evidence.away & (text.notna() & (text != "")).to_numpy()
    if not back.any():
        return
    header = evidence.chosen["customer_id"]
    people = evidence.kinds["customer_id"].text().astype(object)
    named = pd.Series(np.where(back, text.to_numpy(dtype=object), people.to_numpy(dtype=object)), dtype=object)
    named.index = evidence.table.index
    evidence.table["customer_id"] = named.astype(evidence.table["customer_id"].dtype)
    evidence.kinds = {**evidence.kinds, "customer_id": Kinds.of(evidence.table["customer_id"])}
    evidence.notes.append(
        f"money that went back is from '{header}' to '{other}': {evidence.told(back)}. The customer is who got it."
    )


def _other_side(evidence: Evidence) -> str | None:
    """Give the header that says of who was paid what the customer's says of who paid."""
    header = evidence.chosen.get("customer_id")
    own = tokens(header) if header else []
    for payer, payee in SIDES:
        if payer in own:
            wanted = [payee if token == payer else token for token in own]
            found = next((one for one in evidence.unused if tokens(one) == wanted), None)
            if found is not None:
                return found
    return None
