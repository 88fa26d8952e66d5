"""What is known of one client book? Read once, placed by the platform, then handed to every section.

`BankClients`; :func:`custseg.brief.open_clients` makes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from ...catalogue import load_grid
from ...read.client_tables import ClientTables
from ...resample import Twin
from ...segment import ClientPlatform, branch_gaps, gaps_by_lot

TWINS = 200
MOST = 20_000  # clients who are dealt by lot; of more, so many are drawn


class FirstLever(NamedTuple):
    """The step and the lever that are worth most in all, with how many clients have still to pull it."""

    cell: str
    next_cell: str
    look: str
    clients: int
    brings: float


@dataclass(frozen=True, eq=False, repr=False)
class BankClients:
    """A client book, where its clients stand, and what was stated. Made by :func:`open_clients`.

    Parameters
    ----------
    tables : ClientTables
        As they were read.
    platform : ClientPlatform
        Where everybody stands.
    hurdle : float
        The RAROC that is asked for.
    level : float
        Coverage of the intervals.
    rules : str
        Whose rules the strategies follow: a file name, empty for those that ship.
    rule_names : mapping of str to str
        What the strategies are called.
    simulated : bool
        Whether nobody's book was given.
    seed : int
        Of what is dealt by lot.

    See Also
    --------
    open_clients : Makes one.

    Examples
    --------
    >>> from custseg.brief import open_clients
    >>> open_clients()
    <BankClients simulated clients: 600 clients>
    """

    tables: ClientTables
    platform: ClientPlatform
    hurdle: float
    level: float
    rules: str
    rule_names: Mapping[str, str]
    simulated: bool
    seed: int

    def __repr__(self) -> str:
        return f"<BankClients {self.tables.name}: {len(self.clients):,} clients>"

    @property
    def clients(self) -> pd.DataFrame:
        """A row per client, as the platform gives it."""
        return self.platform.clients

    @property
    def currency(self) -> str:
        """Behind amounts of money; empty if the file does not say it."""
        return self.tables.currency or ""

    @cached_property
    def cell_names(self) -> dict[str, str]:
        """Cells of the three grids in words."""
        grids = [load_grid(name) for name in ("value_nine_grid", "growth_nine_grid")]
        return {segment.key: segment.name_en for grid in grids for segment in grid.segments}

    @cached_property
    def strategy_names(self) -> dict[str, str]:
        """Strategies in words, in the order of the file of rules."""
        return {key: self.rule_names.get(key, key) for key in map(str, self.clients["strategy"].cat.categories)}

    @cached_property
    def below(self) -> pd.DataFrame:
        """Who earns less than the hurdle and is not in default, the largest shortfall first."""
        rows = self.clients[self.clients["status"] == "below the hurdle"]
        return rows.sort_values("shortfall", ascending=False, kind="stable")

    @cached_property
    def first(self) -> FirstLever | None:
        """The sure lever that would bring most in all; None where none is sure."""
        sure = self.clients[self.clients["lever_sure"]]
        if sure.empty:
            return None
        by = sure.groupby(["value_cell", "next_cell", "lever"], sort=True)["lever_brings"].agg(["size", "sum"])
        best = int(by["sum"].to_numpy().argmax())
        cell, there, lever = cast(tuple[str, str, str], by.index[best])
        return FirstLever(cell, there, lever, clients=int(by["size"].iloc[best]), brings=float(by["sum"].iloc[best]))

    @cached_property
    def drawn(self) -> pd.Index:
        """Who is dealt by lot: everybody, of very many some."""
        index = self.clients.index
        if len(index) <= MOST:
            return index
        return index[np.sort(np.random.default_rng(self.seed).choice(len(index), MOST, replace=False))]

    @cached_property
    def branches_by_lot(self) -> Twin | None:
        """How many gaps between branches exclude nought, and how many where branches are dealt to clients by lot."""
        if "branch_gaps" in self.platform.empty or len(self.platform.branches) < 2:
            return None
        rows = self.clients.loc[self.drawn]
        looks = self.platform.looks.loc[self.drawn]
        what = "branches dealt to clients by lot"
        return gaps_by_lot(
            looks, rows["branch"], within=rows["value_cell"], what=what, n=TWINS, level=self.level,
            random_state=self.seed,
        )  # fmt: skip

    @cached_property
    def branches_compared(self) -> int:
        """How many gaps between branches have an interval, among the clients who are dealt by lot."""
        gaps = self.platform.branch_gaps
        if len(self.drawn) < len(self.clients):
            rows = self.clients.loc[self.drawn]
            looks = self.platform.looks.loc[self.drawn]
            gaps = branch_gaps(looks, rows["value_cell"], rows["branch"], level=self.level)
        return int(gaps["low"].notna().sum())

    @cached_property
    def first_by_lot(self) -> Twin | None:
        """How many looks tell the two cells of the first lever apart, and how many where they are dealt by lot."""
        if self.first is None:
            return None
        rows = self.clients.loc[self.drawn]
        cells = rows["value_cell"].where(rows["value_cell"].isin([self.first.cell, self.first.next_cell]))
        if cells.nunique() < 2:
            return None
        what = "the two cells dealt to their clients by lot"
        looks = self.platform.looks.loc[self.drawn]
        return gaps_by_lot(looks, cells, what=what, n=TWINS, level=self.level, random_state=self.seed)
