"""Do the gaps between purchases belong to this history? The column ``litt``, the sum of their logarithms.

:func:`check_log_gaps`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, listed
from ._arguments import plain_numbers
from ._checks import check_repeat_table, refuse

LARGEST_K = 60  # phases of a gap: a coefficient of variation of 13 %, beyond which nobody buys by choice
MOST = 1e16  # purchases whose phases can still be counted
HOW = "Make the table with repeat_purchase_table(transactions, observed_until=..., log_gaps=True)."


def check_log_gaps(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give ``x``, ``t_x``, ``T`` and ``litt`` of a possible table.

    Parameters
    ----------
    table : DataFrame
        Repeat-purchase table with ``litt``: per customer the sum of the natural logarithms of the times from each
        purchase to the next, in the unit of ``t_x``; 0 where there was no repeat purchase.

    Returns
    -------
    tuple of ndarray
        The four columns.

    Raises
    ------
    SchemaError
        If ``litt`` is missing, or cannot belong to ``x`` and ``t_x``: ``x`` gaps that sum to ``t_x`` have a sum of
        logarithms of at most ``x log(t_x / x)``.
    """
    x, t_x, T = check_repeat_table(table)
    if "litt" not in table.columns:
        raise SchemaError(
            "the repeat-purchase table lacks 'litt', the sum of the logarithms of the times between purchases, which "
            f"says how regular they are (found: {listed(map(str, table.columns))}). {HOW}"
        )
    if isinstance(table["litt"], pd.DataFrame):
        raise SchemaError("the repeat-purchase table has litt more than once: keep one.")
    if found := plain_numbers(table["litt"]):
        raise SchemaError(f"litt must be numbers, found {found} values ({table['litt'].dtype}). {HOW}")
    litt = table["litt"].to_numpy(dtype=float, na_value=np.nan)
    bought = x > 0
    litt = np.where(bought | ~np.isnan(litt), litt, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(bought, x * np.log(t_x / np.maximum(x, 1.0)), 0.0)
    refuse(
        table,
        {
            "x > 0 but litt is missing": bought & np.isnan(litt),
            "litt is infinite (a gap of zero between two purchases: merge them into one occasion)": np.isinf(litt),
            "x = 0 but litt is not 0 (a gap without a repeat purchase)": ~bought & (litt != 0),
            "litt is above x log(t_x / x), that of equal gaps (other unit of time, or other logarithm?)": bought
            & np.isfinite(litt)
            & (litt > most + 1e-6 * (1.0 + np.abs(most))),
            f"x is above {MOST:.0e}, more than can be divided into phases": x > MOST,
        },
    )
    return x, t_x, T, litt
