"""What do all fitted models share? One way to fit, one set of learnt attributes, one score.

:class:`FittedModel` turns a :class:`~.family.Family` into an estimator. Searching, naming limits and uncertainty are
written once for all families, here and in `search`, `parameter_errors`, `inference` and `profile_likelihood`.
"""

from __future__ import annotations

from abc import ABC
from numbers import Real
from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from ...schema import SchemaError, Unit, check_whole, require_frame, warn_unsafe
from .family import RowsT
from .newton import Maximum
from .parameter_errors import ParameterErrors
from .search import find_maximum, limits_at
from .weights import customers_of, standing_for

FLAT = 1e-3  # curvature (log-likelihood per squared search coordinate) below which nothing is learnt


def is_number(value: object) -> bool:
    """Say whether a value is one real number: not a truth value, not a date, not a span of time."""
    return isinstance(value, Real) and not isinstance(value, bool | np.timedelta64)


def _check_search(tolerance: float, max_evaluations: float) -> None:
    """Refuse a search that cannot end, or cannot begin."""
    check_whole(max_evaluations, "max_evaluations", at_least=1, of="evaluations")
    if not (is_number(tolerance) and 0 < tolerance < np.inf):
        raise ValueError(
            f"tolerance must be a number above zero, of log-likelihood, such as 1e-9; found {tolerance!r}."
        )


