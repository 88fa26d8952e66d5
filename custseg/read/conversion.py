"""How does a file that does not fit into memory become a log? Part by part, with the verdict on all of it.

`convert_transactions`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from ..schema import Day, DecimalSign, Duplicates, Engine, SchemaError, Unclear, check_choice, check_whole
from ._arguments import checked_arguments
from .files.source import PARQUET, TEXT, WORKBOOK, ending_of, existing_file, unknown_ending
from .parts.parquet_parts import parquet_parts
from .parts.passes import carried
from .parts.placed import place
from .parts.text_parts import Make, text_parts
from .parts.wording import Sentences
from .transactions import understood


def convert_transactions(
    source: str | Path,
    into: str | Path,
    *,
    engine: Engine | None = None,
    rejects: str | Path | None = None,
    columns: Mapping[str, str | None] | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: DecimalSign | None = None,
    dayfirst: bool | None = None,
    yearfirst: bool | None = None,
    duplicates: Duplicates = "raise",
    observed_until: Day | None = None,
    unclear: Unclear = "ask",
    answers: Mapping[str, Any] | None = None,
    batch_rows: int = 250_000,
    progress: Callable[[int, int, float], object] | None = None,
) -> tuple[Any, dict[str, Any]]:
    r"""Read transactions from a file of any size into a Parquet file, in bounded memory.

    The file is read as :func:`read_transactions` reads it: the same columns are found, the same faults are named with
    the same rows, the same questions are asked. Only, it is read a part at a time, and the purchases are written to a
    Parquet file, which appears whole or not at all, and with it that of the rejects: where one cannot be written, both
    are what they were. Nothing about a column is decided by its first rows: the file is gone through until each part
    has been read with what all parts together say, twice for most files. If the process is killed, hidden folders
    ``.custseg-...`` stay beside the two files. They hamper no later conversion, and may be deleted.

    Parameters
    ----------
    source : path
        A ``.csv``, ``.tsv`` or ``.txt`` file (also packed), or a ``.parquet`` file.
    into : path
        The Parquet file to write; one that is there is replaced. Beside it there must be room for it, and for about
        24 bytes a row while it is written, by which repeated rows are found, and 40 more where rows have order numbers.
    engine : {"polars", "duckdb", "pyspark"}, optional
        How the file is handed back: a lazy frame of polars, a relation of DuckDB, which all functions that take
        engines take. Otherwise its path.
    rejects : path, optional
        Another Parquet file. If given, faulty rows are set aside there, with ``row`` and ``reason``, as
        :func:`read_transactions_with_rejects` does; otherwise they are refused.
    columns, encoding, separator, decimal, dayfirst, yearfirst : optional
        As in :func:`read_transactions`.
    duplicates, observed_until, unclear, answers : optional
        As in :func:`read_transactions`.
    batch_rows : int
        The most rows that are in memory at once.
    progress : callable, optional
        Called after each part with the number of the pass, the rows so far, and the share of the file that this pass
        has read: ``progress=print``.

    Returns
    -------
    log : path, lazy frame or relation
        The purchases, see `engine`; columns and types are those of :func:`read_transactions`. Cells that hold pairs
        (maps of Parquet) are text.
    source : dict
        What was read and how, as in ``attrs["source"]`` there. The Parquet file holds it, too, as JSON under
        ``custseg.source``.

    Raises
    ------
    SchemaError
        As :func:`read_transactions` does. Also for the few questions that all rows must answer at once, such as an
        order's total that is to be divided among its lines: each is named, with what to do.
    ValueError, TypeError
        An argument is none of those above, or means nothing for this source.
    ImportError
        The engine is not installed.

    See Also
    --------
    read_transactions : For a file that fits into memory; takes workbooks, tables and lists of files, too.
    custseg.tables.customer_table : Takes what comes back.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> _ = (folder / "sales.csv").write_text("customer;date;amount\n7;31.1.2024;1,50\n8;1.2.2024;2,00\n")
    >>> log, found = convert_transactions(folder / "sales.csv", folder / "sales.parquet", engine="polars")
    >>> log.collect()["amount"].to_list(), found["decimal"], found["rows_read"]
    ([1.5, 2.0], ',', 2)
    """
    check_whole(batch_rows, "batch_rows", at_least=1, of="rows")
    stated = checked_arguments(
        columns=columns,
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        dayfirst=dayfirst,
        yearfirst=yearfirst,
        duplicates=duplicates,
        observed_until=observed_until,
        unclear=unclear,
        answers=answers,
    )
    parts = _parts_of(source, encoding, separator, batch_rows)
    targets = _targets(source, into, rejects)
    if engine is not None:
        _check_engine(engine)
    with ExitStack() as stack:
        folder, *others = [stack.enter_context(_hidden_folder(target.parent)) for target in targets]
        kept, found, reasons = carried(
            parts, source, targets[0], stated, understood, folder, aside=rejects is not None, progress=progress
        )
        for beside in others:
            _with_reasons(kept.paths["rejects"], beside / "reasons", reasons)
        aside = [beside / "reasons" for beside in others]
        place(list(zip([*aside, kept.paths["purchases"]], reversed(targets), strict=True)))
    return _handed_back(targets[0], engine), found


@contextmanager
def _hidden_folder(parent: Path) -> Iterator[Path]:
    """Make a folder beside a file that is to be written, so that it can be moved there; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".custseg-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parts_of(
    source: str | Path, encoding: str | None, separator: str | None, batch_rows: int
) -> Callable[[], Iterator[Make]]:
    path = existing_file(source)
    ending = ending_of(path)
    if ending in TEXT:
        return lambda: text_parts(path, encoding, separator, batch_rows)
    if ending in PARQUET:
        if encoding is not None or separator is not None:
            raise ValueError(f"encoding= and separator= mean nothing for {path.name}. Leave them out.")
        return lambda: parquet_parts(path, batch_rows)
    if ending in WORKBOOK:
        raise SchemaError(f"{path.name} is a workbook, which fits into memory: read it with read_transactions.")
    raise SchemaError(unknown_ending(path.name, ending))


