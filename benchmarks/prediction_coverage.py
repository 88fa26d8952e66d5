"""How often does a 95 % interval of a forecast hold: what is expected, what is realised, at a limit, on real logs?

Run ``python benchmarks/prediction_coverage.py``; it writes ``benchmarks/results/prediction_coverage.csv``. ``--share``
makes it smaller, ``--setting``, ``--family``, ``--customers`` and ``--quantity`` choose cells, ``--part real`` leaves
the simulation out; rows that were measured before stay. The seed of a firm is its own, so that a larger share goes on
with the same firms. All of it takes about an hour on one core (400 firms a cell, 200 of 2,000 customers).

Simulated: firms with known parameters, whose customers first bought within twelve weeks and are watched for 27 to 39
weeks, in days. A model of the same family is fitted, 39 weeks are forecast, and the intervals are held against what is
expected given the true parameters and against one future drawn from them. ``cdnow`` has the parameters of CDNOW,
``loyal`` few who leave, so that most fits rest on a limit. Scopes: the base, those who came back so far (``again``)
or not (``once``), and single customers (the share of all customers of all firms). Fits that rest on a limit are
counted with the others, and apart. The standard error is that of a share of firms.

Real: next month's money of known customers at CDNOW (13 months) and at the grocer (9), 90 % promised: the interval
that a model gives itself, and the one from the log's own past errors.
"""

from __future__ import annotations

import argparse
import time
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.repeat_buying import (
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    forecast_intervals,
    money_ahead,
    repeat_purchase_table,
)
from custseg.repeat_buying._draw_quantiles import draw_ends, level_for
from custseg.repeat_buying.expected_and_realised import FutureWorth
from custseg.repeat_buying.fitting.inference import parameter_draws
from custseg.resample import past_cuts
from custseg.schema import UnsafeValueWarning

