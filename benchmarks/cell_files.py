"""How does a script that draws lists or tables for each cell take its options, and write its file of results?

`options_of`, `turn_options`, `turns_of`, `where_to`, `refuse_fewer` and `write_whole`.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd


def options_of(results: Path) -> argparse.ArgumentParser:
    """Give the parent of a parser: it takes a share of the lists, and another file than that of the results."""
    where = f"the file that is written; of a part of the lists it must be named (default: {results.name})"
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--share", type=float, default=1.0, help="share of the lists of each cell")
    parser.add_argument("--to", type=Path, help=where)
    return parser


def turn_options(results: Path, sets: int) -> argparse.ArgumentParser:
    """Give the parent of a parser: it takes how many sets a cell is given, the folder, and whether it begins anew."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--sets", type=int, default=sets, help="most sets of a cell")
    where = "the folder that is written into; to begin anew with fewer sets it must be named"
    parser.add_argument("--into", type=Path, help=where)
    parser.add_argument("--fresh", action="store_true", help="begin anew, as it must when the rule has changed")
    return parser


def turns_of(given: argparse.Namespace, turns: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Give for each turn up to the sets that were asked for how many a cell has then, and whether it begins anew."""
    for turn, sets in enumerate(sets for sets in turns if sets <= given.sets):
        yield sets, given.fresh and not turn


def where_to(named: Path | None, results: Path, **drawn: int) -> Path:
    """Give the file that was named, else that of the results, which must not hold more of a cell than is drawn now.

    What is drawn is told by the column of the file that says how many: ``lists=100``, ``sets=6``.
    """
    if named is None and results.exists():
        refuse_fewer(results, pd.read_csv(results)[list(drawn)].max(), drawn)
    return named or results


def refuse_fewer(results: Path, held: Mapping[str, int], drawn: Mapping[str, int]) -> None:
    """End the script where a file holds more than what is drawn now: a quick run is none to read results from."""
    if fewer := [f"{int(held[name])} {name}, not {number}" for name, number in drawn.items() if number < held[name]]:
        more = " and ".join(fewer)
        raise SystemExit(f"{results.name} holds {more}: say where to write (--to or --into), even if it is this file.")


def write_whole(table: pd.DataFrame, path: Path, **options: str) -> None:
    """Write a table into a file that appears whole or not at all; its folder is made where it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    table.to_csv(unfinished, index=False, **options)
    unfinished.replace(path)
