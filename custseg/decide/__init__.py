"""So what do we do, and for whom? Who will answer an offer, how many to mail, whom to write to and leave alone."""

from .answers import answer_quality, predict_answers
from .calibration import calibration_table
from .campaigns import compare_lists, predict_campaigns
from .lists_and_controls import action_lists, comeback_rates, comeback_table, draw_control
from .mailing_depth import lift_table, mailing_profit
from .mailings import mailing_table, targeting_table
from .power import smallest_effect
from .question_gates import gates
from .rhythm import largest_customers, overdue, rhythm_table, rule_key, silent_newcomers
from .same_size_lists import list_against_columns
from .signs import business_signs

__all__ = [
    "action_lists",
    "answer_quality",
    "business_signs",
    "calibration_table",
    "comeback_rates",
    "comeback_table",
    "compare_lists",
    "draw_control",
    "gates",
    "largest_customers",
    "lift_table",
    "list_against_columns",
    "mailing_profit",
    "mailing_table",
    "overdue",
    "predict_answers",
    "predict_campaigns",
    "rhythm_table",
    "rule_key",
    "silent_newcomers",
    "smallest_effect",
    "targeting_table",
]
