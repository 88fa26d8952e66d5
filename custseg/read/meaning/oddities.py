"""What else looks odd about the rows? Costs against the amount, two minus signs, days far out, exact repeats.

Offers `note_oddities`.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from ..parts.whole import anywhere, in_parts, overall
from .evidence import SMALL, Evidence

FAR = 30  # years from the median day


def note_oddities(evidence: Evidence) -> None:
    """Note what is odd; give the cost of returns the sign of the amount; ask about days far out that hold money."""
    _costs(evidence)
    _two_minus_signs(evidence)
    _pieces_given_back(evidence)
    _far_days(evidence)


def _costs(evidence: Evidence) -> None:
    table = evidence.table
    if not {"amount", "cost"} <= set(table):
        return
    cost, amount = table["cost"].to_numpy(dtype=float), evidence.amount()
    against = (cost * amount < 0) & ~evidence.away
    returns = (amount < 0) & (cost != 0) & np.isfinite(cost) & ~evidence.away
    some = anywhere("cost against the amount", against)
    if some and not anywhere("other signs of costs", against != returns):
        if evidence.decide("cost_sign", against, "the cost of a return is positive") == "amount":
            evidence.table["cost"] = np.where(against, -cost, cost)
    elif some:
        evidence.notes.append(f"the cost has another sign than the amount: {evidence.told(against)}.")


def _two_minus_signs(evidence: Evidence) -> None:
    if {"quantity", "unit_price"} <= set(evidence.table):
        both = (evidence.table["quantity"] < 0) & (evidence.table["unit_price"] < 0)
        mask = both.to_numpy() & ~evidence.away
        if anywhere("two minus signs", mask):
            evidence.notes.append(
                f"quantity and unit_price are both negative: {evidence.told(mask)}. Their product is a purchase; "
                "if they are returns, make the price positive."
            )


def _pieces_given_back(evidence: Evidence) -> None:
    """Ask about amounts that were paid for a negative quantity: of a return, only the pieces may carry the sign."""
    if not {"quantity", "amount"} <= set(evidence.chosen):
        return
    mask = ((evidence.table["quantity"] < 0) & (evidence.table["amount"] > 0)).to_numpy() & ~evidence.away
    if not anywhere("pieces given back", mask):
        return
    text = f"the quantity is negative and the amount is not: {evidence.told(mask)}. Are these returns?"
    if (share := evidence.share(mask, "pieces given back")) <= SMALL and "refunds" not in evidence.answers:
        evidence.notes.append(f'{text} Pass answers={{"refunds": "negative"}} to give them a negative amount.')
        return
    most = share > 0.5  # a ledger of stock: what was sold is less in the store
    answer = evidence.ask("refunds", text, ["keep", "negative", "aside"] if most else ["negative", "aside", "keep"])
    if answer == "negative":
        amount = evidence.table["amount"]
        evidence.table["amount"] = amount.where(~mask, -amount)
        evidence.notes.append(f"the amount of returned pieces was made negative: {evidence.told(mask)}.")
    elif answer == "aside":
        evidence.set_aside(mask, "the quantity is negative and the amount is not")


def _far_days(evidence: Evidence) -> None:
    if "date" not in evidence.table or not anywhere("days", evidence.table["date"].notna()):
        return
    days, most = evidence.table["date"], pd.Timedelta(days=365 * FAR)
    if overall("last day", days.max(), _later) - overall("first day", days.min(), _earlier) <= most:
        return
    far = ((days - _median(days)).abs() > most).to_numpy() & ~evidence.away
    if anywhere("far days", far):
        first = overall("some far days", tuple(days[far].head(50)), lambda one, other: (*one, *other)[:50])
        shown = ", ".join(sorted({f"{day:%Y-%m-%d}" for day in first})[:3])
        found = f"the date is more than {FAR} years from the others ({shown})"
        if "far_days" in evidence.answers:
            evidence.decide("far_days", far, found)
        elif evidence.share(far, "far days") <= SMALL:
            evidence.notes.append(
                f"{found}: {evidence.told(far)}. Does it stand for no date? "
                'Pass answers={"far_days": "aside"} to set them aside.'
            )
        elif evidence.ask("far_days", f"{found}: {evidence.told(far)}. Does it stand for no date?", ["aside", "keep"]):
            evidence.set_aside(far, found)


def _later(one: pd.Timestamp, other: pd.Timestamp) -> pd.Timestamp:
    return other if pd.isna(one) or other > one else one


def _earlier(one: pd.Timestamp, other: pd.Timestamp) -> pd.Timestamp:
    return other if pd.isna(one) or other < one else one


def _median(days: pd.Series) -> pd.Timestamp:
    """Give the median moment; of a file in parts the median day, of which there are few."""
    if in_parts() is None:
        return pd.Timestamp(days.median())
    rows = overall("rows by day", Counter(days.dropna().dt.normalize().value_counts().to_dict()))
    held = pd.Series(rows).sort_index().cumsum()
    size = int(held.iloc[-1])
    lower, upper = (held.index[int(held.searchsorted(place + 1))] for place in ((size - 1) // 2, size // 2))
    return pd.Timestamp(lower + (upper - lower) / 2)
