"""Each different text of a column once, and where it stands."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.read.cells import kinds as module
from custseg.read.cells.kinds import Kinds, different_cells
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


TEXTS = st.lists(st.text("01aé#", max_size=3) | st.none())


@given(texts=TEXTS, in_order=st.booleans(), dtype=st.sampled_from([TEXT, object]))
def test_cells_are_told_apart_as_pandas_does(texts, in_order, dtype):
    if in_order:
        texts = sorted(filter(None, texts), key=lambda text: (len(text.encode()), text.encode()))
    cells = pd.Series(texts, dtype=dtype)
    codes, different = different_cells(cells)
    expected, found = pd.factorize(cells)
    assert codes.tolist() == expected.tolist()
    assert different.tolist() == found.tolist()
    assert different.dtype == found.dtype


def test_texts_in_order_are_not_looked_up(monkeypatch):
    monkeypatch.setattr(module.pd, "factorize", None)
    orders = pd.Series([str(number) for number in range(2_500)], dtype=TEXT).repeat(2).reset_index(drop=True)
    codes, different = different_cells(orders)
    assert codes.tolist() == (np.arange(5_000) // 2).tolist()
    assert different.tolist() == orders[::2].tolist()


@pytest.mark.parametrize("last", ["1", "999", None])
def test_one_text_out_of_order_at_the_end_is_seen(last):
    orders = pd.Series([*(str(number) for number in range(1_000, 3_000)), last], dtype=TEXT)
    codes, different = different_cells(orders)
    assert codes[-1] == (-1 if last is None else 2_000)
    assert len(different) == 2_000 + (last is not None)
