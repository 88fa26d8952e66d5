"""How often do the warnings of unsafe values come without a cause, and how often do they miss one?

Run ``python benchmarks/unsafe_values.py [firms]`` (200). Draws ordinary firms, which differ in size, rates, spend,
season, closing days, prices and refunds, and counts those that are warned of; then plants a cause in such firms and
counts those that are warned of it, with the error of a 52-week value beside it (customers and future are known: they
are simulated). About a quarter of a second a firm.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd

from custseg.repeat_buying import GammaGamma, ParetoNBD, lifetime_value, repeat_purchase_table
from custseg.schema import UnsafeValueWarning

START = np.datetime64("2022-01-01")
FUTURE = 52 * 7  # days
KINDS = {  # what a sentence is about, by words of it
    "two populations": "two populations",
    "prices": "and stay there",
    "hole": "nobody bought from",
    "late end": "days before observed_until",
    "silence": "nobody bought in the last",
    "far": "units of time ahead",
    "refunds": "found no purchase",
    "limit": "rests on a limit",
    "infinite": "not above 1",
}


class Firm(NamedTuple):
    """A log and the last day that is seen of it; what comes later is the truth."""

    log: pd.DataFrame
    end: pd.Timestamp

    @property
    def seen(self) -> pd.DataFrame:
        return self.log[self.log["date"] <= self.end]


def draw_firm(seed: int, *, wholesalers: int = 0, times: float = 20.0, every: float = 60.0) -> Firm:
    """Draw an ordinary firm, and wholesalers among its customers.

    Customers buy at gamma distributed rates and leave at others (Pareto/NBD); spend is Gamma-Gamma, or lognormal.
    Wholesalers spend ``times`` as much, buy about once in ``every`` days, and do not leave.
    """
    rng = np.random.default_rng(seed)
    n = int(rng.integers(150, 1500)) + wholesalers
    large = np.arange(n) >= n - wholesalers
    days = int(rng.integers(40, 160)) * 7
    rate = rng.gamma(rng.uniform(0.4, 1.5), 1.0, n) / rng.uniform(20, 120)
    leaving = rng.gamma(rng.uniform(0.4, 1.5), 1.0, n) / rng.uniform(60, 400)
    rate[large], leaving[large] = rng.gamma(5.0, 1 / (5.0 * every), wholesalers), 1e-12
    born = days * rng.beta(1.0, rng.uniform(0.8, 2.5), n)
    life = np.minimum(born + rng.exponential(1 / leaving), days + FUTURE)
    again = rng.poisson(rate * (life - born))
    who = np.concatenate([np.arange(n), np.repeat(np.arange(n), again)])
    day = np.concatenate([born, rng.uniform(np.repeat(born, again), np.repeat(life, again))]).astype(int)
    own = _spend(rng, n) * np.where(large, times, 1.0)
    shape = rng.uniform(1.5, 8.0)
    amount = own[who] * rng.gamma(shape, 1 / shape, len(who)) * 1.05 ** (day / 365)
    kept = _open(rng, day)
    log = pd.DataFrame({"customer_id": who, "date": START + day.astype("timedelta64[D]"), "amount": amount.round(2)})[
        kept
    ]
    return Firm(_with_refunds(rng, log[log["amount"] > 0]), pd.Timestamp(START) + pd.Timedelta(days=days - 1))


def _spend(rng: np.random.Generator, n: int) -> np.ndarray:
    level = np.exp(rng.uniform(2.0, 5.0))
    if rng.random() < 0.3:
        return level * rng.lognormal(0.0, rng.uniform(0.2, 0.9), n)
    q = rng.uniform(2.0, 8.0)
    return level * (q - 1) / rng.gamma(q, 1.0, n)


def _open(rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    """Thin out: a season, a closing day in some shops, two or three weeks of holidays in others."""
    season = 1 + rng.uniform(0, 0.6) * np.cos(2 * np.pi * (day % 365 - rng.integers(0, 365)) / 365)
    kept = rng.random(len(day)) < season / season.max()
    if rng.random() < 0.5:
        kept &= day % 7 != 1  # a Sunday
    if rng.random() < 0.3:
        kept &= ~((day % 365 >= 210) & (day % 365 < 210 + rng.integers(10, 22)))
    return kept


def _with_refunds(rng: np.random.Generator, log: pd.DataFrame) -> pd.DataFrame:
    back = log[rng.random(len(log)) < rng.choice([0.0, 0.03, 0.08])]
    later = back["date"] + pd.to_timedelta(rng.integers(1, 30, len(back)), "D")
    return pd.concat([log, back.assign(date=later, amount=-back["amount"])], ignore_index=True)


def with_prices(firm: Firm, times: float, at: float = 0.6) -> Firm:
    """Multiply all amounts from a day on, after this share of what is seen."""
    day = pd.Timestamp(START) + at * (firm.end - pd.Timestamp(START))
    factor = np.where(firm.log["date"] >= day, times, 1.0)
    return firm._replace(log=firm.log.assign(amount=firm.log["amount"] * factor))


def with_hole(firm: Firm, days: int, at: float = 0.6) -> Firm:
    """Drop all rows of so many days; nothing is missing in the truth."""
    start = pd.Timestamp(START) + (at * (firm.end - pd.Timestamp(START))).floor("D")
    missing = firm.log["date"].between(start, start + pd.Timedelta(days=days - 1))
    return firm._replace(log=firm.log[~missing])


def look(firm: Firm) -> tuple[Counter[str], float]:
    """Count what is warned of, and give the error of the 52-week value."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UnsafeValueWarning)
        table = repeat_purchase_table(firm.seen, observed_until=firm.end)
        value = lifetime_value(ParetoNBD().fit(table), GammaGamma().fit(table), table, horizon=52, discount_rate=0.0)[
            "lifetime_value"
        ].sum()
    later = firm.log[(firm.log["date"] > firm.end) & firm.log["customer_id"].isin(table.index)]
    said = {kind for kind, words in KINDS.items() for one in caught if words in str(one.message)}
    return Counter(said), value / later["amount"].sum() - 1


CASES = {
    "ordinary": draw_firm,
    "25 wholesalers, 20 times": lambda seed: draw_firm(seed, wholesalers=25),
    "25 wholesalers, 10 times": lambda seed: draw_firm(seed, wholesalers=25, times=10.0),
    "25 wholesalers, weekly": lambda seed: draw_firm(seed, wholesalers=25, every=7.0),
    "prices 10 times": lambda seed: with_prices(draw_firm(seed), 10.0),
    "prices 3 times": lambda seed: with_prices(draw_firm(seed), 3.0),
    "prices a tenth": lambda seed: with_prices(draw_firm(seed), 0.1),
    "61 days missing": lambda seed: with_hole(draw_firm(seed), 61),
    "92 days missing, late": lambda seed: with_hole(draw_firm(seed), 92, at=0.8),
}


def main(firms: int) -> None:
    for case, make in CASES.items():
        said: Counter[str] = Counter()
        errors = []
        for seed in range(firms):
            found, error = look(make(seed))
            said += found
            errors.append(error)
        low, middle, high = np.nanquantile(errors, [0.1, 0.5, 0.9])
        shares = ", ".join(f"{kind} {count / firms:.1%}" for kind, count in said.most_common())
        print(
            f"{case:26} value off by {middle:+.0%} (80 % from {low:+.0%} to {high:+.0%}); said: {shares or 'nothing'}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("firms", type=int, nargs="?", default=200, help="of each kind")
    main(parser.parse_args().firms)
