"""Which documents do the models come from?

`source_documents` lists them.
"""

import pandas as pd

from .models import documents


def source_documents() -> pd.DataFrame:
    """List the documents whose models the studies and model pages reproduce.

    Returns
    -------
    DataFrame
        Index ``document``, the first part of the ids of its models (S0-07 stands in S0); ``title`` as it is written,
        ``title_en``, ``kind`` and ``what`` it is about.

    Examples
    --------
    >>> source_documents().loc["S4", "title"]
    '客户销售管理'
    """
    rows = [(each.id, each.source_zh, each.en, each.kind, each.what) for each in documents()]
    return pd.DataFrame(rows, columns=["document", "title", "title_en", "kind", "what"]).set_index("document")
