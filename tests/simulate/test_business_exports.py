import numpy as np
import pandas as pd
import pytest

from custseg.simulate._business_exports import EXPORTS, Export
from custseg.simulate.odd_businesses import _shapes


def export():
    rng = np.random.RandomState(1)
    days = pd.to_datetime("2022-01-01") + pd.to_timedelta(np.sort(rng.randint(0, 730, 400)), "D")
    ids = [f"K{n:05}" for n in rng.randint(1, 60, 400)]
    rows = pd.DataFrame({"customer_id": ids, "date": days, "amount": rng.gamma(2.0, 10.0, 400).round(2)})
    return Export(rows, pd.Timestamp("2022-01-01"), pd.Timestamp("2023-12-31"), rng)


@pytest.mark.parametrize("name", EXPORTS)
def test_the_rows_that_come_in_are_left_as_they_are(name):
    given = export()
    before = given.rows.copy()
    assert len(EXPORTS[name](given))
    pd.testing.assert_frame_equal(given.rows, before)


def test_every_oddity_belongs_to_a_kind_and_the_other_way_round():
    assert {shape["twist"] for shape in _shapes() if "twist" in shape} == set(EXPORTS)


def test_rows_of_one_more_id_lie_in_time_and_add_up():
    given = export()
    rows = given.bought_by("guest", 50, 1000.0)
    assert rows["date"].between(given.first_day, given.last_day).all()
    assert rows["amount"].sum() == pytest.approx(1000.0, abs=1.0) and (rows["amount"] > 0).all()
