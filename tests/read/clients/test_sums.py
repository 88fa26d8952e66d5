"""Is a row of sums kept from being a client?"""

import numpy as np
import pandas as pd

from custseg.read.clients.reading import Reading
from custseg.read.clients.sums import sum_of_the_others, without_sums
from custseg.read.files.source import read_source

MONEY = pd.DataFrame({"income": [1.0, 2.0, 3.0, 6.0], "cost": [1.0, 1.0, 1.0, 3.0], "exposure": [5.0, 0.0, 5.0, 10.0]})


def test_rows_that_are_called_sums_are_left_out_and_noted_with_their_numbers():
    reading = Reading({}, None, (), ())
    rows = read_source(pd.DataFrame({"客户号": ["a", "合计", "b", "Total"], "收入": [1, 1, 2, 3]}, [5, 6, 7, 8]))
    kept = without_sums(rows, "clients", "客户号", reading)
    assert kept.table["客户号"].tolist() == ["a", "b"] and kept.numbers.tolist() == [5, 7]
    assert reading.notes[0].told == {"table": "clients", "places": "rows 6, 8"}
    assert without_sums(kept, "clients", "客户号", reading) is kept
    assert without_sums(rows, "clients", None, reading) is rows


def test_a_last_row_that_is_the_sum_of_all_others_is_found_and_no_other():
    assert sum_of_the_others(MONEY).tolist() == [3]
    assert not len(sum_of_the_others(MONEY.iloc[::-1]))
    assert not len(sum_of_the_others(MONEY.assign(cost=[1.0, 1.0, 1.0, 4.0])))
    assert not len(sum_of_the_others(MONEY.iloc[:3].assign(income=[1.0, 2.0, 3.0]))), "three rows may be so by chance"
    assert np.isfinite(MONEY.to_numpy()).all()
