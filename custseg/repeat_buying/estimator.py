"""What do all repeat-buying models share? One way to fit, one set of learnt attributes, one summary.

A family gives a likelihood with exact derivatives on compressed rows and says what its limits mean; searching,
naming limits and uncertainty are written here and in `inference` once for all families.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from .newton import Maximum, maximise

FLAT = 1e-3  # curvature (log-likelihood per squared unit of a search coordinate) below which nothing is learnt


DOUBTFUL = 1.0  # curvature below which a second maximum is looked for


class Natural(NamedTuple):
    """Natural parameters with their first and second derivatives in the search coordinates."""

    value: np.ndarray
    first: np.ndarray
    second: np.ndarray


class Limit(NamedTuple):
    """What it means that a search coordinate rests on its bound, and which coordinates then have no meaning."""

    coordinate: int
    upper: bool
    sentence: str
    meaningless: tuple[int, ...] = ()


class FittedModel(BaseEstimator, ABC):
    """A model that is fitted by maximum likelihood to one row per customer.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    """

    parameter_names: ClassVar[tuple[str, ...]]
    limits: ClassVar[tuple[Limit, ...]]

    def __init__(self, *, tolerance: float = 1e-9, max_evaluations: int = 100) -> None:
        self.tolerance = tolerance
        self.max_evaluations = max_evaluations

    # what a family gives -------------------------------------------------------------------------------------

    @abstractmethod
    def _rows(self, table: pd.DataFrame) -> Any:
        """Check the table and compress it."""

    @abstractmethod
    def _start(self, rows: Any) -> np.ndarray:
        """Give the one starting place in search coordinates."""

    @abstractmethod
    def _other_starts(self, rows: Any) -> list[np.ndarray]:
        """Give places to start again from where the data say little."""

    @abstractmethod
    def _box(self, rows: Any) -> tuple[np.ndarray, np.ndarray]:
        """Give the lowest and highest search coordinates."""

    @abstractmethod
    def _natural(self, place: np.ndarray, rows: Any) -> Natural:
        """Map search coordinates to the likelihood's natural parameters."""

    @abstractmethod
    def _log_likelihood(self, natural: np.ndarray, rows: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row and the Hessian of the weighted sum."""

    @abstractmethod
    def _published(self, natural: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the papers' parameters and their slopes in the natural ones."""

    @abstractmethod
    def _from_published(self, parameters: dict[str, float]) -> np.ndarray:
        """Give natural parameters from the papers' parameters."""

    # what all families share ---------------------------------------------------------------------------------

    def fit(self, table: pd.DataFrame, y: None = None) -> Self:
        """Fit by maximum likelihood.

        Parameters
        ----------
        table : DataFrame
            One row per customer, see :func:`repeat_purchase_table`.
        y : None
            Not used.

        Returns
        -------
        FittedModel
            The model itself.

        Raises
        ------
        SchemaError
            If the table is impossible or says nothing about repeat buying.
        RuntimeError
            If no maximum was found.
        """
        rows = self._rows(table)
        found = self._search(rows, self._start(rows))
        if self._is_doubtful(rows, found):
            found = self._best_of(rows, found, self._other_starts(rows))
            found = self._best_of(rows, found, self._ways_off(rows, found))
        self.rows_ = rows
        self.unit_ = table.attrs.get("unit")
        self._learn(found)
        return self

    def _search(self, rows: Any, start: np.ndarray) -> Maximum:
        lower, upper = self._box(rows)
        found = maximise(
            lambda place: self._evaluate(place, rows),
            start,
            lower,
            upper,
            tolerance=self.tolerance,
            max_evaluations=self.max_evaluations,
        )
        if not found.converged:
            raise RuntimeError(
                f"{type(self).__name__}: no maximum within {self.max_evaluations} evaluations. "
                "Check the unit of t_x and T, or raise max_evaluations."
            )
        return found

    def _is_doubtful(self, rows: Any, found: Maximum) -> bool:
        """Say whether there may be a second maximum: a limit was reached, or the data say little in some direction."""
        at_limit = bool(self._resting(found.place, *self._box(rows)))
        return at_limit or float(np.linalg.eigvalsh(-found.hessian)[0]) < DOUBTFUL

    def _best_of(self, rows: Any, found: Maximum, starts: list[np.ndarray]) -> Maximum:
        for start in starts:
            again = self._search(rows, start)
            evaluations = found.evaluations + again.evaluations
            found = max(found, again, key=lambda maximum: maximum.value)._replace(evaluations=evaluations)
        return found

    def _ways_off(self, rows: Any, found: Maximum) -> list[np.ndarray]:
        """Give places on a limit from which the likelihood rises, other than the one found.

        Where nobody leaves it does not matter how dropout differs between customers; but a little dropout of another
        kind may be likelier than none.
        """
        lower, upper = self._box(rows)
        ways = []
        for limit in self._resting(found.place, lower, upper):
            for other in limit.meaningless:
                for share in (1.0, 0.5, 0.0):
                    place = found.place.copy()
                    place[other] = lower[other] + share * (upper[other] - lower[other])
                    slope = self._evaluate(place, rows)[1][limit.coordinate]
                    if (-slope if limit.upper else slope) > 1e-6:
                        ways.append(place)
        return ways

    def _resting(self, place: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> list[Limit]:
        return [
            limit
            for limit in self.limits
            if place[limit.coordinate] == (upper if limit.upper else lower)[limit.coordinate]
        ]

    def _evaluate(self, place: np.ndarray, rows: Any) -> tuple[float, np.ndarray, np.ndarray]:
        """Give the log-likelihood with gradient and Hessian in search coordinates."""
        natural = self._natural(place, rows)
        value, score, hessian = self._log_likelihood(natural.value, rows)
        if not np.isfinite(value).all():  # an impossible corner of the box: the search turns back
            return -np.inf, np.zeros_like(place), np.zeros((len(place), len(place)))
        gradient = score @ rows.counts
        curved = natural.first.T @ hessian @ natural.first + np.tensordot(gradient, natural.second, axes=1)
        return float(rows.counts @ value), gradient @ natural.first, curved

    def _learn(self, found: Maximum) -> None:
        lower, upper = self._box(self.rows_)
        resting = self._resting(found.place, lower, upper)
        without_meaning = {other for limit in resting for other in limit.meaningless}
        resting = [limit for limit in resting if limit.coordinate not in without_meaning]
        held = np.zeros(len(found.place), dtype=bool)
        for limit in resting:
            held[[limit.coordinate, *limit.meaningless]] = True
        self.place_, self.hessian_, self.free_ = found.place, found.hessian, ~held
        self.natural_ = self._natural(found.place, self.rows_).value
        self.log_likelihood_ = found.value
        self.n_evaluations_ = found.evaluations
        self.n_customers_ = round(self.rows_.n)
        self.n_rows_ = len(self.rows_)
        self._publish()
        self.boundaries_ = tuple(limit.sentence.format(**self._facts()) for limit in resting)
        self.notes_ = self._notes()

    def _publish(self) -> None:
        values, _ = self._published(self.natural_)
        self.params_ = pd.Series(values, index=pd.Index(self.parameter_names, name="parameter"), name="estimate")
        for name, value in zip(self.parameter_names, values, strict=True):
            setattr(self, f"{name}_", float(value))

    def _facts(self) -> dict[str, float]:
        """Give the numbers that sentences about limits use."""
        return {}

    def _notes(self) -> tuple[str, ...]:
        """Say in words what a reader of the parameters must know."""
        free = np.flatnonzero(self.free_)
        curvature = np.linalg.eigvalsh(-self.hessian_[np.ix_(free, free)]) if len(free) else np.ones(1)
        if curvature[0] < FLAT:
            return (
                "the likelihood is flat: other parameters fit these data as well. Compare predictions, not parameters, "
                "and use profile or bootstrap intervals.",
            )
        return ()

    @classmethod
    def from_params(cls, *, unit: str | None = None, **parameters: float) -> Self:
        """Give a model with known parameters, ready to predict.

        Parameters
        ----------
        unit : str, optional
            Unit of time of the parameters ("D", "W", "M", "Y").
        **parameters : float
            The model's parameters by name, all positive.

        Returns
        -------
        FittedModel
            A model without data: it predicts and simulates, but has no likelihood and no standard errors.

        Raises
        ------
        ValueError
            If a parameter is missing, unknown or not positive.
        """
        if set(parameters) != set(cls.parameter_names):
            raise ValueError(f"expected parameters {', '.join(cls.parameter_names)}, found {', '.join(parameters)}.")
        bad = [f"{name}={value}" for name, value in parameters.items() if not (np.isfinite(value) and value > 0)]
        if bad:
            raise ValueError(f"parameters must be positive and finite, found {', '.join(bad)}.")
        model = cls()
        model.unit_ = unit
        model.natural_ = model._from_published({name: float(value) for name, value in parameters.items()})
        model._publish()
        model.boundaries_, model.notes_ = (), ()
        return model

    def _check_has_data(self) -> None:
        check_is_fitted(self, "natural_")
        if not hasattr(self, "rows_"):
            raise ValueError("this model was made with from_params: without data there is no likelihood to look at.")
