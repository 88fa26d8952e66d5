"""Who leaves after a purchase, the first one included? The modified beta-geometric/NBD model."""

from __future__ import annotations

from typing import ClassVar

from .beta_geometric_model import BetaGeometricModel


class ModifiedBetaGeoNBD(BetaGeometricModel):
    """Modified beta-geometric/NBD: as BG/NBD, but a customer may leave right after the first purchase too.

    One-time buyers therefore have a P(alive) below one, which falls with their silence.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error.

    Attributes
    ----------
    r_, alpha_, a_, b_ : float
        Parameters; ``alpha_`` is in the unit of time of the table. At a limit they are 0, infinite or NaN (no meaning).
    params_, log_likelihood_, boundaries_, notes_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    References
    ----------
    Batislam, E. P., Denizel, M. & Filiztekin, A. (2007). Empirical validation and comparison of models for customer
    base analysis. International Journal of Research in Marketing 24(3), 201-209.

    Examples
    --------
    >>> import pandas as pd
    >>> model = ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="W")
    >>> once = pd.DataFrame({"x": [0], "t_x": [0.0], "T": [38.86]})
    >>> round(float(model.probability_alive(once).iloc[0]), 2)
    0.39
    """

    first_chance: ClassVar[int] = 1
