"""What if we knew which retailers truly moved, and which clerk cheats? Eight quarters of a rating with its truth.

`simulate_rated_retailers`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..schema import SchemaError, check_whole, typed
from ._customer_ids import customer_ids
from ._streams import own_stream

CUTS = (20.0, 40.0, 60.0, 80.0)
"""Cuts of the score, 0-100, between the five tiers of the simulated rule."""

MARKETS = {"C": 0.4, "X": 0.6}
"""Share of the retailers in town (城镇) and country (乡村)."""

FORMATS = {
    "Z": (0.55, 120.0),
    "B": (0.15, 220.0),
    "S": (0.08, 350.0),
    "N": (0.02, 300.0),
    "Y": (0.08, 500.0),
    "F": (0.05, 150.0),
    "Q": (0.07, 90.0),
}
"""Share of the retailers, and median demand a quarter in cartons, of each format (业态)."""

TOWN = 1.6  # how much more a shop in town sells than the same in the country
SPREAD = 0.8  # of the log of demand between shops of a format and market
SLACK = 1.15  # a tier's quota over the mean demand of those who are in it
JUMP = 1.0  # of the log of demand when a shop truly moves
RAISE = 20.0  # points that are added by hand


@typed
def simulate_rated_retailers(
    n_retailers: int = 800,
    *,
    n_quarters: int = 8,
    true_moves: float = 0.03,
    noise: float = 0.25,
    n_clerks: int = 20,
    n_cheats: int = 1,
    cheating: float = 0.25,
    slips: float = 0.01,
    quota: bool = True,
    random_state: int | np.random.RandomState | None = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate retailers who are rated every quarter: format by market, true moves, a quota, a clerk who cheats.

    The mechanism, whole. A shop has a level: the median of its format, 1.6 times as much in town, times a lognormal
    factor of its own with spread .8. From the second quarter on a share `true_moves` of the shops each quarter moves
    for good, up or down with equal chance, by 1 in the log (a factor of 2.7); all others keep their level. Demand is
    the level times a season that all share (1, .95, 1, 1.1) times lognormal `noise`, in whole cartons. What is sold is
    demand cut off by a quota: every shop of the same format, market and tier in the quarter before gets 1.15 times the
    mean demand of that group then; in the first quarter there is none. So a shop in too low a tier cannot show what it
    could sell. The score is computed and locked: 100 times the share of the shops of the same format and market that a
    shop's sales equal or exceed. The rule cuts it at 20, 40, 60 and 80: five tiers, without memory. Each clerk looks
    after the same share of shops of all kinds. A cheating one lifts each of his shops below tier 5 with chance
    `cheating` a quarter: half the time he adds 20 points to the score in use, half the time he only writes the next
    tier. With chance `slips` a clerk, honest or not, writes a tier that is one too high or one too low.

    Parameters
    ----------
    n_retailers : int, default 800
        Shops, at least 10.
    n_quarters : int, default 8
        From 2024Q1 on.
    true_moves : float, default 0.03
        Chance that a shop moves for good, each quarter but the first; 0 for a world in which nobody changes.
    noise : float, default 0.25
        Standard deviation of the log of a shop's demand from quarter to quarter around its level.
    n_clerks : int, default 20
        Who look after the shops.
    n_cheats : int, default 1
        How many of them cheat; they are drawn by lot.
    cheating : float, default 0.25
        Chance that a cheating clerk lifts a shop in a quarter.
    slips : float, default 0.01
        Chance of a wrong tier by mistake.
    quota : bool, default True
        Whether sales are cut off by a quota.
    random_state : int, RandomState or None
        The same value gives the same retailers.

    Returns
    -------
    panel : DataFrame
        One row for each shop and quarter: ``customer_id``, ``period`` (text such as "2024Q1"), ``sim_market`` (C, X),
        ``sim_format`` (Z, B, S, N, Y, F, Q), ``sim_clerk``, ``sim_quota`` (cartons; missing where there is none),
        ``sim_quantity`` (cartons sold), ``sim_locked_score``, ``sim_score`` (in use) and ``sim_tier`` (given, 1-5).
    truth : DataFrame
        Same index: ``sim_demand`` (cartons; what would have been sold without quota), ``sim_level`` (cartons, without
        chance and season), ``sim_true_tier`` (what the level alone would get among the others' levels), ``sim_moved``
        (-1, 0, 1: moved for good at the beginning of this quarter), ``sim_rule_tier`` (what the rule gives),
        ``sim_cheated`` and ``sim_clerk_cheats``.

    Raises
    ------
    SchemaError
        For numbers out of range, all at once.

    See Also
    --------
    simulate_outlets : One quarter, with the five degrees behind the value.
    custseg.segment.audit_classes : Looks for the clerk.

    Examples
    --------
    >>> panel, truth = simulate_rated_retailers(200)
    >>> len(panel), bool((panel["sim_quantity"] <= truth["sim_demand"]).all())
    (1600, True)
    """
    n_retailers = check_whole(n_retailers, "n_retailers")
    n_quarters = check_whole(n_quarters, "n_quarters", at_least=1)
    n_clerks = check_whole(n_clerks, "n_clerks", at_least=1)
    shares = {"true_moves": true_moves, "cheating": cheating, "slips": slips}
    problems = [
        f"{key} must lie between 0 and 1; found {part!r}." for key, part in shares.items() if not 0 <= part <= 1
    ]
    if n_retailers < 10:
        problems.append(f"n_retailers must be 10 or more; found {n_retailers}.")
    if not 0 <= noise < 5:
        problems.append(f"noise must lie between 0 and 5; found {noise!r}.")
    if not 0 <= n_cheats <= n_clerks:
        problems.append(f"n_cheats must lie between 0 and n_clerks ({n_clerks}); found {n_cheats}.")
    if problems:
        raise SchemaError(*problems)
    random = own_stream(random_state, "rated retailers")
    shops = _shops(n_retailers, n_clerks, n_cheats, random)
    quarters = _quarters(shops, n_quarters, true_moves, noise, cheating, slips, quota, random)
    rows = pd.concat(quarters, ignore_index=True)
    given = ["market", "format", "clerk", "quota", "quantity", "locked_score", "score", "tier"]
    true = ["demand", "level", "true_tier", "moved", "rule_tier", "cheated", "clerk_cheats"]
    panel = pd.concat([rows[["customer_id", "period"]], rows[given].add_prefix("sim_")], axis=1)
    return panel, rows[true].add_prefix("sim_")


