"""What is shown, in words? Figures with their finding, sentences with their numbers, tables ready to print."""

from .numbers import count, day, interval_text, money, number, percent
from .periods import holding_period, length_name, period_name
from .picture import Exhibit
from .sentences import Sentence, paragraph, phrase, sentence
from .table import format_table

__all__ = [
    "Exhibit",
    "Sentence",
    "count",
    "day",
    "format_table",
    "holding_period",
    "interval_text",
    "length_name",
    "money",
    "number",
    "paragraph",
    "percent",
    "period_name",
    "phrase",
    "sentence",
]
