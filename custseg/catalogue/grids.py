"""How does a grid get in? From a TOML file of the catalogue or of your own, read with every problem named at once.

A grid is one TOML file. In full, with what may be left out in brackets::

    key = "two_by_two"                        # the name used in code
    name_en = "Value by loyalty"
    [name_zh = "..."]
    [source = ["S4-27", "Author (year). Title."]]
    [provenance = "in the source"]            # or "from the literature", "proposed here": which cell has which name
    [note = "What the source leaves open."]
    [break_even = ["margin", "cost"]]         # two axes in money: who brings less than they cost is counted

    [[axes]]
    column = "profit"                         # column of the customers table
    bands = 2                                 # 1 is the worst, 2 the best
    [name_en = "Profit"]
    [name_zh = "..."]
    [unit = "currency of the file"]
    [rule = "quantile"]                       # or "fixed", "hurdle", "kmeans": see custseg.bands.Bands
    [cuts = [0.0]]                            # in the unit of the column, increasing
    [best = "high"]                           # "low" where little is good, such as days since the last purchase
    [words = ["low", "high"]]                 # for the worst and for the best end

    [[segments]]                              # best first, as far as they can be ordered
    key = "golden"
    name_en = "Golden"
    cells = [{ profit = 2, loyalty = [1, 2] }]  # boxes: a band or a range of bands; an axis left out means all bands
    [name_zh = "..."]
    [name_provenance = "in the source"]
    [action = "..."]                          # "none in the source" where there is none
    [action_provenance = "proposed here"]
    [advice = "invest"]                       # or "hold", "withdraw": the action in one word, proposed here
"""

from __future__ import annotations

import os

from ._grid_faults import grid_problems
from ._toml_files import EntryKind
from .grid_spec import GridSpec

GRIDS = EntryKind("grid", "grids", GridSpec, grid_problems)


def list_grids() -> list[str]:
    """Name the grids of the catalogue.

    Returns
    -------
    list of str
        Keys for `load_grid` and `custseg.segment.ValueGrid`.

    Examples
    --------
    >>> from custseg.catalogue import list_grids
    >>> "rfm" in list_grids()
    True
    """
    return GRIDS.names()


def load_grid(name_or_path: str | os.PathLike[str]) -> GridSpec:
    """Load a grid of the catalogue, or from a TOML file of your own.

    Parameters
    ----------
    name_or_path : str or path
        A name from `list_grids`, or a path; a text is a path if it ends in ".toml".

    Returns
    -------
    GridSpec
        Axes and segments, proved to share out all cells.

    Raises
    ------
    ValueError
        If the catalogue has no grid of that name.
    FileNotFoundError
        If there is no such file.
    SchemaError
        If the file is not a grid, with every problem at once: keys that are missing or unknown, values of the wrong
        kind, holes, overlaps, unknown axes, bands out of range, keys used twice.

    Examples
    --------
    >>> from custseg.catalogue import load_grid
    >>> shapiro = load_grid("shapiro")
    >>> shapiro.columns
    ('realised_price', 'cost_to_serve')
    >>> shapiro.cells().loc[2, 1]
    'carriage_trade'
    """
    return GRIDS.load(name_or_path)
