"""Which family is this? Contract, yes or no per period, regular or random buying, from the log's own rhythm.

`recommend_family` gives a `FamilyChoice`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from ..schema import Day, Refunds, check_whole, day_number, typed
from ._family_scores import FAMILIES, Windows, beat_windows, count_windows, held_out, season_windows
from ._purchase_days import PurchaseDays, purchase_days
from ._rhythm_kinds import CANNOT_TELL, CONTRACT, RANDOM, REGULAR, YES_OR_NO, Kind, Rhythm, decide_kind, measures

ROUNDING = 1e-6  # of log score: BG/CNBD-k with k = 1 is BG/NBD
OF_KIND = {
    CONTRACT: ["sBG", "BdW"],
    YES_OR_NO: ["BG/BB"],
    REGULAR: ["MBG/CNBD-k", "BG/CNBD-k"],
    RANDOM: ["MBG/NBD", "BG/NBD", "Pareto/NBD"],
    CANNOT_TELL: [],
}


class FamilyChoice(NamedTuple):
    """Which kind of buying a log shows, the family for it, why, and what the others would have foretold.

    Attributes
    ----------
    kind : {"contract", "yes or no", "regular", "random", "cannot tell"}
        What the rhythm of the log shows.
    family : str
        The family for it, as in ``scores``: of its kind the one that foretold best, or the simplest where none could be
        judged; empty if the kind cannot be told.
    reason : str
        The number that decided, beside its limit, in a sentence.
    held_out : str
        In a sentence, whether forecasts at past cuts bear it out.
    measures : DataFrame
        Index ``measure``; ``found`` with the ends ``low`` and ``high`` of its interval where it has one, the ``limit``
        that decides, and ``n`` gaps, purchases, seasons or customers that were asked.
    scores : DataFrame
        Index ``family``, best first: ``score`` (mean log probability of what each customer did in the window after a
        cut), ``difference`` to the recommended one (above 0: better) with the ends ``low`` and ``high`` of its 95 %
        interval, ``n`` customers at cuts, ``cuts``. Of contracts and of yes or no the score is of whether customers
        bought at all, else of how often. Empty where no cut could be made.
    """

    kind: str
    family: str
    reason: str
    held_out: str
    measures: pd.DataFrame
    scores: pd.DataFrame

    @property
    def model(self) -> type[Any] | None:
        """The class of the recommended family; None if the kind cannot be told."""
        return FAMILIES.get(self.family)

    @property
    def contradicted(self) -> bool:
        """Whether a family of another kind foretold better at past cuts, by more than chance."""
        return bool(len(_better(self.scores, self.kind)))


@typed
def recommend_family(
    transactions: Any, *, observed_until: Day, cuts: int = 3, refunds: Refunds = "net"
) -> FamilyChoice:
    """Say from the rhythm of a log which family of models it calls for, and check it at past cuts of the log.

    Asked in this order: Do customers keep to a beat of the calendar, and stay away for good once they miss one (a
    contract)? Do purchases crowd into seasons, or come once a period at most (yes or no per period)? Are gaps more even
    than chance would make them (regular), or not (random)? Where too few customers show a rhythm, it cannot tell.

    Parameters
    ----------
    transactions : dataframe
        Columns ``customer_id``, ``date``, ``amount``; returns are negative.
    observed_until : str or datetime
        Last day seen (included).
    cuts : int
        At how many past days the families are held against what came, at most; 0 for none, which is quick.
    refunds : {"net", "drop", "raise"}
        As in :func:`repeat_purchase_table`.

    Returns
    -------
    FamilyChoice
        The kind, the family, the reason with its number, all measures, and the scores of the families.

    Raises
    ------
    SchemaError
        If the table of transactions is not valid or holds no purchase up to ``observed_until``.
    ValueError
        If ``cuts`` is not a whole number of 0 or more.

    See Also
    --------
    estimate_regularity : The regularity alone, as Wheat and Morrison estimate it.
    choose_forecast : Which rule foretold the money of a log best.
    custseg.simulate.simulate_rhythm : Businesses of which the answer is known.

    Notes
    -----
    The measures and limits are proposed here, and tuned to simulated businesses; how many it tells apart, and which it
    confuses, is measured by ``benchmarks/family_choice.py``. Of 400 businesses of eight kinds with 200 customers and 18
    months or more it named all; of 400 smaller ones 346, and said *cannot tell* of 48. The six others were donors taken
    for a contract (1), and regular and random shops taken for each other (5).

    The k of the gaps is Wheat and Morrison's, but for two things: all pairs of gaps of a customer count, not the last
    one alone, and whole days are allowed for. Purchases of one day are one, so that customers who buy at random twice a
    week seem regular, with a k of 1.8, if they are not.

    References
    ----------
    Wheat, R. D. & Morrison, D. G. (1990). Estimating Purchase Regularity with Two Interpurchase Times. Journal of
    Marketing Research 27(1), 87-93.
    Fader, P. S. & Hardie, B. G. S. (2009). Probability Models for Customer-Base Analysis. Journal of Interactive
    Marketing 23(1), 61-69.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import recommend_family
    >>> choice = recommend_family(load_cdnow(), observed_until="1998-06-30", cuts=0)
    >>> choice.kind, choice.family
    ('random', 'MBG/NBD')
    >>> choice.reason
    'Purchases come in clumps, not by a rhythm (k = 0.91, 0.84 to 0.99, of 730 customers; regular: 1.35 or more).'
    """
    most = check_whole(cuts, "cuts", at_least=0)
    log = purchase_days(transactions, day_number(observed_until, "observed_until"), refunds)
    rhythm = Rhythm.of(log)
    found = decide_kind(log, rhythm)
    kind = found.kind
    scores = held_out(log, _windows(log, found, most), OF_KIND[kind])
    able = [name for name in scores.index if name in OF_KIND[kind]]
    family = (able or OF_KIND[kind] or [""])[0]
    return FamilyChoice(kind, family, found.reason, _borne_out(scores, kind, family, most), measures(rhythm), scores)


def _windows(log: PurchaseDays, found: Kind, most: int) -> Windows:
    if found.kind == CANNOT_TELL or not most:
        return Windows((), 0.0)
    if found.season is not None:
        return season_windows(log, found.season, most)
    return beat_windows(log, found.beat, most) if found.beat > 0 else count_windows(log, most)


def _better(scores: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Give the families of other kinds that foretold better, by more than chance."""
    others = scores.loc[[name for name in scores.index if name not in OF_KIND[kind]]]
    return others[others["low"] > ROUNDING]


def _borne_out(scores: pd.DataFrame, kind: str, family: str, most: int) -> str:
    if not most:
        return "Nothing was held out."
    if kind == CANNOT_TELL:
        return "Nothing was held out: no family is recommended."
    if not len(scores):
        return "Nothing could be held out: the log is too short, or the family cannot be fitted to a part of it."
    n, cuts = int(scores["n"].iloc[0]), int(scores["cuts"].iloc[0])
    asked = f"at {cuts} past cut{'s' * (cuts != 1)} (n = {n:,})"
    better = _better(scores, kind)
    if len(better):
        best = better.iloc[0]
        return (
            f"Forecasts contradict it: {asked}, {better.index[0]} foretold better than {family}, by "
            f"{best['difference']:.3f} of log score a customer ({best['low']:.3f} to {best['high']:.3f})."
        )
    return f"Forecasts do not contradict it: {asked}, no family of another kind foretold better than {family}."
