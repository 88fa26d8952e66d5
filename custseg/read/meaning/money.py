"""What is an amount? Its unit and its currency.

Offers `read_units` and `read_currency`.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from ...schema import quoted
from ..cells.number_text import CURRENCIES, number_parts
from ..cells.text import TEXT, cell_text
from ..files.rows import plain_cells
from ..parts.whole import anywhere, overall, union
from .evidence import SMALL, Evidence
from .signs_of_money import settle_sign
from .units import factor, split_unit
from .words import holds, key, tokens

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
    counts = _counted(known)
    if len(counts) < 2:
        said = None if counts.empty else str(counts.index[0])
        settle_sign(evidence, said)
        evidence.currency = evidence.currency or said
        return
    place = f"column '{header}'" if header else "the amounts"
    shown = ", ".join(f"{code} in {count:,} rows" for code, count in counts.head(5).items())
    main = str(counts.index[0])
    minor = (money.notna() & (money != main)).to_numpy()
    if "currency" not in evidence.answers and evidence.share(minor, "other currencies") <= SMALL:
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


def _counted(known: pd.Series) -> pd.Series:
    """Count the rows of each currency, most first; of as many, that which comes first."""
    here = Counter(dict(zip(*np.unique(known.to_numpy(dtype=object).astype(str), return_counts=True), strict=True)))
    order = overall("currencies in order", tuple(known.unique()), union)
    found = overall("rows of currencies", here)
    return pd.Series({code: int(found[code]) for code in order}, dtype=int).sort_values(ascending=False, kind="stable")


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
            if anywhere(f"codes in {header}", known.notna()):
                return known, header
    if evidence.several_currencies:
        name = next(name for name in ("amount", "unit_price", "cost") if name in evidence.chosen)
        cells = plain_cells(evidence.rows.table[evidence.chosen[name]])
        places, different = pd.factorize(cells)
        parts = number_parts(pd.Series([str(cell) for cell in different]).astype(TEXT).str.strip())["currency"]
        marks = np.array([*(part or None for part in parts), None], dtype=object)  # the last one is for gaps, code -1
        return pd.Series(marks[places].tolist(), dtype=object), None
    return None, None
