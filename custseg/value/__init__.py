"""What is a customer worth? Money per customer, how it is spread, and what it is worth now."""

from .agreement import partial_rank_correlation, rank_agreement
from .alike_customers import top_shares_if_alike
from .bank_return.capital import irb_capital
from .bank_return.client_table import client_returns
from .bank_return.gains import client_gain
from .bank_return.losses import expected_loss
from .bank_return.price import hurdle_price
from .bank_return.returns import raroc
from .bank_return.units import group_raroc, returns_by_unit
from .baskets import basket_table
from .break_even import acquisition_break_even, break_even_retention
from .bridge import revenue_bridge
from .chains_held_out import segments_ahead
from .claimed_shares import concentration_claims, pareto_top_share
from .cohort_forecasts import cohort_forecast, forecasts_at_cuts, profit_retention
from .cohorts import cohort_table
from .concentration import concentration_table, top_share
from .cross_selling.adoption import adoption_rates, new_categories
from .cross_selling.lift import cross_selling_lift
from .cross_selling.worth import adoption_worth
from .discounting import annuity_factor, discount_factors, present_value, undiscounted_value
from .elasticities import clv_elasticities
from .equity import customer_equity, value_split
from .fewest_customers import customers_who_bring
from .key_accounts import key_account_boundary, key_account_status
from .late_logs import late_start_table
from .life_cycle import profit_life_cycle
from .lorenz import gini, gini_interval, lorenz_curve
from .markov import markov_policy, markov_value
from .mover_stayers import MoverStayer, kept_after, mover_stayer, shares_after
from .newcomers_money import newcomer_sales
from .planning import planning_change, planning_income, planning_profit, planning_sensitivity
from .price_paid import realised_price
from .price_sensitivity import discount_response, discount_response_terms, discount_response_twin
from .profit import customer_profit
from .referral.credit import referral_value
from .referral.edges import sift_referrals
from .referral.neighbours import neighbour_influence
from .referral.whole import total_value
from .repeat_purchase_timing import interpurchase_times, repeat_rate
from .retention_and_share import arpu_share_churn, customer_share, expected_length, retention_by_period
from .second_purchase import second_purchase_curve, second_purchase_summary
from .serving_cost.assumed_minutes import cost_over_minutes, drawn_minutes
from .serving_cost.axes_of_maps import map_axes
from .serving_cost.causes_of_loss import profit_causes
from .serving_cost.customer_costs import cost_to_serve, unused_capacity
from .serving_cost.features import cost_features
from .serving_cost.rates import capacity_rates
from .sources_of_profit import profit_sources
from .standing_still import customers_to_stand_still, sales_by_first_purchase
from .survival import survival_curve
from .tails import tail_exponent
from .tenure_profit import profit_by_tenure
from .two_periods_by_week import weekly_sales
from .value_by_formula import ccv, clv_by_period, clv_formula, cpv
from .waiting import second_purchase_waits, silence_table
from .whale import whale_curve, whale_summary
from .why_sales_moved import sales_change

__all__ = [
    "MoverStayer",
    "acquisition_break_even",
    "adoption_rates",
    "adoption_worth",
    "annuity_factor",
    "arpu_share_churn",
    "basket_table",
    "break_even_retention",
    "capacity_rates",
    "ccv",
    "client_gain",
    "client_returns",
    "clv_by_period",
    "clv_elasticities",
    "clv_formula",
    "cohort_forecast",
    "cohort_table",
    "concentration_claims",
    "concentration_table",
    "cost_features",
    "cost_over_minutes",
    "cost_to_serve",
    "cpv",
    "cross_selling_lift",
    "customer_equity",
    "customer_profit",
    "customer_share",
    "customers_to_stand_still",
    "customers_who_bring",
    "discount_factors",
    "discount_response",
    "discount_response_terms",
    "discount_response_twin",
    "drawn_minutes",
    "expected_length",
    "expected_loss",
    "forecasts_at_cuts",
    "gini",
    "gini_interval",
    "group_raroc",
    "hurdle_price",
    "interpurchase_times",
    "irb_capital",
    "kept_after",
    "key_account_boundary",
    "key_account_status",
    "late_start_table",
    "lorenz_curve",
    "map_axes",
    "markov_policy",
    "markov_value",
    "mover_stayer",
    "neighbour_influence",
    "new_categories",
    "newcomer_sales",
    "pareto_top_share",
    "partial_rank_correlation",
    "planning_change",
    "planning_income",
    "planning_profit",
    "planning_sensitivity",
    "present_value",
    "profit_by_tenure",
    "profit_causes",
    "profit_life_cycle",
    "profit_retention",
    "profit_sources",
    "rank_agreement",
    "raroc",
    "realised_price",
    "referral_value",
    "repeat_rate",
    "retention_by_period",
    "returns_by_unit",
    "revenue_bridge",
    "sales_by_first_purchase",
    "sales_change",
    "second_purchase_curve",
    "second_purchase_summary",
    "second_purchase_waits",
    "segments_ahead",
    "shares_after",
    "sift_referrals",
    "silence_table",
    "survival_curve",
    "tail_exponent",
    "top_share",
    "top_shares_if_alike",
    "total_value",
    "undiscounted_value",
    "unused_capacity",
    "value_split",
    "weekly_sales",
    "whale_curve",
    "whale_summary",
]
