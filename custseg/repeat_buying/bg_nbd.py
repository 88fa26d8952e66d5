"""Who leaves after a repeat purchase? The beta-geometric/NBD model."""

from __future__ import annotations

from typing import ClassVar

from .beta_geometric_model import BetaGeometricModel


class BetaGeoNBD(BetaGeometricModel):
    """Beta-geometric/NBD: buy at random, and after each repeat purchase leave with a personal probability.

    Buying rates are gamma distributed over customers (shape ``r``, rate ``alpha``), dropout probabilities beta
    distributed (``a``, ``b``). A customer who has bought only once has had no chance to leave: P(alive) is 1 for
    everybody with ``x = 0``, however long the silence. In :class:`ModifiedBetaGeoNBD` and :class:`ParetoNBD` they may
    leave.

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
    params_ : Series
        The same together.
    log_likelihood_ : float
        At the maximum.
    boundaries_ : tuple of str
        The limits of the model that the data ask for, in words.
    notes_ : tuple of str
        What else a reader of the parameters must know.
    n_customers_, n_rows_, n_evaluations_ : int
        Customers, unique rows they were compressed to, evaluations of the likelihood.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way: An Alternative to the
    Pareto/NBD Model. Marketing Science 24(2), 275-284.

    Examples
    --------
    >>> import pandas as pd
    >>> model = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    >>> customer = pd.DataFrame({"x": [2], "t_x": [30.43], "T": [38.86]})
    >>> round(float(model.expected_purchases(customer, horizon=39).iloc[0]), 2)
    1.23
    """

    first_chance: ClassVar[int] = 0
