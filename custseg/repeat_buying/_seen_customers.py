"""What do many models expect of the same customers, and what may come of it? A table that is compressed once.

:class:`SeenCustomers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from ..tables._customer_blocks import blocks_by_value
from ..tables._release import release_memory
from ..tables._shelf import is_shelved, room, taken
from ._buying_model import BuyingModel
from .likelihood.future import discounted
from .likelihood.purchase_rows import PurchaseRows, stacked

WORTHLESS = 7.0  # what is discounted by e^-7, a thousandth, is not drawn where the horizon is endless


@dataclass(frozen=True)
class SeenCustomers:
    """Unique rows, which one each customer has, and one future per pair of ``x`` and ``T`` (or per row)."""

    rows: PurchaseRows
    row_of: np.ndarray
    pairs: tuple[np.ndarray, np.ndarray]

    @classmethod
    def of(cls, table: pd.DataFrame, model: BuyingModel) -> Self:
        """Check a repeat-purchase table and compress it to what the model reads."""
        rows, row_of = _compressed(table, model)
        return cls(rows, row_of, rows.futures(by_silence=False))

    @property
    def n(self) -> int:
        """Give the number of customers."""
        return len(self.row_of)

    def alive(self, model: BuyingModel) -> np.ndarray:
        """Give P(alive at T) of each customer."""
        return model.alive_by_row(model.likelihood_params_, self.rows)[self.row_of]

    def expected_purchases(
        self, model: BuyingModel, alive: np.ndarray, horizon: float | None, force: float
    ) -> np.ndarray:
        """Give the expected purchases of each customer, each discounted by ``exp(-force * time)``."""
        first, pair_of_row = self.pairs if not model.silence_tells else self.rows.futures(by_silence=True)
        future = model.future_of_rows(model.likelihood_params_, self.rows, first)
        ahead = discounted(future, force, horizon) if force else future.purchases(_reach(horizon, force))
        return alive * ahead[pair_of_row[self.row_of]]

    def expected_by_row(self, model: BuyingModel, horizon: float) -> np.ndarray:
        """Give the expected purchases of each customer, not discounted, worked out once a unique row.

        They are those of `expected_purchases`, bit for bit, and lie in a file if the numbers of the rows do.
        """
        alive = model.alive_by_row(model.likelihood_params_, self.rows)
        first, pair_of_row = self.pairs if not model.silence_tells else self.rows.futures(by_silence=True)
        future = model.future_of_rows(model.likelihood_params_, self.rows, first)
        return taken(alive * future.purchases(horizon)[pair_of_row], self.row_of)

    def drawn_purchases(
        self,
        model: BuyingModel,
        alive: np.ndarray,
        horizon: float | None,
        force: float,
        random_state: np.random.Generator,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw one possible future: whose each purchase is, and what one unit of money paid then is worth now."""
        stayed = np.flatnonzero(random_state.uniform(size=self.n) < alive)
        future = model.future_of_rows(model.likelihood_params_, self.rows, self.row_of[stayed])
        if not force:
            owner = np.repeat(stayed, future.draw(_reach(horizon, force), random_state))
            return owner, np.ones(len(owner))
        owner, time = future.draw_times(_reach(horizon, force), random_state)
        return stayed[owner], np.exp(-force * time)


def _compressed(table: pd.DataFrame, model: BuyingModel) -> tuple[PurchaseRows, np.ndarray]:
    """Give the unique rows and which one each customer has; of a table in files those with later ``T`` after others."""
    if "x" not in table.columns or not is_shelved(table["x"].to_numpy()):
        return model.compress_seen(table)  # which checks it first
    parts, row_of, end = list[PurchaseRows](), room(len(table), np.intp), 0
    for places in blocks_by_value(table["T"].to_numpy()):  # rows are sorted by T first: no two parts have one in common
        rows, some = model.compress_seen(table.iloc[places])
        row_of[places] = some + end
        parts.append(rows)
        end += len(rows)
    rows = stacked(parts)
    del parts, some
    release_memory()
    return rows, row_of


def _reach(horizon: float | None, force: float) -> float:
    """Give a horizon to draw to: an endless one ends where hardly anything is worth anything."""
    return WORTHLESS / force if horizon is None else horizon
