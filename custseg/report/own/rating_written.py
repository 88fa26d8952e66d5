"""Which files besides the page about a rating? The workbook of its lists, and every retailer as CSV.

`write_rating_lists`, the last cell of the notebook.
"""

from __future__ import annotations

import os
from pathlib import Path

from ...brief import Ratings, rating_rows
from ...exhibit import Sentence, count, phrase
from ...exhibit._heads import label
from ...schema import typed
from ..customer_csv import write_customers_csv
from .written import AGAIN, write_sheets

MOST_IN_SHEET = 400_000  # cells; there are six sheets
HEADS = {
    "from_tier": "tier before",
    "to_tier": "tier now",
    "from_score": "score before",
    "to_score": "score now",
    "tier_before": "tier before",
    "tier_by_hand": "tier written by hand",
}


@typed
def write_rating_lists(ratings: Ratings, out: str | os.PathLike[str] | None) -> Sentence:
    """Write what belongs to a page about a rating: the workbook of its lists, and every retailer.

    Parameters
    ----------
    ratings : Ratings
        From `custseg.brief.open_ratings`.
    out : path or None
        The folder of the report; None writes nothing. ``retailers.xlsx`` has a sheet for each list,
        ``again/retailers.csv`` everybody. A sheet of more than 400,000 cells is a CSV in ``again/`` and not in the
        workbook. Each file appears whole or not at all.

    Returns
    -------
    Sentence
        How many rows were written where.

    Raises
    ------
    OSError
        If the folder cannot be written.

    See Also
    --------
    custseg.brief.rating_rows : The sheets.

    Examples
    --------
    >>> from custseg.brief import open_ratings
    >>> from custseg.report import write_rating_lists
    >>> write_rating_lists(open_ratings(), None)
    'No list is written here: the setting out names no folder.'
    """
    if out is None:
        return phrase("own_rating.written_nowhere")
    folder, sheets = Path(out), rating_rows(ratings)
    everybody = sheets["retailers"].rename(columns=lambda column: label(column, HEADS))
    write_customers_csv(folder / AGAIN / "retailers.csv", everybody)
    written = write_sheets(folder / "retailers.xlsx", sheets, HEADS, most=MOST_IN_SHEET)
    return phrase("own_rating.written", sheets=written, n=count(len(everybody)))