class FittedModel(BaseEstimator, ParameterErrors[RowsT], ABC):
    """A model that is fitted by maximum likelihood to one row per customer.

    A family inherits from it and writes the methods of :class:`~.family.Family`, whose file says how.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.
    """

    def __init__(self, *, tolerance: float = 1e-9, max_evaluations: int = 100) -> None:
        self.tolerance = tolerance
        self.max_evaluations = max_evaluations

    def fit(self, X: pd.DataFrame, y: object = None, sample_weight: object = None) -> Self:
        """Fit by maximum likelihood.

        Parameters
        ----------
        X : DataFrame
            One row per customer, see :func:`custseg.repeat_buying.repeat_purchase_table`, or one for several, with a
            column ``customers`` that says how many.
        y : None
            Not used.
        sample_weight : array-like of shape (n_rows,), optional
            How many customers each row stands for, times ``customers`` where the table has it; by default one. Errors
            and intervals count customers, not rows: they are those of the table with each row so many times. A
            fraction is part of a customer: errors are those of as many customers as the weights add up to. They are
            right only if so many were seen, and never those of weights that correct an uneven sample: resample the
            rows for these. Models of periods and contracts take whole numbers.

        Returns
        -------
        FittedModel
            The model itself.

        Raises
        ------
        TypeError
            If ``X`` is not a DataFrame.
        ValueError
            If ``tolerance`` is not above zero, or ``max_evaluations`` no whole number of one or more.
        SchemaError
            If the table is impossible or says nothing about how customers differ, weights are no numbers of zero or
            more, or ``customers`` no whole ones.
        RuntimeError
            If no maximum was found.
        """
        require_frame(X, "X")
        _check_search(self.tolerance, self.max_evaluations)
        weighted = standing_for(X, sample_weight)
        unit = self.unit_learnt(X)
        rows = self.compress(weighted)
        customers_of(X, whole=True)  # after all else that may be wrong with the table
        if reason := rows.uninformative():
            raise SchemaError(reason)
        found = self.highest(rows)
        self.rows_ = rows
        self.unit_ = unit
        self.feature_names_in_ = np.array(self.columns, dtype=object)
        self.n_features_in_ = len(self.columns)
        self._learn(found)
        self.unsafe_ = (*self._limits_in_words(), *self.unsafe_in(weighted))
        warn_unsafe(*self.unsafe_)
        return self

    def score(self, X: pd.DataFrame, y: object = None, sample_weight: object = None) -> float:
        """Give the mean log-likelihood per customer of a table, so that models can be compared on customers kept back.

        Parameters
        ----------
        X : DataFrame
            As in :meth:`fit`, in the same unit of time or currency.
        y : None
            Not used.
        sample_weight : array-like of shape (n_rows,), optional
            As in :meth:`fit`.

        Returns
        -------
        float
            Natural logarithm; higher is better. Comparable between families on the same table only.

        Raises
        ------
        NotFittedError
            If the model has not been fitted.
        SchemaError
            If the table is impossible.

        Examples
        --------
        >>> from sklearn.model_selection import cross_val_score
        >>> from custseg.datasets import load_cdnow
        >>> from custseg.repeat_buying import BetaGeoNBD, ParetoNBD, repeat_purchase_table
        >>> table = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30")
        >>> [round(float(cross_val_score(model, table, cv=3).mean()), 3) for model in (BetaGeoNBD(), ParetoNBD())]
        [-4.067, -4.073]
        """
        check_is_fitted(self, "likelihood_params_")
        require_frame(X, "X")
        self.refuse_other_unit(X)
        rows = self.compress(standing_for(X, sample_weight))
        customers_of(X, whole=True)
        value, _, _ = self.log_likelihood(self.likelihood_params_, rows)
        return float(rows.counts @ value / rows.counts.sum())

    @classmethod
    def from_params(cls, *, unit: Unit | None = None, **parameters: float) -> Self:
        """Give a model with known parameters, ready to predict.

        Parameters
        ----------
        unit : {"D", "W", "M", "Y"}, optional
            Unit of time of the parameters.
        **parameters : float
            The model's parameters by name, all positive.

        Returns
        -------
        FittedModel
            A model without data: it predicts, scores and simulates, but has no standard errors.

        Raises
        ------
        ValueError
            If a parameter is missing, unknown or not positive.
        """
        if set(parameters) != set(cls.parameter_names):
            raise ValueError(f"expected parameters {', '.join(cls.parameter_names)}, found {', '.join(parameters)}.")
        bad = [f"{name}={value}" for name, value in parameters.items() if not (is_number(value) and 0 < value < np.inf)]
        if bad:
            raise ValueError(f"parameters must be positive and finite numbers, found {', '.join(bad)}.")
        model = cls()
        model.unit_ = unit
        model.likelihood_params_ = model.from_reported({name: float(value) for name, value in parameters.items()})
        model._report()
        model.limits_reached_, model.notes_, model.unsafe_ = (), (), model.unsafe_parameters()
        return model

    def highest(self, rows: RowsT) -> Maximum:
        """Climb to the highest maximum of the likelihood."""
        return find_maximum(self, rows)

    @property
    def n_parameters_(self) -> int:
        """Give the number of parameters that were learnt from the data."""
        return len(self.params_)

    def unit_learnt(self, table: pd.DataFrame) -> Unit | None:
        """Give the unit of time of the table that the model is fitted to; None where time plays no part."""
        return None

    def unsafe_in(self, table: pd.DataFrame) -> tuple[str, ...]:
        """Say what, besides limits, makes the answers of a model unsafe that was fitted to this table."""
        return self.unsafe_parameters()

    def unsafe_parameters(self) -> tuple[str, ...]:
        """Say which parameters give answers that are no use, whatever the table."""
        return ()

    def _limits_in_words(self) -> tuple[str, ...]:
        """Say for each limit what was found and what it means for the answer."""
        return tuple(
            f"{type(self).__name__} rests on a limit of the model, {sentence}. {limit.answer}".rstrip()
            for limit, sentence in zip(self.reached_, self.limits_reached_, strict=True)
        )

    def refuse_other_unit(self, table: pd.DataFrame) -> None:
        """Refuse a table in another unit of time than the model's; nothing to refuse where time plays no part."""

    def limit_values(self) -> dict[str, float]:
        """Give the numbers of the fit that the sentences of ``limits`` name in braces."""
        return {}

    def _learn(self, found: Maximum) -> None:
        reached = limits_at(self, found.point, self.rows_)
        meaningless = {other for limit in reached for other in limit.meaningless}
        reached = [limit for limit in reached if limit.coordinate not in meaningless]
        held = np.zeros(len(found.point), dtype=bool)
        for limit in reached:
            held[[limit.coordinate, *limit.meaningless]] = True
        self.search_point_, self.hessian_, self.held_ = found.point, found.hessian, held
        self.likelihood_params_ = self.likelihood_parameters(found.point, self.rows_).value
        self.log_likelihood_ = found.value
        self.n_evaluations_ = found.evaluations
        self.n_customers_ = round(float(self.rows_.counts.sum()))
        self.n_rows_ = len(self.rows_)
        self._report()
        self.reached_ = tuple(reached)
        self.limits_reached_ = tuple(limit.sentence.format(**self.limit_values()) for limit in reached)
        self.notes_ = self._notes()

    def _report(self) -> None:
        """Learn the reported parameters, together and one by one."""
        values, _ = self.reported_parameters(self.likelihood_params_)
        self.params_ = pd.Series(values, index=pd.Index(self.parameter_names, name="parameter"), name="estimate")
        for name, value in zip(self.parameter_names, values, strict=True):
            setattr(self, f"{name}_", float(value))

    def _notes(self) -> tuple[str, ...]:
        """Say in words what a reader of the parameters must know."""
        free = np.flatnonzero(~self.held_)
        curvature = np.linalg.eigvalsh(-self.hessian_[np.ix_(free, free)]) if len(free) else np.ones(1)
        if curvature[0] < FLAT:
            return (
                "the likelihood is flat: other parameters fit these data as well. Compare predictions, not parameters, "
                "and use profile or bootstrap intervals.",
            )
        return ()
