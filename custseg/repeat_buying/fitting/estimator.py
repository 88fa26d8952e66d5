"""What do all repeat-buying models share? One way to fit, one set of learnt attributes, one summary.

A family gives a likelihood with exact derivatives on compressed rows and says what its limits mean; searching,
naming limits and uncertainty are written here and in `inference` once for all families.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from .inference import confidence_intervals, covariance, standard_errors
from .newton import Maximum
from .search import Limit, Natural, find_maximum, resting_limits

FLAT = 1e-3  # curvature (log-likelihood per squared search coordinate) below which nothing is learnt


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
    columns: ClassVar[tuple[str, ...]]
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
    def _place(self, natural: np.ndarray, rows: Any) -> np.ndarray:
        """Map natural parameters back to search coordinates."""

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
        found = find_maximum(self, rows)
        self.rows_ = rows
        self.unit_ = table.attrs.get("unit")
        self.feature_names_in_ = np.array(self.columns, dtype=object)
        self.n_features_in_ = len(self.columns)
        self._learn(found)
        return self

    def _learn(self, found: Maximum) -> None:
        resting = resting_limits(self, found.place, self.rows_)
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
        self.limits_reached_ = tuple(limit.sentence.format(**self._facts()) for limit in resting)
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
        model.limits_reached_, model.notes_ = (), ()
        return model

    def covariance(self, kind: str = "hessian", **bootstrap: Any) -> pd.DataFrame:
        """Give the covariance of the parameters; see :func:`custseg.repeat_buying.fitting.inference.covariance`."""
        self._check_has_data()
        return covariance(self, kind, **bootstrap)

    def standard_errors(self, kind: str = "hessian", **bootstrap: Any) -> pd.Series:
        """Give the standard errors of the parameters: "hessian", "sandwich" or "bootstrap"."""
        self._check_has_data()
        return standard_errors(self, kind, **bootstrap)

    def confidence_intervals(self, kind: str = "profile", *, level: float = 0.95, **bootstrap: Any) -> pd.DataFrame:
        """Give confidence intervals of the parameters: "profile" (recommended), "hessian", "sandwich", "bootstrap"."""
        self._check_has_data()
        return confidence_intervals(self, kind, level=level, **bootstrap)

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """Give estimates, Hessian and sandwich standard errors and profile intervals, one row per parameter.

        Parameters
        ----------
        level : float
            Confidence of the intervals.

        Returns
        -------
        DataFrame
            ``estimate``, ``se_hessian``, ``se_sandwich``, ``low``, ``high``. ``attrs`` hold the log-likelihood,
            the number of customers, the limits reached and the notes. Sandwich errors much larger than Hessian ones say
            that the model does not fit.
        """
        self._check_has_data()
        table = pd.DataFrame(
            {
                "estimate": self.params_,
                "se_hessian": standard_errors(self, "hessian"),
                "se_sandwich": standard_errors(self, "sandwich"),
            }
        ).join(confidence_intervals(self, "profile", level=level))
        table.attrs = {
            "model": type(self).__name__,
            "log_likelihood": self.log_likelihood_,
            "customers": self.n_customers_,
            "unit": self.unit_,
            "boundaries": list(self.limits_reached_),
            "notes": list(self.notes_),
        }
        return table

    def _check_has_data(self) -> None:
        check_is_fitted(self, "natural_")
        if not hasattr(self, "rows_"):
            raise ValueError("this model was made with from_params: without data there is no likelihood to look at.")
