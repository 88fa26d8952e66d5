"""How does a script go round its cells, with a few sets of each, then with more, and go on where it stopped?

`Rounds` is the end of a script that draws so many sets a cell; `go_on` brings the cells of one turn up to their number.
"""

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from cell_files import refuse_fewer, turn_options, turns_of, write_whole
from share_errors import error_of_share

ORDER = 11  # seed of the order in which cells are measured
SHARES = ("power", "right_number", "false_clusters", "compact_clusters", "structure", "too_many")


@dataclass(frozen=True)
class Rounds:
    """So many sets of each cell in each turn, and the file of their rows; tables of ``large`` customers are fewer."""

    results: Path
    sets: int
    turns: tuple[int, ...]
    large: int | None = None
    times_fewer: int = 1

    def sets_of(self, cell, sets):
        return max(sets // self.times_fewer, 1) if cell["n"] == self.large else sets

    def options(self):
        """Give the parent of a parser, with what such a script is asked."""
        return turn_options(self.results, self.sets)

    def run(self, given, cells, row_of):
        """Go round the cells as the options say, a turn after the other; the file is not begun anew with fewer sets."""
        if given.fresh and given.into is None and self.results.exists():
            refuse_fewer(self.results, pd.read_csv(self.results)[["sets"]].max(), {"sets": given.sets})
        into = given.into or self.results.parent
        for sets, fresh in turns_of(given, self.turns):
            go_on(self.results.stem, cells, row_of, partial(self.sets_of, sets=sets), into, fresh)


def go_on(name, cells, row_of, sets_of, into, fresh):
    """Bring every cell to its number of sets, in an order that has nothing to do with the cells; write after each."""
    path = into / f"{name}.csv"
    rows = {}
    if path.exists() and not fresh:
        rows = {_key(row, cells): row for row in pd.read_csv(path).to_dict("records")}
    order = np.random.RandomState(ORDER).permutation(len(cells))
    # the elongated cells last: those that they are like have been measured by then
    for cell in sorted((cells[place] for place in order), key=lambda cell: cell.get("shape") == "elongated"):
        key, began = _key(cell, cells), time.perf_counter()
        done = rows.get(key)
        have = int(done["sets"]) if done else 0
        if have >= sets_of(cell):
            continue
        twin = rows.get(_key(cell | {"shape": "round"}, cells)) if cell.get("shape") == "elongated" else None
        if twin and twin["sets"] >= sets_of(cell):
            rows[key] = twin | {"shape": "elongated"}
        else:
            rows[key] = joined(done, row_of(cell, sets_of(cell) - have, have))
        ordered = [rows[_key(cell, cells)] for cell in cells if _key(cell, cells) in rows]
        write_whole(pd.DataFrame(ordered).round(6), path)
        print(name, *rows[key].values(), f"{time.perf_counter() - began:.1f} s", flush=True)


def _key(row, cells):
    return tuple(row[name] for name in cells[0])


def joined(done, more):
    """Add sets to those that a cell already has."""
    if done is None:
        return more
    sets = int(done["sets"]) + more["sets"]
    shares = {
        name: (round(done[name] * done["sets"]) + round(more[name] * more["sets"])) / sets
        for name in SHARES
        if name in more
    }
    first = next(iter(shares.values()))
    return more | shares | {"sets": sets, "se": error_of_share(first, sets)}
