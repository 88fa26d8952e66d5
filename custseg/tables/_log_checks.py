"""Is this a purchase log, whatever dataframe holds it? One rule and one wording for every engine.

`open_log` checks the columns, `check_rows` the rows; `count_faults`, `is_unfit`, `has_no_id`, `fault_sentences` and
`how_many` are its parts.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.exceptions import DuplicateError

from ..schema import TRANSACTIONS, SchemaError, day_name, listed, missing_column
from ..schema.argument_checks import LARGEST
from ..schema.days import FIRST_DAY, LAST_DAY
from ._arrow_kinds import as_plain
from ._blank_names import is_blank, or_nothing
from ._calendar_numbers import date_of, day_of

_TO_TEXT = "Cast it to text: astype(str) in pandas, cast(pl.String) in polars, CAST(customer_id AS VARCHAR) in SQL."
_TO_WHOLE = (
    'Cast it to whole numbers: astype("int64") in pandas, cast(pl.Int64) in polars, CAST(customer_id AS BIGINT) in SQL.'
)
_TO_DAYS = "Use read_transactions, or cast it: pandas.to_datetime, str.to_date() in polars, CAST(date AS DATE) in SQL."
_TO_MOMENTS = "Cast it: table['date'].dt.to_timestamp()."
_TO_LOCAL = (
    "Convert it to the customers' zone and drop the zone, so that a day is their day: .dt.tz_localize(None) in pandas, "
    ".dt.replace_time_zone(None) in polars, date AT TIME ZONE 'Europe/Paris' in SQL."
)
_TO_NUMBERS = (
    "Use read_transactions, or cast it: pandas.to_numeric, cast(pl.Float64) in polars, CAST({} AS DOUBLE) in SQL."
)
_TO_ROWS = "use read_transactions, which names the rows."
_NO_ORDER = "name each order, or drop the column: then what a customer buys on one day counts as one order."
_EPOCH = date(1970, 1, 1).toordinal()


def open_log(transactions: Any, *more: str) -> pd.DataFrame | nw.LazyFrame[Any]:
    """Take any dataframe with the columns of a purchase log, or say everything that is wrong with them.

    Parameters
    ----------
    transactions : dataframe
        pandas, polars, DuckDB, PyArrow and whatever else narwhals knows, eager or lazy.
    *more : {"order_id", "cost", "product"}
        Columns to take along where the log has them.

    Returns
    -------
    DataFrame or LazyFrame
        Those columns alone. A pandas frame stays as it is; on other engines days are cast to dates, so that no zone
        moves them, money to floats, and ids to text unless they are whole numbers; orders and products of spaces are
        gaps. Spark's ``timestamp`` has the day that Spark shows, that of the session's zone. An Arrow table comes as a
        pandas frame: it has no engine that groups faster.
    """
    native = nw.to_native(transactions, pass_through=True)
    names: list[Any] = []
    wanted = [*TRANSACTIONS.required, *more]
    if isinstance(native, pd.DataFrame):
        names = _names(native)
        native = native.loc[:, [name for name in wanted if name in names]]
    native = as_plain(native)
    frame = _as_frame(native)
    schema = frame.collect_schema()
    types = {name: schema[name] for name in wanted if name in schema}
    if problems := _column_problems(types, names or schema.names(), native):
        raise SchemaError(*problems)
    if isinstance(native, pd.DataFrame):
        return native
    kept = frame.select(**{name: _as_kept(name, kind) for name, kind in types.items()} | {"date": day_of(frame)})
    in_arrow: bool = nw.get_native_namespace(native).__name__ == "pyarrow"
    return in_memory(kept) if in_arrow else kept


def in_memory(frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Bring an open log into pandas, its days as moments: Arrow gives dates as objects, which are slow.

    Whole numbers stay whole beside a gap.
    """
    held = frame.with_columns(nw.col("date").cast(nw.Datetime("us"))).collect()
    table: pd.DataFrame = held.to_pandas()
    rounded = [name for name, kind in held.schema.items() if kind.is_integer() and table[name].dtype.kind == "f"]
    return table.assign(**{name: _whole_numbers(held[name].to_arrow()) for name in rounded})


def _whole_numbers(cells: Any) -> Any:
    kind = pd.api.types.pandas_dtype(str(cells.type).replace("i", "I").replace("u", "U"))
    return cells.to_pandas(types_mapper=lambda _: kind).array


def check_rows(frame: nw.LazyFrame[Any], last_day: int = LAST_DAY, name: str = "") -> None:
    """Refuse an open log with rows that are not valid; see `fault_sentences`."""
    if problems := fault_sentences(count_faults(frame, last_day), last_day, name):
        raise SchemaError(*problems)


