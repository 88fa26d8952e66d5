"""Who is still a customer, and what will they buy and spend? One family a file, one way to fit them all.

`repeat_purchase_table` makes the table, `repeat_purchase_counts` a short one of a log of any size; `BetaGeoNBD`,
`ModifiedBetaGeoNBD`, `ParetoNBD`, of regular buyers `BetaGeoCNBD` and `ModifiedBetaGeoCNBD` (when) and `GammaGamma`
(how much) are fitted to it; the other functions predict from them, compare them and show how sure they are.
`estimate_regularity` says whether buyers are regular, `recommend_family` which family a log calls for, and
`season_index` and `SeasonClock` are for months that differ. `BuyingWithTraits` and `SpendWithTraits` let rates depend
on what is known of a customer, and `trait_worth` says what that is worth. `later_purchases_from` draws twins of a log
from them. `BetaGeoBetaBinom` is for yes or no per period, `ShiftedBetaGeo` and `BetaDiscreteWeibull` are for contracts.
"""

from ._forecast_rules import FORECAST_RULES
from .alive_maps import alive_map
from .beta_discrete_weibull import BetaDiscreteWeibull
from .beta_geometric_binomial import BetaGeoBetaBinom
from .beta_geometric_cnbd import BetaGeoCNBD, ModifiedBetaGeoCNBD
from .beta_geometric_nbd import BetaGeoNBD, ModifiedBetaGeoNBD
from .buying_traits import BuyingWithTraits
from .conditional_expectations import conditional_expectation_table
from .contract_tables import contract_table, contracts_from_survivors
from .earlier_comebacks import comebacks_by_history, history_groups
from .earlier_forecasts import money_ahead, own_intervals
from .expected_and_realised import forecast_intervals
from .family_choice import recommend_family
from .forecast_by_customer import expected_customers
from .forecast_choice import choose_forecast
from .frequency_tables import frequency_table
from .gamma_gamma import GammaGamma
from .held_out_families import hold_out_families
from .heuristics import hiatus_heuristic, last_period_count, recent_money_ahead
from .lifetime_values import base_value, lifetime_value
from .model_comparison import compare_models, customer_log_scores, holdout_differences, holdout_scores
from .pareto_nbd import ParetoNBD
from .period_tables import period_purchase_table
from .prediction_intervals import prediction_interval
from .regularity import estimate_regularity, regularity_twin
from .repeat_purchases import repeat_purchase_table
from .seasonal_time import SeasonClock
from .seasons import season_index
from .shared_histories import repeat_purchase_counts
from .shifted_beta_geometric import ShiftedBetaGeo
from .simulated_logs import later_purchases_from
from .spending_traits import SpendWithTraits
from .summaries import repeat_purchases_from_summary
from .survivor_curves import extrapolate_survivors
from .tracking import tracking_table
from .trait_worths import trait_worth

__all__ = [
    "FORECAST_RULES",
    "BetaDiscreteWeibull",
    "BetaGeoBetaBinom",
    "BetaGeoCNBD",
    "BetaGeoNBD",
    "BuyingWithTraits",
    "GammaGamma",
    "ModifiedBetaGeoCNBD",
    "ModifiedBetaGeoNBD",
    "ParetoNBD",
    "SeasonClock",
    "ShiftedBetaGeo",
    "SpendWithTraits",
    "alive_map",
    "base_value",
    "choose_forecast",
    "comebacks_by_history",
    "compare_models",
    "conditional_expectation_table",
    "contract_table",
    "contracts_from_survivors",
    "customer_log_scores",
    "estimate_regularity",
    "expected_customers",
    "extrapolate_survivors",
    "forecast_intervals",
    "frequency_table",
    "hiatus_heuristic",
    "history_groups",
    "hold_out_families",
    "holdout_differences",
    "holdout_scores",
    "last_period_count",
    "later_purchases_from",
    "lifetime_value",
    "money_ahead",
    "own_intervals",
    "period_purchase_table",
    "prediction_interval",
    "recent_money_ahead",
    "recommend_family",
    "regularity_twin",
    "repeat_purchase_counts",
    "repeat_purchase_table",
    "repeat_purchases_from_summary",
    "season_index",
    "tracking_table",
    "trait_worth",
]
