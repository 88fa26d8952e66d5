"""What does a fitted model say of the customers in one batch, and is it the same as it would say of all at once?

`BatchScores` scores a batch; `check_alone` refuses what depends on who else is in it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from ..schema import SchemaError, listed

FEW = 64  # customers on whom it is tried first


class BatchScores(NamedTuple):
    """A method of a fitted model, its other arguments, and the column that says whom a row is about."""

    model: Any
    method: str
    ids: str
    arguments: Mapping[str, Any]

    def of(self, batch: pd.DataFrame) -> pd.DataFrame:
        """Score the rows of a table with the customers as its index: a table with the same index, in the same order."""
        columns = [str(name) for name in getattr(self.model, "feature_names_in_", [])]
        self.check_columns(batch.columns, columns)
        found = getattr(self.model, self.method)(batch[columns] if columns else batch, **self.arguments)
        if isinstance(found, pd.Series):
            found = found.to_frame(self.method if found.name is None else str(found.name))
        elif not isinstance(found, pd.DataFrame):
            found = self._named(np.asarray(found), batch.index)
        if len(found) != len(batch):
            raise ValueError(
                f"{self.method} of {type(self.model).__name__} gives {len(found):,} rows for {len(batch):,} customers: "
                "score_in_batches is for methods that say something of each customer, such as predict."
            )
        return found.set_axis(found.columns.astype(str), axis=1)

    def of_rows(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Score rows that have their customers in a column: a table with that column and text where names are given."""
        self.check_columns(rows.columns, [self.ids])
        found = self.of(rows.set_index(self.ids))
        named = {str(name): column.astype("str") for name, column in found.select_dtypes("category").items()}
        return found.assign(**named).rename_axis(self.ids).reset_index()

    def in_arrow(self, rows: pd.DataFrame, schema: pa.Schema | None = None) -> pa.Table:
        """Do the same as an Arrow table, all batches with the types of the first."""
        return pa.Table.from_pandas(self.of_rows(rows), schema=schema, preserve_index=False)

    def check_columns(self, there: Iterable[Any], wanted: list[str]) -> None:
        """Say which columns the source lacks."""
        names = [str(name) for name in there]
        if lacking := [name for name in wanted if name not in names]:
            whom = " Pass ids= with the column that names the customers." if self.ids in lacking else ""
            raise SchemaError(f"source lacks {listed(lacking)}; it has {listed(names)}.{whom}")

    def _named(self, values: np.ndarray, index: pd.Index) -> pd.DataFrame:
        if values.ndim == 1:
            return pd.DataFrame({self.method: values}, index=index[: len(values)])
        return pd.DataFrame(
            values, index[: len(values)], [f"{self.method}_{place}" for place in range(values.shape[1])]
        )


def check_alone(scores: BatchScores, rows: pd.DataFrame) -> None:
    """Refuse a method that gives customers other values beside others, or another value each time."""
    few = rows.head(FEW)
    if len(few) < 2:
        return
    whole, half = scores.of(few).head(len(few) // 2), scores.of(few.head(len(few) // 2))
    try:
        pd.testing.assert_frame_equal(whole, half, rtol=1e-9, atol=1e-12, check_dtype=False, check_categorical=False)
    except AssertionError as error:
        raise ValueError(
            f"{scores.method} of {type(scores.model).__name__} gives a customer another value when other customers "
            "stand beside, or each time that it is called: batches would not be what all at once are. Use a method "
            "that judges each customer alone, such as predict of a fitted model, or fix its random_state and score all "
            "at once."
        ) from error