def _shops(n: int, n_clerks: int, n_cheats: int, random: np.random.RandomState) -> pd.DataFrame:
    market = random.choice(list(MARKETS), n, p=list(MARKETS.values()))
    kinds, shares = list(FORMATS), np.array([share for share, _ in FORMATS.values()])
    form = random.choice(kinds, n, p=shares / shares.sum())
    median = np.array([FORMATS[kind][1] for kind in form]) * np.where(market == "C", TOWN, 1.0)
    clerk = random.permutation(np.arange(n) % n_clerks)
    cheats = random.permutation(n_clerks)[:n_cheats]
    names = np.array([f"clerk {number:0{len(str(n_clerks))}}" for number in range(1, n_clerks + 1)])
    return pd.DataFrame(
        {
            "customer_id": customer_ids(n).to_numpy(),
            "market": market,
            "format": form,
            "clerk": names[clerk],
            "clerk_cheats": np.isin(clerk, cheats),
            "log_level": np.log(median) + SPREAD * random.standard_normal(n),
        }
    )


def _quarters(
    shops: pd.DataFrame,
    n_quarters: int,
    true_moves: float,
    noise: float,
    cheating: float,
    slips: float,
    quota: bool,
    random: np.random.RandomState,
) -> list[pd.DataFrame]:
    """Go through the quarters; each needs the tiers and the demand of the one before."""
    n, season = len(shops), np.array([1.0, 0.95, 1.0, 1.1])
    log_level = shops["log_level"].to_numpy()
    kinds = [shops["market"], shops["format"]]
    quarters: list[pd.DataFrame] = []
    for number in range(n_quarters):
        moves = random.random_sample(n) < (true_moves if number else 0.0)
        moved = np.where(moves, np.where(random.random_sample(n) < 0.5, -1, 1), 0)
        log_level = log_level + JUMP * moved
        demand = np.round(np.exp(log_level + noise * random.standard_normal(n)) * season[number % 4])
        limit = _limit(quarters[-1], kinds) if quota and quarters else np.full(n, np.nan)
        quantity = np.fmin(demand, limit)
        locked = pd.Series(quantity).groupby([kind.to_numpy() for kind in kinds]).rank(method="max", pct=True) * 100
        level_rank = pd.Series(log_level).groupby([kind.to_numpy() for kind in kinds]).rank(method="max", pct=True)
        rule_tier = _tier(locked.to_numpy())
        written = _written(locked.to_numpy(), shops["clerk_cheats"].to_numpy(), cheating, slips, random)
        quarter = shops.drop(columns="log_level").assign(
            period=f"{2024 + number // 4}Q{number % 4 + 1}",
            quota=limit,
            quantity=quantity,
            locked_score=locked.to_numpy(),
            demand=demand,
            level=np.exp(log_level),
            true_tier=_tier(level_rank.to_numpy() * 100),
            moved=moved,
            rule_tier=rule_tier,
            **written,
        )
        quarters.append(quarter)
    return quarters


def _limit(last: pd.DataFrame, kinds: list[pd.Series]) -> np.ndarray:
    """Give everybody of a format, market and tier the same quota: a little more than these wanted a quarter ago."""
    mean = last.groupby([*kinds, last["tier"]])["demand"].transform("mean")
    return np.ceil(SLACK * mean.to_numpy())


def _written(
    locked: np.ndarray, cheats: np.ndarray, cheating: float, slips: float, random: np.random.RandomState
) -> dict[str, np.ndarray]:
    """Say which score is in use, which tier is written, and who was lifted."""
    n = len(locked)
    tier = _tier(locked)
    lifted = cheats & (random.random_sample(n) < cheating) & (tier < len(CUTS) + 1)
    by_score = lifted & (random.random_sample(n) < 0.5)
    score = np.where(by_score, np.minimum(locked + RAISE, 100.0), locked)
    written = np.where(lifted & ~by_score, tier + 1, _tier(score))
    slip = random.random_sample(n) < slips
    step = np.where(random.random_sample(n) < 0.5, -1, 1)
    return {
        "score": score,
        "tier": np.clip(np.where(slip, written + step, written), 1, len(CUTS) + 1),
        "cheated": lifted,
    }


def _tier(score: np.ndarray) -> np.ndarray:
    # ranks are shares of whole numbers: rounding must not carry one over a cut
    return np.searchsorted(CUTS, np.round(score, 9), side="right") + 1
