"""Do single groups look hollow, and bends full, as often as the file of results and the notes say?"""

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.again import not_as_stored


def share_of(stored, **cell):
    (found,) = stored.loc[np.all([stored[name] == value for name, value in cell.items()], axis=0), "share"]
    return found


def test_every_cell_was_measured(benchmark, stored):
    """Run benchmarks/hollow_groups.py for those that are missing."""
    said = {tuple(cell.values()) for cell in benchmark.cells()}
    assert set(stored[benchmark.CELL].itertuples(index=False, name=None)) == said
    assert (stored["groups"] >= benchmark.GROUPS).all() and (stored["seed"] == benchmark.SEED).all()


def test_the_shares_in_the_notes_are_those_of_the_file(stored):
    arcs = {"kind": "part of a circle", "n": 150}
    assert share_of(stored, **arcs, strength=0.333333, scatter=0.08) == 0.26
    assert share_of(stored, **arcs, strength=0.5, scatter=0.08) == 0.01
    assert share_of(stored, **arcs, strength=0.5, scatter=0.15) == 0.16
    hollow = [
        1 - share_of(stored, kind="even", asked="full", strength=0.64, columns=columns, n=n)
        for columns in (5, 8)
        for n in (60, 150)
    ]
    assert hollow == pytest.approx([0.02, 0.03, 0.05, 0.09])


def test_slopes_are_no_bends(stored):
    slopes = stored[stored["asked"] == "beyond a slope"]
    assert slopes["groups"].sum() == 9600
    assert (slopes["share"] * slopes["groups"]).sum() == pytest.approx(1)


@pytest.mark.heavy
def test_a_slice_of_the_file_holds_in_other_groups(benchmark, stored):
    unlike = not_as_stored(benchmark, stored, "share", 40)
    assert not unlike, f"not as benchmarks/results says: {unlike}"


def test_a_smaller_run_goes_into_a_folder_that_is_new(benchmark, monkeypatch, tmp_path):
    few = benchmark.cells()[:2]
    monkeypatch.setattr(benchmark, "cells", lambda: few)
    monkeypatch.setattr("sys.argv", ["x.py", "--groups", "2", "--into", str(tmp_path / "new")])
    benchmark.main()
    assert pd.read_csv(tmp_path / "new" / "hollow_groups.csv")["groups"].tolist() == [2, 2]


def test_a_slope_has_the_correlation_that_it_is_named_after(benchmark):
    for kind in benchmark.SLOPES:
        cell = dict(zip(benchmark.CELL, ("beyond a slope", kind, 3000, 2, 0.6, 0.0), strict=True))
        assert np.corrcoef(benchmark.group(cell, 0).T)[0, 1] == pytest.approx(0.6, abs=0.05)
