"""How fast is the repeat-buying room? Fits, predictions, bootstrap and table, beside the package lifetimes.

Run ``python benchmarks/repeat_buying.py``. The other package (0.11.3) lives in an environment of its own: pass its
interpreter with ``--lifetimes /path/to/python``, let the script make one in a temporary folder (needs pip and a package
index), or leave it out with ``--alone``. ``--small`` stops at 100,000 customers and a million rows. CPU seconds on one
thread, the least of the repeats, standard errors included for us and not for lifetimes. Simulated customers are like
those of CDNOW (BG/NBD with the published parameters).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaGeoCNBD,
    BetaGeoNBD,
    BuyingWithTraits,
    GammaGamma,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    repeat_purchase_table,
)
from custseg.simulate.regular_buying import simulate_bg_cnbd
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_gamma_gamma

MODELS = {"BG/NBD": BetaGeoNBD, "MBG/NBD": ModifiedBetaGeoNBD, "Pareto/NBD": ParetoNBD, "Gamma-Gamma": GammaGamma}
REGULAR = {"BG/CNBD-k": BetaGeoCNBD, "MBG/CNBD-k": ModifiedBetaGeoCNBD}  # k is learnt: a fit for each that is tried
TARGETS = {  # milliseconds
    ("BG/CNBD-k", "1M weekly"): 250,
    ("MBG/CNBD-k", "1M weekly"): 250,
    ("BG/NBD", "CDNOW"): 10,
    ("MBG/NBD", "CDNOW"): 10,
    ("Pareto/NBD", "CDNOW"): 20,
    ("BG/NBD", "1M weekly"): 50,
    ("MBG/NBD", "1M weekly"): 50,
    ("Pareto/NBD", "1M weekly"): 400,
    ("BG/NBD, a trait", "1M weekly"): 1000,
    ("Pareto/NBD, a trait", "1M weekly"): 1500,
    ("score", "1M weekly"): 200,
    ("table", "12M rows"): 2500,
}
PEER = Path(__file__).with_name("repeat_buying_lifetimes.py")


def customers(n: int, grain: str) -> pd.DataFrame:
    """Draw customers watched for 27 to 52 weeks; times in weeks, whole or in whole days."""
    steps = 1.0 if grain == "weekly" else 7.0
    T = np.random.default_rng(1).integers(int(27 * steps), int(52 * steps) + 1, n) / steps
    table = simulate_bg_nbd(T, r=0.243, alpha=4.414, a=0.793, b=2.426, random_state=2)
    table = table[["x", "t_x", "T"]].assign(t_x=np.ceil(table["t_x"] * steps) / steps)
    table["m_x"] = simulate_gamma_gamma(table["x"], p=6.25, q=3.74, gamma=15.44, random_state=3)["m_x"]
    table.attrs["unit"] = "W"
    return table


def regular_customers(n: int) -> pd.DataFrame:
    """Draw customers who buy at regular intervals (k = 3), watched for 27 to 52 weeks; times in whole weeks."""
    T = np.random.default_rng(1).integers(27, 53, n).astype(float)
    table = simulate_bg_cnbd(T, k=3, r=0.85, alpha=1.45, a=0.79, b=2.42, random_state=2)[["x", "t_x", "T", "litt"]]
    table = table.assign(t_x=np.ceil(table["t_x"]))
    table.attrs["unit"] = "W"
    return table


def transactions(rows: int, ids: str) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    numbers = rng.integers(0, rows // 12, rows)
    seconds = np.datetime64("2020-01-01", "s") + rng.integers(0, 700 * 86_400, rows).astype("timedelta64[s]")
    table = pd.DataFrame({"customer_id": numbers, "date": seconds, "amount": rng.gamma(2, 10, rows)})
    if ids == "number":
        return table
    names = ("c" + pd.Series(np.arange(rows // 12)).astype("str")).array
    table["customer_id"] = pd.Categorical.from_codes(numbers, names) if ids == "category" else names.take(numbers)
    return table


def cpu(task: Callable[[], object], repeats: int) -> float:
    """Give the least CPU milliseconds of the repeats, after one to warm up."""
    task()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return 1000.0 * min(times)


def fit_with_errors(model: type, table: pd.DataFrame) -> object:
    fitted = model().fit(table)
    fitted.standard_errors()
    return fitted


def measure(small: bool) -> tuple[dict[tuple[str, str], float], dict[str, pd.DataFrame]]:
    cdnow = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30")
    tables = {"CDNOW": cdnow, "100k weekly": customers(100_000, "weekly"), "100k daily": customers(100_000, "daily")}
    if not small:
        tables |= {"1M weekly": customers(1_000_000, "weekly"), "1M daily": customers(1_000_000, "daily")}
    times = {}
    for data, table in tables.items():
        repeats = 15 if data == "CDNOW" else 3
        for name, model in MODELS.items():
            times[name, data] = cpu(lambda model=model, table=table: fit_with_errors(model, table), repeats)
        for name in ("BG/NBD", "Pareto/NBD"):
            fitted = MODELS[name]().fit(table)
            task = "score" if name == "BG/NBD" else "score, Pareto/NBD"
            times[task, data] = cpu(lambda fitted=fitted, table=table: score(fitted, table), repeats)
    for data, n in (("100k weekly", 100_000), *((("1M weekly", 1_000_000),) if not small else ())):
        table = regular_customers(n)
        for name, model in REGULAR.items():
            times[name, data] = cpu(lambda model=model, table=table: fit_with_errors(model, table), 3)
        fitted = BetaGeoCNBD().fit(table)
        times["score, BG/CNBD-k", data] = cpu(lambda fitted=fitted, table=table: score(fitted, table), 2)
    for data in ("100k weekly", "1M weekly"):
        if data in tables:
            table = tables[data].assign(channel=np.where(np.arange(len(tables[data])) % 3, "store", "web"))
            for name in ("BG/NBD", "Pareto/NBD"):
                fit = partial(BuyingWithTraits(MODELS[name](), ["channel"]).fit, table)
                times[f"{name}, a trait", data] = cpu(fit, 2)
    for name in ("BG/NBD", "Pareto/NBD"):
        fitted = MODELS[name]().fit(cdnow)
        task = f"1,000 refits, {name}"
        start = time.process_time()
        fitted.standard_errors("bootstrap", n_resamples=1000, random_state=1)
        times[task, "CDNOW"] = 1000.0 * (time.process_time() - start)
    return times, tables


def score(fitted: object, table: pd.DataFrame) -> None:
    fitted.probability_alive(table)
    fitted.expected_purchases(table, horizon=39)


def measure_table(small: bool) -> dict[tuple[str, str], float]:
    times = {}
    for rows in (1_000_000,) if small else (1_000_000, 12_000_000):
        for ids in ("category", "number", "text"):
            table = transactions(rows, ids)
            task = "table" if ids == "category" else f"table, ids as {ids}"
            dates = {"observed_until": "2021-06-30", "holdout_until": "2021-12-01"}
            times[task, f"{rows // 1_000_000}M rows"] = cpu(partial(repeat_purchase_table, table, **dates), 2)
    return times


def peer_interpreter(given: str | None, folder: Path) -> str:
    if given:
        return given
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "lifetimes==0.11.3", "pyarrow"], check=True)
    return python


def measure_peer(python: str, tables: dict[str, pd.DataFrame], folder: Path) -> dict[tuple[str, str], float]:
    """Write the same tables to files, let the other package's interpreter time itself, and read its answer."""
    for data, table in tables.items():
        table.reset_index(drop=True).to_parquet(folder / f"{data}.parquet")
    transactions(1_000_000, "number").to_parquet(folder / "transactions.parquet")
    answer = subprocess.run([python, str(PEER), str(folder)], check=True, capture_output=True, text=True).stdout
    return {tuple(key.split("|")): value for key, value in json.loads(answer.splitlines()[-1]).items()}


