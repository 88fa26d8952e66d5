"""Three hundred files that something happened to: a page with the right total, or one message and a line that works."""

import collections
import re

import pytest

from custseg.brief import what_is_odd
from custseg.exhibit.claim_wordings import READER
from tests.report.own.as_the_command import ends, page_of
from tests.report.own.mutated_files import mutated

FILES, SLICE = 300, 20
FOREIGN = re.compile(r"Traceback|Error\b(?! )|\b(?:pd|pandas|numpy|pyarrow|openpyxl)\.|<class|0x[0-9a-f]{6}")
EMPTY = re.compile(r"\b(?:nan|inf|NaT)\b|\bNone\b(?! of)")


def problems_of(seed, folder):
    """Say what is wrong with how a mutated file ends."""
    file = mutated(seed)
    path = folder / f"orders {seed}{file.ending}"
    path.write_bytes(file.write())
    what = f"mutated({seed}), {' + '.join(file.damages)}"
    try:
        ending = ends(path)
    except Exception as error:
        return [f"{what}: {type(error).__name__}: {str(error)[:300]}"]
    wrong = [f"{what}: the message is foreign: {said[:300]}" for said in ending.said if FOREIGN.search(said)]
    wrong += [f"{what}: the message is empty" for said in ending.said if not said.strip()]
    wrong += [f"{what}: asked a third time after pasting {ending.lines}" for _ in ending.said[2:]]
    if ending.book is None:
        again = [f"{what}: the line asks the same again: {ending.lines}"]
        return wrong + again * (ending.said[1:] != [] and ending.said[-1] == ending.said[-2])
    wrong += wrong_total(ending.book, file, what)
    try:
        for section in page_of(ending.book):
            wrong += [
                f"{what}: {fact['id']}: {fact['text']}"
                for fact in section.facts()
                if EMPTY.search(fact["text"]) or fact["struck"]
            ]
    except Exception as error:
        wrong.append(f"{what}: a section: {type(error).__name__}: {str(error)[:300]}")
    return wrong


def wrong_total(book, file, what):
    """Compare the amounts of a book with those of the rows that are sound; unsound ones may be there or not."""
    amounts = collections.Counter(round(float(one), 2) for one in book.log["amount"])
    sound = collections.Counter(row.amount for row in file.rows if row.sound)
    any_row = collections.Counter(row.amount for row in file.rows)
    strange, lacking = amounts - any_row, sound - amounts
    wrong = []
    if sum(strange.values()) > file.cut and not {"binary", "stray_quotes"} & set(file.damages):
        wrong.append(f"{what}: amounts that are not in the file, {dict(strange)}"[:300])
    if lacking and file.exact:
        wrong.append(f"{what}: {sum(lacking.values())} sound rows lack, {dict(lacking)}"[:300])
    lost = sum(lacking.values()) / max(sum(sound.values()), 1)
    settled = file.cut or "twice" in file.damages or book.is_stale  # by the line that was pasted
    if lost >= 0.15 and not settled and "set aside" not in str(what_is_odd(book).title):
        wrong.append(f"{what}: {lost:.0%} of the sound rows are set aside, and the page does not begin with it")
    return wrong


@pytest.fixture(autouse=True)
def a_reader(monkeypatch):
    monkeypatch.setenv(READER, "1")


@pytest.mark.heavy
def test_some_mutated_files(tmp_path):
    assert [one for seed in range(4) for one in problems_of(seed, tmp_path)] == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, FILES, SLICE))
def test_three_hundred_mutated_files(start, tmp_path):
    assert [one for seed in range(start, start + SLICE) for one in problems_of(seed, tmp_path)] == []
