"""Where are the rows of a pass written? To Parquet files, one for the purchases and one for what is set aside.

Offers the class `Kept`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


class Kept:
    """Where the rows of a pass are written: the purchases, and those that are set aside with the keys of reasons."""

    def __init__(self, folder: Path, aside: bool) -> None:
        self.paths = {"purchases": folder / "purchases", **({"rejects": folder / "rejects"} if aside else {})}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def write(self, name: str, table: pd.DataFrame, schema: pa.Schema) -> None:
        """Write rows below those that are there."""
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self.paths[name], schema, compression="zstd")
        if len(table):
            rows = pa.Table.from_pandas(table, preserve_index=False)
            self._writers[name].write_table(_as(rows, schema))

    def close(self, source: Mapping[str, Any] | None = None) -> None:
        """Finish the files, with what is known of the source."""
        for writer in self._writers.values():
            if source is not None:
                writer.add_key_value_metadata({"custseg.source": json.dumps(source, default=str)})
            writer.close()
        self._writers = {}

    def discard(self) -> None:
        """Take the files away again: in the next pass they are written anew."""
        self.close()
        for path in self.paths.values():
            path.unlink(missing_ok=True)


def _as(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    missing = [name for name in schema.names if name not in rows.schema.names]
    for name in missing:
        rows = rows.append_column(name, pa.nulls(rows.num_rows))
    return rows.select(schema.names).cast(schema)
