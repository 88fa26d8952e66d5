import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_complete_journey
from custseg.segment import amount_by_window, moves_beyond_chance, twin_scores, window_scores


@pytest.fixture(scope="module")
def weeks():
    amounts = np.random.default_rng(1).gamma(1.0, 10.0, (80, 27))
    amounts[np.random.default_rng(2).random(amounts.shape) < 0.2] = np.nan
    return pd.DataFrame(amounts, columns=pd.date_range("2024-01-07", periods=27, freq="W"))


def test_windows_end_with_the_last_week(weeks):
    found = window_scores(weeks, length=13)
    assert found.columns.tolist() == [weeks.columns[13], weeks.columns[26]]
    np.testing.assert_allclose(found.iloc[:, 0], weeks.iloc[:, 1:14].sum(axis=1))


@pytest.mark.parametrize("length", [1, 2, 5, 9, 27])
def test_each_column_has_the_name_of_its_last_week(weeks, length):
    found = window_scores(weeks, length=length)
    for name, column in found.items():
        place = weeks.columns.get_loc(name)
        expected = weeks.iloc[:, place - length + 1 : place + 1].sum(axis=1, min_count=1)
        np.testing.assert_allclose(column, expected)
    assert found.columns[-1] == weeks.columns[-1] and len(found.columns) == 27 // length


def test_weeks_of_a_log_are_its_windows():
    log = load_complete_journey()
    weeks = amount_by_window(log, observed_until="2017-12-31", days=7)
    quarters = amount_by_window(log, observed_until="2017-12-31", days=91)
    found = window_scores(weeks, length=13).loc[quarters.index]
    assert found.columns.tolist() == quarters.columns.tolist()
    np.testing.assert_allclose(found, quarters)


def test_twins_keep_each_customers_weeks_and_what_all_spend_in_a_week(weeks):
    flat = weeks.fillna(weeks.mean())
    twins = list(twin_scores(flat, length=1, n_twins=3, random_state=1))
    assert len(twins) == 3 and not twins[0].equals(twins[1])
    for twin in twins:
        np.testing.assert_allclose(twin.sum(), flat.sum())
        assert twin.index.equals(flat.index) and twin.columns.equals(flat.columns)
        assert np.corrcoef(twin.sum(axis=1), flat.sum(axis=1))[0, 1] > 0.95


def test_weeks_without_a_purchase_stay_as_many(weeks):
    twin = next(twin_scores(weeks, length=1, n_twins=1, random_state=1))
    assert twin.isna().sum(axis=1).tolist() == weeks.isna().sum(axis=1).tolist()


def test_the_grocer_moves_more_than_its_twins(grocer_weeks):
    weeks = pd.DataFrame(grocer_weeks)
    table = moves_beyond_chance(window_scores(weeks), twin_scores(weeks, n_twins=40, random_state=1))
    assert table.loc["far", "beyond"] and table.loc["far", "twin"] == pytest.approx(0.065, abs=0.01)


def test_windows_that_cannot_be_are_refused(weeks):
    with pytest.raises(ValueError, match="no whole window of 27 weeks"):
        window_scores(weeks, length=28)
    with pytest.raises(ValueError, match="length must"):
        twin_scores(weeks, length=0, random_state=1)
    with pytest.raises(ValueError, match="n_twins must"):
        twin_scores(weeks, n_twins=0, random_state=1)
