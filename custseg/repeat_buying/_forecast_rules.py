"""By which rules can next quarter's money be foretold? Models, and what a manager would say without one.

`FORECAST_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from ..schema import said_already
from ..tables._counted import worked_out
from ._buying_model import BuyingModel
from ._watched_log import Seen
from .beta_geometric_cnbd import BetaGeoCNBD, ModifiedBetaGeoCNBD
from .beta_geometric_nbd import BetaGeoNBD, ModifiedBetaGeoNBD
from .pareto_nbd import ParetoNBD

YEAR = 364  # days: whole weeks, so that Saturdays are held against Saturdays

CARRIED_ON, LAST_YEAR, WITH_SEASON = "carried on", "same days a year before", "carried on with last year's season"


def model_customers(seen: Seen, model: type[BuyingModel]) -> pd.DataFrame | None:
    """Give what a model expects of each customer seen, or None where it cannot be fitted; each is fitted once."""
    if model not in seen.expected:
        seen.expected[model] = _expected_by(model, seen)
    return seen.expected[model]


def _expected_by(model: type[BuyingModel], seen: Seen) -> pd.DataFrame | None:
    table, few = seen.table, seen.to_fit
    if table is None or few is None or not table["x"].any():
        return None
    try:
        with said_already():
            fitted = model().fit(few)
            purchases = seen.customers.expected_by_row(fitted, seen.days / 7)
    except (ValueError, ArithmeticError):
        return None
    amount = worked_out(np.multiply, purchases, np.broadcast_to(seen.spend, len(purchases)), dtype=np.float64)
    return pd.DataFrame({"purchases": purchases, "amount": amount}, index=table.index, copy=False)


def _model(seen: Seen, model: type[BuyingModel]) -> float:
    expected = model_customers(seen, model)
    return np.nan if expected is None else float(expected["amount"].sum())


def _carried_on(seen: Seen) -> float:
    days = min(seen.days, seen.cut - seen.watched.start + 1)
    return seen.watched.again(seen.cut - days, seen.cut) / days * seen.days


def _last_year(seen: Seen) -> float:
    then = seen.cut - YEAR
    if then - seen.days < seen.watched.start - 1:
        return np.nan
    return seen.watched.came(then, then + seen.days)


def _with_season(seen: Seen) -> float:
    then, watched = seen.cut - YEAR, seen.watched
    if then - seen.days < watched.start - 1 or (before := watched.again(then - seen.days, then)) <= 0:
        return np.nan
    return _carried_on(seen) * watched.came(then, then + seen.days) / before


REGULAR: dict[str, type[BuyingModel]] = {"BG/CNBD-k": BetaGeoCNBD, "MBG/CNBD-k": ModifiedBetaGeoCNBD}
MODELS: dict[str, type[BuyingModel]] = {
    "BG/NBD": BetaGeoNBD,
    "MBG/NBD": ModifiedBetaGeoNBD,
    "Pareto/NBD": ParetoNBD,
    **REGULAR,
}

#: Rules by name, each from what was seen to the money of known customers, NaN where it has nothing to go by.
FORECAST_RULES: dict[str, Callable[[Seen], float]] = {
    **{name: partial(_model, model=model) for name, model in MODELS.items()},
    CARRIED_ON: _carried_on,
    LAST_YEAR: _last_year,
    WITH_SEASON: _with_season,
}
