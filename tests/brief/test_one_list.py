"""Is it said how many customers a list would need before it could teach something?"""

import pandas as pd

from custseg.brief._one_list import needed


def test_the_size_that_would_teach_leaves_room_for_the_effect():
    row = pd.Series({"customers": 3, "share": 0.78, "smallest_effect": 1.352, "relative": 1.73})
    n = needed(row)
    assert 1.352 * (3 / n) ** 0.5 <= 1 - 0.78 < 1.352 * (3 / (n - 2)) ** 0.5
