"""What is an amount? Its unit, its currency, the line's or the order's.

Offers `read_units`, `read_currency` and `read_order_totals`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import quoted
from ..cells.number_text import CURRENCIES, number_parts
from ..cells.text import TEXT, cell_text
from ..files.rows import plain_cells
from .evidence import SMALL, Evidence
from .pairs import price_of_a_line
from .signs_of_money import settle_sign
from .units import factor, split_unit
from .words import holds, key, tokens

ALIKE = 0.95  # share of orders of several lines in which the amount must repeat
_CODES = {key(written): code for written, code in CURRENCIES.items()}


def read_units(evidence: Evidence) -> None:
    """Turn amounts in thousands, 万元, cents ... into the currency itself; ask about a unit that nobody knows."""
    product = "amount" not in evidence.chosen and "amount" in evidence.table
    for name in ("amount", "unit_price", "cost"):
        if name not in evidence.chosen or name not in evidence.table:
            continue
        header = evidence.chosen[name]
        _, unit = split_unit(header)
        scale = factor(unit)
        if unit and evidence.currency is None:
            evidence.currency = _CODES.get(key(unit))
        if "unit" in evidence.answers and (name == "amount" or (name == "unit_price" and product)):
            scale = float(evidence.ask("unit", "", [1]))
        elif scale is None and name == "cost":
            evidence.notes.append(f"the unit '{unit}' of column '{header}' is not known; {name} was read as it stands.")
        elif scale is None:
            text = f"the unit '{unit}' of column '{header}' is not known: what is one of it in the currency?"
            scale = evidence.ask("unit", text, [1, 1000, 0.01])
        if scale in (None, 1):
            continue
        evidence.table[name] = evidence.table[name] / 100 if scale == 0.01 else evidence.table[name] * scale
        if name == "unit_price" and product:
            evidence.table["amount"] = evidence.table["quantity"] * evidence.table["unit_price"]
        how = "divided by 100" if scale == 0.01 else f"multiplied by {scale:,.10g}"
        switch = ' Pass answers={"unit": 1} to keep it as it stands.' if name == "amount" or product else ""
        evidence.notes.append(f"{name} is in '{unit or scale}' by the header '{header}': it was {how}.{switch}")


def read_currency(evidence: Evidence) -> None:
    """Keep the rows of one currency, if a column or the signs beside the amounts name several."""
    money, header = _currencies(evidence)
    if money is None:
        settle_sign(evidence, None)
        return
    known = money[money.notna() & ~evidence.away]
    counts = known.value_counts()
    if len(counts) < 2:
        said = None if known.empty else str(counts.index[0])
        settle_sign(evidence, said)
        evidence.currency = evidence.currency or said
        return
    place = f"column '{header}'" if header else "the amounts"
    shown = ", ".join(f"{code} in {count:,} rows" for code, count in counts.head(5).items())
    main = str(counts.index[0])
    minor = (money.notna() & (money != main)).to_numpy()
    if "currency" not in evidence.answers and evidence.share(minor) <= SMALL:
        kept = main
        evidence.settled["currency"] = main
    else:
        other = None if evidence.deciding else _converted(evidence)
        first = f' Pass columns={{"amount": {quoted(other)}}} if it is in one currency.' if other else ""
        text = (
            f"{place} name several currencies ({shown}); they cannot be added. Convert them first, or keep one.{first}"
        )
        answer = evidence.ask("currency", text + first, [str(code) for code in counts.index[:4]])
        if answer is None:
            return
        kept = _CODES.get(key(answer), answer)
    aside = (money.notna() & (money != kept)).to_numpy() & ~evidence.away
    evidence.currency = kept
    evidence.set_aside(aside, f"the currency is not {kept}")


def _converted(evidence: Evidence) -> str | None:
    """Give the header of the same amount, converted, if there is one."""
    own = sorted(tokens(evidence.chosen.get("amount", "")))
    return next((one for one in evidence.unused if sorted(tokens(one)) == sorted([*own, "converted"])), None)


def _currencies(evidence: Evidence) -> tuple[pd.Series | None, str | None]:
    """Give the currency of each row, and the column that says it; None if nothing names one."""
    for header in evidence.beside_amount():
        if holds(header, "headers", "currency"):
            codes = cell_text(plain_cells(evidence.rows.table[header]))
            known = codes.map({text: _CODES.get(key(text)) for text in codes.dropna().unique()})
            if known.notna().any():
                return known, header
    if evidence.several_currencies:
        name = next(name for name in ("amount", "unit_price", "cost") if name in evidence.chosen)
        cells = plain_cells(evidence.rows.table[evidence.chosen[name]])
        places, different = pd.factorize(cells)
        parts = number_parts(pd.Series([str(cell) for cell in different]).astype(TEXT).str.strip())["currency"]
        marks = np.array([*(part or None for part in parts), None], dtype=object)  # the last one is for gaps, code -1
        return pd.Series(marks[places].tolist(), dtype=object), None
    return None, None


def read_order_totals(evidence: Evidence) -> None:
    """Tell an order's total that stands on each of its lines from the amounts of the lines."""
    log = evidence.table
    if not {"order_id", "amount"} <= set(log) or "amount" not in evidence.chosen:
        return
    if price_of_a_line(list(map(str, evidence.rows.table))) == evidence.chosen["amount"]:
        return
    kept = log["order_id"].notna().to_numpy() & log["amount"].notna().to_numpy() & ~evidence.away
    if evidence.kinds["order_id"].all_differ():
        return
    several = kept.copy()
    codes = evidence.kinds["order_id"].codes
    several[kept] = np.bincount(codes[kept])[codes[kept]] > 1
    if not several.any():
        return
    orders = log.loc[several, "amount"].groupby(log.loc[several, "order_id"])
    first = orders.first()
    alike = (orders.min() == orders.max()) & (first != 0)
    repeated = several & log["order_id"].isin(alike.index[alike]).to_numpy(dtype=bool)
    extra = float((orders.sum() - first)[alike].abs().sum())
    total = float(log.loc[kept, "amount"].abs().sum())
    plausible = alike.sum() >= max(ALIKE * len(alike), 2) and extra > SMALL * total
    if not alike.any() or not ("amount_per" in evidence.answers or (plausible and _lines_differ(evidence, repeated))):
        return
    proof = _proved(log, repeated)
    if proof == "line" and "amount_per" not in evidence.answers:
        return
    header = evidence.chosen["amount"]
    text = (
        f"'{header}' is the same on every line of {int(alike.sum()):,} of {len(alike):,} orders with several "
        f"lines ({evidence.told(repeated)}): an order's total that is repeated, or each line's own amount? "
        f"Added up, {extra:,.2f} of {total:,.2f} would be counted again."
    )
    if proof == "order" and "amount_per" not in evidence.answers:
        evidence.settled["amount_per"] = answer = "order"
    else:
        answer = evidence.ask("amount_per", text, ["order", "line"])
    if answer == "order":
        _divide(evidence, repeated, header)


