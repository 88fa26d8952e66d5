"""Who is still a customer, and what will they buy and spend? One family a file, one way to fit them all."""

from .bg_nbd import BetaGeoNBD
from .gamma_gamma import GammaGamma
from .mbg_nbd import ModifiedBetaGeoNBD
from .pareto_nbd import ParetoNBD
from .table import repeat_purchase_table

__all__ = [
    "BetaGeoNBD",
    "GammaGamma",
    "ModifiedBetaGeoNBD",
    "ParetoNBD",
    "repeat_purchase_table",
]
