"""Are there as many customers of each kind as the model expects? Counts by number of repeat purchases.

:func:`frequency_table`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..schema import SchemaError, as_numbers, said_already, typed, warn_unsafe
from ._arguments import MOST_COUNTS, as_count
from ._buying import Buying
from ._checks import check_watched
from ._units import refuse_other_unit, unit_of
from .fitting.weights import customers_of


@typed
def frequency_table(table: pd.DataFrame, models: Mapping[str, Buying], *, largest: int = 7) -> pd.DataFrame:
    """Count customers by number of repeat purchases, beside the counts that fitted models expect.

    Parameters
    ----------
    table : DataFrame
        Repeat-purchase table; where it has a column ``customers``, each row counts so often.
    models : mapping of str to Buying
        Fitted models by name.
    largest : int
        Customers with this many repeat purchases or more share a row.

    Returns
    -------
    DataFrame
        Index ``x`` ("0", "1", ..., "7+"); ``actual`` customers and one column of expected customers per model. Every
        column adds up to all customers.

    Raises
    ------
    SchemaError
        If the table lacks a column, or its numbers are not those of customers.
    ValueError
        If the table is in another unit of time than a model.

    See Also
    --------
    conditional_expectation_table : Later purchases by number of repeat purchases so far.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way. Marketing Science 24(2).

    Examples
    --------
    >>> from custseg.repeat_buying import BetaGeoNBD
    >>> model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    >>> table = pd.DataFrame({"x": [0, 0, 1, 3], "T": [39.0, 39.0, 30.0, 30.0]})
    >>> frequency_table(table, {"BG/NBD": model}, largest=2).round(1)
        actual  BG/NBD
    x
    0        2     2.4
    1        1     0.8
    2+       1     0.9
    """
    _, T = check_watched(table)
    groups = purchase_counts(table["x"], largest)
    customers = customers_of(table, whole=True)
    customers = np.ones(len(table)) if customers is None else customers
    actual = np.bincount(groups.cat.codes, customers, minlength=len(groups.cat.categories)).astype(int)
    found = pd.DataFrame({"actual": actual}, index=groups.cat.categories)
    times, back = np.unique(T, return_inverse=True)
    watched = np.bincount(back, customers)
    for name, model in models.items():
        refuse_other_unit(unit_of(table), model.unit_)
        warn_unsafe(*getattr(model, "unsafe_", ()))
        with said_already():
            few = np.stack([model.new_customer_probabilities(horizon=time, largest=largest - 1) for time in times])
        expected = watched @ few
        found[name] = np.append(expected, customers.sum() - expected.sum())
    return found.set_axis(pd.Index(found.index.astype(str), name="x"), axis=0)


def purchase_counts(x: pd.Series, largest: int) -> pd.Series:
    """Name the row of each customer in the tables: "0", "1", ..., and "7+" for the largest and all above."""
    largest = as_count(largest, "largest", at_least=1, at_most=MOST_COUNTS)
    counts = as_numbers(x, "x")
    if not ((counts >= 0) & (counts == np.rint(counts)) & np.isfinite(counts)).all():
        raise SchemaError("x must hold whole numbers of repeat purchases, 0 or more, for every customer.")
    names = [*map(str, range(largest)), f"{largest}+"]
    return pd.Series(
        pd.Categorical.from_codes(counts.clip(max=largest).astype(int).tolist(), pd.Index(names), ordered=True),
        index=x.index,
        name="x",
    )
