"""How do words become numbers, and which word was never seen before?

`learn_categories` lists the words of each column, `category_codes` numbers them, `words_of` gives the words of numbers,
and `without_words` the other columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import listed


def learn_categories(X: Any, columns: Sequence[Any] | None) -> dict[Any, NDArray]:
    """List the words of every column, sorted, the columns by name.

    Parameters
    ----------
    X : DataFrame or array-like
        One row per customer.
    columns : sequence of str or int, or None
        Columns of words.

    Returns
    -------
    dict of ndarray
        Words by column.

    Raises
    ------
    ValueError
        Columns that `X` lacks, missing words, or no column of numbers beside them.

    Examples
    --------
    >>> learn_categories(pd.DataFrame({"town": ["B", "A", "B"], "spend": [1, 2, 3]}), ["town"])["town"].tolist()
    ['A', 'B']
    """
    if not columns:
        return {}
    table = pd.DataFrame(X)
    if absent := [name for name in columns if name not in table.columns]:
        raise ValueError(
            f"categorical names columns that X lacks: {listed(absent)}; X has {listed(table.columns, 10)}."
        )
    if len(columns) == table.shape[1]:
        raise ValueError("kprototypes needs at least one column of numbers beside the categorical ones; found none.")
    if empty := [f"{name!r} ({table[name].isna().sum():,} rows)" for name in columns if table[name].isna().any()]:
        raise ValueError(
            f"Categorical columns with missing words (NaN): {', '.join(empty)}. Give them a word of their own, such as "
            "'unknown', or leave the rows out."
        )
    return {name: np.array(sorted(table[name].unique()), dtype=object) for name in sorted(columns, key=str)}


def category_codes(X: Any, categories: dict[Any, NDArray]) -> NDArray[np.intp] | None:
    """Replace the words of every column by numbers.

    The numbers are those of `sklearn.preprocessing.OrdinalEncoder`, which takes two to twenty-five times as long for
    a million rows, according to the type of the column.

    Parameters
    ----------
    X : DataFrame or array-like
        One row per customer.
    categories : dict of ndarray
        As `learn_categories` gives them.

    Returns
    -------
    ndarray of int of shape (n_customers, n_columns), or None without columns

    Raises
    ------
    ValueError
        Words that were not learnt, all at once.

    Examples
    --------
    >>> category_codes(pd.DataFrame({"town": ["B", "A"]}), {"town": np.array(["A", "B"], dtype=object)}).tolist()
    [[1], [0]]
    """
    if not categories:
        return None
    table = pd.DataFrame(X)
    codes = np.column_stack(
        [pd.Index(words).get_indexer(table[name]).astype(np.intp) for name, words in categories.items()]
    )
    problems = [
        f"column {name!r} holds {listed(table[name][column < 0].drop_duplicates())} in {(column < 0).sum():,} rows"
        for name, column in zip(categories, codes.T, strict=True)
        if (column < 0).any()
    ]
    if problems:
        raise ValueError(
            f"Categories not seen in fit: {'; '.join(problems)}. Fit again with these customers, or call them by a "
            "known category."
        )
    return codes


def words_of(codes: NDArray[np.intp], categories: dict[Any, NDArray]) -> pd.DataFrame:
    """Replace numbers by the words that they stand for: the inverse of `category_codes`.

    Parameters
    ----------
    codes : ndarray of int of shape (n, n_columns)
        Numbers of words.
    categories : dict of ndarray
        As `learn_categories` gives them.

    Returns
    -------
    DataFrame
        One column of words for each of `categories`.

    Examples
    --------
    >>> words_of(np.array([[1], [0]]), {"town": np.array(["A", "B"], dtype=object)})["town"].tolist()
    ['B', 'A']
    """
    return pd.DataFrame(
        {name: words[column] for (name, words), column in zip(categories.items(), codes.T, strict=True)}
    )


def without_words(X: Any, columns: Sequence[Any] | None) -> Any:
    """Give the columns of numbers: all but those of words.

    Parameters
    ----------
    X : DataFrame or array-like
        One row per customer.
    columns : sequence of str or int, or None
        Columns of words.

    Returns
    -------
    DataFrame or array-like
        `X` itself where no column holds words.

    Examples
    --------
    >>> without_words(pd.DataFrame({"town": ["B", "A"], "spend": [1, 2]}), ["town"]).columns.tolist()
    ['spend']
    """
    if not columns:
        return X
    named = isinstance(X, pd.DataFrame)
    return X.drop(columns=list(columns)) if named else np.delete(np.asarray(X), columns, axis=1)
