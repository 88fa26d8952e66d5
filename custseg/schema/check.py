"""Is this table valid? One call, every problem.

`check_table`.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .argument_checks import require_frame
from .columns import KINDS, Column, Schema
from .errors import SchemaError, listed
from .headers import missing_column

if TYPE_CHECKING:
    import pandera.pandas as pa
    from pandera.errors import SchemaError as PanderaError


def check_table(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Check a table against its schema and return it.

    Parameters
    ----------
    table : DataFrame
        Columns that the schema does not know are left alone.
    schema : Schema
        `TRANSACTIONS`, `CUSTOMERS`, `PROFILE` or your own; see `Schema.requiring`.

    Returns
    -------
    DataFrame
        An equal table. `table` itself is never changed.

    Raises
    ------
    TypeError
        If the schema is none, or the table no pandas DataFrame.
    SchemaError
        With every problem at once: required columns that are missing or hold missing values, wrong kinds
        of values, infinite or impossible numbers, labels or column names that occur twice, no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.schema import CUSTOMERS
    >>> customers = pd.DataFrame({"recency": [3, -1], "frequency": [2, 1], "amount": [20.0, None]}, index=["a", "b"])
    >>> check_table(customers, CUSTOMERS)
    Traceback (most recent call last):
    custseg.schema.SchemaError: 2 problems:
    1. customers column 'recency' must hold numbers of days, 0 or more; found -1 in 1 row ('b').
    2. customers column 'amount' is missing in 1 row ('b'). It is required: fill it in or leave these rows out.
    """
    if not isinstance(schema, Schema):
        raise TypeError(f"schema must be a Schema such as CUSTOMERS, found {type(schema).__name__}.")
    require_frame(table, schema.name)
    if table.columns.nlevels > 1:
        raise SchemaError(
            f"{schema.name} must have one level of column names, found {table.columns.nlevels}. "
            "Name them anew: table.columns = [...]."
        )
    problems = _layout_problems(table, schema)
    once = table if table.columns.is_unique else table.loc[:, ~table.columns.duplicated()]
    problems += _value_problems(once, schema)
    if problems:
        raise SchemaError(*problems)
    return table.copy(deep=False)


def _layout_problems(table: pd.DataFrame, schema: Schema) -> list[str]:
    problems = []
    if twice := list(table.columns[table.columns.duplicated()].unique()):
        problems.append(f"{schema.name} has columns that occur twice: {listed(twice)}. Keep one of each.")
    if len(table) == 0:
        problems.append(f"{schema.name} has no rows.")
    labels = schema.index
    if labels and labels.name in table.columns:
        problems.append(
            f"{schema.name} must have '{labels.name}' as its index, found it as a column. "
            f'Use table.set_index("{labels.name}").'
        )
    return problems


def _value_problems(table: pd.DataFrame, schema: Schema) -> list[str]:
    from pandera.errors import SchemaErrors  # half a second to import: only who checks a table pays for it

    asked = {column.name for column in (*schema.columns, schema.index) if column}
    # by position: pandera loses rows whose label is missing or occurs twice
    flat = table[[name for name in table if name in asked]].reset_index(drop=True)
    labels_differ = False
    if schema.index and schema.index.name not in flat and table.index.nlevels == 1:
        flat.insert(0, schema.index.name, table.index)
        # pandas keeps the answer; pandera would look for repeats at each call. Labels that rise are not hashed for it
        _, labels_differ = table.index.is_monotonic_increasing, table.index.is_unique
    try:
        _rules(schema, labels_differ).validate(flat, lazy=True)
    except SchemaErrors as failed:
        return [_sentence(error, table, flat, schema) for error in failed.schema_errors]
    return []


