"""Who is still a customer, and what will they buy and spend? One family a file, one way to fit them all."""

from .alive_map import alive_map
from .base_value import base_value
from .baselines import hiatus_heuristic, last_period_count
from .bg_nbd import BetaGeoNBD
from .expected_counts import conditional_expectation_table, frequency_table
from .gamma_gamma import GammaGamma
from .inference import prediction_interval
from .lifetime_value import lifetime_value
from .mbg_nbd import ModifiedBetaGeoNBD
from .pareto_nbd import ParetoNBD
from .selection import compare_models, holdout_scores
from .table import repeat_purchase_table
from .tracking import tracking_table

__all__ = [
    "BetaGeoNBD",
    "GammaGamma",
    "ModifiedBetaGeoNBD",
    "ParetoNBD",
    "alive_map",
    "base_value",
    "compare_models",
    "conditional_expectation_table",
    "frequency_table",
    "hiatus_heuristic",
    "holdout_scores",
    "last_period_count",
    "lifetime_value",
    "prediction_interval",
    "repeat_purchase_table",
    "tracking_table",
]
