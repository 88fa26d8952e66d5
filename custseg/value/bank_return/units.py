"""What does the bank earn on a group of clients, or on all accounts of one? Sums first, then the division.

`group_raroc` and `returns_by_unit`.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import SchemaError, as_numbers, listed, require_frame, typed
from .returns import over_capital

#: What is added up; everything else is computed from the sums.
SUMS = (
    "income",
    "cost",
    "exposure",
    "expected_loss",
    "contribution",
    "capital",
    "tax",
    "net_income",
    "economic_profit",
)
#: Shares of a client in its groups add up to 1 within this.
ROUNDING = 1e-9

Floats = NDArray[np.float64]


@typed
def group_raroc(returns: pd.DataFrame, groups: pd.Series | pd.DataFrame) -> pd.DataFrame:
    """Return what the bank earns on each group of clients (集团客户): the sum over members, divided by their capital.

    A mean of the members' RAROCs would let a client with hardly any capital speak for the group.

    Parameters
    ----------
    returns : DataFrame
        From `client_returns`, index ``client_id``.
    groups : Series or DataFrame
        The group of each client: a Series with the same index, missing for who belongs to none; or a table of members
        with ``client_id``, ``group`` and ``share`` (0-1), for a client that belongs to several, such as a joint
        venture: its money is divided by the shares, which must add up to 1. A client that is in no group is a group of
        one, under its own name.

    Returns
    -------
    DataFrame
        Index ``group``, in the order in which they occur. ``members``, how many clients; the sums over them of
        ``income``, ``cost``, ``exposure``, ``expected_loss``, ``contribution``, ``capital``, ``tax``, ``net_income``
        and ``economic_profit`` (money): over all groups they are those over all clients. ``raroc``, of the sums,
        missing where a group ties up no capital; ``mean_of_raroc``, the plain mean of its members, to show what it
        would have hidden, missing where none has one.

    Raises
    ------
    SchemaError
        If columns are missing, clients do not match, names are empty text, a client is in two groups without shares or
        in one twice, shares are missing or do not add up to 1, or a group has the name of a client outside it.

    See Also
    --------
    raroc : For one client.
    returns_by_unit : For units within units.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import client_returns, group_raroc
    >>> clients = pd.DataFrame({"income": [30e3, 9e3, 4e3], "cost": [4e3, 3e3, 1e3], "exposure": [1e6, 4e5, 1e3],
    ...                         "probability_of_default": [0.01, 0.03, 0.002], "loss_given_default": 0.45},
    ...                        index=pd.Index(["mill", "shop", "saver"], name="client_id"))
    >>> groups = pd.Series(["north", "south", "north"], index=clients.index)
    >>> group_raroc(client_returns(clients), groups)[["members", "capital", "raroc", "mean_of_raroc"]].round(3)
           members    capital  raroc  mean_of_raroc
    group
    north        2  73888.557  0.332         42.849
    south        1  41100.079  0.015          0.015
    """
    _check_returns(returns)
    rows, names, shares = _members(returns.index, groups)
    return _summed(returns, rows, names, shares, "group")


@typed
def returns_by_unit(returns: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return what the bank earns at each size of the account unit: person, branch of the client, group.

    Who is a large client depends on what is called one (大客户的最小单位): the same accounts are added up to units that
    lie within each other.

    Parameters
    ----------
    returns : DataFrame
        From `client_returns`, one row per account.
    units : DataFrame
        The same index; one column per level, from small to large, such as ``person``, ``branch``, ``group``. A missing
        entry is a unit of its own, under the name that it has on the level below. A unit lies in one of the next level.

    Returns
    -------
    DataFrame
        Index ``level``, ``unit``; the columns of `group_raroc`, with ``members`` the number of accounts. On each level
        the sums are those over all accounts.

    Raises
    ------
    SchemaError
        If columns are missing, accounts do not match, a unit lies in two units of the next level, or a unit has the
        name of another that stands alone.

    See Also
    --------
    group_raroc : One level, and clients in several groups.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import client_returns, returns_by_unit
    >>> accounts = pd.DataFrame({"income": [9e3, 6e3, 5e3], "cost": 1e3, "exposure": [3e5, 1e5, 2e5],
    ...                          "probability_of_default": [0.01, 0.02, 0.03], "loss_given_default": 0.45},
    ...                         index=pd.Index(["loan 1", "loan 2", "loan 3"], name="client_id"))
    >>> units = pd.DataFrame({"person": ["ann", "ann", "bob"], "group": ["mill", "mill", "mill"]}, accounts.index)
    >>> returns_by_unit(client_returns(accounts), units)[["members", "contribution", "raroc"]].round(3)
                 members  contribution  raroc
    level  unit
    person ann         2       10750.0  0.343
           bob         1        1300.0  0.063
    group  mill        3       12050.0  0.232
    """
    _check_returns(returns)
    named = _named_units(returns.index, units)
    every = np.arange(len(returns))
    parts = {level: _summed(returns, every, named[level], np.ones(len(returns)), "unit") for level in named}
    return pd.concat(parts, names=["level"])


