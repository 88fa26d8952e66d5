"""Are years read however they are written, and is income given for three of them in a row?"""

import pandas as pd
import pytest

from custseg.read.clients.reading import Reading
from custseg.read.clients.years import as_years, income_by_year, year_headers


def read(table: pd.DataFrame) -> tuple[pd.DataFrame | None, list[str]]:
    reading = Reading({}, None, (), ())
    return income_by_year(table, reading), reading.problems


def test_years_however_they_are_written():
    assert as_years(pd.Series(["2023年", "FY2022", "2021-12-31", "2020"]))[0].tolist() == [2023, 2022, 2021, 2020]
    assert "'x'" in as_years(pd.Series(["x"]))[1][0]
    assert year_headers(["2023年收入", "income_2022", "name"]) == {"2023": "2023年收入", "2022": "income_2022"}


def test_rows_and_columns_give_the_same_and_years_before_the_latest_three_fall_away():
    wide = pd.DataFrame({"client_id": ["a", "b"], "2020": [0.0, 0.0], "2023": [3.0, 6.0], "2021": [1.0, 4.0],
                         "2022": [2.0, 5.0]})  # fmt: skip
    long = wide.melt("client_id", var_name="year", value_name="income").astype({"year": "int64"})
    one, other = read(wide)[0], read(long)[0]
    assert one.columns.tolist() == [2021, 2022, 2023] and one.loc["b"].tolist() == [4.0, 5.0, 6.0]
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"client_id": ["a"], "2021": 1.0, "2023": 1.0, "2024": 1.0}, "three years in a row"),
        ({"client_id": ["a"]}, "found none"),
        ({"client_id": ["a", "a"], "2021": 1.0, "2022": 1.0, "2023": 1.0}, "clients stand twice: 'a'"),
        ({"client_id": ["a", "a"], "year": [2021, 2021], "income": 1.0}, "a year stands twice for 'a'"),
    ],
)
def test_years_that_lack_or_stand_twice_are_said(table, problem):
    found, problems = read(pd.DataFrame(table))
    assert found is None and problem in problems[0]
