"""Do different maps say the same of the same customer? What each says to do, and how often two contradict.

`map_advice`, `map_agreement` and `advice_against_profit`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...catalogue.grid_parts import ADVICE
from ...catalogue.grid_spec import GridSpec
from ...schema import Amounts, SchemaError, amounts_of, different_customers, listed, require_frame, typed
from .value_grid import ValueGrid

WITHDRAW, HOLD, INVEST = range(len(ADVICE))


@typed
def map_advice(
    tables: Mapping[str, pd.DataFrame], *, advice: Mapping[str, Mapping[str, str]] | None = None
) -> pd.DataFrame:
    """Return what each map says to do for each customer, in one word: invest, hold or withdraw.

    Only the best cell of a map says invest and only its worst says withdraw, unless you state it otherwise: where two
    maps then contradict each other, they do so at their clearest. The words are proposed here.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By the name of a grid of the catalogue, a table with its columns; the same customers in each. `map_axes` makes
        four. Cuts are learnt from these customers.
    advice : mapping of str to mapping of str to str, optional
        By grid and segment: "invest", "hold" or "withdraw", in place of the catalogue's word.

    Returns
    -------
    DataFrame
        The customers' index; a column per map, ordered categories from withdraw to invest.

    Raises
    ------
    SchemaError
        For segments without a word, words and segments that are unknown, and columns that are missing.
    ValueError
        If there is no map, the maps hold different customers, or cuts cannot be learnt.

    See Also
    --------
    map_agreement : How often they contradict each other.
    custseg.value.map_axes : The columns of four maps.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import map_advice
    >>> axes = pd.DataFrame({"profit": [9.0, 1.0, 5.0, 2.0], "loyalty": [1, 9, 8, 2]}, index=list("abcd"))
    >>> map_advice({"conway": axes})["conway"].tolist()
    ['hold', 'hold', 'invest', 'withdraw']
    """
    if not tables:
        raise ValueError("tables has no map: pass at least one, by the name of its grid.")
    indexes = {name: table.index for name, table in tables.items()}
    first = next(iter(indexes.values()))
    if strange := [name for name, index in indexes.items() if not index.equals(first)]:
        raise ValueError(f"{listed(strange)} has other customers than {listed(list(tables)[:1])}. Reindex the tables.")
    grids = {name: ValueGrid(name).fit(table) for name, table in tables.items()}
    words = {name: _words(grid.spec_, (advice or {}).get(name, {})) for name, grid in grids.items()}
    problems = [problem for found in words.values() for problem in found[1]]
    if unknown := [name for name in advice or {} if name not in tables]:
        problems.append(f"advice names maps that tables lacks: {listed(unknown)}.")
    if problems:
        raise SchemaError(*problems)
    kind = pd.CategoricalDtype(list(ADVICE), ordered=True)
    columns = {
        name: pd.Categorical.from_codes(words[name][0][grid.predict(tables[name]).cat.codes], dtype=kind)
        for name, grid in grids.items()
    }
    return pd.DataFrame(columns, index=first)


def _words(spec: GridSpec, stated: Mapping[str, str]) -> tuple[NDArray[np.intp], list[str]]:
    """Give the place in `ADVICE` of each segment's word, and a sentence about each that has none."""
    known = {segment.key: stated.get(segment.key, segment.advice) for segment in spec.segments}
    problems = []
    if unknown := [key for key in stated if key not in known]:
        problems.append(f"grid '{spec.key}' has no segments {listed(unknown)} (it has: {listed(known)}).")
    if wordless := [key for key, word in known.items() if word not in ADVICE]:
        problems.append(
            f"grid '{spec.key}' says nothing about {listed(wordless)}. Pass advice={{'{spec.key}': "
            f"{{'{wordless[0]}': ...}}}} with one of {listed(ADVICE)}."
        )
    return np.array([ADVICE.index(word) if word in ADVICE else 0 for word in known.values()]), problems


