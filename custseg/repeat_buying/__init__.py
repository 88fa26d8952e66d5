"""Who is still a customer, and what will they buy and spend? One family a file, one way to fit them all."""

from .baselines import hiatus_heuristic, last_period_count
from .bg_nbd import BetaGeoNBD
from .gamma_gamma import GammaGamma
from .inference import prediction_interval
from .lifetime_value import lifetime_value
from .mbg_nbd import ModifiedBetaGeoNBD
from .pareto_nbd import ParetoNBD
from .selection import compare_models, holdout_scores
from .table import repeat_purchase_table

__all__ = [
    "BetaGeoNBD",
    "GammaGamma",
    "ModifiedBetaGeoNBD",
    "ParetoNBD",
    "compare_models",
    "hiatus_heuristic",
    "holdout_scores",
    "last_period_count",
    "lifetime_value",
    "prediction_interval",
    "repeat_purchase_table",
]
