"""How much memory does ``custseg report`` hold for a large file, and how does that grow with rows and with customers?

Run ``python benchmarks/own_page_memory.py``: Parquet files of a shop with a million rows of 261,000 customers, 3.4
million of as many, and four million of four times as many (three years, ids of text, 3 % refunds); ``--ten`` adds ten
million rows of 2.6 million customers. Each is made in the folder for temporary files, one at a time. The whole command
runs once for each: the memory is what all its processes (the command, the kernel of its notebook and the second process
of the forecasts) hold together at one moment, looked at twenty times a second, and what one of them held at most.
Pages of files are among it; the system takes them back where it needs room, so what is *anonymous* stands beside it.
CPU seconds are of all processes. Linux only: `/proc` says it. Two sizes that differ in rows alone, and two that differ
in customers alone, give what each million of them takes.

Rows are written to ``benchmarks/results/own_page_memory.csv``; the manual shows them in *Beyond one machine*.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from own_page import write_orders

RESULT = Path(__file__).with_name("results") / "own_page_memory.csv"
SMALL = 261_000  # customers, who bring a million rows
SIZES = {"1 million rows": (SMALL, 1.0), "3.4 million, as many customers": (SMALL, 4.3), "4 million": (4 * SMALL, 1.0)}
TEN = {"10 million": (10 * SMALL, 1.0)}
OFTEN = 0.05  # seconds between two looks
TICKS = 100  # of a CPU second in /proc


class Held(NamedTuple):
    """What a command and all that it started held and used."""

    together: float  # MB at one moment
    anonymous: float  # MB of it that lie in no file, at another moment perhaps
    one: float  # MB in one process
    cpu: float  # seconds
    wall: float


def watched(command: list[str]) -> Held:
    """Run a command, and look at its processes until it ends."""
    start, together, anonymous, one, used = time.perf_counter(), 0.0, 0.0, 0.0, {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as run:
        while run.poll() is None:
            found = {pid: figures for pid in family(run.pid) if (figures := looked_at(pid)) is not None}
            held = [memory for memory, _, _ in found.values()] or [0.0]
            together, one = max(together, sum(held)), max(one, *held)
            anonymous = max(anonymous, sum(memory for _, memory, _ in found.values()))
            used |= {pid: seconds for pid, (_, _, seconds) in found.items()}
            time.sleep(OFTEN)
    if run.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return Held(together, anonymous, one, sum(used.values()), time.perf_counter() - start)


def family(pid: int) -> list[int]:
    """Give a process and all that came from it."""
    try:
        lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has ended
        lists = []
    return [pid, *(one for found in lists for child in found for one in family(int(child)))]


def looked_at(pid: int) -> tuple[float, float, float] | None:
    """Give MB of memory, MB of it in no file, and CPU seconds of a process; None where it has ended."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        held, anonymous = (int(lines[name].split()[0]) / 2**10 for name in ("VmRSS", "RssAnon"))
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, IndexError, KeyError):
        return None
    return held, anonymous, (int(fields[11]) + int(fields[12])) / TICKS


def measured(name: str, customers: int, often: float, folder: Path) -> dict[str, object]:
    """Make a shop, and the report of it."""
    orders = folder / "orders.parquet"
    rows = write_orders(orders, customers, often)
    command = [sys.executable, "-m", "custseg", "report", str(orders), "--out", str(folder / "report"), "--force"]
    held = watched([*command, "--currency", "EUR"])
    row = {"size": name, "rows": rows, "customers": customers, "MB together": round(held.together)}
    row |= {"MB anonymous": round(held.anonymous)}
    return row | {"MB in one process": round(held.one), "CPU s": round(held.cpu, 1), "wall s": round(held.wall, 1)}


def slopes(table: pd.DataFrame) -> pd.Series:
    """Give MB for a million rows more, and for a million customers more, of the three usual sizes."""
    small, rows, both = (table.set_index("size").loc[name] for name in SIZES)
    found = {}
    for kind in ("MB together", "MB anonymous"):
        by_row = (rows[kind] - small[kind]) / (rows["rows"] - small["rows"]) * 1e6
        rest = both[kind] - rows[kind] - by_row * (both["rows"] - rows["rows"]) / 1e6
        by_customer = rest / (both["customers"] - rows["customers"]) * 1e6
        found |= {f"{kind}, a million rows": by_row, f"{kind}, a million customers": by_customer}
    return pd.Series(found).round()


def main() -> None:
    """Measure each size, print it, and store all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ten", action="store_true", help="ten million rows, too")
    parser.add_argument("--only", default="", help="sizes with these words alone; nothing is stored")
    options = parser.parse_args()
    sizes = {name: size for name, size in (SIZES | (TEN if options.ten else {})).items() if options.only in name}
    rows = []
    for name, (customers, often) in sizes.items():
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measured(name, customers, often, Path(folder)))
        print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    if not options.only:
        print(slopes(table).to_string())
        table.to_csv(RESULT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
