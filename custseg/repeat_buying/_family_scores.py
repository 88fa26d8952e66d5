"""Which family foretold this log best at its own past cuts? Log scores of the same customers, side by side.

`held_out`; `FAMILIES` are the names that it knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..resample import paired_difference
from ..schema import said_already
from ._buying_rhythm import NEAR_BEAT, Season, season_turn
from ._contract_model import ContractModel
from ._forecast_rules import MODELS
from ._purchase_days import PurchaseDays
from .beta_discrete_weibull import BetaDiscreteWeibull
from .beta_geometric_binomial import BetaGeoBetaBinom
from .period_tables import period_purchase_table
from .repeat_purchases import repeat_purchase_table
from .shifted_beta_geometric import ShiftedBetaGeo

CONTRACTS: dict[str, type[ContractModel]] = {"sBG": ShiftedBetaGeo, "BdW": BetaDiscreteWeibull}
FAMILIES: dict[str, type[Any]] = {**CONTRACTS, "BG/BB": BetaGeoBetaBinom, **MODELS}
LEFT_OUT = ("BG/CNBD-k", "Pareto/NBD")  # of contracts and seasons: near their neighbours, and slow

QUARTER = 91
MOST = 1_000  # customers a cut tell families apart; the finest of them take a second for so many
FEWEST = 30
LATE = 1.0 + NEAR_BEAT  # beats of silence, from which on a contract has ended
MOST_LATE = 5  # up to LATE, then one more each beat: who is later is as likely to come back
LARGEST = 100  # purchases in a window; more are "so many or more"
SUREST_OF_ONE, SUREST_OF_COUNTS = 1e-3, 1e-9  # no probability counts as less: nobody is surer than that
DAY_ZERO = np.datetime64("2000-01-01")


class Windows(NamedTuple):
    """Past cuts of a log, each with as many days after it; ``turn`` numbers the periods between which customers act.

    Without ``turn`` the score is of how often each customer buys in a window, with it of whether they do at all.
    """

    cuts: tuple[int, ...]
    days: float
    turn: Callable[[np.ndarray, int], np.ndarray] | None = None
    beat: float = np.nan
    beats: int = 1


def count_windows(log: PurchaseDays, most: int) -> Windows:
    """Cut a log into quarters back from its end, or into sixths where it is shorter than six; half of it stays seen."""
    days = min(QUARTER, log.days // 6)
    cuts = [log.end - days * number for number in range(most, 0, -1) if 2 * days * number <= log.days]
    return Windows(tuple(cuts) if days else (), float(days))


def beat_windows(log: PurchaseDays, beat: float, most: int) -> Windows:
    """Cut it into quarters, or beats where they are longer; periods are beats, counted back from the cut."""
    beats = max(round(QUARTER / beat), 1)
    days = beat * beats
    cuts = [int(log.end - days * number) for number in range(most, 0, -1) if log.days - days * number >= 2 * beat]
    return Windows(tuple(cuts), days, lambda day, cut: -np.floor((cut - day) / beat).astype(np.int64), beat, beats)


def season_windows(log: PurchaseDays, season: Season, most: int) -> Windows:
    """Cut it on the quietest days between two seasons; a window holds one season, or as many as a quarter has."""
    beats = max(round(QUARTER / season.period), 1)
    last = season_turn(np.array([log.end]), season)[0]
    starts = season.quiet_day + season.period * np.arange(last - beats * most, last + 1, beats)
    starts = starts[(starts + season.period * beats <= log.end + 1 + season.period / 10)]
    starts = starts[starts - int(log.day.min()) >= 1.5 * season.period][-most:]
    cuts = tuple(int(np.ceil(start)) - 1 for start in starts)

    def turn(day: np.ndarray, cut: int) -> np.ndarray:
        return season_turn(day, season) - season_turn(np.array([cut]), season)

    return Windows(cuts, season.period * beats, turn, season.period, beats)


def held_out(log: PurchaseDays, windows: Windows, recommended: list[str]) -> pd.DataFrame:
    """Score every family on what known customers did after each cut, and hold it against the best one recommended.

    Parameters
    ----------
    log : PurchaseDays
        The whole log.
    windows : Windows
        Where it is cut.
    recommended : list of str
        Names among which the best one is the one that others are held against.

    Returns
    -------
    DataFrame
        Index ``family``, best first: ``score`` (mean log probability of what each customer did), ``difference`` to the
        recommended one with the ends ``low`` and ``high`` of its 95 % interval, ``n`` customers at cuts, ``cuts``.
        Empty where no cut could be made, or the recommended families could not be fitted.
    """
    names = list(MODELS) if windows.turn is None else [name for name in FAMILIES if name not in LEFT_OUT]
    parts = [part for cut in windows.cuts if len(part := _at_cut(log, windows, cut, names))]
    scores = pd.concat(parts).dropna(axis=1) if parts else pd.DataFrame()
    able = [name for name in recommended if name in scores]
    empty = pd.DataFrame(columns=["score", "difference", "low", "high", "n", "cuts"]).rename_axis("family")
    if not able:
        return empty
    best = str(scores[able].mean().idxmax())
    customer = scores.index.to_series().reset_index(drop=True)
    scores = scores.reset_index(drop=True)
    rows = {}
    for name in scores:
        ends = paired_difference(scores[name], scores[best], clusters=customer, yes_or_no=False).iloc[0]
        rows[name] = {"score": scores[name].mean(), **ends[["difference", "low", "high", "n"]]}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("family").astype({"n": "int64"})
    return table.assign(cuts=len(parts)).sort_values("score", ascending=False, kind="stable")


def _at_cut(log: PurchaseDays, windows: Windows, cut: int, names: list[str]) -> pd.DataFrame:
    """Give the log scores of the customers known at a cut; NaN of a family that cannot be fitted."""
    until = cut + round(windows.days)
    known = np.unique(log.owner[log.day <= cut])
    some = known[np.linspace(0, len(known) - 1, min(len(known), MOST)).round().astype(int)] if len(known) else known
    if len(some) < FEWEST:
        return pd.DataFrame(columns=names, dtype="float64")
    here = np.isin(log.owner, some) & (log.day <= until)
    seen = PurchaseDays(log.owner[here], log.day[here], len(some), cut)
    counts = np.bincount(np.searchsorted(some, seen.owner[seen.day > cut]), minlength=len(some))
    with said_already():
        return pd.DataFrame({name: _scores(name, seen, windows, counts, until) for name in names}, index=some)


def _scores(name: str, seen: PurchaseDays, windows: Windows, counts: np.ndarray, until: int) -> np.ndarray:
    try:
        chances = _chances(name, seen, windows, counts, until)
    except (ValueError, ArithmeticError):
        return np.full(len(counts), np.nan)
    if windows.turn is None:
        happened = chances[np.arange(len(counts)), np.minimum(counts, chances.shape[1] - 1)]
        return np.log(np.maximum(happened, SUREST_OF_COUNTS))
    nothing = np.clip(chances[:, 0], SUREST_OF_ONE, 1.0 - SUREST_OF_ONE)
    return np.log(np.where(counts > 0, 1.0 - nothing, nothing))


def _chances(name: str, seen: PurchaseDays, windows: Windows, counts: np.ndarray, until: int) -> np.ndarray:
    """Give the probabilities of 0, 1, ... purchases in the window, the last one of so many or more."""
    if name in CONTRACTS:
        stays = _contracts(CONTRACTS[name], seen, windows)
        return np.stack([1.0 - stays, stays], axis=1)
    if name == "BG/BB":
        table = _periods(seen, windows)
        return BetaGeoBetaBinom().fit(table).purchase_probabilities(table, horizon=windows.beats, largest=0).to_numpy()
    largest = min(int(counts.max(initial=1)), LARGEST) if windows.turn is None else 0
    table = repeat_purchase_table(_rows(seen.owner, seen.day), observed_until=_date(seen.end), log_gaps=True)
    model = MODELS[name]().fit(table)
    ahead = (until - seen.end) / 7
    chances: np.ndarray = model.purchase_probabilities(table, horizon=ahead, largest=largest).to_numpy(copy=True)
    if windows.turn is None:
        chances[:, -1] = np.maximum(1.0 - chances[:, :-1].sum(axis=1), 0.0)
    return chances


def _contracts(model: type[ContractModel], seen: PurchaseDays, windows: Windows) -> np.ndarray:
    """Give the probability that each contract is renewed at least once more; whoever is very late has ended it.

    Some who are late come back: of those as late as many as in the window before the cut. So that few of them say
    little, one more counts as the model has it (a little late), or as all who were very late do.
    """
    now = _contract_table(seen.owner, seen.day, seen.end, windows.beat)
    stays = model().fit(now).probability_stays(now, ahead=1)
    before = int(seen.end - windows.days)
    then = _contract_table(seen.owner, seen.day, before, windows.beat)
    again = np.isin(then.index, seen.owner[(seen.day > before) & (seen.day <= seen.end)])
    late = np.bincount(then["late"], minlength=MOST_LATE + 1)
    back = np.bincount(then["late"], weights=again, minlength=MOST_LATE + 1)
    otherwise = np.where(now["lost"] == 0, stays, (back[2:].sum() + 0.5) / (late[2:].sum() + 1.0))
    return np.where(now["late"] == 0, stays, (back[now["late"]] + otherwise) / (late[now["late"]] + 1.0))


def _contract_table(owner: np.ndarray, day: np.ndarray, cut: int, beat: float) -> pd.DataFrame:
    """Count the beats from the first purchase to the last one, and say who is late for the next."""
    owner, day = owner[day <= cut], day[day <= cut]
    customer, start, n = np.unique(owner, return_index=True, return_counts=True)
    first, last = day[start], day[start + n - 1]
    paid = np.rint((last - first) / beat).astype(np.int64)
    silent = (cut - last) / beat
    lost = silent > LATE
    overdue = (cut - last) >= beat + 1.0  # days are whole
    late = np.where(lost, np.minimum(1.0 + np.ceil(silent - LATE), MOST_LATE), overdue).astype(np.int64)
    return pd.DataFrame({"t": paid + lost, "lost": lost.astype(int), "late": late}, index=customer)


def _periods(seen: PurchaseDays, windows: Windows) -> pd.DataFrame:
    """Count periods with a purchase; the last one seen is the one that ends at the cut, whatever their length."""
    assert windows.turn is not None  # said by the caller
    now = seen.day <= seen.end
    turn = windows.turn(seen.day[now], seen.end)
    return period_purchase_table(_rows(seen.owner[now], turn), observed_until=_date(0), period="D")


def _rows(owner: np.ndarray, day: np.ndarray) -> pd.DataFrame:
    """Write a log of purchases without money."""
    return pd.DataFrame({"customer_id": owner, "date": DAY_ZERO + day.astype("timedelta64[D]"), "amount": 1.0})


def _date(day: int) -> str:
    return str(DAY_ZERO + np.timedelta64(int(day), "D"))
