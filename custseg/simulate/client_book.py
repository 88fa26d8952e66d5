"""What if we knew what each lever brings? A bank's book of corporate clients, whose mechanism is known.

`simulate_client_book` and `simulate_moves`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..datasets import grade_default_rates
from ..schema import SchemaError, as_numbers, check_whole, listed, typed
from ._client_accounts import (
    FUNDING,
    MOVABLE,
    PRACTICES,
    account_table,
    draw_companies,
    draw_practices,
    income_beside_lending,
    movable_shares,
    next_contribution,
    serving_costs,
    weighted_score,
)
from ._client_groups import member_table, unit_table
from ._client_statements import yearly_income, yearly_statements
from ._customer_ids import customer_ids
from ._ranges import check_ranges
from ._streams import own_stream


@dataclass(frozen=True)
class ClientBook:
    """A simulated book of corporate clients: what a bank's tables hold, the truth, and the constants behind it.

    Made by `simulate_client_book`, which says what the tables hold.

    Parameters
    ----------
    clients : DataFrame
        Index ``client_id``: what the bank's accounts and ratings say.
    statements : DataFrame
        One row a client and year.
    income : DataFrame
        Index ``client_id``; three years of what each brought.
    groups : DataFrame
        ``client_id``, ``group``, ``share``.
    units : DataFrame
        Index ``client_id``; the units of each, from itself to its group.
    truth : DataFrame
        Index ``client_id``; what a bank does not know, each column with ``sim_`` in front.
    pull : float
        How strongly practices go with income.
    causal : float
        Part of that which follows when a practice is moved, 0-1.

    See Also
    --------
    simulate_client_book : Makes one.

    Examples
    --------
    >>> from custseg.simulate import simulate_client_book
    >>> book = simulate_client_book(60)
    >>> book.clients.index.equals(book.truth.index), book.pull
    (True, 0.8)
    """

    clients: pd.DataFrame
    statements: pd.DataFrame
    income: pd.DataFrame
    groups: pd.DataFrame
    units: pd.DataFrame
    truth: pd.DataFrame
    pull: float
    causal: float


@typed
def simulate_client_book(
    n_clients: int = 1200,
    *,
    default_rates: Sequence[float] | None = None,
    n_branches: int = 6,
    pull: float = 0.8,
    causal: float = 1.0,
    branch_spread: float = 0.35,
    risk_pricing: float = 0.3,
    in_step: float = 0.5,
    in_groups: float = 0.4,
    last_year: int = 2025,
    random_state: int | np.random.RandomState | None = 0,
) -> ClientBook:
    """Simulate the corporate clients of a bank: what they owe, pay, do with it, and what their own books say.

    The mechanism, whole. *Company*: turnover is lognormal (median 8 million, log standard deviation 1.1; a member of a
    group is 1.5 times as large), assets, liabilities, cash, debt and profit follow by noisy ratios. The grade, five
    equal ones, follows a worth of credit that also lowers liabilities and lifts profit; its default rate is
    `default_rates`; one in two hundred is in default already, with a chance of 1. Losses given default lie around 45 %.
    *Practices*: six shares (cross-selling, wallet, settlement, remote, of loans, use of the limit), logit-normal, any
    two correlated at 0.4, each moved by the practice of the branch with standard deviation `branch_spread`. *Money*:
    loans are the client's share of the company's debt; their margin is 1.8 points (standard deviation 0.5) where
    `risk_pricing` is 0, and at 1 also what the client's expected loss differs from the mean. One client in ten does not
    borrow. What comes in beside lending, fees and the margin on deposits, is 0.12 % of a turnover of 8 million, grows
    with turnover to the power 0.9, and is multiplied by ``exp(pull · score)``, where the score is the weighted sum of
    standardised practices (0.50 cross-selling, 0.35 wallet, 0.15 settlement, nothing for the others), and by lognormal
    noise (0.4). One client in a hundred gets back more than it pays beside lending. Serving costs 2,500, 0.4 % of the
    loans, 400 a product, and 1.50 for a transaction at the counter (remote 0.20). *Growth*: the company's own is normal
    (mean 4 %, standard deviation 10 %) a year; what it brings us grows by `in_step` times that, plus noise. Some
    statements are missing or do not balance. *Groups*: a share `in_groups` of clients belongs to one; one in twenty of
    these to two; some groups have one member; a member leaves half as often as the others (6 % a year).

    `causal` changes nothing in the tables. It says what happens if somebody *moves* a practice (`simulate_moves`): at 1
    the income follows, at 0 the practices are only signs of clients who need a bank. No book can tell the two apart.

    Parameters
    ----------
    n_clients : int, default 1200
        How many, 50 or more.
    default_rates : sequence of float, optional
        Default rate of each grade, the lowest first, fractions a year between 0 and 1; by default those of
        `custseg.datasets.grade_default_rates`.
    n_branches : int, default 6
        Branches of the bank, drawn by lot.
    pull : float, default 0.8
        How strongly practices go with the income beside lending, 0-2: the log of the factor for one standard deviation
        more of all. At 0 they have nothing to do with it.
    causal : float, default 1
        Part of that which follows when a practice is moved, 0-1.
    branch_spread : float, default 0.35
        How far branches' practices differ, in standard deviations of clients, 0-2.
    risk_pricing : float, default 0.3
        How much of its own expected loss a client pays in its margin, 0-1.
    in_step : float, default 0.5
        How much of a client's own growth we follow, 0-2.
    in_groups : float, default 0.4
        Share of clients in groups, 0-1.
    last_year : int, default 2025
        Of the statements; there are two before it.
    random_state : int, RandomState or None
        The same value gives the same book.

    Returns
    -------
    ClientBook
        Its ``clients`` hold what `custseg.value.client_returns` and `custseg.segment.client_looks` read, and
        ``branch``, ``industry``, ``grade``, ``funding_rate``, ``employees`` and ``users`` (of our payroll accounts);
        ``statements`` and ``income`` are for `custseg.segment.client_growth`, ``groups`` for
        `custseg.value.group_raroc`, ``units`` (``person``, the legal one; ``group at the branch``; ``group``) for
        `custseg.value.returns_by_unit`. ``truth``: ``sim_`` and the practice, for those that can be
        moved; ``sim_score`` (standardised practices, weighted), ``sim_beside_lending`` (money), and of the year after
        ``sim_default``, ``sim_left`` and ``sim_next_contribution`` (money, after the losses that came about). Money is
        in euros a year.

    Raises
    ------
    SchemaError
        For numbers out of range, all at once.

    See Also
    --------
    simulate_moves : What is brought in after somebody has moved a practice.
    custseg.datasets.grade_default_rates : Where the default rates come from.

    Examples
    --------
    >>> from custseg.simulate import simulate_client_book
    >>> book = simulate_client_book(400)
    >>> len(book.clients), int(book.statements["year"].max()), list(book.income.columns)
    (400, 2025, [2023, 2024, 2025])
    """
    check_ranges(
        pull=(pull, 0, 2),
        causal=(causal, 0, 1),
        branch_spread=(branch_spread, 0, 2),
        risk_pricing=(risk_pricing, 0, 1),
        in_step=(in_step, 0, 2),
        in_groups=(in_groups, 0, 1),
    )
    n_clients = check_whole(n_clients, "n_clients", at_least=50, of="clients")
    n_branches = check_whole(n_branches, "n_branches", at_least=1, at_most=n_clients, of="branches")
    rates = _rates(default_rates)
    random = own_stream(random_state, "client book")
    index = customer_ids(n_clients).rename("client_id")
    groups = member_table(index, in_groups, random)
    branch = random.randint(n_branches, size=n_clients)
    companies = draw_companies(index, index.isin(groups["client_id"]), rates, random)
    practices = draw_practices(branch, n_branches, branch_spread, random)
    clients = account_table(companies, practices, risk_pricing, random)
    shares = movable_shares(clients, companies)
    beside = income_beside_lending(companies["revenue"], pull * weighted_score(shares), random)
    clients["fee_income"] = beside * random.beta(5, 5, n_clients)
    clients["income"] = beside + clients["interest_income"] - FUNDING * clients["loans"]
    clients["cost"] = serving_costs(clients, random)
    clients.insert(0, "branch", pd.Index([f"Branch {number + 1}" for number in range(n_branches)]).take(branch))
    own_growth = random.normal(0.04, 0.10, n_clients)
    statements = yearly_statements(companies, own_growth, last_year, random)
    truth = _truth(shares, beside, clients, groups, random)
    truth["sim_next_contribution"] = next_contribution(clients, truth["sim_default"], in_step * own_growth, random)
    income = yearly_income(clients["income"], in_step * own_growth, last_year, random)
    units = unit_table(clients["branch"], groups)
    return ClientBook(clients, statements, income, groups, units, truth, float(pull), float(causal))


@typed
def simulate_moves(book: ClientBook, moves: pd.DataFrame) -> pd.Series:
    """Give the income after somebody has moved practices with clients, by the mechanism of the book.

    Parameters
    ----------
    book : ClientBook
        From `simulate_client_book`.
    moves : DataFrame
        Index ``client_id``, some of the book's; columns of ``cross_sell_rate``, ``wallet_share``, ``settlement_share``,
        ``remote_share``: by how much each is lifted (fractions, -1 to 1; negative: lowered). Missing is not moved.

    Returns
    -------
    Series
        The index of ``book.clients``; ``income``, money a year, as in the book for who is not in `moves`.

    Raises
    ------
    SchemaError
        Unknown clients or practices, one of them twice, or lifts that are no fractions, all at once.

    See Also
    --------
    simulate_client_book : The book, and the constant ``causal`` that decides.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.simulate import simulate_client_book, simulate_moves
    >>> book, signs = (simulate_client_book(400, causal=causal) for causal in (1.0, 0.0))
    >>> lifted = pd.DataFrame({"cross_sell_rate": 0.1}, book.clients.index)
    >>> [float((simulate_moves(one, lifted).sum() / one.clients["income"].sum()).round(2)) for one in (book, signs)]
    [1.15, 1.0]
    """
    lifts = _lifts(moves, book.clients.index)
    change = pd.Series(0.0, book.clients.index)
    for name in lifts.columns:
        lifted = lifts[name].reindex(change.index).fillna(0.0)
        change += PRACTICES[name][2] * lifted / book.truth[f"sim_{name}"].std(ddof=0)
    beside = book.truth["sim_beside_lending"]
    moved = beside * np.expm1(book.causal * book.pull * change)
    return (book.clients["income"] + moved.where(beside > 0, 0.0)).rename("income")


def _lifts(moves: pd.DataFrame, clients: pd.Index) -> pd.DataFrame:
    """Give the lifts as numbers, or say everything that is wrong with them."""
    problems = []
    if strange := [str(name) for name in moves.columns if name not in MOVABLE]:
        problems.append(f"moves has columns {listed(strange)}; what can be moved is {listed(MOVABLE, 4)}.")
    if not moves.columns.is_unique:
        problems.append(f"moves has columns twice: {listed(moves.columns[moves.columns.duplicated()].unique())}.")
    wrong = moves.index[~moves.index.isin(clients) | moves.index.duplicated()].unique()
    if len(wrong):
        problems.append(f"moves must hold clients of the book, each once; not so for {listed(wrong)}.")
    if problems:
        raise SchemaError(*problems)
    lifts = pd.DataFrame({name: as_numbers(moves[name], str(name)) for name in moves.columns}, index=moves.index)
    if far := [str(name) for name in lifts.columns if (lifts[name].abs() > 1).any()]:
        raise SchemaError(f"a lift is a fraction, -1 to 1: write 10 points as 0.10; not so in {listed(far, 4)}.")
    return lifts


def _rates(default_rates: Sequence[float] | None) -> np.ndarray:
    given = pd.Series(grade_default_rates() if default_rates is None else default_rates, dtype="object")
    rates = pd.to_numeric(given, errors="coerce").to_numpy(dtype="float64")
    if not rates.size or not ((rates > 0) & (rates < 1)).all() or (np.diff(rates) < 0).any():
        raise SchemaError(
            f"default_rates must be rates between 0 and 1, one a grade, the best (lowest) first; found {listed(given)}."
        )
    return rates


def _truth(
    shares: pd.DataFrame, beside: pd.Series, clients: pd.DataFrame, groups: pd.DataFrame, random: np.random.RandomState
) -> pd.DataFrame:
    """Give what a bank does not know: the score, what each practice was, who fails and who leaves in the year after."""
    leaving = np.where(clients.index.isin(groups["client_id"]), 0.03, 0.06)
    columns: dict[str, Any] = {
        "score": weighted_score(shares),
        "beside_lending": beside,
        "default": random.random_sample(len(clients)) < clients["probability_of_default"],
        "left": random.random_sample(len(clients)) < leaving,
    }
    return shares.assign(**columns).add_prefix("sim_")
