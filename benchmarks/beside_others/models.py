"""How fast are the models of purchases fitted and answers judged? For peers see the scripts ``repeat_buying*.py``."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from custseg.decide import answer_quality
from custseg.repeat_buying import BetaGeoNBD, GammaGamma, ParetoNBD
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_gamma_gamma

from .work import Work, part


def cohort(customers: int, grain: float) -> pd.DataFrame:
    """Draw customers like those of CDNOW, in weeks, seen on days (7) or in whole weeks (1)."""
    T = np.random.default_rng(1).integers(int(27 * grain), int(52 * grain) + 1, customers) / grain
    table = simulate_bg_nbd(T, r=0.243, alpha=4.414, a=0.793, b=2.426, random_state=2)[["x", "t_x", "T"]]
    table = table.assign(t_x=np.ceil(table["t_x"] * grain) / grain)
    table["m_x"] = simulate_gamma_gamma(table["x"], p=6.25, q=3.74, gamma=15.44, random_state=3)["m_x"]
    table.attrs["unit"] = "W"
    return table


def heavy(customers: int) -> pd.DataFrame:
    """Draw customers who buy every other day, seen on days: hardly two of them are alike."""
    T = np.random.default_rng(1).integers(27 * 7, 52 * 7 + 1, customers) / 7.0
    table = simulate_bg_nbd(T, r=2.0, alpha=0.6, a=0.8, b=8.0, random_state=2)[["x", "t_x", "T"]]
    table = table.assign(t_x=np.ceil(table["t_x"] * 7) / 7)
    table.attrs["unit"] = "W"
    return table


@part(
    "Gamma-Gamma",
    "Pareto/NBD, 2,000 customers",
    "BG/NBD",
    "daily grain, heavy buyers: fit",
    "daily grain, heavy buyers: summary",
)
def models(rows: int, customers: int) -> Iterator[Work]:
    weekly, small = cohort(customers, 1.0), cohort(2_000, 1.0)
    yield Work("Gamma-Gamma", customers, lambda: GammaGamma().fit(weekly), {}, seconds=0.06)
    yield Work("Pareto/NBD, 2,000 customers", 2_000, lambda: ParetoNBD().fit(small), {}, seconds=0.015)
    yield Work("BG/NBD", customers, lambda: BetaGeoNBD().fit(weekly), {}, seconds=0.05)
    daily = heavy(customers // 50)
    yield Work("daily grain, heavy buyers: fit", len(daily), lambda: ParetoNBD().fit(daily), {}, seconds=0.5)
    fitted = ParetoNBD().fit(daily)
    yield Work("daily grain, heavy buyers: summary", len(daily), fitted.summary, {}, seconds=2.0)


@part("answer_quality, 4 models, 200 resamples")
def answers(rows: int, customers: int) -> Iterator[Work]:
    random = np.random.default_rng(0)
    n = customers // 20
    truth = random.beta(1, 12, n)
    table = pd.DataFrame({"answered": random.uniform(size=n) < truth}, index=pd.RangeIndex(n, name="customer_id"))
    for name, noise in (("a", 0.01), ("b", 0.05), ("c", 0.2), ("d", 1.0)):
        table[name] = truth + noise * random.normal(size=n)
    yield Work("answer_quality, 4 models, 200 resamples", n, lambda: answer_quality(table), {}, seconds=1.0)