def count_faults(frame: nw.LazyFrame[Any], last_day: int) -> dict[str, int]:
    """Count what is wrong with the rows of an open log, on its engine: only the counts travel."""
    types = frame.collect_schema()
    money = [name for name in ("amount", "cost") if name in types]
    missing = {name: nw.col(name).is_null() for name in types}
    missing |= {name: missing[name] | nw.col(name).is_nan() for name in money}
    counts = {f"no_{name}": how_many(rule) for name, rule in missing.items()}
    counts |= {f"infinite_{name}": how_many(~missing[name] & (nw.col(name).abs() > LARGEST)) for name in money}
    if "cost" in types:
        counts["costly_returns"] = how_many((nw.col("amount") < 0) & (nw.col("cost") > 0))
    if types["customer_id"] == nw.String:
        counts["blank"] = how_many(is_blank(nw.col("customer_id")))
    counts["after"] = how_many(nw.col("date") > date_of(last_day))
    day = nw.col("date").cast(nw.Datetime("us"))
    found = (
        frame.select(rows=nw.len(), first=day.min(), last=day.max(), **counts).collect().to_pandas().iloc[0].dropna()
    )
    return {str(name): _whole(count) for name, count in found.items()}


def _whole(count: Any) -> int:
    """Return a count as it is, a moment as days since 1970-01-01."""
    return pd.Timestamp(count).toordinal() - _EPOCH if isinstance(count, datetime | np.datetime64) else int(count)


def is_unfit(names: list[str], last_day: int) -> nw.Expr:
    """Say of each row of an open log whether `count_faults` would count it, but for its customer: 1, otherwise 0."""
    return nw.when(is_fit(names, last_day)).then(nw.lit(0.0)).otherwise(nw.lit(1.0))


def is_fit(names: list[str], last_day: int = LAST_DAY) -> nw.Expr:
    """Say of each row of an open log whether it is one, but for its customer; a condition that may have no answer.

    It is written as what a good row is: a comparison with nothing, or with what is no number, is never true.
    """
    day = nw.col("date")
    good = (day >= date_of(FIRST_DAY)) & (day <= date_of(last_day))
    for name in [money for money in ("amount", "cost") if money in names]:
        good &= nw.col(name).abs() <= LARGEST
    if "cost" in names:
        good &= (nw.col("amount") >= 0) | (nw.col("cost") <= 0)
    if "order_id" in names:
        good &= ~nw.col("order_id").is_null()
    return good


def has_no_id(ids: pd.Series) -> bool:
    """Say whether an id is missing or made of spaces."""
    return bool(ids.isna().any() or (not pd.api.types.is_numeric_dtype(ids) and ids.str.strip().eq("").any()))


def fault_sentences(counts: Mapping[str, int], last_day: int = LAST_DAY, name: str = "") -> list[str]:
    """Say what was counted: a sentence or two for each kind of fault; none if the rows are valid.

    Parameters
    ----------
    counts : mapping of str to int
        ``rows``, ``no_<column>``, ``blank`` (ids of spaces), ``infinite_<column>``, ``first`` and ``last`` day
        (since 1970-01-01), ``after`` (rows after the last day); what is not there counts as 0.
    last_day : int
        Until when the log was watched, in days since 1970-01-01.
    name : str
        The argument that said so.
    """
    if not counts["rows"]:
        return ["transactions is empty: expected at least one row."]
    no_id = counts.get("no_customer_id", 0) + counts.get("blank", 0)
    missing = {**{key[3:]: count for key, count in counts.items() if key.startswith("no_")}, "customer_id": no_id}
    problems = [
        f"{count:,} {'row has' if count == 1 else 'rows have'} no {column}: "
        + (_NO_ORDER if column == "order_id" else f"drop {'it' if count == 1 else 'them'}, or {_TO_ROWS}")
        for column, count in missing.items()
        if count
    ]
    problems += [
        f"{key[9:]} is infinite or above {LARGEST:g} in {_rows(count)}: correct or drop them."
        for key, count in counts.items()
        if key.startswith("infinite_") and count
    ]
    if costly := counts.get("costly_returns", 0):
        problems.append(
            f"{costly:,} {'return has' if costly == 1 else 'returns have'} a positive cost: a margin would count the "
            "goods twice. Give the cost the sign of the amount, as read_transactions does."
        )
    first, last = counts.get("first", 0), counts.get("last", 0)
    if first < FIRST_DAY or last > LAST_DAY:
        problems.append(f"dates must lie from 1678 to 2261; found {day_name(first)} to {day_name(last)}: correct them.")
    elif late := counts.get("after", 0):
        verb = "lies" if late == 1 else "lie"
        problems.append(
            f"{_rows(late)} of {counts['rows']:,} {verb} after {name} {day_name(last_day)}, the last on "
            f"{day_name(last)}. Pass a later {name}, or only the rows up to that day."
        )
    return problems


