"""How sure is a fitted model of its parameters? The methods by which every model says it.

:class:`ParameterErrors`; what they compute is in `inference`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...schema import ErrorKind, IntervalKind, Unit
from .family import FittedFamily, RowsT, check_has_data
from .inference import confidence_intervals, covariance, standard_errors


class ParameterErrors(FittedFamily[RowsT]):
    """Covariance, standard errors, confidence intervals and the summary of a model that has been fitted.

    Attributes
    ----------
    n_customers_ : int
        Customers to whom it was fitted.
    unit_ : {"D", "W", "M", "Y"} or None
        Unit of time of the parameters.
    limits_reached_, notes_ : tuple of str
        What a reader of the parameters must know.
    """

    n_customers_: int
    unit_: Unit | None
    limits_reached_: tuple[str, ...]
    notes_: tuple[str, ...]

    def covariance(self, kind: ErrorKind = "hessian", **bootstrap: Any) -> pd.DataFrame:
        """Give the covariance of the parameters.

        Parameters
        ----------
        kind : {"hessian", "sandwich", "bootstrap"}
            ``"hessian"`` trusts the model, ``"sandwich"`` allows for the model being wrong, ``"bootstrap"`` refits to
            resampled customers.
        **bootstrap
            ``n_resamples`` (1000) and ``random_state`` (int or numpy Generator) of the bootstrap.

        Returns
        -------
        DataFrame
            Parameters by parameters; NaN where a limit leaves a parameter without a finite value.
        """
        return covariance(self, kind, **bootstrap)

    def standard_errors(self, kind: ErrorKind = "hessian", **bootstrap: Any) -> pd.Series:
        """Give the standard errors of the parameters; arguments as in :meth:`covariance`."""
        return standard_errors(self, kind, **bootstrap)

    def confidence_intervals(
        self, kind: IntervalKind = "profile", *, level: float = 0.95, **bootstrap: Any
    ) -> pd.DataFrame:
        """Give confidence intervals of the parameters.

        Parameters
        ----------
        kind : {"profile", "hessian", "sandwich", "bootstrap"}
            ``"profile"`` (recommended) keeps the values that the likelihood cannot tell from the best; an end that the
            data do not give is 0 or infinite, and a parameter that rests on a limit has none (NaN). The others as in
            :meth:`covariance`.
        level : float
            Confidence, between 0 and 1.
        **bootstrap
            ``n_resamples`` (1000) and ``random_state`` (int or numpy Generator) of the bootstrap.

        Returns
        -------
        DataFrame
            Per parameter ``low`` and ``high``.
        """
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
        check_has_data(self)
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
            "limits_reached": list(self.limits_reached_),
            "notes": list(self.notes_),
        }
        return table
