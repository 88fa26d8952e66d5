"""So what do we do, and for whom? Who will answer an offer, how many to mail, whom to write to and leave alone."""

from .alike import comeback_of_alike, kinds_of_customers
from .answers import answer_quality, predict_answers
from .calibration import calibration_table
from .campaigns import compare_lists, predict_campaigns
from .earlier_days import rhythm_at_cuts
from .lists_and_controls import action_lists, comeback_rates, comeback_table, draw_control
from .mailing_depth import lift_table, mailing_profit
from .mailings import mailing_table, targeting_table
from .power import smallest_effect
from .prospects import list_prospects
from .question_gates import gates
from .rhythm import largest_customers, long_silent, overdue, rhythm_table, rule_key, silent_newcomers
from .same_size_lists import list_against_columns
from .signs import business_signs
from .stages_and_silence import stage_returns

__all__ = [
    "action_lists",
    "answer_quality",
    "business_signs",
    "calibration_table",
    "comeback_of_alike",
    "comeback_rates",
    "comeback_table",
    "compare_lists",
    "draw_control",
    "gates",
    "kinds_of_customers",
    "largest_customers",
    "lift_table",
    "list_against_columns",
    "list_prospects",
    "long_silent",
    "mailing_profit",
    "mailing_table",
    "overdue",
    "predict_answers",
    "predict_campaigns",
    "rhythm_at_cuts",
    "rhythm_table",
    "rule_key",
    "silent_newcomers",
    "smallest_effect",
    "stage_returns",
    "targeting_table",
]
