"""What are the numbers of customers, and in which groups are they?

`as_floats`, `places_of_groups`, `check_groups`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import as_numbers
from .influence import all_finite


def as_floats(values: pd.Series, name: str) -> NDArray[np.float64]:
    """Give finite numbers, or yes and no, as floats.

    Parameters
    ----------
    values : Series
        Numbers, or True and False.
    name : str
        The argument's name in messages.

    Returns
    -------
    ndarray of float

    Raises
    ------
    TypeError
        If something is not a number.
    ValueError
        If a number is infinite.
    """
    values = values.infer_objects()  # True and False of a column that held something else once
    yes_or_no = pd.api.types.is_bool_dtype(values.dtype)
    return all_finite(as_numbers(values.astype("float64") if yes_or_no else values, name), name)


def places_of_groups(groups: pd.Series) -> tuple[pd.Index, NDArray[np.intp], NDArray[np.int64]]:
    """Give the names of the groups, the place of each customer's group among them, and their sizes.

    Parameters
    ----------
    groups : Series of shape (n_customers,)
        The group of each customer; a categorical keeps its order, and its empty groups.

    Returns
    -------
    names : Index of length n_groups
        Named as the Series is.
    codes : ndarray of int, shape (n_customers,)
        The place of each customer's group.
    customers : ndarray of int, shape (n_groups,)
        How many customers each has.
    """
    kinds = pd.Categorical(groups)
    codes = kinds.codes.astype(np.intp)
    return kinds.categories.rename(groups.name), codes, np.bincount(codes, minlength=len(kinds.categories))


def check_groups(values: pd.Series, groups: pd.Series) -> None:
    """Raise a ValueError unless every customer has a value and a group.

    Parameters
    ----------
    values, groups : Series of shape (n_customers,)
        One of each customer.

    Raises
    ------
    ValueError
        Indexes that differ, or missing entries.
    """
    if not values.index.equals(groups.index):
        raise ValueError("values and groups must have the same index in the same order; they differ.")
    if bad := int(values.isna().sum() + groups.isna().sum()):
        raise ValueError(f"values and groups must be complete; {bad} entries are missing.")
