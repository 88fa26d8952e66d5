"""Where does a data set lie, and is it the file that we know?"""

import hashlib
import os
import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import pandas as pd

from ..schema import LogFacts, typed

_HERE = Path(__file__).resolve().parent
_SHIPPED = (_HERE / "files", _HERE.parents[1] / "data")  # an installed wheel, a clone
_ENVIRONMENT = "CUSTSEG_DATA"


@cache
def _registry() -> dict[str, dict]:
    return tomllib.loads((_HERE / "registry.toml").read_text(encoding="utf-8"))


@typed
def datasets_table() -> pd.DataFrame:
    """List the data sets that custseg knows.

    Returns
    -------
    DataFrame
        Index ``name``; columns ``title``, ``rows``, ``what``, ``period``, ``licence``, ``origin``,
        ``ships`` (True if it comes with the package), ``available`` (True if every file is here now).

    Examples
    --------
    >>> table = datasets_table()
    >>> table.index[table["ships"]].tolist()
    ['cdnow', 'complete_journey', 'social_insurance']
    """
    table = pd.DataFrame.from_dict(_registry(), orient="index").rename_axis("name")
    table["available"] = [
        all(_find(name, table_name) for table_name in _registry()[name]["tables"]) for name in table.index
    ]
    return table.drop(columns="tables").rename(columns={"committed": "ships"}).astype({"rows": "int64", "ships": bool})


@typed
def data_file(name: str, table: str | None = None) -> Path:
    """Find a file of a data set and check that it is the known one.

    Parameters
    ----------
    name : str
        A data set of :func:`datasets_table`.
    table : str, optional
        One of its tables; the first one by default.

    Returns
    -------
    Path
        An existing file whose sha256 is the registered one.

    Raises
    ------
    ValueError
        Unknown data set or table, or a file with other content.
    FileNotFoundError
        The set does not ship and is not in the folder that ``CUSTSEG_DATA`` names.

    Examples
    --------
    >>> data_file("cdnow").name
    'cdnow_sample.parquet'
    """
    tables = _known(name, _registry(), "data set")["tables"]
    table = next(iter(tables)) if table is None else table
    entry = _known(table, tables, f"table of {name}")
    path = _find(name, table)
    if path is None:
        raise FileNotFoundError(_how_to_get(name, entry["file"]))
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != entry["sha256"]:
        raise ValueError(
            f"{path.name} of data set {name!r} is not the known file: sha256 {entry['sha256'][:12]}… expected, "
            f"{found[:12]}… found. Restore the original, or read your own file with read_transactions."
        )
    return path


@typed
def dataset_facts(name: str, table: str | None = None) -> LogFacts:
    """Say what is known of a data set's purchase log: name, days, currency, whether it starts with first purchases.

    Parameters
    ----------
    name : str
        A data set of :func:`datasets_table`.
    table : str, optional
        One of its tables; the first one by default.

    Returns
    -------
    LogFacts
        From the registry: the files themselves are not opened.

    Raises
    ------
    ValueError
        Unknown data set or table, or a table that is no purchase log with amounts.

    See Also
    --------
    custseg.tables.log_facts : The facts of one's own log.

    Examples
    --------
    >>> facts = dataset_facts("cdnow")
    >>> facts.currency, facts.starts_with_first_purchase
    ('US dollars', True)
    """
    tables = _known(name, _registry(), "data set")["tables"]
    table = next(iter(tables)) if table is None else table
    facts = _known(table, tables, f"table of {name}").get("log")
    if facts is None:
        known = [
            f"{set_}.{entry}"
            for set_, one in _registry().items()
            for entry in one["tables"]
            if "log" in one["tables"][entry]
        ]
        raise ValueError(f"{name}.{table} is no purchase log with amounts; those are {', '.join(known)}.")
    return LogFacts(**facts)


@typed
def load_dataset(name: str, table: str | None = None) -> pd.DataFrame:
    """Load one table of a data set as it is stored, with its own column names.

    Parameters
    ----------
    name : str
        A data set of :func:`datasets_table`.
    table : str, optional
        One of its tables; the first one by default.

    Returns
    -------
    DataFrame
        The stored rows and columns, in the stored order. Dates are ``datetime64``.

    Raises
    ------
    ValueError, FileNotFoundError
        See :func:`data_file`.

    Examples
    --------
    >>> load_dataset("cdnow", "donations").shape
    (22, 4)
    """
    path = data_file(name, table)
    rows = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    dates = [column for column in rows.columns if column.endswith("date") and rows[column].dtype == object]
    return rows.assign(**{column: pd.to_datetime(rows[column]) for column in dates})


def _known(name: str, names: dict, kind: str) -> dict:
    if name in names:
        return names[name]
    near = get_close_matches(str(name), names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"There is no {kind} {name!r}; there are {', '.join(names)}.{hint}")


def _find(name: str, table: str) -> Path | None:
    """Return the first folder's copy; what ships is never taken from elsewhere."""
    entry = _registry()[name]
    outside = os.environ.get(_ENVIRONMENT)
    folders = _SHIPPED if entry["committed"] else (Path(outside),) if outside else ()
    candidates = (folder / name / entry["tables"][table]["file"] for folder in folders)
    return next((path for path in candidates if path.is_file()), None)


def _how_to_get(name: str, file: str) -> str:
    entry = _registry()[name]
    if entry["committed"]:
        return f"{file} of data set {name!r} should ship with custseg and is missing: reinstall the package."
    folder = os.environ.get(_ENVIRONMENT)
    state = f"is {folder!r} and lacks {name}/{file}" if folder else "is not set"
    return (
        f"Data set {name!r} ({entry['title']}) does not ship with custseg. Original: {entry['origin']}; licence: "
        f"{entry['licence']}. Store it as {name}/{file} in a folder and name that folder in the environment "
        f"variable {_ENVIRONMENT}, which {state}."
    )
