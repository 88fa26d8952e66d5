"""Is everything that stands against a comparison of looks said at once?"""

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.segment.nine_grid._checked_looks import checked_looks


def test_looks_that_can_be_compared_give_their_names(clients_in_cells):
    looks, cells, branch, _ = clients_in_cells(40)
    assert checked_looks(looks, {"cells": cells, "branch": branch}, 0.95) == list(looks.columns)


def test_several_problems_at_once(clients_in_cells):
    looks, cells, branch, _ = clients_in_cells(40)
    columns = {"cells": cells[::-1], "branch": branch[::-1]}
    with pytest.raises(SchemaError) as error:
        checked_looks(looks.assign(net_margin=np.inf, loan_share="much"), columns, 0.95)
    assert len(error.value.problems) == 4


@pytest.mark.parametrize(
    ("looks", "message"),
    [
        (pd.DataFrame(), "no rows or no columns"),
        (pd.DataFrame({"net_margin": [0.1, 0.2]}, ["a", "a"]), "each client and each look once"),
    ],
)
def test_what_is_no_table_of_looks_is_refused(looks, message):
    with pytest.raises(SchemaError, match=message):
        checked_looks(looks, {}, 0.95)
