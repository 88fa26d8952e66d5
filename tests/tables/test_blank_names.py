"""Are names of spaces, and only they, no names: in memory and on every engine, whatever holds them?"""

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from custseg.tables._blank_names import blank_names, is_blank, or_nothing, without_blanks

SPACES = [letter for letter in map(chr, range(2**16)) if letter.isspace()]
BLANK = ["", " ", "\t \n", *SPACES, "".join(SPACES)]
NAMED = ["A1", "0", "~", "!", " x", "x ", "é", "订单", "\u200b", "\x7f", "\x00", "nan", "\U0001f600"]
ENGINES = {
    "polars": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}
every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


@pytest.mark.parametrize(
    "hold",
    [pd.Index, pd.Series, pd.Categorical, lambda names: np.array(names, dtype=object)],
    ids=["index", "series", "categories", "array"],
)
def test_names_of_spaces_are_none_in_memory(hold):
    assert blank_names(hold(BLANK + NAMED)).tolist() == [True] * len(BLANK) + [False] * len(NAMED)


@pytest.mark.parametrize("names", [[1, 2], [1.5, np.nan], [True], pd.to_datetime(["2024-01-01"]), pd.Categorical([7])])
def test_what_is_no_text_is_not_blank(names):
    assert not blank_names(names).any()


@every_engine
def test_every_engine_says_the_same(engine):
    names = pd.DataFrame({"name": [*BLANK, *NAMED, None], "row": range(len(BLANK) + len(NAMED) + 1)})
    frame = nw.from_native(engine(names)).lazy()
    found = frame.select("row", blank=is_blank(nw.col("name")), kept=or_nothing("name", nw.String()))
    table = found.collect().to_pandas().sort_values("row")
    assert table["blank"][:-1].tolist() == blank_names(names["name"][:-1]).tolist()
    assert table["kept"].dropna().tolist() == NAMED


@every_engine
def test_a_number_that_is_none_names_nothing(engine):
    frame = nw.from_native(engine(pd.DataFrame({"name": [1.5, np.nan, -2.0], "row": [0, 1, 2]}))).lazy()
    found = frame.select("row", kept=or_nothing("name", nw.Float64())).collect().to_pandas().sort_values("row")
    assert found["kept"].isna().tolist() == [False, True, False]


def test_numbers_of_blank_names_are_minus_one():
    codes = np.array([0, 1, 2, -1, 1])
    assert without_blanks(codes, pd.Index(["x", " ", "y"])).tolist() == [0, -1, 2, -1, -1]
    assert without_blanks(np.array([0, -1]), pd.Index(["x"])).tolist() == [0, -1]
