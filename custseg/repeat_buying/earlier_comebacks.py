"""Of a hundred customers like this one, how many bought within the days that followed? Counted at an earlier day.

`comebacks_by_history`, and `history_groups` that says like whom a customer is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..resample import wilson_interval
from ..schema import Day, SchemaError, check_whole, day_name, day_number, typed
from ._forecast_rules import MODELS, model_customers
from ._watched_log import Seen, WatchedLog

PURCHASES = ("1", "2", "3–4", "5–9", "10 or more")
_LEAST = (1, 2, 3, 5, 10)
SILENT = ("at most one window", "one to two windows", "over two windows")


@typed
def history_groups(transactions: pd.DataFrame, *, observed_until: Day, days_ahead: int = 91) -> pd.DataFrame:
    """Say of each customer how often they bought and for how long they have been silent, in a few groups.

    Parameters
    ----------
    transactions : DataFrame
        ``customer_id``, ``date``, ``amount``; later rows are left out.
    observed_until : str or date
        The day from which one looks back.
    days_ahead : int
        Length of the window of the forecast; silences are counted in it.

    Returns
    -------
    DataFrame
        Index ``customer_id``; ``purchases`` (days with a purchase: "1", "2", "3–4", "5–9", "10 or more") and ``silent``
        ("at most one window", "one to two windows", "over two windows"), both ordered categories.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody had bought until then.

    See Also
    --------
    comebacks_by_history : What became of such customers before.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import history_groups
    >>> history_groups(load_cdnow(), observed_until="1998-06-30")["purchases"].value_counts().loc["1"].item()
    1218
    """
    watched = WatchedLog(transactions)
    until = day_number(observed_until, "observed_until")
    groups = _groups(Seen(watched, until, until + check_whole(days_ahead, "days_ahead", at_least=1)))
    return groups.set_index(watched.customers[groups.index.to_numpy(dtype=np.int64)].rename("customer_id"))


@typed
def comebacks_by_history(
    transactions: pd.DataFrame, *, cut: Day, days_ahead: int = 91, by_silence: bool = False, model: str = ""
) -> pd.DataFrame:
    """Count, at a past day, who of each group bought within the days that followed; beside what a model expected.

    Parameters
    ----------
    transactions : DataFrame
        ``customer_id``, ``date``, ``amount``. They must cover the days after the cut.
    cut : str or date
        The past day.
    days_ahead : int
        How many days after it are watched.
    by_silence : bool
        Part customers by their silence, too.
    model : {"", "BG/NBD", "MBG/NBD", "Pareto/NBD", "BG/CNBD-k", "MBG/CNBD-k"}
        Fitted to what was seen until the cut.

    Returns
    -------
    DataFrame
        Index ``purchases``, with `by_silence` also ``silent``, as :func:`history_groups` names them, groups with
        customers only. ``customers``; ``came_back``; ``share``, ``low``, ``high`` (Wilson, 95 %); ``purchases_after``
        (days with a purchase); with a model ``expected``, how many it said.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody had bought by the cut.
    ValueError
        If there is no such model.

    See Also
    --------
    custseg.decide.comeback_rates : The same of lists.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import comebacks_by_history
    >>> comebacks_by_history(load_cdnow(), cut="1998-03-31")["share"].round(2).tolist()
    [0.03, 0.11, 0.2, 0.36, 0.7]
    """
    if model and model not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)}, or empty; found {model!r}.")
    watched, start = WatchedLog(transactions), day_number(cut, "cut")
    seen = Seen(watched, start, start + check_whole(days_ahead, "days_ahead", at_least=1))
    table = _groups(seen).assign(after=0)
    bought = watched.days_bought(seen.cut, seen.until)
    table["after"] = bought[table.index.to_numpy(dtype=np.int64)]
    table["back"] = table["after"] > 0
    if model and (expected := model_customers(seen, MODELS[model])) is not None:
        table["expected"] = expected["purchases"]
    return _counted(table, ["purchases", "silent"] if by_silence else ["purchases"])


def _groups(seen: Seen) -> pd.DataFrame:
    if seen.table is None:
        raise SchemaError(f"nobody had bought by {day_name(seen.cut)}: there is nobody to look back to.")
    times, silence = seen.table["x"] + 1, 7 * (seen.table["T"] - seen.table["t_x"])
    often = np.searchsorted(_LEAST, times, side="right") - 1
    silent = np.searchsorted([seen.days + 0.5, 2 * seen.days + 0.5], silence)
    return pd.DataFrame(
        {
            "purchases": pd.Categorical.from_codes(
                often.astype(np.int8), dtype=pd.CategoricalDtype(list(PURCHASES), ordered=True)
            ),
            "silent": pd.Categorical.from_codes(
                silent.astype(np.int8), dtype=pd.CategoricalDtype(list(SILENT), ordered=True)
            ),
        },
        index=seen.table.index,
    )


def _counted(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    groups = table.groupby(by, observed=True)
    found = pd.DataFrame({"customers": groups.size(), "came_back": groups["back"].sum()})
    found["share"] = found["came_back"] / found["customers"]
    found["low"], found["high"] = wilson_interval(found["came_back"], found["customers"])
    found["purchases_after"] = groups["after"].sum()
    return found.assign(expected=groups["expected"].sum()) if "expected" in table else found
