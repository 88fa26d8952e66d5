"""How does a script that draws lists for each cell take its options, and write its file of results?

`options_of` and `write_whole`.
"""

import argparse
from pathlib import Path

import pandas as pd


def options_of(results: Path) -> argparse.ArgumentParser:
    """Give the parent of a parser: it takes a share of the lists, and another file than that of the results."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--share", type=float, default=1.0, help="share of the lists of each cell")
    parser.add_argument("--to", type=Path, default=results, help="the file that is written")
    return parser


def write_whole(table: pd.DataFrame, path: Path) -> None:
    """Write a table into a file that appears whole or not at all; its folder is made where it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    table.to_csv(unfinished, index=False)
    unfinished.replace(path)
