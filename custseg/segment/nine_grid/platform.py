"""Where does each client of a bank stand, what parts it from the next cell, and what is to be done, branch by branch?

`client_platform` and what it gives, `ClientPlatform`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import pandas as pd

from ...schema import SchemaError, typed
from ...value import group_raroc, returns_by_unit
from ._platform_book import Book, read_book
from ._totals import cell_totals, strategy_counts
from .gaps import branch_gaps
from .next_cell import first_levers, next_cells, no_levers, step_gaps, step_levers
from .positions import BANDS, CELLS, nine_grid_positions
from .strategy import client_strategies

GROUPS_ALIKE = "the groups are too much alike to be cut in three"
GROWTH_ALIKE = "all grow alike: nothing can be cut in three"
PARTS = ("growth", "groups", "branches", "gaps", "gaps_within", "branch_gaps", "levers")
GAPS = ["n_here", "n_there", "here", "there", "gap", "low", "high", "effect", "p_adjusted"]
BRANCH_GAPS = ["n_branch", "n_elsewhere", "branch_mean", "elsewhere", "gap", "low", "high", "effect", "p_adjusted"]
LEVERS = ["here", "there", "gap", "worth", "brings", "low", "high", "sure", "better", "n"]
STEP = ["cell", "next_cell"]


@dataclass(frozen=True, eq=False, repr=False)
class ClientPlatform:
    """Everything that the nine-grid platform says of a client book. Made by :func:`client_platform`.

    Parameters
    ----------
    clients : DataFrame
        Index ``client_id``, the order of the book; see the Notes of `client_platform`.
    cells : DataFrame
        Index ``grid`` ("value", "growth", "group"), ``cell``: clients, money and strategies of each of the nine cells.
    gaps : DataFrame
        Index ``cell``, ``next_cell``, ``look``: the columns of `look_gaps`, over the whole bank.
    gaps_within : DataFrame
        The same within each branch: index ``cell``, ``next_cell``, ``branch``, ``look``.
    branch_gaps : DataFrame
        From :func:`branch_gaps`, by the cells of the value grid.
    levers : DataFrame
        Index ``cell``, ``next_cell``, ``look``, what brings most first: the columns of `ranked_levers`, with ``here``
        and ``there``, the means of both cells, and ``better``, whether the next cell lies towards the good end of the
        look. One that does not (lend less, to tie up less capital) is no lever for a client.
    branches : DataFrame
        Index ``branch``: members, sums, RAROC of the sums, clients per strategy.
    groups : DataFrame
        Index ``group``, those of two and more: members, sums, RAROC of the sums, cell.
    looks : DataFrame
        The indicators of each client, from `client_looks`; without a column where none can be computed.
    empty : dict of str to str
        Part to the reason why it has nothing to say.

    See Also
    --------
    client_platform : Makes one.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import client_platform
    >>> clients = pd.DataFrame({"income": [30e3, 9e3, 4e3], "cost": [4e3, 3e3, 1e3], "exposure": [1e6, 4e5, 0.0],
    ...                         "probability_of_default": [0.01, 0.03, 0.002], "loss_given_default": 0.45},
    ...                        index=pd.Index(["mill", "shop", "saver"], name="client_id"))
    >>> client_platform(clients)
    <ClientPlatform of 3 clients; nothing to say of growth, groups, branches, gaps_within, branch_gaps, levers>
    """

    clients: pd.DataFrame
    cells: pd.DataFrame
    gaps: pd.DataFrame
    gaps_within: pd.DataFrame
    branch_gaps: pd.DataFrame
    levers: pd.DataFrame
    branches: pd.DataFrame
    groups: pd.DataFrame
    looks: pd.DataFrame
    empty: dict[str, str]

    def __repr__(self) -> str:
        silent = "; nothing to say of " + ", ".join(self.empty) if self.empty else ""
        return f"<ClientPlatform of {len(self.clients):,} clients{silent}>"


@typed
def client_platform(
    clients: pd.DataFrame,
    statements: pd.DataFrame | None = None,
    *,
    income: pd.DataFrame | None = None,
    groups: pd.Series | pd.DataFrame | None = None,
    hurdle: float = 0.12,
    rules: str | os.PathLike[str] | None = None,
    branch: str = "branch",
    level: float = 0.95,
    tax_rate: float = 0.0,
    return_on_capital: float = 0.0,
    scaling: float = 1.0,
    tolerance: float = 0.005,
) -> ClientPlatform:
    """Place each client of a bank, show the way to the next cell, and add it all up by branch (九宫格: 定位 + 指路).

    Parameters
    ----------
    clients : DataFrame
        Index ``client_id``; the columns of `custseg.value.client_returns`, and as many as there are of those of
        `client_looks`, and the column that `branch` names.
    statements : DataFrame, optional
        Three years of them, as for `check_statements`. Without it there is no growth grid.
    income : DataFrame, optional
        Index ``client_id``, three columns: what clients brought in each of these years, as for `client_growth`. Who is
        not in it, or has a year missing, has no growth with us.
    groups : Series or DataFrame, optional
        As for `custseg.value.group_raroc`. Without it there is no group grid.
    hurdle : float, default 0.12
        The RAROC that is asked for, a fraction a year, 0-1.
    rules : str or path, optional
        TOML file of the four strategies, as for `client_strategies`.
    branch : str, default "branch"
        Column of `clients` that names the institution. Clients without one are added up under "no branch named".
    level : float, default 0.95
        Coverage of the intervals, between 0 and 1.
    tax_rate, return_on_capital, scaling : float
        See `custseg.value.client_returns`.
    tolerance : float, default 0.005
        See `check_statements`.

    Returns
    -------
    ClientPlatform
        Tables of clients, cells, gaps, levers, branches and groups, and which of them have nothing to say, and why.

    Raises
    ------
    SchemaError
        Every problem of all tables, of the rules and of the arguments at once. Nothing is placed then.

    See Also
    --------
    custseg.value.client_returns : The money.
    nine_grid_positions : The cells.
    look_gaps, branch_gaps, ranked_levers : The way.
    client_strategies : The four strategies.

    Notes
    -----
    Columns of ``clients``: ``branch``, ``group``; the money of `custseg.value.client_returns` with ``raroc`` and
    ``status``; ``value_cell``, ``growth_cell``, ``group_cell`` and the six bands behind them (``revenue_band``, ...),
    1 to 3; ``own_growth``, ``growth_with_us``, ``statements`` (complete or not) and ``step``, where there are
    statements; ``strategy`` and ``rule``. What price earns the hurdle: ``income_needed`` and ``shortfall`` (what is
    missing to it a year, below 0 for room), in money; ``price_rise``, the shortfall as a fraction of ``loans``, or of
    the exposure where the book has no loans; ``rate`` (``interest_income`` over ``loans``, where both are there) and
    ``hurdle_rate``, their sum. A client in default has no price. ``next_cell`` and ``lever``, the first lever that it
    has not pulled yet, with ``lever_brings``, ``lever_low``, ``lever_high``, economic profit a year, and
    ``lever_sure``, whether that interval lies above zero; both the gap and the worth of a unit are unsure in it.

    The next cell is proposed here: first above the hurdle, then larger, then better paid. What a lever brings is read
    off all clients by a line, scaled to the mean income of the cell, and is a sign, not an effect: nobody's look has
    been moved by lot. Fee income share and cost-income ratio contain the income: they are compared, and no levers.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import client_platform
    >>> clients = pd.DataFrame({"income": [30e3, 9e3, 4e3], "cost": [4e3, 3e3, 1e3], "exposure": [1e6, 4e5, 0.0],
    ...                         "probability_of_default": [0.01, 0.03, 0.002], "loss_given_default": 0.45,
    ...                         "branch": ["north", "north", "south"]},
    ...                        index=pd.Index(["mill", "shop", "saver"], name="client_id"))
    >>> platform = client_platform(clients)
    >>> platform.clients[["strategy", "shortfall", "price_rise"]].round(3)
                     strategy  shortfall  price_rise
    client_id
    mill       keep_investing -12637.587      -0.013
    shop               adjust   4332.009       0.011
    saver            dig_deep  -3000.000         NaN
    >>> platform.branches[["members", "raroc"]].round(3)
            members  raroc
    branch
    north         2  0.192
    south         1    NaN
    """
    book = read_book(
        clients, statements, income, groups, rules=rules, branch=branch, level=level, tolerance=tolerance,
        rates={"hurdle": hurdle, "tax_rate": tax_rate, "return_on_capital": return_on_capital, "scaling": scaling},
    )  # fmt: skip
    placed = _positions(book, hurdle)
    strategies = client_strategies(placed, rules=rules)
    cells, steps = placed["value_cell"], next_cells(placed["value_cell"])
    gaps, within, across = _gaps(book, cells, steps, level)
    levers = _levers(book, gaps, cells, level)
    table = pd.concat([
        book.returns, placed[[*CELLS, "group"]], placed[list(BANDS)].add_suffix("_band"), book.growth_columns(),
        strategies[["strategy", "rule"]], book.prices, cells.map(steps).rename("next_cell"),
        no_levers(cells.index) if levers.empty else first_levers(levers, book.looks, cells),
    ], axis=1)  # fmt: skip
    if book.branch is not None:
        table.insert(0, "branch", book.branch)
    return ClientPlatform(
        table, cell_totals(table, book.returns), gaps, within, across, levers, _branches(book, table["strategy"]),
        _groups(book, placed), book.looks, {part: book.empty[part] for part in PARTS if part in book.empty},
    )  # fmt: skip


def _positions(book: Book, hurdle: float) -> pd.DataFrame:
    """Place the clients; a growth or a group grid that cannot be cut is left out, and that is said."""
    growth, groups = book.growth, book.groups
    while True:
        try:
            placed = nine_grid_positions(book.returns, growth=growth, groups=groups, hurdle=hurdle)
        except SchemaError:
            raise
        except ValueError as error:
            if groups is not None and _cut_alike(book, hurdle):
                book.empty["groups"], groups = GROUPS_ALIKE, None
            elif growth is not None:
                book.empty["growth"], growth = GROWTH_ALIKE, None
            else:
                raise SchemaError(
                    f"the value grid cannot be cut in three: of {len(book.returns):,} clients all bring the same, or "
                    "earn the same on their capital. It takes clients that differ in both."
                ) from error
            continue
        if placed["group"].notna().any() and placed["group_cell"].isna().all():
            book.empty.setdefault("groups", GROUPS_ALIKE)
        if growth is not None and placed["growth_cell"].isna().all() and growth["own_growth"].notna().any():
            book.empty.setdefault("growth", GROWTH_ALIKE)
        return placed


def _cut_alike(book: Book, hurdle: float) -> bool:
    """Say whether it is the groups that cannot be cut."""
    try:
        nine_grid_positions(book.returns, groups=book.groups, hurdle=hurdle)
    except ValueError:
        return True
    return False


def _gaps(
    book: Book, cells: pd.Series, steps: dict[str, str], level: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give the gaps of the steps over the bank and within branches, and those between branches."""
    none = _empty([*STEP, "look"], GAPS), _empty([*STEP, "branch", "look"], GAPS)
    across = _empty(["cell", "branch", "look"], BRANCH_GAPS)
    if "gaps" not in book.empty and not steps:
        book.empty["gaps"] = "no cell has clients and a better one that has some"
    if "branches" in book.empty:
        book.empty.update(dict.fromkeys(("gaps_within", "branch_gaps"), book.empty["branches"]))
    if not len(book.looks.columns):
        book.empty.update(dict.fromkeys(("gaps_within", "branch_gaps"), book.empty["gaps"]))
        return *none, across
    if book.branch is not None:
        across = branch_gaps(book.looks, cells, book.branch, level=level)
    if not steps:
        return *none, across
    whole = step_gaps(book.looks, cells, steps, branch=None, level=level)
    if book.branch is None:
        return whole, none[1], across
    return whole, step_gaps(book.looks, cells, steps, branch=book.branch, level=level), across


