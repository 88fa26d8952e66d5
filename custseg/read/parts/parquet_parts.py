"""How is a Parquet file read in parts? So many rows at a time, with the types that all of them together have.

Offers `parquet_parts`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ...schema import sound_file
from ..files.rows import Rows
from ..files.source import frame_rows, read_source
from .text_parts import TAIL, Make


def parquet_parts(path: Path, batch_rows: int) -> Iterator[Make]:
    """Give so many rows of a Parquet file at a time.

    Parameters
    ----------
    path : Path
        The file.
    batch_rows : int
        How many rows a part has.

    Yields
    ------
    read, share, last
        As `text_parts` does.

    Raises
    ------
    SchemaError
        The file is damaged, or has no rows.
    """
    try:
        rows = pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError):
        rows = 0
    if not rows:
        read_source(path)  # says what is wrong
    file = pq.ParquetFile(path, page_checksum_verification=True, pre_buffer=False)
    with file:
        start, step = _labels(file.schema_arrow)
        gaps = _with_gaps(file)
        done, total = 0, file.metadata.num_rows
        pieces = _of_size(file, batch_rows)
        while done < total:
            with sound_file(f"{path.name} is not a Parquet file, or is damaged", "Check its ending or write it again."):
                piece = next(pieces)
            labels = range(start + step * done, start + step * (done + piece.num_rows), step)
            done += piece.num_rows
            yield _reader(piece, labels, gaps, path.name), done / total, done == total


def _of_size(file: pq.ParquetFile, batch_rows: int) -> Iterator[pa.Table]:
    """Cut the file; the last part holds the remarks that may stand at its end."""
    held = file.schema_arrow.empty_table()
    left = file.metadata.num_rows
    for batch in file.iter_batches(batch_size=batch_rows, use_threads=False):
        held = pa.concat_tables([held, pa.Table.from_batches([batch], held.schema)])
        while held.num_rows >= batch_rows and left - batch_rows >= TAIL:
            yield held.slice(0, batch_rows)
            held, left = held.slice(batch_rows), left - batch_rows
    yield held


def _reader(rows: pa.Table, labels: range, gaps: frozenset[str], name: str) -> Callable[[], Rows]:
    def read() -> Rows:
        frame = rows.to_pandas()
        for column in gaps & set(frame):
            if frame[column].dtype.kind in "iu" and not isinstance(
                frame[column].dtype, pd.api.extensions.ExtensionDtype
            ):
                frame[column] = frame[column].astype(float)  # as it is with the gap beside it
        if isinstance(frame.index, pd.RangeIndex) and frame.index.name is None:
            frame.index = pd.RangeIndex(labels.start, labels.stop, labels.step)
        return frame_rows(frame, {"kind": "parquet", "name": name})

    return read


def _labels(schema: pa.Schema) -> tuple[int, int]:
    """Give the first label of a table of pandas without an index of its own, and the step."""
    kept = json.loads((schema.metadata or {}).get(b"pandas", b"{}")).get("index_columns", [])
    index = next((one for one in kept if isinstance(one, dict) and one.get("kind") == "range"), {})
    return int(index.get("start", 0)), int(index.get("step", 1))


def _with_gaps(file: pq.ParquetFile) -> frozenset[str]:
    """Name the columns of whole numbers in which one is missing: pandas makes floats of them, in every part."""
    whole = [field.name for field in file.schema_arrow if pa.types.is_integer(field.type)]
    places = {file.schema.column(place).path: place for place in range(len(file.schema))}
    found = set()
    for name in whole:
        groups = [file.metadata.row_group(group).column(places[name]) for group in range(file.num_row_groups)]
        if all(group.is_stats_set and group.statistics.has_null_count for group in groups):
            missing = any(group.statistics.null_count for group in groups)
        else:
            missing = any(batch.column(0).null_count for batch in file.iter_batches(columns=[name]))
        if missing:
            found.add(name)
    return frozenset(found)
