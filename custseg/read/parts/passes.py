"""How does a file of any size become a Parquet file of purchases? Pass by pass, until nothing new is found.

Offers `carried`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from ...schema import SchemaError, printable
from .._faults import any_of, reasons, sentence
from .._parse import Findings
from .._verdict import dropping, fields_without_header, finished, rejected_rows, repeated
from ..files.rows import Rows
from ..meaning.settings import line_to_paste
from ..meaning.survey import left
from .groups import Groups
from .kept import Kept
from .row_keys import row_keys
from .spill import RowsAlike, Spill, rows_alike
from .text_parts import Make
from .whole import Part, Pass, overall, reading
from .wording import Blank, Sentences, blank_sentences, key_of

MOST_PASSES = 10
ADDED = ("rows_read", "rows_blank", "rows_dropped", "duplicates_dropped", "rows_rejected", "rows_set_aside")
Progress = Callable[[int, int, float], object]
Understand = Callable[[Rows, Mapping[str, Any]], Findings]


class Found:
    """What one pass found in all parts."""

    def __init__(self, now: Pass) -> None:
        self.now = now
        self.kept: Kept | None = None
        self.single = False  # whether all rows were in one part
        self.alike = RowsAlike.none()
        self.problems, self.notes, self.sentences, self.reasons = Sentences(), Sentences(), Sentences(), Sentences()
        self.source: dict[str, Any] = {}
        self.added = dict.fromkeys(ADDED, 0)
        self.rows = self.sound = 0
        self.groups: dict[str, Groups] = {}

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
    work = _Work(parts, stated, understand, folder, aside, progress)
    found: Found | None = None
    for number in range(1, MOST_PASSES + 1):
        found = _one_pass(work, number, found)
        assert found.kept is not None  # the last part is written in any case
        if found.single or (number > 1 and found.now.settled()):
            _refuse(found, source, into, stated, aside)
            whole = found.whole_source()
            found.kept.close(whole)
            return found.kept, whole, found.reasons
        found.kept.discard()
    raise SchemaError(
        f"after {MOST_PASSES} passes the parts of the file still do not agree on what its columns say. State more of "
        "it: columns=, decimal=, dayfirst= and answers=; or read it in memory with read_transactions."
    )


class _Work(NamedTuple):
    """What is the same in all passes, see `carried`."""

    parts: Callable[[], Iterator[Make]]
    stated: Mapping[str, Any]
    understand: Understand
    folder: Path
    aside: bool
    progress: Progress | None


def _one_pass(work: _Work, number: int, before: Found | None) -> Found:
    """Read each part once, knowing what the pass before found."""
    place = Path(tempfile.mkdtemp(dir=work.folder))
    found = Found(Pass({} if before is None else before.now.said))
    with ExitStack() as stack:
        keys = Spill(place, "rows")
        stack.callback(keys.close)
        for count, (read, share, last) in enumerate(work.parts(), start=1):
            if found.kept is None and (number > 1 or last):
                found.kept = Kept(place, work.aside)
            part = Part(found.now, found.rows, last)
            found.single = last and count == 1  # then it is all there is, as in memory
            with nullcontext() if found.single else reading(part), blank_sentences() as blanks:
                rows = read()
                if before is not None:
                    part.repeats, part.twins = before.alike.between(found.rows, len(rows.table))
                elif not found.single:
                    _note_keys(keys, rows, found.rows)
                _one_part(found, rows, work, blanks)
            found.rows += len(rows.table)
            _note_groups(found, part, place)
            if work.progress is not None:
                work.progress(number, found.rows, share)
        for key, groups in found.groups.items():
            found.now.said[key] = groups.added_up(None if before is None else before.groups.get(key))
        found.alike = rows_alike(keys, place) if before is None else before.alike
    return found


def _one_part(found: Found, rows: Rows, work: _Work, blanks: list[Blank]) -> None:
    if len(rows.table):
        _understood(found, rows, work, blanks)
    elif len(rows.broken):
        found.sentences.add(fields_without_header(rows), blanks)
        found.added["rows_read"] += len(rows.broken)


def _understood(found: Found, rows: Rows, work: _Work, blanks: list[Blank]) -> None:
    stated, aside = work.stated, work.aside
    findings = work.understand(rows, stated)
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
    for key, (rows, summed) in part.groups.items():
        if key not in found.groups:
            found.groups[key] = Groups(folder, f"group{len(found.groups)}", summed)
        found.groups[key].add(rows)


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