def _levers(book: Book, gaps: pd.DataFrame, cells: pd.Series, level: float) -> pd.DataFrame:
    """Rank the levers; none where there are no gaps, or too few clients for a line."""
    none = _empty([*STEP, "look"], LEVERS).astype({"sure": bool, "better": bool})
    if gaps.empty:
        book.empty["levers"] = book.empty["gaps"]
        return none
    try:
        levers = step_levers(
            gaps, book.looks, book.returns["economic_profit"], level=level, income=book.returns["income"], cells=cells
        )
    except SchemaError as error:
        book.empty["levers"] = str(error)
        return none
    if levers.empty:
        book.empty["levers"] = "every step has fewer than 8 clients on a side"
    return levers


def _branches(book: Book, strategy: pd.Series) -> pd.DataFrame:
    """Add up each branch, and count the strategies of its clients."""
    names = [str(name) for name in strategy.cat.categories]
    if book.branch is None:
        return _empty(["branch"], ["members", "income", "capital", "economic_profit", "raroc", *names])
    table = returns_by_unit(book.returns, book.branch.to_frame()).droplevel("level").rename_axis("branch")
    return table.join(strategy_counts(strategy, book.branch))


def _groups(book: Book, placed: pd.DataFrame) -> pd.DataFrame:
    """Add up the groups of two and more, and say where they stand."""
    if book.groups is None:
        return _empty(["group"], ["members", "income", "capital", "economic_profit", "raroc", "cell"])
    table = group_raroc(book.returns, book.groups)
    table = table[table["members"] > 1]
    if table.empty:
        book.empty.setdefault("groups", "no group has two clients")
    cell = placed.dropna(subset="group").drop_duplicates("group").set_index("group")["group_cell"]
    return table.assign(cell=cell.reindex(table.index))


def _empty(index: list[str], columns: list[str]) -> pd.DataFrame:
    """Give a table without rows."""
    return pd.DataFrame(columns=[*index, *columns], dtype="float64").set_index(index)
