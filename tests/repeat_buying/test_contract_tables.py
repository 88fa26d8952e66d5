import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import contract_table, contracts_from_survivors
from custseg.schema import SchemaError


def test_survivors_become_losses_and_who_is_left():
    table = contracts_from_survivors(pd.DataFrame({"old": [9, 5, 5, 2], "young": [7, 4, None, None]}), period="M")
    wanted = [("old", 1, 1, 4), ("old", 3, 1, 3), ("old", 3, 0, 2), ("young", 1, 1, 3), ("young", 1, 0, 4)]
    assert list(table.itertuples(index=False, name=None)) == wanted
    assert table.attrs == {"table": "contracts", "unit": "M", "customers": 16}
    assert "cohort" not in contracts_from_survivors(pd.Series([9, 5, 5, 2]), period="M")


@pytest.mark.parametrize(
    ("survivors", "message"),
    [
        ([100, 60, 70], r"survivors rise: 'row 2 \(60 → 70\)'"),
        ([100.0, 86.9, 74.3], "must be whole numbers of customers, found '86.9', '74.3'. Of percentages, multiply"),
        ([100], "1 row, at least 2 are needed"),
        ([100, None, 50], "missing before row 2"),
        ([0, 0], "begin with 0 customers"),
        (["many", "few"], "must be numbers of customers, found string"),
        ([1e300, 1e200], "begin with 1e\\+300 customers, more than a computer counts"),
    ],
)
def test_bad_survivors_are_refused_in_words(survivors, message):
    with pytest.raises(SchemaError, match=message):
        contracts_from_survivors(pd.Series(survivors), period="Y")


def test_every_cohort_is_named():
    with pytest.raises(SchemaError) as error:
        contracts_from_survivors(pd.DataFrame({"a": [10, 11], "b": [1.5, 1.0]}), period="Y")
    assert "cohort 'a' rise" in str(error.value) and "cohort 'b' must be whole" in str(error.value)
    with pytest.raises(SchemaError, match="one column per cohort"):
        contracts_from_survivors(pd.DataFrame([[5, 5], [4, 4]], columns=["a", "a"]), period="Y")
    with pytest.raises(SchemaError, match="one column per cohort"):
        contracts_from_survivors(pd.DataFrame({np.nan: [5, 4]}), period="Y")


@pytest.mark.parametrize("period", ["Q", None, 1])
def test_an_unknown_period_is_refused_before_any_model_meets_it(period):
    with pytest.raises(ValueError, match='must be one of "D"'):
        contracts_from_survivors(pd.Series([5, 4]), period=period)


def dates(start, end):
    return pd.DataFrame({"start": pd.to_datetime([start]), "end": pd.to_datetime([end])})


@pytest.mark.parametrize(
    ("start", "end", "period", "t", "lost"),
    [
        ("2023-01-15", "2023-02-15", "M", 1, 1),  # ended at its first renewal
        ("2023-01-15", "2023-02-14", "M", 1, 1),  # ended a day before: not renewed either
        ("2023-01-15", "2023-02-16", "M", 2, 1),  # renewed once
        ("2023-01-31", "2023-02-28", "M", 1, 1),  # due on the last day of a shorter month
        ("2023-01-15", None, "M", 11, 0),
        ("2023-01-01", None, "M", 11, 0),
        ("2020-12-31", None, "Y", 3, 0),
        ("2021-01-01", None, "Y", 2, 0),
        ("2023-01-01", "2024-05-01", "Y", 0, 0),  # ends later: still runs
        ("2023-12-01", "2023-12-01", "M", 1, 1),
        ("2023-12-01", "2023-12-09", "W", 2, 1),
        ("2023-12-03", None, "W", 4, 0),
    ],
)
def test_periods_are_counted_from_the_start_of_each_contract(start, end, period, t, lost):
    table = contract_table(dates(start, end), observed_until="2023-12-31", period=period)
    assert table.iloc[0].tolist() == [t, lost]


def test_what_is_left_out_is_counted_and_inputs_stay():
    contracts = pd.concat([dates("2023-01-01", None), dates("2025-01-01", None)], ignore_index=True)
    before = contracts.copy()
    table = contract_table(contracts, observed_until="2023-12-31", period="M")
    assert len(table) == 1 and table.attrs["contracts_after"] == 1 and table.attrs["unit"] == "M"
    pd.testing.assert_frame_equal(contracts, before)


def test_bad_dates_are_refused_in_words():
    good = {"observed_until": "2023-12-31", "period": "M"}
    with pytest.raises(SchemaError, match="the contract ends before it starts: 1 contracts"):
        contract_table(dates("2023-05-01", "2023-04-01"), **good)
    with pytest.raises(SchemaError, match="start is missing"):
        contract_table(dates(None, "2023-04-01"), **good)
    with pytest.raises(SchemaError, match="lacks 'end'"):
        contract_table(pd.DataFrame({"start": pd.to_datetime(["2023-01-01"])}), **good)
    with pytest.raises(SchemaError, match="must be dates"):
        contract_table(pd.DataFrame({"start": [1.0], "end": [np.nan]}), **good)
    with pytest.raises(SchemaError, match="no contract had begun"):
        contract_table(dates("2025-05-01", None), **good)
    twice = pd.DataFrame([[pd.Timestamp("2023-01-01")] * 3], columns=["start", "start", "end"])
    with pytest.raises(SchemaError, match="has 'start' more than once"):
        contract_table(twice, **good)


def test_dates_of_arrow_are_dates():
    plain = pd.concat([dates("2023-01-31", "2023-03-31"), dates("2023-05-01", None)], ignore_index=True)
    arrow = plain.astype("timestamp[ns][pyarrow]")
    days = {"observed_until": "2023-12-31", "period": "M"}
    pd.testing.assert_frame_equal(contract_table(arrow, **days), contract_table(plain, **days))


def test_a_row_for_many_contracts_is_no_contract():
    contracts = dates("2024-01-31", None).assign(customers=7)
    with pytest.raises(SchemaError, match="contract_table needs one row per customer"):
        contract_table(contracts, observed_until="2024-06-30", period="M")