def _summed(
    returns: pd.DataFrame, rows: NDArray[np.intp], names: pd.Index, shares: Floats, called: str
) -> pd.DataFrame:
    """Add up the rows of each name, each row by its share; then divide."""
    codes, labels = pd.factorize(names)
    size = len(labels)
    whole = {name: returns[name].to_numpy(dtype="float64")[rows] * shares for name in SUMS}
    sums = {name: np.bincount(codes, values, size).astype("float64") for name, values in whole.items()}
    own = returns["raroc"].to_numpy(dtype="float64", na_value=np.nan)[rows]
    known = np.isfinite(own)
    with_one = np.bincount(codes[known], minlength=size)
    mean = np.bincount(codes[known], own[known], size) / np.where(with_one > 0, with_one, np.nan)
    table = pd.DataFrame(sums, index=pd.Index(labels, name=called))
    table.insert(0, "members", np.bincount(codes, minlength=size))
    return table.assign(raroc=over_capital(sums["net_income"], sums["capital"]), mean_of_raroc=mean)


def _check_returns(returns: pd.DataFrame) -> None:
    require_frame(returns, "returns")
    if returns.columns.nlevels > 1 or not returns.columns.is_unique:
        raise SchemaError("returns has columns of several levels, or twice: pass what client_returns gives.")
    problems = []
    if missing := [name for name in (*SUMS, "raroc") if name not in returns.columns]:
        problems.append(f"returns lacks {listed(missing, 10)}: pass what client_returns gives.")
    if not len(returns):
        problems.append("returns has no rows.")
    if not returns.index.is_unique:
        problems.append(f"returns names clients twice: {listed(returns.index[returns.index.duplicated()].unique())}.")
    problems += [
        f"returns column '{name}' is missing or infinite: pass what client_returns gives."
        for name in SUMS
        if name in returns.columns and not np.isfinite(as_numbers(returns[name], f"returns column '{name}'")).all()
    ]
    if "raroc" in returns.columns:
        as_numbers(returns["raroc"], "returns column 'raroc'")
    if "capital" in returns.columns and (as_numbers(returns["capital"], "returns column 'capital'") < 0).any():
        problems.append("returns column 'capital' is negative: pass what client_returns gives.")
    if problems:
        raise SchemaError(*problems)


def _members(clients: pd.Index, groups: pd.Series | pd.DataFrame) -> tuple[NDArray[np.intp], pd.Index, Floats]:
    """Give the row of the client, the group and the share of each membership; who has none is a group of one."""
    if isinstance(groups, pd.Series):
        if not groups.index.equals(clients):
            raise SchemaError("groups must have the index of returns in the same order: groups.reindex(returns.index).")
        alone = groups.isna().to_numpy()
        problems = _label_problems(groups, "groups")
        if problems := problems or _clashes(clients[alone], pd.Index(groups[~alone].unique())):
            raise SchemaError(*problems)
        names = pd.Index(groups) if not alone.any() else pd.Index(groups.astype(object).where(~alone, clients))
        return np.arange(len(clients)), names, np.ones(len(clients))
    table = _member_table(groups)
    rows = clients.get_indexer(pd.Index(table["client_id"]))
    lone = np.setdiff1d(np.arange(len(clients)), rows)
    if problems := _member_problems(table, rows) + _clashes(clients[lone], pd.Index(table["group"].unique())):
        raise SchemaError(*problems)
    order = np.argsort(np.concatenate([rows, lone]), kind="stable")
    names = pd.Index([*table["group"], *clients[lone]])[order]
    shares = np.concatenate([table["share"].to_numpy(dtype="float64"), np.ones(len(lone))])[order]
    return np.concatenate([rows, lone])[order], names, shares


