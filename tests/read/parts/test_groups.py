"""Sums of rows that belong together, wherever they stand."""

import numpy as np
import pandas as pd

from custseg.read.parts.groups import Groups


def sizes(rows):
    """Count groups with several rows, and their rows."""
    held = rows.groupby("group")["n"].sum()
    return np.array([(held > 1).sum(), held[held > 1].sum()])


def rows_of(groups):
    return pd.DataFrame({"group": np.array(groups, dtype=np.uint64), "n": 1.0})


def test_rows_of_several_parts_are_summed_together(tmp_path):
    groups = Groups(tmp_path, "g", sizes)
    for part in ([1, 2, 3], [3, 4], [2**63, 3]):
        groups.add(rows_of(part))
    assert groups.added_up().tolist() == [1, 3]


def test_nothing_adds_up_to_the_sum_of_nothing(tmp_path):
    groups = Groups(tmp_path, "g", sizes)
    groups.add(rows_of([]))
    assert groups.added_up().tolist() == [0, 0]


def test_what_was_summed_in_the_last_pass_is_not_summed_again(tmp_path):
    asked = []

    def noted(rows):
        asked.append(len(rows))
        return sizes(rows)

    first, same, other = (Groups(tmp_path, name, noted) for name in "abc")
    for groups, rows in ((first, [1, 1]), (same, [1, 1]), (other, [1, 2])):
        groups.add(rows_of(rows))
    assert first.added_up().tolist() == [1, 2]
    before = len(asked)
    assert same.added_up(first).tolist() == [1, 2] and len(asked) == before
    assert other.added_up(same).tolist() == [0, 0] and len(asked) > before
