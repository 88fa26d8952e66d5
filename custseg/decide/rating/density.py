"""How densely is an area served?

`outlet_density`: licensed shops for each thousand people.
"""

from __future__ import annotations

import pandas as pd

from ...schema import SchemaError, aligned, listed, typed


@typed
def outlet_density(outlets: pd.Series, people: pd.Series, *, total: str = "all") -> pd.DataFrame:
    """Give the shops for each thousand people, by area and in all (网点密度).

    Parameters
    ----------
    outlets : Series of shape (n_areas,)
        Licensed shops in each area.
    people : Series
        Same index; people who live there, above zero.
    total : str, default "all"
        What the last row, the sum of the areas, is called.

    Returns
    -------
    DataFrame
        One row per area and the total: ``outlets``, ``people``, ``per_thousand``.

    Raises
    ------
    SchemaError
        If there are fewer than no shops or no people somewhere, or the total has the name of an area; all at once.
    ValueError
        If indexes differ, or a number is missing.

    Notes
    -----
    The source prints 5.55? and 4? for town and country of Taojiang (桃江): the broken sign is that of per mille.

    Examples
    --------
    >>> outlets = pd.Series({"town": 795, "country": 2842})
    >>> people = pd.Series({"town": 143_300, "country": 710_200})
    >>> outlet_density(outlets, people)["per_thousand"].round(3).to_dict()
    {'town': 5.548, 'country': 4.002, 'all': 4.261}
    """
    _, (shops, living) = aligned(outlets=outlets, people=people)
    problems = []
    if not (shops >= 0).all():
        problems.append(f"outlets must be zero or more; not so in {listed(outlets.index[~(shops >= 0)])}.")
    if not (living > 0).all():
        problems.append(f"people must be above zero; not so in {listed(people.index[~(living > 0)])}.")
    if total in outlets.index:
        problems.append(f"an area is called {total!r} already: pass another name as total.")
    if problems:
        raise SchemaError(*problems)
    table = pd.DataFrame({"outlets": shops, "people": living}, index=outlets.index)
    table.loc[total] = table.sum()
    return table.assign(per_thousand=table["outlets"] / table["people"] * 1000)
