"""What are the numbers of customers, and in which groups are they?

`as_floats`, `are_yes_or_no`, `places_of_groups`, `check_groups`.
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


def are_yes_or_no(numbers: NDArray[np.float64], said: bool | None, name: str) -> bool:
    """Tell whether numbers are yes and no: as the caller says, else whether there is nothing but 0 and 1.

    Parameters
    ----------
    numbers : ndarray of float
        The numbers; True is 1, False is 0.
    said : bool or None
        What the caller says that they are; None leaves it to the numbers.
    name : str
        The argument's name in messages.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If the caller says yes and no, and there is something else.
    """
    if said is False:
        return False
    others = numbers[~np.isin(numbers, (0.0, 1.0))]
    if said and len(others):
        raise ValueError(
            f"{name} must be yes and no, True and False or 1 and 0, where yes_or_no is True; {len(others)} entries are "
            f"neither, the first {others[0]:g}: say yes_or_no=False of counts and amounts."
        )
    return not len(others)


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
        raise ValueError(
            f"values and groups must be complete; {bad} entries are missing. Leave these rows out of both."
        )
