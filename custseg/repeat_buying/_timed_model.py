"""In which unit of time does a model count? As declared, or as the table remarks that it is fitted to.

:class:`TimedModel` is what models of purchases at any time and models of whole periods share.
"""

from __future__ import annotations

from typing import Self

import pandas as pd

from ..schema import Unit
from ._units import refuse_other_unit, unit_days, unit_of
from .fitting.estimator import FittedModel
from .fitting.family import RowsT


class TimedModel(FittedModel[RowsT]):
    """A model whose parameters have a unit of time."""

    def __init__(self, *, tolerance: float = 1e-9, max_evaluations: int = 100, unit: Unit | None = None) -> None:
        super().__init__(tolerance=tolerance, max_evaluations=max_evaluations)
        self.unit = unit

    def unit_learnt(self, table: pd.DataFrame) -> Unit | None:
        """Give the unit of time of the table that the model is fitted to: as declared, or as the table remarks."""
        if self.unit is None:
            return unit_of(table)
        unit_days(self.unit, argument="unit")
        refuse_other_unit(unit_of(table), self.unit)
        return self.unit

    def refuse_other_unit(self, table: pd.DataFrame) -> None:
        """Refuse a table in another unit of time than the model's."""
        if isinstance(table, pd.DataFrame):
            refuse_other_unit(unit_of(table), self.unit_)

    @classmethod
    def from_params(cls, *, unit: Unit | None = None, **parameters: float) -> Self:
        """Give a model with known parameters, ready to predict: as in ``FittedModel``, in a unit that is checked."""
        if unit is not None:
            unit_days(unit, argument="unit")
        return super().from_params(unit=unit, **parameters)