RESULTS = Path(__file__).parent / "results" / "prediction_coverage.csv"
SEED, LEVEL, HORIZON, N_DRAWS = 2005, 0.95, 39.0, 119
FAMILIES = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD}
SETTINGS = {
    ("cdnow", "BG/NBD"): {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    ("cdnow", "MBG/NBD"): {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    ("cdnow", "Pareto/NBD"): {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
    ("loyal", "BG/NBD"): {"r": 1.0, "alpha": 10.0, "a": 0.3, "b": 4.0},
    ("loyal", "MBG/NBD"): {"r": 1.0, "alpha": 10.0, "a": 0.3, "b": 4.0},
    ("loyal", "Pareto/NBD"): {"r": 1.0, "alpha": 10.0, "s": 0.5, "beta": 60.0},
}
SPEND = GammaGamma.from_params(p=6.25, q=3.74, gamma=15.44)
FIRMS = {200: 400, 400: 400, 2000: 200}
CELLS = [
    *((setting, family, n, "purchases") for setting, family in SETTINGS for n in FIRMS),
    *(("cdnow", "BG/NBD", n, "money") for n in FIRMS),
]


def drawn_firm(truth, n: int, random_state: np.random.Generator) -> pd.DataFrame:
    """Draw what a shop sees: whole days, and the mean of the amounts that were paid."""
    T = random_state.integers(27 * 7, 39 * 7 + 1, n) / 7.0
    table = truth.simulate(T, random_state=random_state)[["x", "t_x", "T"]]
    days = np.clip(np.ceil(table["t_x"] * 7.0), 1.0, table["T"] * 7.0)
    table["t_x"] = np.where(table["x"] > 0, days / 7.0, 0.0)
    unknown = pd.DataFrame({"x": 0, "m_x": np.nan}, index=table.index)
    level = (SPEND.gamma_ / random_state.gamma(SPEND.q_, size=n)).clip(max=1e6)
    paid = random_state.gamma(np.maximum(SPEND.p_ * table["x"], 1e-9)) * level
    table["m_x"] = np.where(table["x"] > 0, paid / table["x"].clip(lower=1), unknown["m_x"])
    table.attrs["unit"] = "W"
    return table


def held_in_firm(setting: str, family: str, n: int, quantity: str, random_state: np.random.Generator) -> dict:
    """Simulate one firm and say which of its intervals hold, per interval and scope."""
    truth = FAMILIES[family].from_params(unit="W", **SETTINGS[setting, family])
    table = drawn_firm(truth, n, random_state)
    model, true_models = FAMILIES[family]().fit(table), (truth,)
    fitted = (model,)
    if quantity == "money":
        fitted, true_models = (model, GammaGamma().fit(table)), (truth, SPEND)
    future = FutureWorth.of(table, horizon=HORIZON, money=quantity == "money")
    right = future.drawn(random_state, *true_models)
    chosen = zip(*(parameter_draws(one, "likelihood", N_DRAWS, random_state) for one in fitted), strict=True)
    draws = np.array([future.drawn(random_state, *models) for models in chosen])
    again = table["x"].to_numpy() > 0
    scopes = {"base": np.ones((n, 1)), "again": again[:, None] * 1.0, "once": ~again[:, None] * 1.0, "customer": None}
    level, held = level_for(fitted, LEVEL), {"limit": any(one.held_.any() for one in fitted)}
    for number, kind in enumerate(("expected", "realised")):
        for scope, members in scopes.items():
            true = right[number] if members is None else right[number] @ members
            low, high = draw_ends(draws[:, number] if members is None else draws[:, number] @ members, level)
            held[kind, scope] = float(((low <= true) & (true <= high)).mean())
    return held


def coverage(cell: tuple[str, str, int, str], firms: int, seed: int = SEED) -> pd.DataFrame:
    """Give the shares of firms whose intervals hold, of all firms and of those whose fit rests on a limit."""
    number = CELLS.index(cell)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)  # limits are what is looked for
        found = pd.DataFrame(
            [held_in_firm(*cell, np.random.default_rng([seed, number, firm])) for firm in range(firms)]
        )
    rows = []
    for fits, of in (("all", found), ("at a limit", found[found["limit"]])):
        for kind, scope in (column for column in found.columns if isinstance(column, tuple)):
            share = of[kind, scope].mean()
            row = dict(zip(("setting", "family", "customers", "quantity"), cell, strict=True))
            row |= {"interval": kind, "scope": scope, "fits": fits, "promised": LEVEL, "cases": len(of), "held": share}
            rows.append(row | {"standard_error": of[kind, scope].std(ddof=0) / np.sqrt(max(len(of), 1)), "seed": seed})
    return pd.DataFrame(rows).assign(part="simulated")


def model_interval(seen: pd.DataFrame, cut: pd.Timestamp, until: pd.Timestamp, n_draws: int = 399) -> pd.Series:
    table = repeat_purchase_table(seen, observed_until=cut)
    models = ParetoNBD().fit(table), GammaGamma().fit(table)
    return forecast_intervals(
        models[0], table, horizon=(until - cut).days / 7, spend=models[1], level=0.9, n_draws=n_draws, random_state=SEED
    ).loc["all"]


def real_logs() -> pd.DataFrame:
    """Hold next month's money against both intervals, at the months of which the log's past errors are known."""
    grocer = load_complete_journey()
    year = grocer[(grocer["date"] >= "2017-01-01") & (grocer["date"] < "2018-01-01")]
    rule, rows = partial(money_ahead, buying=ParetoNBD(), spend=GammaGamma()), []
    for shop, log, first, begin in (
        ("CDNOW", load_cdnow(), "1997-01-31", "1997-05-31"),
        ("grocer", year, "2017-01-31", "2017-03-31"),
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnsafeValueWarning)
            past = past_cuts(log, rule, first_cut=first, observed_until=log["date"].max(), level=0.9)
            own = past[past.index >= begin]
            sure = [
                model_interval(log[log["date"].dt.normalize() <= cut], cut, row["until"]) for cut, row in own.iterrows()
            ]
        inside = own["actual"].between([s["realised_low"] for s in sure], [s["realised_high"] for s in sure])
        for interval, held in (("realised", inside), ("past errors", past["held"].dropna().astype(bool))):
            share = held.mean()
            rows.append(
                {
                    "part": "real", "setting": shop, "family": "Pareto/NBD", "customers": log["customer_id"].nunique(),
                    "quantity": "money", "interval": interval, "scope": "base", "fits": "all", "promised": 0.9,
                    "cases": len(held), "held": share, "standard_error": np.sqrt(share * (1 - share) / len(held)),
                    "seed": SEED,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def write(rows: pd.DataFrame) -> None:
    """Put new rows in the place of old ones of the same cell; the file appears whole."""
    keys = ["part", "setting", "family", "customers", "quantity", "interval", "scope", "fits"]
    if RESULTS.exists():
        rows = pd.concat([pd.read_csv(RESULTS), rows]).drop_duplicates(keys, keep="last")
    RESULTS.parent.mkdir(exist_ok=True)
    scratch = RESULTS.with_suffix(".part")
    columns = [*keys, "promised", "cases", "held", "standard_error", "seed"]
    rows[rows["cases"] > 0].sort_values(keys)[columns].round(4).to_csv(scratch, index=False)
    scratch.replace(RESULTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="of the firms of each cell")
    parser.add_argument("--part", choices=("all", "simulated", "real"), default="all")
    parser.add_argument("--setting", nargs="+", choices=("cdnow", "loyal"), default=["cdnow", "loyal"])
    parser.add_argument("--family", nargs="+", choices=sorted(FAMILIES), default=sorted(FAMILIES))
    parser.add_argument("--customers", nargs="+", type=int, choices=sorted(FIRMS), default=sorted(FIRMS))
    parser.add_argument("--quantity", nargs="+", choices=("purchases", "money"), default=["purchases", "money"])
    options = parser.parse_args()
    asked = options.setting, options.family, options.customers, options.quantity
    if options.part != "simulated":
        rows = real_logs()
        print(rows[["setting", "interval", "cases", "held"]].to_string(index=False))
        write(rows)
    cells = [cell for cell in CELLS if all(one in some for one, some in zip(cell, asked, strict=True))]
    for cell in cells if options.part != "real" else []:
        start = time.process_time()
        rows = coverage(cell, max(round(options.share * FIRMS[cell[2]]), 2))
        base = rows.loc[rows["scope"] == "base", ["interval", "fits", "cases", "held"]]
        print(
            *cell, f"{time.process_time() - start:.0f} CPU s\n", base.to_string(header=False, index=False), flush=True
        )
        write(rows)


if __name__ == "__main__":
    main()