def print_times(ours: dict[tuple[str, str], float], theirs: dict[tuple[str, str], float]) -> None:
    print(f"{'task':24}{'data':14}{'custseg':>12}{'target':>10}{'lifetimes':>14}{'ratio':>9}")
    for (task, data), value in ours.items():
        target, other = TARGETS.get((task, data)), theirs.get((task, data))
        aim = f"{target} ms" if target else ""
        peer, ratio = (f"{other:,.0f} ms", f"{other / value:,.0f} x") if other else ("", "")
        missed = "  MISSED" if target and value > target else ""
        print(f"{task:24}{data:14}{value:9,.1f} ms{aim:>10}{peer:>14}{ratio:>9}{missed}")
    print(f"\nlargest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lifetimes", help="Python interpreter of an environment with lifetimes 0.11.3")
    parser.add_argument("--alone", action="store_true", help="without lifetimes")
    parser.add_argument("--small", action="store_true", help="at most 100,000 customers and a million rows")
    options = parser.parse_args()
    ours, tables = measure(options.small)
    theirs = {}
    if not options.alone:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            theirs = measure_peer(peer_interpreter(options.lifetimes, folder), tables, folder)
    tables.clear()
    print_times(ours | measure_table(options.small), theirs)


if __name__ == "__main__":
    main()
