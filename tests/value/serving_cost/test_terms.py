"""Are the terms of time equations priced and added up?"""

import numpy as np

from custseg.value.serving_cost._terms import added_up, priced_terms


def test_terms_keep_their_order_and_add_up(department):
    terms = priced_terms(department["pools"], department["activities"])
    assert terms["activity"].tolist() == ["order", "inquiry", "credit check"]
    table = added_up(department["drivers"], terms, "pool", np.array([1.0, 10.0, 100.0]))
    assert table["service"].tolist() == [34_000, 69_000, 210_000]
