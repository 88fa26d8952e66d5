"""So what do we do, and for whom? Who will answer an offer, and how many to mail."""

from .answers import answer_quality, predict_answers
from .calibration import calibration_table
from .mailing_depth import lift_table, mailing_profit
from .mailings import mailing_table, targeting_table

__all__ = [
    "answer_quality",
    "calibration_table",
    "lift_table",
    "mailing_profit",
    "mailing_table",
    "predict_answers",
    "targeting_table",
]
