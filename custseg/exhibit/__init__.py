"""What is shown, in words? Figures with their finding, sentences with their numbers, tables ready to print."""

from .numbers import count, day, interval_text, money, number, percent
from .picture import Exhibit
from .sentences import Sentence, paragraph, phrase, sentence
from .table import format_table

__all__ = [
    "Exhibit",
    "Sentence",
    "count",
    "day",
    "format_table",
    "interval_text",
    "money",
    "number",
    "paragraph",
    "percent",
    "phrase",
    "sentence",
]
