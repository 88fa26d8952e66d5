"""Is the book one row a client, in the units that it must have?

`client_book`.
"""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

import pandas as pd

from ...schema import listed, printable
from .reading import Note, Reading
from .sums import sum_of_the_others

CLASSES = {
    "corporate": ("corporate", "sme", "对公", "公司", "企业", "公司风险暴露", "中小企业"),
    "mortgage": ("mortgage", "按揭", "住房抵押", "个人住房抵押", "住房贷款"),
    "revolving": ("revolving", "信用卡", "循环", "合格循环零售"),
    "other retail": ("other retail", "retail", "其他零售", "零售"),
}
LARGEST_TURNOVER = 1e6  # millions: more than any company sells
USUAL_TURNOVER = 1e3  # millions: of half the clients of a bank it is less
USUAL_MATURITY = 10  # years: of half the clients of a bank it is less


def client_book(table: pd.DataFrame | None, reading: Reading) -> pd.DataFrame | None:
    """Give the clients under their ids, each once.

    Parameters
    ----------
    table : DataFrame or None
        A row a client, index: numbers of rows.
    reading : Reading
        Gets what is wrong, and what was spelt in several ways.

    Returns
    -------
    DataFrame or None
        Index ``client_id``; None where there is no book.
    """
    if table is None:
        return None
    if not len(table):
        reading.problems.append("clients: the table has no rows.")
        return None
    if twice := _who_stand_twice(table):
        reading.problems.append(twice)
        return None
    if "branch" in table:
        table = table.assign(branch=_spelt_once(table["branch"], reading))
    if "exposure_class" in table:
        table = table.assign(exposure_class=table["exposure_class"].map(_class_of))
    reading.problems += _implausible(table)
    return table.set_index("client_id")


def _who_stand_twice(table: pd.DataFrame) -> str:
    again = table.duplicated("client_id", keep=False)
    if not again.any():
        return ""
    who = table.loc[again, "client_id"]
    rows = {str(one): listed(map(str, who.index[who == one])) for one in who.unique()[:5]}
    said = "; ".join(f"{printable(one)} in rows {where}" for one, where in rows.items())
    return (
        f"clients: {who.nunique():,} clients stand twice ({said}). A client has one row: add its accounts up, or "
        "delete what repeats."
    )


def _implausible(table: pd.DataFrame) -> list[str]:
    """Name columns whose numbers are in another unit than theirs, and a last row that is a sum."""
    problems = []
    if "turnover" in table and (
        table["turnover"].max() > LARGEST_TURNOVER or table["turnover"].median() > USUAL_TURNOVER
    ):
        problems.append(
            f"clients: turnover goes up to {table['turnover'].max():,.0f}: it is in millions of euros. Divide it, or "
            "rename the column."
        )
    if "maturity" in table and table["maturity"].median() > USUAL_MATURITY:
        problems.append(
            f"clients: maturity goes up to {table['maturity'].max():,.0f}, half of it above "
            f"{table['maturity'].median():,.0f}: it is in years. Divide it, or rename the column."
        )
    if len(last := sum_of_the_others(table)):
        problems.append(
            f"clients: row {last[0]} ({printable(table['client_id'].iloc[-1])}) is the sum of the rows above it. "
            "Delete it: it is no client."
        )
    return problems


def _spelt_once(names: pd.Series, reading: Reading) -> pd.Series:
    """Give one spelling to names that differ in case, width or blanks alone, and note it."""
    keys = names.map(lambda one: " ".join(normalize("NFKC", one).casefold().split()) if isinstance(one, str) else one)
    usual = names.groupby(keys).agg(lambda spelt: spelt.value_counts().index[0])
    once = keys.map(usual).where(names.notna(), names)
    if others := sorted(set(names[once != names].dropna())):
        reading.notes.append(Note("spelling", {"spelt": listed([printable(one) for one in others], 5)}))
    return once


def _class_of(text: Any) -> Any:
    if not isinstance(text, str):
        return None
    return next((key for key, names in CLASSES.items() if text.strip().lower() in names), text)
