"""Does an index of the season help to forecast the next quarter? Log scores with and without it, on customers held out.

Run ``OMP_NUM_THREADS=1 CUSTSEG_DATA=... python benchmarks/season_holdout.py``: two minutes on one core. At each cut the
index is learnt from what was seen up to then, the model is fitted in the time of its clock, and the count of each
customer in the next quarter is scored; beside it the same model by the calendar. The first two logs ship; the others
need ``CUSTSEG_DATA``. Written to ``benchmarks/results/season_holdout.csv``, with the standard error of the mean gain
of the ``customers``; the logs are real and nothing is drawn: the seed is 0.
"""

from __future__ import annotations

import argparse
import os
import warnings
from itertools import pairwise
from pathlib import Path

import pandas as pd

from custseg import repeat_buying as rb
from custseg.datasets import load_cdnow, load_complete_journey, load_grocery_elog, load_online_retail
from custseg.resample import paired_difference

FAMILIES = {
    "BG/NBD": rb.BetaGeoNBD,
    "MBG/NBD": rb.ModifiedBetaGeoNBD,
    "MBG/CNBD-k": rb.ModifiedBetaGeoCNBD,
    "Pareto/NBD": rb.ParetoNBD,
}
HERE = Path(__file__).parent / "results" / "season_holdout.csv"


def logs() -> dict[str, tuple[pd.DataFrame, list[tuple[str, str]]]]:
    """Give each log with its cuts and the ends of the quarters that follow them."""
    found = {
        "CDNOW": (load_cdnow(), [("1997-12-31", "1998-03-31"), ("1998-03-31", "1998-06-30")]),
        "Complete Journey": (
            load_complete_journey(),
            [("2017-06-30", "2017-09-30"), ("2017-09-30", "2017-12-31")],
        ),
    }
    if not os.environ.get("CUSTSEG_DATA"):
        return found
    before = load_online_retail("year_2009_2010")
    retail = pd.concat([before[before["date"] < "2010-12-01"], load_online_retail()], ignore_index=True)
    quarters = ["2010-11-30", "2011-02-28", "2011-05-31", "2011-08-31", "2011-11-30"]
    found["Online Retail"] = (retail, list(pairwise(quarters)))
    quarters = ["2006-12-31", "2007-03-31", "2007-06-30", "2007-09-30", "2007-12-30"]
    found["grocery e-log"] = (load_grocery_elog().assign(amount=1.0), list(pairwise(quarters)))
    return found


def scored(log: pd.DataFrame, cut: str, until: str) -> list[dict[str, object]]:
    """Score each family by the calendar and by the clock of the season."""
    known = rb.season_index(log, observed_until=cut)
    days = {"observed_until": cut, "holdout_until": until, "log_gaps": True}
    plain = rb.repeat_purchase_table(log, **days)
    timed = rb.repeat_purchase_table(log, **days, clock=rb.SeasonClock(known))
    rows = []
    for name, family in FAMILIES.items():
        by_calendar, by_clock = family().fit(plain), family().fit(timed)
        scores = [rb.customer_log_scores(by_clock, timed), rb.customer_log_scores(by_calendar, plain)]
        gain = paired_difference(*scores, yes_or_no=False).iloc[0]
        seen = by_clock.log_likelihood_ + timed.attrs["log_clock_rate"] - by_calendar.log_likelihood_
        forecast = [
            model.expected_purchases(table, horizon=float(table["T_holdout"].iloc[0])).sum() / table["x_holdout"].sum()
            - 1
            for model, table in ((by_calendar, plain), (by_clock, timed))
        ]
        rows.append(
            {
                "cut": cut,
                "until": until,
                "years_seen": round(known.attrs["years"], 2),
                "finding": known.attrs["finding"],
                "family": name,
                "customers": len(plain),
                "log_likelihood_gained": seen,
                "gain": gain["difference"],
                "standard_error": (scores[0] - scores[1]).std() / len(plain) ** 0.5,
                "low": gain["low"],
                "high": gain["high"],
                "bias_calendar": forecast[0],
                "bias_clock": forecast[1],
                "seed": 0,
            }
        )
    return rows


def main() -> None:
    """Score every log at every cut, and write the table."""
    warnings.simplefilter("ignore")
    rows = []
    for name, (log, cuts) in logs().items():
        for cut, until in cuts:
            rows += [{"log": name, **row} for row in scored(log, cut, until)]
    table = pd.DataFrame(rows).round(4)
    table.to_csv(HERE, index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    main()
