"""What was found out about the rows so far? The table, the rows to set aside, questions and notes.

Offers the class `Evidence`, which every check of meaning reads and adds to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...schema import printable
from .._faults import Fault, any_of, counted, places
from ..cells.amounts import read_numbers
from ..cells.kinds import Kinds
from ..files.rows import Rows, plain_cells
from ..parts.whole import anywhere, overall
from ..parts.wording import Money, key_of, written
from .answers import ANSWERS, OpenQuestion
from .words import tokens

SMALL = 0.01  # a question is asked only if more than this share of the money depends on it


@dataclass
class Evidence:
    """The rows of a file with what is known about their meaning.

    Parameters
    ----------
    rows : Rows
        As they stand in the file.
    table : DataFrame
        As they were understood, in the order of `rows`.
    chosen : mapping
        Column name -> header.
    answers : mapping
        What the caller says, see `ANSWERS`.
    kinds : mapping
        Column name -> its different texts.
    """

    rows: Rows
    table: pd.DataFrame
    chosen: Mapping[str, str]
    answers: Mapping[str, Any]
    kinds: Mapping[str, Kinds]
    asides: list[Fault] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    settled: dict[str, Any] = field(default_factory=dict)
    filled: list[np.ndarray] = field(default_factory=list)  # rows whose missing amount stood in another column
    named_above: list[np.ndarray] = field(default_factory=list)  # rows whose missing customer stood in a row above
    kept: list[Fault] = field(default_factory=list)  # rows that are sales by the caller's word
    further_lines: np.ndarray | None = None  # rows of an order whose amount stands on its first row
    not_paid: np.ndarray | None = None  # rows whose time of payment is blank, while another column has their day
    dated_by: str | None = None  # that column
    partly: list[tuple[str, str, np.ndarray]] = field(default_factory=list)  # header, words, rows: a part went back
    given_back: dict[str, Any] | None = None  # which column was subtracted, how much, in how many rows
    parts: np.ndarray | None = None  # which share of its order's total each row was given
    currency: str | None = None
    several_currencies: bool = False  # signs of several stand beside the amounts
    named: frozenset[str] = frozenset()  # columns whose header the caller says
    deciding: bool = False  # whether questions are answered by their first way

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.table)

    @property
    def away(self) -> np.ndarray:
        """Rows that are set aside so far."""
        return any_of(self.asides, self.size)

    @property
    def unused(self) -> list[str]:
        """Headers that no column of the schema took."""
        return [header for header in map(str, self.rows.table) if header not in self.chosen.values()]

    def beside_amount(self) -> list[str]:
        """Order the headers that are left: those first that are called like the amount, *converted* or not."""
        own = set(tokens(self.chosen.get("amount", "")))
        shared = {header: own & set(tokens(header)) for header in self.unused}
        return sorted(shared, key=lambda header: (-len(shared[header]), len(tokens(header)) if shared[header] else 0))

    def amount(self) -> np.ndarray:
        """Return the amounts, 0 where there is none."""
        if "amount" not in self.table:
            return np.zeros(self.size)
        return np.asarray(np.nan_to_num(self.table["amount"].to_numpy(dtype=float), posinf=0.0, neginf=0.0))

    def numbers_in(self, header: str) -> np.ndarray:
        """Return the numbers in a column that the schema did not take, and ask where they can be read in two ways."""
        cells = {header: plain_cells(self.rows.table[header])}
        parsed, _, problems = read_numbers(cells, self.rows.numbers, self.rows.source.get("decimal"), ())
        self.questions += [OpenQuestion(problem) for problem in problems]
        self.notes += [f"{fault.reason} in {self.told(fault.mask)}: not used." for fault in parsed[header].faults]
        return parsed[header].series.to_numpy(dtype=float)

    def share(self, mask: np.ndarray, of: str) -> float:
        """Return the share of all money, without signs, in some rows that are not set aside; `of` names the rows."""
        amount = np.abs(self.amount())[~self.away]
        here = np.array([amount[mask[~self.away]].sum(), amount.sum(), mask.any()], dtype=float)
        some, all_money, any_row = overall(f"share of {of}", here)
        return float(some / all_money) if all_money else float(any_row > 0)

    def told(self, mask: np.ndarray) -> str:
        """Say how many rows, how much money and the first rows: ``2 rows, 140.00, rows 3, 5``."""
        money = self.amount()[mask]
        total = written(Money(float(money.sum()), bool((money > 0).any()), bool((money < 0).any())))
        return f"{counted(mask)}, {total}, {places(mask, self.rows.numbers)}"

    def decide(self, question: str, mask: np.ndarray, found: str) -> str | None:
        """Take the answer to a question that one word settles, set rows aside if it says so, and note it.

        Parameters
        ----------
        question : str
            A key of `ANSWERS`.
        mask : ndarray of bool
            The rows that it is about.
        found : str
            What they are, for the note and the reason.

        Returns
        -------
        str or None
            The answer; None if no row is concerned.
        """
        mask = mask & ~self.away
        if not anywhere(f"{question}: {key_of(found)}", mask):
            return None
        values = list(ANSWERS[question])
        answer = str(self.answers.get(question, values[0]))
        other = values[0] if answer == values[-1] else values[-1]
        self.notes.append(
            f"{found}: {self.told(mask)}. {_done(question, answer)} "
            f'Pass answers={{"{question}": "{other}"}} to {ANSWERS[question][other]}.'
        )
        self.settled[question] = answer
        if answer == "aside":
            self.asides.append(Fault(mask, found, ""))
        return answer

    def set_aside(self, mask: np.ndarray, found: str) -> None:
        """Set rows aside and note it."""
        if anywhere(f"set aside: {key_of(found)}", mask):
            self.notes.append(f"{found}: {self.told(mask)}. They were set aside.")
            self.asides.append(Fault(mask, found, ""))

    def ask(self, question: str, text: str, values: list[Any]) -> Any:
        """Return the caller's answer; else ask and return None, or decide and take the first of `values`."""
        if question in self.answers:
            self.settled[question] = self.answers[question]
            return self.answers[question]
        ways = []
        for value in values:
            meaning = ANSWERS[question].get(value, "")
            written = f'"{value}"' if isinstance(value, str) else f"{value:g}"
            ways.append(f'answers={{"{question}": {written}}}' + (f" ({meaning})" if meaning else ""))
        self.questions.append(OpenQuestion(f"{printable(text)} Pass {' or '.join(ways)}."))
        if not self.deciding:
            return None
        self.settled[question] = values[0]
        return values[0]


def _done(question: str, answer: str) -> str:
    done = {
        "aside": "They were set aside.",
        "keep": "They were kept.",
        "negative": "Their amount was made negative.",
        "amount": "The cost was given the sign of the amount.",
        "refuse": "They are refused.",
        "order": "The amount was divided among the lines.",
        "subtract": "It was taken as amount.",
        "ignore": "The amount was left as it is.",
        "above": "They were given the customer of the row above.",
    }
    return done.get(answer, f"Done: {answer}.") if question in ANSWERS else ""
