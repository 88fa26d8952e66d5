"""How many customers have each value of a column? A short table of a long list, on its engine.

`customers_by_value`.
"""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from ..schema import SchemaError, listed, typed


@typed
def customers_by_value(customers: Any, column: str) -> pd.DataFrame:
    """Count the customers of each different value, so that a distribution comes home and not a row per customer.

    Money is counted in cents, days and purchases in whole numbers: of 200 million customers a few hundred thousand
    values are different. What is known from the values and their counts is known exactly: cuts, top shares, the Gini
    coefficient.

    Parameters
    ----------
    customers : dataframe
        One row per customer, such as :func:`customer_table` gives with ``native=True``. pandas, polars, DuckDB,
        PyArrow, Spark …, eager or lazy.
    column : str
        A column of numbers.

    Returns
    -------
    DataFrame
        The values in `column`, rising, each once, and ``customers``, how many have it.

    Raises
    ------
    SchemaError
        If the column is not there, holds something else than numbers, or if some are missing or infinite.
    TypeError
        For something else than a dataframe.

    See Also
    --------
    custseg.value.concentration_table : Takes the counts as ``weights``, as `gini` and `top_share` do.
    custseg.ValueGrid : Learns its cuts on an engine from such counts.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.tables import customers_by_value
    >>> customers_by_value(pd.DataFrame({"amount": [5.0, 2.5, 5.0]}), "amount")
       amount  customers
    0     2.5          1
    1     5.0          2
    """
    try:
        frame = nw.from_native(customers).lazy()
    except TypeError as error:
        raise TypeError(
            f"customers must be a dataframe (pandas, polars, DuckDB, PyArrow …); found {type(customers).__name__}."
        ) from error
    schema = frame.collect_schema()
    if column not in schema:
        raise SchemaError(f"customers lacks {column!r}; it has {listed(schema.names())}.")
    if not schema[column].is_numeric():
        raise SchemaError(f"{column} must hold numbers; found {schema[column]}.")
    values = frame.select(nw.col(column).cast(nw.Float64))
    counts = values.group_by(column).agg(customers=nw.len()).collect().to_pandas().astype({"customers": "int64"})
    if not len(counts):
        raise SchemaError("customers is empty: expected one row for each.")
    bad = ~np.isfinite(counts[column].to_numpy(dtype=float, na_value=np.nan))
    if bad.any():
        n = int(counts["customers"][bad].sum())
        raise SchemaError(f"{column} is missing or infinite for {n:,} customers: drop or fill these rows first.")
    found: pd.DataFrame = counts.sort_values(column, ignore_index=True)[[column, "customers"]]
    whole: bool = schema[column].is_integer()
    return found.astype({column: "int64"}) if whole else found