def _lines_differ(evidence: Evidence, repeated: np.ndarray) -> bool:
    """Say whether something else differs between the lines of an order: else they are exact repeats."""
    return not evidence.rows.table[repeated].astype(str).duplicated(keep=False).all()


def _proved(log: pd.DataFrame, mask: np.ndarray) -> str | None:
    """Let quantity × unit_price, where there is one, show whether an amount is the line's or the order's."""
    if not {"quantity", "unit_price"} <= set(log):
        return None
    rows = log[mask]
    line = rows["quantity"] * rows["unit_price"]
    if line.isna().mean() > 0.5:
        return None
    order = line.groupby(rows["order_id"]).transform("sum")
    near = {"line": (line - rows["amount"]).abs() < 0.011, "order": (order - rows["amount"]).abs() < 0.011}
    shares = {name: float(close.mean()) for name, close in near.items()}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] > 0.9 else None


def _divide(evidence: Evidence, mask: np.ndarray, header: str) -> None:
    rows = evidence.table[mask]
    if {"quantity", "unit_price"} <= set(rows):
        weight = (rows["quantity"] * rows["unit_price"]).abs().fillna(0.0)
    else:
        weight = pd.Series(1.0, index=rows.index)
    total = weight.groupby(rows["order_id"]).transform("sum")
    count = weight.groupby(rows["order_id"]).transform("size")
    part = (weight / total.where(total > 0)).fillna(1 / count)
    evidence.parts = np.ones(evidence.size)
    evidence.parts[mask] = part.to_numpy(dtype=float)
    before = float(rows["amount"].sum())
    evidence.table.loc[mask, "amount"] = rows["amount"] * part
    evidence.notes.append(
        f"'{header}' repeats the order's total on each line: it was divided among the lines ({before:,.2f} became "
        f'{float(evidence.table.loc[mask, "amount"].sum()):,.2f}). Pass answers={{"amount_per": "line"}} if each line '
        "has its own amount."
    )
