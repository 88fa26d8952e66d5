"""Are one id for many, two ids for one, and buyers by contract seen in the customers alone?"""

import numpy as np
import pandas as pd

from custseg.decide import business_signs
from custseg.decide.signs._people import _plain


def of(customers, days):
    rows = pd.DataFrame({"customer_id": customers, "date": pd.to_datetime(days), "amount": 5.0})
    return business_signs(rows, observed_until=rows["date"].max())


def test_an_id_with_ten_times_the_rows_of_any_other():
    days = list(pd.date_range("2024-01-01", periods=50))
    sign = of([f"c{n}" for n in range(40)] + ["till"] * 10, days).loc["one id for many"]
    assert (sign["shows"], sign["about"], sign["more"]) == (True, "till", 10)
    assert not of([f"c{n}" for n in range(41)] + ["till"] * 9, days).loc["one id for many", "shows"]


def test_an_id_called_like_a_shared_account_needs_twice_the_rows_of_any_other():
    days = list(pd.date_range("2024-01-01", periods=44))
    customers = [f"c{n}" for n in range(39)] + ["c0"]
    for name in ("guest@shop.com", "Test", "cash", "walk-in 1", "散客", "Gast", "invité"):
        sign = of([*customers, *[name] * 4], days).loc["one id for many"]
        assert (sign["shows"], sign["about"], sign["more"]) == (True, name, 4)
        assert not of([*customers, *[name] * 3], days[:-1]).loc["one id for many", "shows"], "hardly more than another"
    for name in ("c7", "Testa", "Cashman", "august@shop.com", "Gastón"):
        assert not of([*customers, *[name] * 4], days).loc["one id for many", "shows"], name


def test_ids_that_differ_in_capitals_alone():
    sign = of(["Ann", "ann", "Bea"], ["2024-01-01", "2024-01-02", "2024-01-03"]).loc["two ids"]
    assert (sign["shows"], sign["about"], sign["more"]) == (True, "Ann", 2)


def test_nobody_back_and_a_single_customer():
    assert of(["a", "b"], ["2024-01-01", "2024-01-02"]).loc["nobody back", "shows"]
    alone = of(["a", "a"], ["2024-01-01", "2024-01-02"]).loc["one customer"]
    assert (alone["shows"], alone["about"]) == (True, "a")


def test_even_gaps_are_those_of_a_contract():
    days = [day for start in range(1, 13) for day in pd.date_range(f"2024-01-{start:02d}", periods=6, freq="30D")]
    customers = [f"c{n}" for n in range(12) for _ in range(6)]
    table = of(customers, days)
    assert table.loc["by contract", "shows"]
    assert table.loc["by contract", "about"] == "30"
    assert not table.loc["own rhythm", "shows"]


def test_ids_are_compared_without_blanks_and_capitals_of_any_script():
    rng = np.random.default_rng(4)
    letters = list("aAbB \t\x1c\x1f\x85\u00a0ßSsİé")
    names = pd.Series(["".join(rng.choice(letters, rng.integers(0, 5))) for _ in range(5_000)], dtype="str")
    plain = ["".join(name.strip().casefold().split()) for name in names]
    assert _plain(names).tolist() == plain
