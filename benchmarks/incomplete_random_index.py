"""How inconsistent are random answers if some pairs are not judged? Makes the table that the consistency ratio reads.

Run ``OMP_NUM_THREADS=1 python benchmarks/incomplete_random_index.py``: ten minutes on one core; ``--matrices`` makes it
faster and coarser, and ``--to FILE`` must then say where the table goes. For 3 to 15 items and every number of missing
pairs it draws matrices whose answers come evenly from the seventeen of the scale and whose judged pairs come evenly
from the patterns that join all items, and writes the mean consistency index of Harker's matrix with its standard error.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

from cell_files import refuse_fewer

from custseg.judgement import estimate_random_index

SEED = 2022
TABLE = Path(__file__).parents[1] / "custseg" / "judgement" / "pairwise" / "incomplete_random_index.toml"
HEAD = """# Mean consistency index (lambda_max - n) / (n - 1) of Harker's matrix if all answers are random.
# Place m of a list: m pairs are not judged, from none to one judgement more than a chain needs.
# Written by benchmarks/incomplete_random_index.py; seed of a cell: seed * 100,000 + n_items * 1,000 + m.
"""


def entry(n_items: int, n_matrices: int) -> str:
    redundant = (n_items - 1) * (n_items - 2) // 2
    cells = [
        estimate_random_index(n_items, n_matrices, seed_of(n_items, n_missing), n_missing=n_missing)
        for n_missing in range(redundant)
    ]
    lines = ["", "[[items]]", f"n_items = {n_items}"]
    for name in ("random_index", "standard_error"):
        lines += [f"{name} = [", *wrapped([f"{cell[name]:.5f}" for cell in cells]), "]"]
    return "\n".join(lines) + "\n"


def seed_of(n_items: int, n_missing: int) -> int:
    return SEED * 100_000 + n_items * 1_000 + n_missing


def wrapped(values: list[str], per_line: int = 10) -> list[str]:
    return ["    " + ", ".join(values[first : first + per_line]) + "," for first in range(0, len(values), per_line)]


def held() -> dict[str, int]:
    """Say from how many matrices the table of the package comes, and how many items it reaches."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {"n_matrices": table["n_matrices"], "n_items": max(of["n_items"] for of in table["items"])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matrices", type=int, default=10_000)
    parser.add_argument("--largest", type=int, default=15, help="number of items up to which the table reaches")
    parser.add_argument("--to", type=Path, help="the file that is written; for a coarser or shorter table")
    options = parser.parse_args()
    if options.to is None:
        refuse_fewer(TABLE, held(), {"n_matrices": options.matrices, "n_items": options.largest})
    text = HEAD + f"\nseed = {SEED}\nn_matrices = {options.matrices}\n"
    for n_items in range(3, options.largest + 1):
        text += entry(n_items, options.matrices)
        print(f"{n_items} items", flush=True)
    to = options.to or TABLE
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(to)


if __name__ == "__main__":
    main()