def _targets(source: str | Path, *targets: str | Path | None) -> list[Path]:
    """Give the files to write; refuse folders that are not there, and to write over what is read."""
    paths = [Path(target).expanduser() for target in targets if target is not None]
    places = [_place(path) for path in paths]
    for path in paths:
        if not path.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into: make it first.")
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a folder: name the Parquet file to write.")
        if path.resolve() == Path(source).expanduser().resolve() or places.count(_place(path)) > 1:
            raise ValueError(f"{path} is named twice: what is read and what is written must be different files.")
    return paths


def _place(path: Path) -> Path:
    """Give where a file is written, whatever its folder is called; a link there is replaced, and not followed."""
    return path.parent.resolve() / path.name


def _check_engine(engine: str) -> None:
    check_choice(engine, "engine", Engine)
    if find_spec(engine) is None:
        raise ImportError(f"engine={engine!r} is not installed: install it, or leave engine out.")


def _with_reasons(path: Path, into: Path, reasons: Sentences) -> None:
    """Write the reasons in full, part by part."""
    with pq.ParquetFile(path) as file, pq.ParquetWriter(into, file.schema_arrow, compression="zstd") as writer:
        for batch in file.iter_batches():
            rows = pa.Table.from_batches([batch])
            keys = rows.column("reason").to_pylist()
            full = pa.array([reasons.whole(key) if key in reasons else key for key in keys], pa.string())
            writer.write_table(rows.set_column(rows.schema.names.index("reason"), "reason", full))


def _handed_back(path: Path, engine: Engine | None) -> Any:
    return path if engine is None else nw.scan_parquet(str(path), backend=engine).to_native()
