"""What is shown, in words? Figures with their finding, claims and sentences with their numbers, tables to print."""

from .claim_records import Claim
from .claim_wordings import ClaimError
from .claims import claim
from .conditions import all_above, all_below, beats, excludes, longer_than, most, nearly, ordered
from .numbers import count, day, interval_text, money, number, part_name, percent
from .periods import holding_period, length_name, period_name
from .picture import Exhibit
from .prose import paragraph, paragraphs
from .sentences import Sentence, phrase, sentence
from .table import format_table
from .truth_values import Condition

__all__ = [
    "Claim",
    "ClaimError",
    "Condition",
    "Exhibit",
    "Sentence",
    "all_above",
    "all_below",
    "beats",
    "claim",
    "count",
    "day",
    "excludes",
    "format_table",
    "holding_period",
    "interval_text",
    "length_name",
    "longer_than",
    "money",
    "most",
    "nearly",
    "number",
    "ordered",
    "paragraph",
    "paragraphs",
    "part_name",
    "percent",
    "period_name",
    "phrase",
    "sentence",
]
