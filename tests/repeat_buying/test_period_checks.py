import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying._period_checks import check_contracts, check_period_counts
from custseg.schema import SchemaError


def test_good_tables_give_float_columns_and_one_customer_a_row():
    t, lost, customers = check_contracts(pd.DataFrame({"t": [1, 3], "lost": [True, False]}))
    assert t.tolist() == [1.0, 3.0] and lost.tolist() == [1.0, 0.0] and customers.tolist() == [1.0, 1.0]
    table = pd.DataFrame({"x": [1], "t_x": [2], "n": [6], "customers": [40]})
    assert [part.tolist() for part in check_period_counts(table)] == [[1.0], [2.0], [6.0], [40.0]]


@pytest.mark.parametrize("check", [check_contracts, check_period_counts])
def test_no_frame_no_rows_and_text_are_refused(check):
    columns = ["t", "lost", "x", "t_x", "n"]
    with pytest.raises(TypeError, match="DataFrame"):
        check([1, 2])
    with pytest.raises(SchemaError, match="has no row"):
        check(pd.DataFrame(columns=columns, dtype=float))
    with pytest.raises(SchemaError, match="must be numbers, found string"):
        check(pd.DataFrame([["a"] * 5], columns=columns))
    with pytest.raises(SchemaError, match="more than once"):
        check(pd.DataFrame([[1] * 7], columns=[*columns, "lost", "x"]))
    with pytest.raises(SchemaError, match="missing or infinite"):
        check(pd.DataFrame([[np.nan] * 5], columns=columns))


def test_every_problem_is_said_at_once_with_its_rows():
    table = pd.DataFrame({"x": [3, 1, 0], "t_x": [2, 9, 1], "n": [6, 6, 6]}, index=["ann", "bob", "eve"])
    with pytest.raises(SchemaError) as error:
        check_period_counts(table)
    assert "x is above t_x" in str(error.value) and "'ann'" in str(error.value)
    assert "t_x is later than n" in str(error.value) and "'bob'" in str(error.value)
    assert "x = 0 but t_x > 0" in str(error.value) and "'eve'" in str(error.value)