@typed
def map_agreement(advice: pd.DataFrame, *, over: Sequence[pd.DataFrame] = ()) -> pd.DataFrame:
    """Return how many customers one map would invest in and another would withdraw from.

    Parameters
    ----------
    advice : DataFrame
        One column per map, two at least, as `map_advice` gives.
    over : sequence of DataFrame, optional
        The same for other assumptions, such as each draw of `cost_over_minutes`. What comes out of them is a range over
        the assumption and no confidence interval.

    Returns
    -------
    DataFrame
        Index ``maps``: each pair, and last ``any two``. Columns: ``customers``; ``agreed``, the share with the same
        word on both (on all); ``contradicted``, the share with invest on one and withdraw on another; ``low`` and
        ``high``, the ends of that share over the assumptions (missing without any). Fractions 0-1 of all customers.

    Raises
    ------
    ValueError
        If there are fewer than two maps, no customer, other words, or other maps or customers in `over`.

    See Also
    --------
    advice_against_profit : How often each map advises against the profit itself.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import map_agreement
    >>> advice = pd.DataFrame({"shapiro": ["invest", "withdraw"], "conway": ["withdraw", "withdraw"]})
    >>> map_agreement(advice)[["agreed", "contradicted"]].loc["any two"].tolist()
    [0.5, 0.5]
    """
    codes = _codes(advice, "advice")
    pairs = [[one, other] for one, other in combinations(range(advice.shape[1]), 2)]
    groups = {" and ".join(map(str, advice.columns[pair])): pair for pair in pairs}
    groups["any two"] = list(range(advice.shape[1]))
    others = [_codes(table, f"over[{place}]", advice.columns) for place, table in enumerate(over)]
    if strange := [f"over[{place}]" for place, table in enumerate(over) if not table.index.equals(advice.index)]:
        raise ValueError(f"{listed(strange)} has other customers than advice, or another order. Reindex it.")
    rows = []
    for maps in groups.values():
        agreed, contradicted = _shares(codes[:, maps])
        swept = [_shares(other[:, maps])[1] for other in others] or [np.nan]
        rows.append([len(advice), agreed, contradicted, min(swept), max(swept)])
    columns = ["customers", "agreed", "contradicted", "low", "high"]
    return pd.DataFrame(rows, index=pd.Index(list(groups), name="maps"), columns=columns).astype({"customers": int})


def _codes(advice: pd.DataFrame, name: str, maps: pd.Index | None = None) -> NDArray[np.int8]:
    require_frame(advice, name)
    if advice.shape[1] < 2 or not len(advice):
        raise ValueError(
            f"{name} must have two maps or more, and customers; found {advice.shape[1]} and {len(advice)}."
        )
    if maps is not None and not advice.columns.equals(maps):
        raise ValueError(f"{name} must have the maps {listed(maps)}; found {listed(advice.columns)}.")
    place_of = {word: place for place, word in enumerate(ADVICE)}
    columns = [advice.iloc[:, place].astype("category") for place in range(advice.shape[1])]
    codes = np.column_stack([_places(column, place_of) for column in columns])
    if (codes < 0).any():
        strange = [word for word in pd.unique(advice.to_numpy(dtype=object).ravel()) if word not in ADVICE]
        raise ValueError(f"{name} must hold {listed(ADVICE)} and nothing else; found {listed(map(str, strange))}.")
    return codes


def _places(column: pd.Series, place_of: Mapping[str, int]) -> NDArray[np.int8]:
    """Give the place of each word, -1 for what is none or missing; each different word is looked up once."""
    places = np.array([*(place_of.get(word, -1) for word in column.cat.categories), -1], dtype=np.int8)
    return places[column.cat.codes.to_numpy()]


def _shares(codes: NDArray[np.int8]) -> tuple[float, float]:
    least, most = codes.min(axis=1), codes.max(axis=1)
    return float((least == most).mean()), float(((least == WITHDRAW) & (most == INVEST)).mean())


@typed
def advice_against_profit(advice: pd.DataFrame, profit: Amounts) -> pd.DataFrame:
    """Return how often a map invests in customers who lose money and withdraws from those who make some.

    A map cuts its axes one by one; profit is a diagonal between them. So a quadrant holds both kinds.

    Parameters
    ----------
    advice : DataFrame
        One column per map, as `map_advice` gives.
    profit : Series of shape (n_customers,)
        In money, with the same index.

    Returns
    -------
    DataFrame
        Index ``map``; ``invest`` and ``withdraw`` (customers), ``invest_at_a_loss`` and ``withdraw_at_a_profit``
        (customers among them), ``wrong`` (the share of all customers that these two are, 0-1).

    Raises
    ------
    ValueError
        If there is no map, words are unknown, or profits are missing or belong to other customers.

    See Also
    --------
    grid_areas : The same by cell, with the money.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import advice_against_profit
    >>> advice = pd.DataFrame({"conway": ["invest", "withdraw", "hold", "withdraw"]})
    >>> advice_against_profit(advice, pd.Series([-5.0, 3.0, 1.0, -2.0])).loc["conway"].to_dict()
    {'invest': 1.0, 'withdraw': 2.0, 'invest_at_a_loss': 1.0, 'withdraw_at_a_profit': 1.0, 'wrong': 0.5}
    """
    codes = _codes(pd.concat([advice, advice], axis=1), "advice")[:, : advice.shape[1]]
    money, index = amounts_of(profit, "profit")
    if len(money) != len(advice) or (isinstance(profit, pd.Series) and not index.equals(advice.index)):
        raise ValueError(different_customers("advice", advice.index, "profit", index))
    invest, withdraw = codes == INVEST, codes == WITHDRAW
    loss, gain = (money < 0)[:, np.newaxis], (money > 0)[:, np.newaxis]
    columns = {
        "invest": invest.sum(axis=0),
        "withdraw": withdraw.sum(axis=0),
        "invest_at_a_loss": (invest & loss).sum(axis=0),
        "withdraw_at_a_profit": (withdraw & gain).sum(axis=0),
        "wrong": ((invest & loss) | (withdraw & gain)).mean(axis=0),
    }
    return pd.DataFrame(columns, index=pd.Index(advice.columns, name="map"))
