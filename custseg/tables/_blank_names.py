"""Which names of customers, orders and products name nobody and nothing? Those of spaces, on every engine alike.

`is_blank` says so of text on an engine, `blank_names` of names in memory; `or_nothing` and `without_blanks` leave such
names out.
"""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

_SPACES = "".join(letter for letter in map(chr, range(2**16)) if letter.isspace())
_SIGN, _AFTER_ASCII = "!", "\x7f"  # text between them begins with a letter, a number or a sign


def is_blank(text: nw.Expr) -> nw.Expr:
    """Say whether a text is made of spaces: those of pandas, for each engine has a list of its own.

    Only what begins like a space is stripped, for that takes as long as all other checks of a log together: a space
    comes before "!", the first letter that is seen, or after the last one of ASCII.
    """
    stripped = text.str.strip_chars(_SPACES) == ""
    return nw.when((text < _SIGN) | (text >= _AFTER_ASCII)).then(stripped).otherwise(nw.lit(False))


def or_nothing(name: str, dtype: Any) -> nw.Expr:
    """Give the names in a column as text, nothing for what is no number or made of spaces."""
    text = nw.col(name) if dtype == nw.String else nw.col(name).cast(nw.String)
    if dtype.is_float():
        return nw.when(~nw.col(name).is_nan()).then(text)
    return nw.when(~is_blank(text)).then(text)


def blank_names(names: Any) -> np.ndarray:
    """Say of each name in memory whether it is made of spaces; numbers are not.

    Examples
    --------
    >>> blank_names(pd.Index(["A1", "", " "])).tolist(), blank_names(pd.Index([1, 2])).tolist()
    ([False, True, True], [False, False])
    """
    names = pd.Index(names)
    if isinstance(names.dtype, pd.CategoricalDtype):
        names = pd.Index(np.asarray(names))
    if not (isinstance(names.dtype, pd.StringDtype) or names.inferred_type in ("string", "mixed", "mixed-integer")):
        return np.zeros(len(names), dtype=bool)
    blank: np.ndarray = np.asarray(names.str.strip() == "", dtype=bool)
    return blank


def without_blanks(codes: np.ndarray, names: Any) -> np.ndarray:
    """Give the numbers of names, as `pandas.factorize` gives both, with -1 for those made of spaces; changed in place.

    Examples
    --------
    >>> without_blanks(*pd.factorize(pd.Series(["B7", " ", "A1", None]))).tolist()
    [0, -1, 2, -1]
    """
    if (blank := blank_names(names)).any():
        codes[np.append(blank, False)[codes]] = -1  # the last one is for those that are -1 already
    return codes