def _member_table(groups: pd.DataFrame) -> pd.DataFrame:
    if groups.columns.nlevels > 1 or not groups.columns.is_unique:
        raise SchemaError("groups has columns of several levels, or twice. Keep one of each.")
    if missing := [name for name in ("client_id", "group") if name not in groups.columns]:
        raise SchemaError(f"groups lacks the columns {listed(missing)} (found: {listed(groups.columns)}).")
    if problems := [
        text for name in ("client_id", "group") for text in _label_problems(groups[name], f"groups column '{name}'")
    ]:
        raise SchemaError(*problems)
    shares = as_numbers(groups["share"], "groups column 'share'") if "share" in groups else np.ones(len(groups))
    table = groups[["client_id", "group"]].reset_index(drop=True).assign(share=shares)
    return table[table["group"].notna()]


def _label_problems(values: pd.Series, name: str) -> list[str]:
    """Say that names are neither text nor whole numbers."""
    found = pd.Series(values.cat.categories) if isinstance(values.dtype, pd.CategoricalDtype) else values
    held = pd.api.types.infer_dtype(found, skipna=True)
    if held not in ("string", "integer", "empty"):
        remedy = " Whole numbers beside missing ones need the type 'Int64'." if held == "floating" else ""
        return [f"{name} must hold text or whole numbers, the names; found {held}.{remedy}"]
    blank = found.notna() & (found.astype("str").str.strip() == "") if held == "string" else np.zeros(1, dtype=bool)
    return [f"{name} has a name that is empty: write what is missing as missing."] if blank.any() else []


def _member_problems(table: pd.DataFrame, rows: NDArray[np.intp]) -> list[str]:
    problems = []
    if (rows < 0).any():
        strangers = table.loc[rows < 0, "client_id"].unique()
        problems.append(f"groups names clients that returns lacks: {listed(strangers)}. Leave them out, or add them.")
    sums = table.groupby("client_id", sort=False, observed=True)["share"].agg(["sum", "size", "min"])
    if table["share"].isna().any():
        lacking = table.loc[table["share"].isna(), "client_id"].unique()
        problems.append(f"groups column 'share' is missing for {listed(lacking)}: write 1 for who is in one group.")
        return problems
    if (again := table.duplicated(["client_id", "group"])).any():
        problems.append(
            f"groups names a client in the same group twice: {listed(table.loc[again, 'client_id'].unique())}. Add its "
            "shares up."
        )
        return problems
    wrong = sums[~(np.abs(sums["sum"] - 1) <= ROUNDING) | ~(sums["min"] >= 0)]
    twice = wrong[(wrong["size"] > 1) & (wrong["sum"] == wrong["size"])]
    if len(twice):
        problems.append(
            f"{len(twice):,} clients are in more than one group ({listed(twice.index)}): choose one for each, or pass "
            "a table of members with a column 'share' that adds up to 1 for each client."
        )
    if len(rest := wrong.drop(twice.index)):
        problems.append(f"shares must be 0 or more and add up to 1 for each client; not so for {listed(rest.index)}.")
    return problems


def _clashes(alone: pd.Index, groups: pd.Index) -> list[str]:
    both = alone.intersection(groups)
    return [f"{listed(both)} is a group, and a client that stands alone: rename one."] if len(both) else []


def _named_units(accounts: pd.Index, units: pd.DataFrame) -> dict[str, pd.Index]:
    """Give each level's unit of every account, or say where they do not lie within each other."""
    problems = [] if len(units.columns) else ["units has no column: name the levels, from small to large."]
    if not units.index.equals(accounts):
        problems.append("units must have the index of returns in the same order: units.reindex(returns.index).")
    if not units.columns.is_unique:
        problems.append(f"units has a level twice: {listed(units.columns[units.columns.duplicated()])}.")
    else:
        problems += [text for name in units.columns for text in _label_problems(units[name], f"units column '{name}'")]
    if problems:
        raise SchemaError(*problems)
    named, below, called = {}, pd.Index(accounts), "account"
    for level in units.columns:
        own = pd.Index(units[level].astype(object).where(units[level].notna(), below))
        problems += _nesting_problems(below, own, units[level].isna().to_numpy(), called, str(level))
        named[str(level)], below, called = own, own, str(level)
    if problems:
        raise SchemaError(*problems)
    return named


def _nesting_problems(below: pd.Index, own: pd.Index, alone: NDArray[np.bool_], called: str, level: str) -> list[str]:
    problems = []
    pairs = pd.DataFrame({"below": below, "own": own}).drop_duplicates()
    if len(split := pairs.loc[pairs["below"].duplicated(), "below"].unique()):
        problems.append(f"a {called} lies in more than one {level}: {listed(split)}. Choose one for each.")
    if len(both := own[alone].unique().intersection(own[~alone].unique())):
        problems.append(f"{listed(both)} is a {level}, and the name of what stands alone below it: rename one.")
    return problems
