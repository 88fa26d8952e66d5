"""How are numbers of a file of results written in a page? As percent, as counts, as rows of a table."""

from collections.abc import Iterable, Sequence

import pandas as pd


def list_table(rows: Iterable[Sequence[str]], head: Sequence[str]) -> str:
    """Write a table, its first row the heads of the columns."""
    lines = "".join("   * - " + "\n     - ".join(row) + "\n" for row in [head, *rows])
    return f".. list-table::\n   :header-rows: 1\n   :widths: auto\n\n{lines}\n"


def percent(share: float, digits: int = 1) -> str:
    """Write a share: .9975 is 99.8 %, and only 1 is 100 %: .99996 is > 99.9 %."""
    if pd.isna(share):
        return ""
    least = 10.0**-digits
    if 0 < 100 * share < least / 2:
        return f"< {least:.{digits}f} %"
    if 100 - least / 2 < 100 * share < 100:
        return f"> {100 - least:.{digits}f} %"
    return f"{100 * share:.{0 if share in (0, 1) else digits}f} %"


def counted(hits: float, n: float) -> str:
    """Write how many of how many."""
    return f"{round(hits):,} of {round(n):,}"


def span(shares: pd.Series) -> str:
    """Write the least and the largest of some shares, or the one that they all are."""
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
    return float((rows[share] * rows[n]).sum() / rows[n].sum())


def pooled_error(rows: pd.DataFrame, error: str, n: str) -> float:
    """Give the standard error of that share: the errors of rows are independent."""
    return float(((rows[error] * rows[n]) ** 2).sum() ** 0.5 / rows[n].sum())
