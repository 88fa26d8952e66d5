"""How are numbers of a file of results written in a page? As percent, as counts, as rows of a table."""

import math
from collections.abc import Iterable, Sequence

import pandas as pd

ROUNDING = 1e-9


def list_table(rows: Iterable[Sequence[str]], head: Sequence[str]) -> str:
    """Write a table, its first row the heads of the columns."""
    lines = "".join("   * - " + "\n     - ".join(row) + "\n" for row in [head, *rows])
    return f".. list-table::\n   :header-rows: 1\n   :widths: auto\n\n{lines}\n"


def percent(share: float, digits: int = 1) -> str:
    """Write a share: .9975 is 99.8 %, and only 1 is 100 %: .9995 is > 99.9 %. What lies outside 0 to 1 is none."""
    if pd.isna(share):
        return ""
    if not -ROUNDING <= share <= 1 + ROUNDING:
        raise ValueError(f"A share lies between 0 and 1; found {share}.")
    if share <= 0 or share >= 1:
        return f"{100 * round(share)} %"
    least, written = 10.0**-digits, f"{100 * share:.{digits}f}"
    if float(written) == 0:
        return f"< {least:.{digits}f} %"
    return f"> {100 - least:.{digits}f} %" if float(written) == 100 else f"{written} %"


def at_most(value: float, digits: int) -> str:
    """Write what something is at most: rounded up, since .0254 is not at most .025."""
    return f"{math.ceil(value * 10**digits - ROUNDING) / 10**digits:.{digits}f}"


def the_one(column: pd.Series) -> float:
    """Give the number that stands in every row; a sentence that speaks of one is wrong where there are several."""
    found = column.unique()
    if len(found) != 1:
        raise ValueError(f"{column.name} should be one number in all rows; found {sorted(found)}.")
    number: float = found[0]
    return number


def counted(hits: float, n: float) -> str:
    """Write how many of how many."""
    return f"{round(hits):,} of {round(n):,}"


def span(shares: pd.Series) -> str:
    """Write the least and the largest of some shares, or the one that they all are."""
    if shares.empty or shares.isna().any():
        raise ValueError(f"Of {shares.name} {int(shares.isna().sum())} of {len(shares)} shares are missing.")
    low, high = (percent(share).removesuffix(" %") for share in (shares.min(), shares.max()))
    return f"{low} %" if low == high else f"{low} to {high} %"


def listed(items: Iterable[object]) -> str:
    """Join words: a, b and c."""
    *first, last = map(plain, items)
    return f"{', '.join(first)} and {last}" if first else last


def plain(text: object) -> str:
    """Give a name as words, without what would be read as markup."""
    return str(text).replace("_", " ").replace("*", r"\*").replace("`", r"\`").replace("|", r"\|")


def pooled(rows: pd.DataFrame, share: str, n: str) -> float:
    """Give the share over all rows, each weighed by its number."""
    if rows.loc[rows[n] > 0, share].isna().any() or not (rows[n] > 0).any():
        raise ValueError(f"{share} must be known in every row that counts something, and some row must.")
    return float((rows[share] * rows[n]).sum() / rows[n].sum())


def pooled_error(rows: pd.DataFrame, error: str, n: str) -> float:
    """Give the standard error of that share: the errors of rows are independent."""
    return float(((rows[error] * rows[n]) ** 2).sum() ** 0.5 / rows[n].sum())
