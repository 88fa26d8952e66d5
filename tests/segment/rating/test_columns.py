"""Is everything said at once that is wrong with the columns of a table?"""

import numpy as np
import pandas as pd

from custseg.segment.rating._columns import column_problems, missing_rows


def test_a_sound_table_has_no_problems():
    table = pd.DataFrame({"clerk": ["Li"], "score": [1.0]})
    assert column_problems(table, "panel", ["clerk"], ["score"]) == []


def test_every_column_is_judged():
    table = pd.DataFrame({"clerks": ["Li", None], "score": [1.0, np.inf], "tier": ["one", "two"]})
    problems = column_problems(table, "panel", ["clerk", "clerks"], ["score", "tier"])
    assert len(problems) == 4
    assert problems[0].startswith("panel lacks column 'clerk'") and problems[0].endswith("Did you mean 'clerks'?")
    assert problems[1] == "panel['clerks'] is missing for 1: fill these rows or leave them out."
    assert problems[2] == "panel['score'] is infinite for 1."


def test_columns_twice_and_no_rows():
    table = pd.DataFrame([[1, 2]], columns=["score", "score"])
    assert column_problems(table, "panel", ["score"]) == ["panel has columns twice: 'score'."]
    assert column_problems(table[:0], "panel", [])[0] == "panel is empty: there is nobody to rate."


def test_missing_rows_are_named():
    assert missing_rows(pd.Series([1, None], index=["ann", "bob"]), "tier") == (
        "tier is missing for 'bob': fill these rows or leave them out."
    )
    assert missing_rows(pd.Series([1.0]), "tier") == ""
