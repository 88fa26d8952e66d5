"""What is a customer worth? Money per customer, how it is spread, and what it is worth now."""

from .acquisition import acquisition_break_even
from .concentration import concentration_table, gini, lorenz_curve, pareto_top_share, top_share
from .discounting import annuity_factor, discount_factors, present_value
from .equity import customer_equity
from .levers import break_even_retention, clv_elasticities
from .lifetime import ccv, clv, clv_by_period, cpv, undiscounted_value
from .payments import survival_curve
from .planning import planning_change, planning_income, planning_profit, planning_sensitivity
from .split import value_split
from .whale import whale_curve, whale_summary

__all__ = [
    "acquisition_break_even",
    "annuity_factor",
    "break_even_retention",
    "ccv",
    "clv",
    "clv_by_period",
    "clv_elasticities",
    "concentration_table",
    "cpv",
    "customer_equity",
    "discount_factors",
    "gini",
    "lorenz_curve",
    "pareto_top_share",
    "planning_change",
    "planning_income",
    "planning_profit",
    "planning_sensitivity",
    "present_value",
    "survival_curve",
    "top_share",
    "undiscounted_value",
    "value_split",
    "whale_curve",
    "whale_summary",
]
