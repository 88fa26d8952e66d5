"""How does a file of any size become a Parquet file of purchases? Pass by pass, until nothing new is found.

Offers `carried`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ...schema import SchemaError, printable
from .._faults import any_of, reasons, sentence
from .._parse import Findings
from .._verdict import dropping, fields_without_header, finished, rejected_rows, repeated
from ..files.rows import Rows
from ..meaning.settings import line_to_paste
from ..meaning.survey import left
from .spill import RowsAlike, Spill, row_keys, rows_alike, text_keys
from .text_parts import Make
from .whole import Part, Pass, overall, reading
from .wording import Blank, Sentences, blank_sentences, key_of

MOST_PASSES = 10
ADDED = ("rows_read", "rows_blank", "rows_dropped", "duplicates_dropped", "rows_rejected", "rows_set_aside")
Progress = Callable[[int, int, float], object]
Understand = Callable[[Rows, Mapping[str, Any]], Findings]


class Kept:
    """Where the rows of a pass are written: the purchases, and those that are set aside with the keys of reasons."""

    def __init__(self, folder: Path, aside: bool) -> None:
        self.paths = {"purchases": folder / "purchases", **({"rejects": folder / "rejects"} if aside else {})}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def write(self, name: str, table: pd.DataFrame, schema: pa.Schema) -> None:
        """Write rows below those that are there."""
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self.paths[name], schema, compression="zstd")
        if len(table) or not self._writers[name].schema:
            rows = pa.Table.from_pandas(table, preserve_index=False)
            self._writers[name].write_table(_as(rows, schema))

    def close(self, source: Mapping[str, Any] | None = None) -> None:
        """Finish the files, with what is known of the source."""
        for writer in self._writers.values():
            if source is not None:
                writer.add_key_value_metadata({"custseg.source": json.dumps(source, default=str)})
            writer.close()
        self._writers = {}


def _as(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    missing = [name for name in schema.names if name not in rows.schema.names]
    for name in missing:
        rows = rows.append_column(name, pa.nulls(rows.num_rows))
    return rows.select(schema.names).cast(schema)


class Found:
    """What one pass found in all parts."""

    def __init__(self, now: Pass, kept: Kept | None) -> None:
        self.now, self.kept = now, kept
        self.problems, self.notes, self.sentences, self.reasons = Sentences(), Sentences(), Sentences(), Sentences()
        self.source: dict[str, Any] = {}
        self.added = dict.fromkeys(ADDED, 0)
        self.rows = self.sound = 0
        self.groups: dict[str, tuple[Spill, Any]] = {}

    def whole_source(self) -> dict[str, Any]:
        """Give ``attrs["source"]`` as of a file in memory."""
        return {**self.source, **self.added, "notes": self.notes.filled()}


def carried(
    parts: Callable[[], Iterator[Make]],
    source: Any,
    into: Path,
    stated: Mapping[str, Any],
    understand: Understand,
    folder: Path,
    *,
    aside: bool,
    progress: Progress | None = None,
) -> tuple[Kept, dict[str, Any], Sentences]:
    """Read all parts again and again, until each was read with what the whole file says; write the last pass.

    Parameters
    ----------
    parts : callable
        Gives the parts of the file from its beginning, see `text_parts`.
    source : object
        What the caller passed, for the line to paste.
    into : Path
        The file that is to be written, for that line.
    stated : mapping
        Arguments of the caller, see `stated_settings`.
    understand : callable
        Reads the cells of rows, and what they mean.
    folder : Path
        Where files are laid until they are whole.
    aside : bool
        Whether faulty rows are set aside; otherwise they are refused.
    progress : callable, optional
        Told the number of the pass, the rows so far, and the share of the file that this pass has read.

    Returns
    -------
    kept : Kept
        The files.
    source : dict
        What was read and how.
    reasons : Sentences
        The reasons of rows that are set aside, by the keys that stand in the file.

    Raises
    ------
    SchemaError
        As `read_transactions` does; or what the file holds can be decided only with all of it in memory.
    """
    known: dict[str, Any] = {}
    alike: RowsAlike | None = None
    for number in range(1, MOST_PASSES + 1):
        place = Path(tempfile.mkdtemp(dir=folder))
        found, alike, single = _one_pass(parts, stated, understand, place, known, alike, aside, number, progress)
        if single or (number > 1 and found.now.settled()):
            _refuse(found, source, into, stated, aside)
            assert found.kept is not None
            whole = found.whole_source()
            found.kept.close(whole)
            return found.kept, whole, found.reasons
        if found.kept is not None:
            found.kept.close()
        known = found.now.said
    raise SchemaError(
        f"after {MOST_PASSES} passes the parts of the file still do not agree on what its columns say. State more of "
        "it: columns=, decimal=, dayfirst= and answers=; or read it in memory with read_transactions."
    )


def _one_pass(
    parts: Callable[[], Iterator[Make]],
    stated: Mapping[str, Any],
    understand: Understand,
    folder: Path,
    known: dict[str, Any],
    alike: RowsAlike | None,
    aside: bool,
    number: int,
    progress: Progress | None,
) -> tuple[Found, RowsAlike, bool]:
    """Read each part once; say what was found, which rows are alike, and whether there was one part only."""
    now = Pass(known)
    found, count = Found(now, None), 0
    with ExitStack() as stack:
        keys = Spill(folder, "rows")
        stack.callback(keys.close)
        for read, share, last in parts():
            count += 1
            if found.kept is None and (number > 1 or last):
                found.kept = Kept(folder, aside)
            part = Part(now, found.rows, last)
            with reading(part), blank_sentences() as blanks:
                rows = read()
                if alike is not None:
                    part.repeats, part.twins = alike.between(found.rows, len(rows.table))
                else:
                    _note_keys(keys, rows, found.rows)
                if len(rows.table):
                    _one_part(found, rows, stated, understand, aside, blanks)
                elif len(rows.broken):
                    found.sentences.add(fields_without_header(rows), blanks)
                    found.added["rows_read"] += len(rows.broken)
            found.rows += len(rows.table)
            _note_groups(found, part, folder)
            if progress is not None:
                progress(number, found.rows, share)
        for key, (spill, summed) in found.groups.items():
            now.said[key] = _added_up(spill, summed)
        if alike is None:
            alike = rows_alike(keys, folder)
    return found, alike, count == 1


def _one_part(
    found: Found,
    rows: Rows,
    stated: Mapping[str, Any],
    understand: Understand,
    aside: bool,
    blanks: list[Blank],
) -> None:
    findings = understand(rows, stated)
    away, size = any_of(findings.asides, len(rows.table)), len(rows.table)
    again = repeated(findings, stated)
    if aside:
        decided = {fault.reason for fault in findings.asides}
        faults = [*findings.asides, *(fault for fault in findings.faults if fault.reason not in decided), *again]
        reason = reasons(faults, size)
        kept = (reason == "").to_numpy()
    else:
        faults = [*left(findings.faults, findings.asides, size), *again]
        reason, kept = pd.Series([""] * size, dtype=object), ~away
    dropped = findings.repeats & dropping(stated) & kept
    found.problems.add(findings.problems, blanks)
    found.sentences.add([*fields_without_header(rows), *(sentence(fault, rows.numbers) for fault in faults)], blanks)
    found.notes.add(findings.source["notes"], blanks)
    found.reasons.add([text for text in reason.unique() if text], blanks)
    rejected = (reason != "").to_numpy()
    rejects = rejected_rows(rows, reason.where(~rejected, reason[rejected].map(key_of)), rejected) if aside else None
    counted = {"aside": int(away.sum())} if rejects is None else {"rejected": len(rejects)}
    table = finished(findings, kept & ~dropped, duplicates=int(dropped.sum()), **counted)
    found.source = {name: value for name, value in table.attrs.pop("source").items() if name != "notes"}
    for name in ADDED:
        found.added[name] += int(found.source[name])
    found.sound += len(table)
    schema = overall("schema", pa.Schema.from_pandas(table, preserve_index=False).remove_metadata(), _unified)
    if found.kept is not None:
        found.kept.write("purchases", table, schema)
        if rejects is not None:
            found.kept.write("rejects", rejects, _schema_of_rejects(rejects, rows.numbers))


def _schema_of_rejects(rejects: pd.DataFrame, numbers: np.ndarray) -> pa.Schema:
    kind = pa.int64() if numbers.dtype.kind == "i" else pa.string()
    return pa.schema([(str(name), kind if name == "row" else pa.string()) for name in rejects])


def _unified(one: pa.Schema, other: pa.Schema) -> pa.Schema:
    names = [*one.names, *(name for name in other.names if name not in one.names)]
    both = pa.unify_schemas([one, other], promote_options="permissive")
    return pa.schema([both.field(name) for name in names])


def _note_keys(spill: Spill, rows: Rows, first: int) -> None:
    if not len(rows.table):
        return
    keys = row_keys(rows.table, rows.source["kind"] == "text")
    records = np.empty(len(keys), dtype=[("key", "u8"), ("second", "u8"), ("place", "i8")])
    records["key"], records["second"] = keys.T
    records["place"] = np.arange(first, first + len(keys))
    spill.add(records)


def _note_groups(found: Found, part: Part, folder: Path) -> None:
    """Lay aside what one part says of groups of rows, such as orders."""
    for key, (groups, rows, summed) in part.groups.items():
        spill, _ = found.groups.setdefault(key, (Spill(folder, f"group{len(found.groups)}"), summed))
        if len(groups):
            records = np.empty(len(groups), dtype=[("key", "u8"), *((name, "f8") for name in rows)])
            records["key"] = text_keys(groups.astype(str))
            for name, values in rows.items():
                records[name] = values
            spill.add(records)


def _added_up(spill: Spill, summed: Callable[[pd.DataFrame], Any]) -> Any:
    total = None
    for piece in spill.pieces():
        rows = pd.DataFrame({name: piece[name] for name in piece.dtype.names or ()}).rename(columns={"key": "group"})
        total = summed(rows) if total is None else total + summed(rows)
    return total


def _of_parts(line: str, into: Path) -> str:
    """Turn the line to paste into a call of `convert_transactions`."""
    name, mark, rest = line.partition(", ")
    call, _, path = name.partition("(")
    if not mark:
        return line
    rejects = f", rejects={str(into.with_name(f'{into.stem}-rejects.parquet'))!r}" if call.endswith("rejects") else ""
    return f"convert_transactions({path}, {str(into)!r}{rejects}, {rest}"


def _refuse(found: Found, source: Any, into: Path, stated: Mapping[str, Any], aside: bool) -> None:
    """Refuse the file as `read_transactions` does, or with rows set aside."""
    problems = found.problems.filled()
    sentences = found.sentences.filled()
    together = [
        f"the file holds {what}; that is decided with all of it in memory, by read_transactions. {remedy}."
        for what, remedy in found.now.together.items()
    ]
    if aside:
        if not problems and not together and not found.sound:
            raise SchemaError(*(["no row is left."] if found.rows else []), *sentences)
    else:
        problems += sentences
        if not problems and not together and not found.sound and found.rows:
            problems = ["no row is left.", *map(printable, found.notes.filled())]
    if problems or together:
        line = line_to_paste(source, stated, problems)
        raise SchemaError(*problems, *together, paste=_of_parts(line, into))
