"""Is the expected loss likelihood times severity times what is at stake, and nothing for who owes nothing?"""

import numpy as np
import pandas as pd
import pytest

from custseg.value import expected_loss


def test_the_product_and_its_ends():
    assert expected_loss(1_000_000, 0.02, 0.5) == 10_000
    assert expected_loss(1_000_000, 0.0, 0.5) == 0  # a chance of nothing
    assert expected_loss(1_000_000, 1.0, 0.5) == 500_000  # in default: the whole loss
    assert expected_loss(0.0, 0.5, 1.0) == 0


def test_clients_keep_their_index_and_the_sum_is_in_the_unit_of_money(book):
    lost = expected_loss(book["exposure"], book["probability_of_default"], book["loss_given_default"])
    assert lost.index.equals(book.index)
    again = expected_loss(100 * book["exposure"], book["probability_of_default"], book["loss_given_default"])
    assert np.allclose(again, 100 * lost)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"exposure": -5.0}, "exposure is negative"),
        ({"probability_of_default": 2.0}, "probability_of_default is outside 0-1"),
        ({"loss_given_default": -0.1}, "loss_given_default is outside 0-1"),
        ({"exposure": np.nan}, "exposure is missing or infinite"),
        ({"exposure": pd.Series([1.0], ["a"]), "probability_of_default": pd.Series([0.1], ["b"])}, "different indexes"),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        expected_loss(**{"exposure": 1.0, "probability_of_default": 0.1} | arguments)
