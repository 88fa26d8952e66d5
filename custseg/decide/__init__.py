"""So what do we do, and for whom? Who will answer an offer, and how many to mail."""

from .mailing_depth import calibration_table, lift_table, mailing_profit
from .mailings import mailing_table, targeting_table
from .response import answer_quality, predict_answers

__all__ = [
    "answer_quality",
    "calibration_table",
    "lift_table",
    "mailing_profit",
    "mailing_table",
    "predict_answers",
    "targeting_table",
]
