import numpy as np
import pandas as pd
import pytest

from custseg.schema.customer_index import aligned, check_weights, like_input


def test_aligned_takes_numbers_and_series_of_the_same_customers():
    margin = pd.Series([1, 2], index=["ann", "bob"])
    index, (numbers, rate) = aligned(margin=margin, rate=0.1)
    assert list(index) == ["ann", "bob"] and numbers.tolist() == [1, 2] and rate == 0.1
    assert aligned(rate=0.1)[0] is None


def test_aligned_refuses_other_customers_lengths_and_shapes():
    margin = pd.Series([1, 2], index=["ann", "bob"])
    with pytest.raises(ValueError, match="same customers in another order or repeated"):
        aligned(margin=margin, retention=margin[::-1])
    with pytest.raises(ValueError, match="differ in length"):
        aligned(margin=margin, retention=[0.1])
    with pytest.raises(TypeError, match="not a table"):
        aligned(margin=margin.to_frame())
    with pytest.raises(ValueError, match="empty"):
        aligned(margin=margin[:0])
    with pytest.raises(ValueError, match="missing or infinite for 1 of 2 rows: 'ann'"):
        aligned(margin=margin.where(margin > 1))


def test_answer_takes_the_form_of_the_question():
    assert like_input(2, None) == 2.0
    assert like_input([1, 2], pd.Index(["a", "b"]), "clv").name == "clv"


def test_weights_are_one_per_row():
    X = np.zeros((3, 2))
    assert check_weights(None, X).tolist() == [1, 1, 1]
    assert check_weights([1, 2, 0], X).tolist() == [1, 2, 0]
    for weights in ([1, 2], [1, 2, np.nan]):
        with pytest.raises(ValueError, match=r"weight"):
            check_weights(weights, X)
    with pytest.raises(ValueError, match=r"weights must be zero or more.*negative in 1 rows \(1\)"):
        check_weights([1, -0.5, 2], X)
    with pytest.raises(ValueError, match=r"negative in 1 rows \('b'\)"):
        check_weights([1, -0.5, 2], X, pd.Index(["a", "b", "c"]))
    with pytest.raises(ValueError, match=r"eights must contain at least one non-zero number"):
        check_weights([0, 0, 0], X)
