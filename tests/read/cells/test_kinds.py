"""Each different text of a column once, and where it stands."""

import numpy as np
import pandas as pd

from custseg.read.cells.kinds import Kinds
from custseg.read.cells.text import TEXT


def test_texts_that_become_equal_are_one():
    kinds = Kinds.of(pd.Series([" a", "a", None, "b", "?"], dtype=TEXT))
    assert not kinds.all_differ()
    stripped = kinds._replace(different=kinds.different.str.strip().mask(kinds.different == "?")).told_apart()
    assert stripped.codes.tolist() == [0, 0, -1, 1, -1]
    assert stripped.text().fillna("-").tolist() == ["a", "a", "-", "b", "-"]


def test_a_mask_over_texts_is_one_over_rows():
    kinds = Kinds.of(pd.Series(["a", "b", None, "a"], dtype=TEXT))
    assert kinds.rows(kinds.different == "a").tolist() == [True, False, False, True]
    assert kinds.rows(kinds.different == "c").tolist() == [False] * 4


def test_whether_all_differ():
    assert Kinds.of(pd.Series(["a", "b"], dtype=TEXT)).all_differ()
    assert not Kinds(np.array([0, -1]), pd.Series(["a", "b"], dtype=TEXT)).all_differ()
