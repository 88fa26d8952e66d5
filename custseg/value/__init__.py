"""What is a customer worth? Money per customer, how it is spread, and what it is worth now."""

from .concentration import concentration_table, gini, lorenz_curve, pareto_top_share, top_share
from .discounting import annuity_factor, discount_factors, present_value
from .whale import whale_curve, whale_summary

__all__ = [
    "annuity_factor",
    "concentration_table",
    "discount_factors",
    "gini",
    "lorenz_curve",
    "pareto_top_share",
    "present_value",
    "top_share",
    "whale_curve",
    "whale_summary",
]