@cache
def _rules(schema: Schema, labels_differ: bool) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    tests = {"blank": _is_filled, "kind": _is_kind, "infinite": _is_finite, "range": _is_in_range}

    def rule(column: Column, unique: bool) -> pa.Column:
        checks = [pa.Check(partial(test, kind=column.kind), name=name) for name, test in tests.items()]
        return pa.Column(None, checks, nullable=not column.required, required=column.required, unique=unique)

    rules = {column.name: rule(column, unique=False) for column in schema.columns}
    if schema.index:
        rules[schema.index.name] = rule(schema.index, unique=not labels_differ)
    return pa.DataFrameSchema(rules)


def _is_kind(values: pd.Series, kind: str) -> bool:
    if kind == "date":
        return isinstance(values.dtype, np.dtype) and values.dtype.kind == "M"
    found = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "text":
        return found in ("string", "empty")
    if kind == "label":
        return found in ("string", "integer", "empty")
    return pd.api.types.is_numeric_dtype(values) and found not in ("boolean", "complex")


def _is_finite(values: pd.Series, kind: str) -> pd.Series | bool:
    return ~np.isinf(values) if _has_numbers(values, kind) else True


def _is_in_range(values: pd.Series, kind: str) -> pd.Series | bool:
    if not _has_numbers(values, kind) or kind == "number":
        return True
    if kind == "share":
        return values.between(-1e-9, 1 + 1e-9)  # sums of shares may miss 1 by rounding
    return (values >= 0) & ((values % 1 == 0) | np.isinf(values)) if kind == "count" else values >= 0


def _has_numbers(values: pd.Series, kind: str) -> bool:
    return kind in ("number", "count", "days", "share") and _is_kind(values, kind)


def _is_filled(values: pd.Series, kind: str) -> pd.Series | bool:
    return values != "" if kind in ("text", "label") else True


def _sentence(error: PanderaError, table: pd.DataFrame, flat: pd.DataFrame, schema: Schema) -> str:
    reason, cases = error.reason_code.name, error.failure_cases
    if reason == "COLUMN_NOT_IN_DATAFRAME":
        return _missing(str(cases), table, schema)
    name = error.schema.name
    column = schema.index if schema.index and name == schema.index.name else schema[name]
    what = f"{schema.name} {'index' if column is schema.index else 'column'} '{name}'"
    if reason == "DATAFRAME_CHECK" and error.check.name == "kind":
        return f"{what} must hold {KINDS[column.kind]}, found {_found(flat[name])}. {_conversion(column, schema)}"
    if reason == "SERIES_CONTAINS_DUPLICATES":
        return f"{what} must name each row once; more than once: {listed(cases['failure_case'].unique())}."
    rows = f"{len(cases):,} {'row' if len(cases) == 1 else 'rows'} ({listed(table.index[cases['index']])})"
    if reason == "SERIES_CONTAINS_NULLS" or error.check.name == "blank":
        return f"{what} is missing in {rows}. It is required: fill it in or leave these rows out."
    if error.check.name == "infinite":
        return f"{what} is infinite in {rows}. Look for a division by zero where it was computed."
    return f"{what} must hold {KINDS[column.kind]}; found {listed(cases['failure_case'])} in {rows}."


def _missing(name: str, table: pd.DataFrame, schema: Schema) -> str:
    if not schema.index or name != schema.index.name:
        return missing_column(table.columns, schema, schema[name])
    return (
        f"{schema.name} must have one index level, '{name}', found {table.index.nlevels}: {listed(table.index.names)}."
    )


def _found(values: pd.Series) -> str:
    return f"{pd.api.types.infer_dtype(values, skipna=True)} values ({values.dtype})"


def _conversion(column: Column, schema: Schema) -> str:
    values = "table.index" if column is schema.index else f'table["{column.name}"]'
    if column.kind in ("text", "label"):
        return f"Convert it: {values}.astype(str)."
    if column.kind == "date":
        return f"Convert it: pd.to_datetime({values}), with .dt.tz_localize(None) if it has a time zone."
    return f"Convert it: pd.to_numeric({values})."
