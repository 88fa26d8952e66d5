"""Does every value on, just below and just above every cut of every grid land where the definitions say?"""

import itertools

import numpy as np
import pandas as pd
import pytest

from custseg.bands import Bands
from custseg.catalogue import list_grids, load_grid
from custseg.segment import ValueGrid


def band_by_definition(value, cuts, best):
    return 1 + sum(value >= cut if best == "high" else value <= cut for cut in cuts)


def segment_by_definition(spec, bands):
    (owner,) = [
        segment.key
        for segment in spec.segments
        for box in segment.cells
        if all(low <= bands[column] <= high for column, low, high in box)
    ]
    return owner


def on_and_around(cuts):
    return [near for cut in cuts for near in (np.nextafter(cut, -np.inf), cut, np.nextafter(cut, np.inf))]


class TestEveryBorder:
    @pytest.mark.heavy
    @pytest.mark.parametrize("name", list_grids())
    def test_with_stated_cuts(self, name):
        spec = load_grid(name)
        cuts = {axis.column: [10.0 * n for n in range(1, axis.bands)] for axis in spec.axes}
        own = {axis.column: Bands("fixed", cuts=cuts[axis.column], best=axis.best) for axis in spec.axes}
        probes = pd.DataFrame(
            list(itertools.product(*(on_and_around(cuts[column]) for column in spec.columns))), columns=spec.columns
        )
        found = ValueGrid(name, bands=own).fit(probes).predict(probes)
        self.check(spec, cuts, probes, found)
        assert set(found) == {segment.key for segment in spec.segments}

    @pytest.mark.heavy
    @pytest.mark.parametrize("name", list_grids())
    def test_with_learnt_cuts(self, name, customers_for):
        spec = load_grid(name)
        grid = ValueGrid(name).fit(customers_for(name))
        cuts = grid.cuts_.apply(lambda row: row.dropna().tolist(), axis=1).to_dict()
        borders = {axis.column: len(cuts[axis.column]) for axis in spec.axes}
        assert borders == {axis.column: axis.bands - 1 for axis in spec.axes}, "a cut is missing: nothing to probe"
        probes = pd.DataFrame(
            list(itertools.product(*(on_and_around(cuts[column]) for column in spec.columns))), columns=spec.columns
        )
        self.check(spec, cuts, probes, grid.predict(probes))

    @staticmethod
    def check(spec, cuts, probes, found):
        for row, segment in zip(probes.to_dict("records"), found, strict=True):
            bands = {a.column: band_by_definition(row[a.column], cuts[a.column], a.best) for a in spec.axes}
            assert segment == segment_by_definition(spec, bands), f"{row} lies in bands {bands} by their definition"
