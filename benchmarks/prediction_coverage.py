"""How often does a 95 % interval of a forecast hold: what is expected, what is realised, at a limit, on real logs?

Run ``python benchmarks/prediction_coverage.py``; it writes ``benchmarks/results/prediction_coverage.csv``. The cell
with the fewest firms goes on first, twenty firms at a time, from where the file ends: the run may be stopped and begun
again, and ``--minutes`` stops it. ``--firms`` says how many each cell shall have (1,000: all of it takes three hours on
one core); ``--setting``, ``--family``, ``--customers`` and ``--quantity`` choose cells, ``--part`` leaves
the simulation or the real logs out. The seed of a firm is its own. Delete the file where the methods have changed.

Simulated: firms with known parameters, whose customers first bought within twelve weeks and are watched for 27 to 39
weeks, in days. A model of the same family is fitted, 39 weeks are forecast, and the intervals are held against what is
expected given the true parameters and against one future drawn from them. ``cdnow`` has the parameters of CDNOW,
``loyal`` few who leave, so that most fits rest on a limit. Scopes: the base, those who came back so far (``again``)
or not (``once``), and single customers (the share of all customers of all firms). Fits that rest on a limit are
counted with the others, and apart. The standard error is that of a share of firms,
moved towards a half, so that all of 14 are not certain.

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
from share_errors import error_of_share

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
from custseg.repeat_buying.fitting.parameter_draws import parameter_draws
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
FIRMS, BATCH = 1_000, 20
CUSTOMERS = (200, 400, 2000)
CELLS = [
    *((setting, family, n, "purchases") for setting, family in SETTINGS for n in CUSTOMERS),
    *(("cdnow", "BG/NBD", n, "money") for n in CUSTOMERS),
]
CELL = ["setting", "family", "customers", "quantity"]
KEYS = ["part", *CELL, "interval", "scope", "fits"]
COLUMNS = [*KEYS, "promised", "cases", "held", "standard_error", "seed"]


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
    future = FutureWorth.of(table, *fitted, horizon=HORIZON)
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


def coverage(cell: tuple[str, str, int, str], firms: int, seed: int = SEED, first: int = 0) -> pd.DataFrame:
    """Give the shares of firms whose intervals hold, of all firms and of those whose fit rests on a limit."""
    number = CELLS.index(cell)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsafeValueWarning)  # limits are what is looked for
        found = pd.DataFrame(
            [held_in_firm(*cell, np.random.default_rng([seed, number, first + firm])) for firm in range(firms)]
        )
    rows = []
    for fits, of in (("all", found), ("at a limit", found[found["limit"]])):
        for kind, scope in (column for column in found.columns if isinstance(column, tuple)):
            share = of[kind, scope].mean()
            row = dict(zip(CELL, cell, strict=True))
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
                    "cases": len(held), "held": share, "standard_error": error_of_share(share, len(held)),
                    "seed": SEED,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def stored() -> pd.DataFrame:
    """Give what was measured before."""
    if RESULTS.exists():
        return pd.read_csv(RESULTS)
    return pd.DataFrame(columns=COLUMNS).astype({"cases": int, "seed": int, "held": float, "standard_error": float})


def pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Put measurements of the same cell together: shares and squares, weighed by the firms."""
    sums = rows.assign(held=rows["cases"] * rows["held"], square=rows["cases"] * rows["held"] ** 2)
    sums["square"] += (rows["cases"] * rows["standard_error"]) ** 2
    sums = sums.groupby([*KEYS, "promised", "seed"], as_index=False)[["cases", "held", "square"]].sum()
    whole = sums["held"].round().where(sums["scope"] != "customer", sums["held"])  # firms; of customers there are parts
    held = whole / sums["cases"]
    error = np.sqrt((sums["square"] / sums["cases"] - held**2).clip(lower=0.0) / sums["cases"])
    return with_errors(sums.assign(held=held, standard_error=error))


def with_errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Give shares of firms or months the standard error of such a share; that of customers is measured over firms."""
    over_firms = rows["standard_error"].where(rows["scope"] == "customer")
    return rows.assign(standard_error=over_firms.fillna(error_of_share(rows["held"], rows["cases"])))


def write(rows: pd.DataFrame) -> None:
    """Write the results; the file appears whole."""
    RESULTS.parent.mkdir(exist_ok=True)
    scratch = RESULTS.with_suffix(".part")
    rows[rows["cases"] > 0].sort_values(KEYS)[COLUMNS].round(6).to_csv(scratch, index=False)
    scratch.replace(RESULTS)


def firms_so_far(rows: pd.DataFrame) -> pd.Series:
    """Give the number of firms of each cell."""
    base = rows[(rows["part"] == "simulated") & (rows["fits"] == "all")]
    return base.groupby(CELL)["cases"].max().reindex(pd.MultiIndex.from_tuples(CELLS, names=CELL), fill_value=0)


def simulate(cells: list[tuple[str, str, int, str]], firms: int, minutes: float) -> None:
    """Add firms where there are fewest, until each cell has enough or the time is over."""
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        so_far = firms_so_far(stored()).loc[cells]
        cell, done = so_far.idxmin(), int(so_far.min())
        if done >= firms:
            break
        new = coverage(cell, min(BATCH, firms - done), first=done)
        write(pooled(pd.concat([stored(), new[new["cases"] > 0]])))
        print(*cell, f"{done + BATCH:,} firms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firms", type=int, default=FIRMS, help="of each cell")
    parser.add_argument("--minutes", type=float, default=np.inf, help="begin no more firms after so long")
    parser.add_argument("--part", choices=("all", "simulated", "real"), default="all")
    parser.add_argument("--setting", nargs="+", choices=("cdnow", "loyal"), default=["cdnow", "loyal"])
    parser.add_argument("--family", nargs="+", choices=sorted(FAMILIES), default=sorted(FAMILIES))
    parser.add_argument("--customers", nargs="+", type=int, choices=CUSTOMERS, default=CUSTOMERS)
    parser.add_argument("--quantity", nargs="+", choices=("purchases", "money"), default=["purchases", "money"])
    options = parser.parse_args()
    asked = options.setting, options.family, options.customers, options.quantity
    if options.part != "simulated":
        rows = real_logs()
        print(rows[["setting", "interval", "cases", "held"]].to_string(index=False))
        write(pd.concat([stored(), rows]).drop_duplicates(KEYS, keep="last"))
    if options.part != "real":
        cells = [cell for cell in CELLS if all(one in some for one, some in zip(cell, asked, strict=True))]
        simulate(cells, options.firms, options.minutes)


if __name__ == "__main__":
    main()
