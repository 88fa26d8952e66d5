"""Held out on real logs: do BG/BB, sBG and BdW foretell better than a rule of thumb? With the paired difference.

Run ``OMP_NUM_THREADS=1 python benchmarks/period_holdout.py``: half a minute on one core. Written to
``results/period_holdout.csv``, one row per family, log and last day (or year) seen.

BG/BB, yes or no per period: the logs that ship, by months and by weeks. The rule of thumb carries each customer's own
share of periods with a purchase on. ``model`` and ``rule`` are the mean absolute errors of both, in periods with a
purchase; ``difference`` is how much less the model errs a customer, with a 95 % interval (paired by customer).

sBG and BdW, contracts: the two published cohorts of Fader & Hardie (2007), fitted to their first years. The rule of
thumb lets the last renewal rate go on. ``model`` and ``rule`` are the mean log probabilities of what became of each
customer who was left: the year of the loss, or still there; ``difference`` is the score gained, with its interval.

``n`` is the number of customers, ``standard_error`` that of their mean difference. The logs and cohorts are real and
nothing is drawn: the seed is 0.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from custseg.datasets import contract_cohorts, load_cdnow, load_complete_journey
from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    ShiftedBetaGeo,
    contracts_from_survivors,
    period_purchase_table,
)
from custseg.resample import paired_difference
from custseg.schema import UnsafeValueWarning

RESULT = Path(__file__).parent / "results" / "period_holdout.csv"
LOGS = (  # log, period, last day seen, last day forecast
    ("CDNOW", load_cdnow, "M", "1997-09-30", "1998-06-30"),
    ("CDNOW", load_cdnow, "M", "1997-12-31", "1998-06-30"),
    ("The Complete Journey", load_complete_journey, "M", "2017-06-30", "2017-12-31"),
    ("The Complete Journey", load_complete_journey, "W", "2017-06-30", "2017-09-22"),
    ("The Complete Journey", load_complete_journey, "W", "2017-09-22", "2017-12-29"),
)
UNIT_NAMES = {"M": "month", "W": "week"}
YEARS = (5, 7, 9)


def of_log(name: str, load, period: str, until: str, end: str) -> dict[str, object]:
    """Hold BG/BB against each customer's own share of periods, carried on."""
    table = period_purchase_table(load(), observed_until=until, holdout_until=end, period=period)
    table = table[table["n"] > 0]
    ahead = int(table["n_holdout"].iloc[0])
    came = table["x_holdout"]
    model = BetaGeoBetaBinom().fit(table)
    errors = (came - model.expected_purchases(table, horizon=ahead)).abs()
    of_rule = (came - ahead * table["x"] / table["n"]).abs()
    return {
        "family": "BG/BB",
        "log": f"{name}, {UNIT_NAMES[period]}s",
        "seen_until": until,
        "forecast": ahead,
        "n": len(table),
        "measure": "mean absolute error",
        "model": errors.mean(),
        "rule": of_rule.mean(),
        **compared(of_rule, errors),
    }


def compared(first: pd.Series, second: pd.Series) -> dict[str, float]:
    """Give the mean difference, its standard error and its interval; nothing is drawn, so that no seed matters."""
    found, apart = paired_difference(first, second, yes_or_no=False).iloc[0], first - second
    error = float(apart.std() / np.sqrt(len(apart)))
    ends = {"low": found["low"], "high": found["high"]}
    return {"difference": found["difference"], "standard_error": error, **ends, "seed": 0}


def chances(survival: np.ndarray) -> np.ndarray:
    """Give the chance to be lost in each later year, and last that to be still there, of those who were left."""
    return np.append(-np.diff(survival), survival[-1]) / survival[0]


def of_cohort(name: str, family: type, years: int) -> dict[str, object]:
    """Hold a family of contracts against the last renewal rate, carried on."""
    left = contract_cohorts()[name]
    last = int(left.index[-1])
    model = family().fit(contracts_from_survivors(left.loc[:years], period="Y"))
    became = np.append(-np.diff(left.loc[years:]), left.iloc[-1]).astype(int)
    rate = left[years] / left[years - 1]
    by_model = chances(model.survival(range(years, last + 1)).to_numpy())
    by_rule = chances(rate ** np.arange(last - years + 1.0))
    scores = [pd.Series(np.repeat(np.log(by), became)) for by in (by_model, by_rule)]
    return {
        "family": {ShiftedBetaGeo: "sBG", BetaDiscreteWeibull: "BdW"}[family],
        "log": f"Fader & Hardie, {name}",
        "seen_until": years,
        "forecast": last - years,
        "n": int(became.sum()),
        "measure": "log score",
        "model": scores[0].mean(),
        "rule": scores[1].mean(),
        **compared(*scores),
    }


def main() -> None:
    warnings.simplefilter("ignore", UnsafeValueWarning)
    rows = [of_log(*log) for log in LOGS]
    rows += [
        of_cohort(name, family, years)
        for family in (ShiftedBetaGeo, BetaDiscreteWeibull)
        for name in ("Regular", "High End")
        for years in YEARS
    ]
    table = pd.DataFrame(rows)
    scratch = RESULT.with_suffix(".part")
    table.to_csv(scratch, index=False, float_format="%.4f")
    scratch.replace(RESULT)
    print(table.to_string(index=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    main()
