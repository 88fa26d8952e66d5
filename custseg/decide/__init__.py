"""So what do we do, and for whom? Who will answer an offer, how many to mail, whom to write to and leave alone."""

from .abandonment import repair_reach, strategic_abandonment
from .alike import comeback_of_alike, kinds_of_customers
from .answers import answer_quality, predict_answers
from .calibration import calibration_table
from .campaigns import compare_lists, predict_campaigns
from .challenging import convert_keep_drop
from .drawn_controls import draw_control
from .dropping import drop_effect
from .earlier_days import rhythm_at_cuts
from .earlier_lists import comeback_rates, comeback_table
from .lists_by_rule import action_lists
from .mailing_depth import lift_table, mailing_profit
from .mailings import mailing_table, targeting_table
from .other_assumptions import verdict_flips
from .power import smallest_effect
from .programme_money import conversion_payback, programme_return
from .prospects import list_prospects
from .question_gates import gates
from .rating.capacity import capacity_cut, key_capacity
from .rating.class_quotas import share_by_class
from .rating.density import outlet_density
from .rating.evaluation import against_control, before_after
from .rating.retailer_rating import RetailerRating
from .rating.rewards import reward_steps
from .rating.supply import allocate_supply
from .referral_campaign.letters import campaign_routes, plan_campaign
from .referral_campaign.lift import campaign_lift
from .referral_campaign.size import campaign_size
from .referral_campaign.stop import stop_bounds, stop_rule
from .rhythm import rhythm_table
from .rhythm_rules import largest_customers, long_silent, overdue, rule_key, silent_newcomers
from .same_size_lists import list_against_columns
from .service_levels import border_moves, service_by_value, service_level_table
from .signs import business_signs
from .stages_and_silence import stage_returns

__all__ = [
    "RetailerRating",
    "action_lists",
    "against_control",
    "allocate_supply",
    "answer_quality",
    "before_after",
    "border_moves",
    "business_signs",
    "calibration_table",
    "campaign_lift",
    "campaign_routes",
    "campaign_size",
    "capacity_cut",
    "comeback_of_alike",
    "comeback_rates",
    "comeback_table",
    "compare_lists",
    "conversion_payback",
    "convert_keep_drop",
    "draw_control",
    "drop_effect",
    "gates",
    "key_capacity",
    "kinds_of_customers",
    "largest_customers",
    "lift_table",
    "list_against_columns",
    "list_prospects",
    "long_silent",
    "mailing_profit",
    "mailing_table",
    "outlet_density",
    "overdue",
    "plan_campaign",
    "predict_answers",
    "predict_campaigns",
    "programme_return",
    "repair_reach",
    "reward_steps",
    "rhythm_at_cuts",
    "rhythm_table",
    "rule_key",
    "service_by_value",
    "service_level_table",
    "share_by_class",
    "silent_newcomers",
    "smallest_effect",
    "stage_returns",
    "stop_bounds",
    "stop_rule",
    "strategic_abandonment",
    "targeting_table",
    "verdict_flips",
]