def how_many(condition: nw.Expr) -> nw.Expr:
    """Count the rows for which a condition holds; Spark does not add up truth values."""
    return condition.cast(nw.Int64).sum()


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _names(table: pd.DataFrame) -> list[str]:
    if twice := list(table.columns[table.columns.duplicated()].unique()):
        raise SchemaError(f"transactions has columns that occur twice: {listed(twice)}. Keep one of each.")
    return list(table.columns)


def _as_frame(transactions: Any) -> nw.LazyFrame[Any]:
    try:
        frame: nw.LazyFrame[Any] = nw.from_native(transactions).lazy()
        return frame
    except TypeError as error:
        found = type(transactions).__name__
        raise TypeError(
            f"transactions must be a dataframe (pandas, polars, DuckDB, PyArrow …); found {found}."
        ) from error
    except DuplicateError as error:
        found = " ".join(str(error).split())
        raise SchemaError(f"transactions has columns that occur twice. Keep one of each. {found}.") from error


def _column_problems(types: Mapping[str, Any], names: list[str], native: Any) -> list[str]:
    labels = native.index.names if isinstance(native, pd.DataFrame) else []
    in_spark = type(native).__module__.startswith("pyspark.")
    problems = [
        f"{name} stands in the index: use transactions.reset_index()."
        if name in labels
        else missing_column(names, TRANSACTIONS, TRANSACTIONS[name])
        for name in TRANSACTIONS.required
        if name not in types
    ]
    for name, dtype in types.items():
        held = _held(native[name]) if isinstance(native, pd.DataFrame) else ""
        if name == "customer_id":
            problems += _id_problems(dtype, held)
        elif name in ("order_id", "product") and (dtype.is_nested() or held == "mixed"):
            problems.append(f"{name} must hold text or whole numbers; found {held or dtype}. Cast it to text.")
        elif name == "date":
            own = native[name].dtype if isinstance(native, pd.DataFrame) else None
            problems += _period_problems(own) or _date_problems(dtype, held, getattr(own, "tz", None), in_spark)
        elif name in ("amount", "cost") and not dtype.is_numeric() and not (dtype == nw.Object and held in _NUMBERS):
            problems.append(f"{name} must hold numbers; found {dtype}. {_TO_NUMBERS.format(name)}")
    return problems


_NUMBERS = ("decimal", "integer", "floating", "mixed-integer-float", "empty")


def _held(column: pd.Series) -> str:
    """Say what a pandas column of objects or of categories holds; nothing where its type says so."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.api.types.infer_dtype(column.cat.categories, skipna=True)
    return pd.api.types.infer_dtype(column, skipna=True) if column.dtype == object else ""


def _id_problems(dtype: Any, held: str) -> list[str]:
    if held == "mixed-integer":
        return [f"customer_id must hold text or whole numbers, not both in one column. {_TO_TEXT}"]
    if dtype.is_float() or dtype == nw.Decimal or held in ("floating", "decimal"):
        return [f"customer_id must hold text or whole numbers; found {dtype}. {_TO_WHOLE}"]
    kinds = (nw.String, nw.Categorical, nw.Enum, nw.Unknown)
    if held in ("string", "integer", "empty") or (not held and (dtype.is_integer() or dtype in kinds)):
        return []
    return [f"customer_id must hold text or whole numbers; found {held or dtype}. {_TO_TEXT}"]


def _period_problems(dtype: Any) -> list[str]:
    return [f"date must hold dates; found {dtype}. {_TO_MOMENTS}"] if isinstance(dtype, pd.PeriodDtype) else []


def _date_problems(dtype: Any, held: str, zone: object = None, in_spark: bool = False) -> list[str]:
    """Say what is wrong with the type of dates; Spark's `timestamp` is local time, that of the session."""
    if in_spark and dtype == nw.Datetime:
        return []
    if dtype == nw.Object and held in ("date", "datetime"):
        return []
    if dtype not in (nw.Date, nw.Datetime) and not zone:
        return [f"date must hold dates; found {dtype}. {_TO_DAYS}"]
    zone = zone or getattr(dtype, "time_zone", None)  # narwhals does not know zones such as America/New_York in pandas
    return [f"date must be local time without a zone; found {zone}. {_TO_LOCAL}"] if zone else []


def _as_kept(name: str, dtype: Any) -> nw.Expr:
    if name in ("amount", "cost"):
        return nw.col(name).cast(nw.Float64)
    plain = dtype.is_integer() and dtype not in (nw.Int128, nw.UInt128)
    if name in ("order_id", "product") and not plain:
        return or_nothing(name, dtype)
    return nw.col(name) if plain or dtype == nw.String else nw.col(name).cast(nw.String)
