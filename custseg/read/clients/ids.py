"""Is each row of a client, and of one who is in the book?

`wrong_ids` and `of_the_book`.
"""

from __future__ import annotations

import pandas as pd

from ...schema import listed, printable
from ..cells.text import EXCEL_ERROR, ROUNDED
from .reading import Note, Reading

#: More of a table's clients than this part are strangers, and fewer of the book's are in it: the ids do not fit, rather
#: than that the table is of a whole bank, or some have left. Groups are of few clients: of them one is enough.
STRANGERS = 0.5


def wrong_ids(table: pd.DataFrame) -> list[str]:
    """Say in which rows the id of the client is missing, or was spoilt by a spreadsheet.

    Parameters
    ----------
    table : DataFrame
        Index: numbers of rows; ``client_id``, if it is there.

    Returns
    -------
    list of str
        What is wrong.
    """
    if "client_id" not in table:
        return []
    if (blank := table["client_id"].isna()).any():
        return [f"client_id is missing in rows {listed(map(str, table.index[blank]))}."]
    spoilt = table["client_id"].str.fullmatch(f"{EXCEL_ERROR}|{ROUNDED}")
    if not spoilt.any():
        return []
    some = listed([printable(one) for one in table.loc[spoilt, "client_id"]], 3)
    return [
        f"client_id was spoilt by a spreadsheet in rows {listed(map(str, table.index[spoilt]))} ({some}). Make the "
        "column text there, and export it again."
    ]


def of_the_book(
    name: str, table: pd.DataFrame | None, book: pd.DataFrame | None, reading: Reading
) -> pd.DataFrame | None:
    """Leave out who is not in the book; refuse a table whose ids do not fit it.

    Parameters
    ----------
    name : str
        Of the table.
    table : DataFrame or None
        With ``client_id``.
    book : DataFrame or None
        Index ``client_id``.
    reading : Reading
        Gets what is wrong, and who was left out.

    Returns
    -------
    DataFrame or None
        Rows of the book's clients; None where there is no table, or it does not fit.
    """
    if table is None or book is None:
        return None
    known = table["client_id"].isin(book.index)
    people, strangers = table["client_id"].nunique(), table.loc[~known, "client_id"].nunique()
    if alike := _spelt_otherwise(table.loc[~known, "client_id"], book.index):
        reading.problems.append(
            f"{name}: {len(alike):,} clients who are not in the book are there under another spelling "
            f"({listed([f'{printable(one)} for {printable(other)}' for one, other in alike.items()], 3)}). Ids must be "
            "written alike: a spreadsheet drops leading zeros unless the cells are text."
        )
        return None
    here = people - strangers
    apart = not here or (name != "groups" and here / len(book) < STRANGERS < strangers / people)
    if people and apart:
        some = listed([printable(one) for one in table.loc[~known, "client_id"].unique()], 3)
        reading.problems.append(
            f"{name}: {strangers:,} of {people:,} clients are not in the book ({some}; there: "
            f"{listed([printable(one) for one in book.index[:3]], 3)}). Are the ids written alike?"
        )
        return None
    if strangers:
        reading.notes.append(Note("strangers", {"table": name, "strangers": strangers, "of": people}))
    return table[known].reset_index(drop=True)


def _spelt_otherwise(strangers: pd.Series, book: pd.Index) -> dict[str, str]:
    """Give the strangers who are in the book but for leading zeros or a decimal point, with their spelling there."""
    plain = pd.Series(book, index=_plain_ids(book)).loc[lambda ids: ~ids.index.duplicated()]
    found = pd.Series(_plain_ids(pd.Index(strangers.unique())), index=strangers.unique()).map(plain).dropna()
    return {str(one): str(other) for one, other in found.items()}


def _plain_ids(ids: pd.Index) -> pd.Index:
    return ids.astype(str).str.replace(r"^0+(?=.)|[.,]0+$", "", regex=True)
