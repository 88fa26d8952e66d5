"""How does a script that draws lists or tables for each cell take its options, and write its file of results?

`options_of`, `turn_options`, `turns_of` and `write_whole`.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd


def options_of(results: Path) -> argparse.ArgumentParser:
    """Give the parent of a parser: it takes a share of the lists, and another file than that of the results."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--share", type=float, default=1.0, help="share of the lists of each cell")
    parser.add_argument("--to", type=Path, default=results, help="the file that is written")
    return parser


def turn_options(results: Path, sets: int) -> argparse.ArgumentParser:
    """Give the parent of a parser: it takes how many sets a cell is given, the folder, and whether it begins anew."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--sets", type=int, default=sets, help="most sets of a cell")
    parser.add_argument("--into", type=Path, default=results.parent, help="the folder that is written into")
    parser.add_argument("--fresh", action="store_true", help="begin anew, as it must when the rule has changed")
    return parser


def turns_of(given: argparse.Namespace, turns: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Give for each turn up to the sets that were asked for how many a cell has then, and whether it begins anew."""
    for turn, sets in enumerate(sets for sets in turns if sets <= given.sets):
        yield sets, given.fresh and not turn


def write_whole(table: pd.DataFrame, path: Path) -> None:
    """Write a table into a file that appears whole or not at all; its folder is made where it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    table.to_csv(unfinished, index=False)
    unfinished.replace(path)
