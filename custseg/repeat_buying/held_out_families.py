"""Which families of repeat buying forecast this log better than a rule of thumb? Each fitted, and held out.

:func:`hold_out_families`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..schema import Day, listed, said_already, typed
from ._forecast_rules import MODELS
from .model_comparison import holdout_differences
from .repeat_purchases import repeat_purchase_table


@typed
def hold_out_families(
    transactions: Any,
    families: Sequence[str] | None = None,
    *,
    observed_until: Day,
    holdout_until: Day,
    against: str = "MBG/NBD",
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit each family to what was seen up to one day, and hold its forecast against what came until another.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; returns are negative.
    families : sequence of str, optional
        Among ``"BG/NBD"``, ``"MBG/NBD"``, ``"Pareto/NBD"``, ``"BG/CNBD-k"`` and ``"MBG/CNBD-k"``, which is all of them.
    observed_until, holdout_until : str or datetime
        Last day that the models see, and last day that is forecast.
    against : str
        Whose log score the others' are held against.
    level : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        That of :func:`holdout_differences`, the rule of thumb in the last row, and before it ``k``, the regularity that
        was learnt (1: bought at random), and ``log_likelihood`` of what was seen. ``limits_reached`` says on which
        limits a fit rests: instead of a warning. ``attrs["customers"]`` counts the customers. Ends of intervals are NaN
        where all customers differ by the same, as where everybody buys on the same days of the clock.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or nobody bought again.
    ValueError
        If a family is unknown, or ``against`` is not among them.

    See Also
    --------
    choose_forecast : Which rule foretells the money best, at many past days.

    Notes
    -----
    Regular families on logs that are regular beyond whole days (:func:`regularity_twin`) err less and are too sure of
    it. Of 1,525 customers of an online grocer the MBG/CNBD-k missed the first quarter of 2007 by .41 purchases, the
    MBG/NBD by .43, and scored -.06 beside it (95 % interval -.10 to -.03); of 4,906 customers of a gift wholesaler, the
    summer of 2011, .56 and .59, and -.017 (-.031 to -.006).

    References
    ----------
    Wübben, M. & von Wangenheim, F. (2008). Instant Customer Base Analysis: Managerial Heuristics Often "Get It Right".
    Journal of Marketing 72(3), 82-93.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> days = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}
    >>> found = hold_out_families(load_cdnow(), ["MBG/NBD", "MBG/CNBD-k"], **days)
    >>> found["k"].dropna().tolist(), round(float(found.loc["MBG/CNBD-k", "log_gain"]), 6)
    ([1.0, 1.0], 0.0)
    """
    names = list(MODELS) if families is None else list(dict.fromkeys(families))
    if not names:
        raise ValueError(f"name at least one family, among {listed(MODELS, 10)}.")
    if unknown := [name for name in names if name not in MODELS]:
        raise ValueError(f"families must be among {listed(MODELS, 10)}; found {listed(unknown)}.")
    table = repeat_purchase_table(
        transactions, observed_until=observed_until, holdout_until=holdout_until, log_gaps=True
    )
    with said_already():  # in the column of limits
        models = {name: MODELS[name]().fit(table) for name in names}
        found = holdout_differences(models, table, against=against, level=level)
    found.insert(0, "k", pd.Series({name: float(getattr(model, "k_", 1)) for name, model in models.items()}))
    found.insert(1, "log_likelihood", pd.Series({name: model.log_likelihood_ for name, model in models.items()}))
    limits = pd.Series({name: "; ".join(model.limits_reached_) for name, model in models.items()}, dtype="str")
    found["limits_reached"] = limits.reindex(found.index, fill_value="")
    found.attrs = {"customers": len(table)}
    return found
