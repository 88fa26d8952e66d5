import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import BetaGeoNBD, ParetoNBD, repeat_purchase_table, tracking_table
from custseg.schema import SchemaError

DAYS = {"observed_until": "1997-09-30", "holdout_until": "1998-06-30"}


@pytest.fixture(scope="module")
def purchases():
    return load_cdnow()


def test_actual_purchases_are_those_of_the_repeat_purchase_table(purchases, cdnow):
    weekly = tracking_table(purchases, {}, **DAYS)
    assert weekly.attrs == {"unit": "W", "observed_periods": 39, "customers": 2357}
    assert weekly["actual"].iloc[:39].sum() == cdnow["x"].sum()
    assert weekly["actual"].iloc[39:].sum() == cdnow["x_holdout"].sum()
    daily = tracking_table(purchases, {}, period="D", **DAYS)
    blocks = daily["actual"].to_numpy().reshape(78, 7).sum(axis=1)  # the log is 78 whole weeks
    np.testing.assert_array_equal(weekly["actual"], blocks)


@pytest.mark.heavy
@pytest.mark.parametrize("family", [BetaGeoNBD, ParetoNBD])
def test_expected_purchases_are_the_models_own(purchases, cdnow, family):
    model = family().fit(cdnow)
    weekly = tracking_table(purchases, {"model": model}, **DAYS)
    lengths, customers = np.unique(cdnow["T"], return_counts=True)
    for week, extra in ((39, 0.0), (78, 39.0)):
        one_by_one = [model.new_customer_purchases(horizon=length + extra) for length in lengths]
        assert weekly["model"].cumsum().loc[week] == pytest.approx(one_by_one @ customers, abs=2357 * 1e-6)


def test_weeks_and_days_tell_the_same(purchases):
    in_days = repeat_purchase_table(purchases, observed_until="1997-09-30", period="D")
    in_weeks = repeat_purchase_table(purchases, observed_until="1997-09-30", period="W")
    models = {"days": ParetoNBD().fit(in_days), "weeks": ParetoNBD().fit(in_weeks)}
    table = tracking_table(purchases, models, period="M", **DAYS)
    assert table.attrs["observed_periods"] == 9
    np.testing.assert_allclose(table["days"], table["weeks"], rtol=1e-4)


def test_customers_of_the_holdout_are_not_followed():
    dates = pd.to_datetime(["2024-01-01", "2024-01-10", "2024-02-20", "2024-02-10", "2024-02-12"])
    log = pd.DataFrame({"customer_id": ["ann", "ann", "ann", "new", "new"], "date": dates, "amount": 5.0})
    table = tracking_table(log, {}, observed_until="2024-01-31", holdout_until="2024-02-28")
    assert table["actual"].sum() == 2 and table.attrs["customers"] == 1


def test_what_cannot_be_tracked_is_said(purchases):
    with pytest.raises(ValueError, match="must be after observed_until"):
        tracking_table(purchases, {}, observed_until="1998-06-30", holdout_until="1998-06-30")
    with pytest.raises(SchemaError, match="no customer bought up to observed_until"):
        tracking_table(purchases, {}, observed_until="1996-01-01", holdout_until="1998-06-30")
    unitless = ParetoNBD.from_params(r=0.5, alpha=10.0, s=0.6, beta=11.0)
    with pytest.raises(ValueError, match="model 'mine' does not state its unit"):
        tracking_table(purchases, {"mine": unitless}, **DAYS)
