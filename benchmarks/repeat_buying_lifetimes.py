"""What does lifetimes 0.11.3 need for the same tasks? Run by repeat_buying.py with that package's interpreter.

Prints one line of JSON: ``task|data`` to CPU milliseconds, each task once (a thousand refits are one refit times
1,000). Pareto/NBD is fitted to CDNOW only, because larger tables take it many minutes.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd


def cpu(task, *arguments, **options):
    start = time.process_time()
    result = task(*arguments, **options)
    return 1000.0 * (time.process_time() - start), result


def score(fitted, x, t_x, T):
    fitted.conditional_probability_alive(x, t_x, T)
    fitted.conditional_expected_number_of_purchases_up_to_time(39.0, x, t_x, T)


def one_table(data, table):
    from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter, ParetoNBDFitter

    times = {}
    columns = [table[name].to_numpy(float) for name in ("x", "t_x", "T")]
    fitters = {"BG/NBD": BetaGeoFitter, "MBG/NBD": ModifiedBetaGeoFitter}
    if data == "CDNOW":
        fitters["Pareto/NBD"] = ParetoNBDFitter
    for name, fitter in fitters.items():
        times[f"{name}|{data}"], fitted = cpu(fitter().fit, *columns)
        if data == "CDNOW" and name != "MBG/NBD":
            times[f"1,000 refits, {name}|CDNOW"] = 1000.0 * times[f"{name}|{data}"]
        if name == "BG/NBD":
            times[f"score|{data}"] = cpu(score, fitted, *columns)[0]
    again, spend = columns[0] > 0, table["m_x"].to_numpy(float)
    times[f"Gamma-Gamma|{data}"] = cpu(GammaGammaFitter().fit, columns[0][again], spend[again])[0]
    return times


def main(folder):
    from lifetimes.utils import summary_data_from_transaction_data

    times = {}
    for path in sorted(folder.glob("*.parquet")):
        table = pd.read_parquet(path)
        if path.stem == "transactions":
            arguments = table, "customer_id", "date", "amount"
            options = {"observation_period_end": "2021-06-30", "freq": "D"}
            times["table|1M rows"] = cpu(summary_data_from_transaction_data, *arguments, **options)[0]
        else:
            times |= one_table(path.stem, table)
    print(json.dumps(times))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    main(Path(sys.argv[1]))
