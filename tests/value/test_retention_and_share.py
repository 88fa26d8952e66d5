import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import arpu_share_churn, customer_share, expected_length, retention_by_period


def test_expected_length_is_the_mean_of_the_geometric_distribution():
    # E[length] = 1 / (1 - r) = sum of t r^(t-1) (1 - r)
    t = np.arange(1, 2000)
    assert expected_length(0.8) == pytest.approx((t * 0.8 ** (t - 1) * 0.2).sum()) == pytest.approx(5)
    assert expected_length(pd.Series([0.5, 1.0], index=["a", "b"])).to_dict() == {"a": 2.0, "b": np.inf}
    with pytest.raises(ValueError, match="retention is outside 0-1"):
        expected_length(80)


def test_customer_share():
    share = customer_share(
        pd.Series([30.0, 10.0], index=["ann", "bob"]), pd.Series([120.0, 10.0], index=["ann", "bob"])
    )
    assert share.to_dict() == {"ann": 0.25, "bob": 1.0}
    for spend, category, message in [
        (-1, 5, "spend is negative"),
        (1, 0, "not above zero"),
        (6, 5, "above category_spend"),
    ]:
        with pytest.raises(ValueError, match=message):
            customer_share(spend, category)


@pytest.fixture
def panel():
    """Two corporate and three single subscribers over three months; bob pauses, eve leaves."""
    months = {"firm": [1, 2, 3], "bank": [1, 2, 3], "ann": [1, 2, 3], "bob": [1, 3], "eve": [1]}
    rows = [(who, month, 60.0 if who in ("firm", "bank") else 10.0) for who in months for month in months[who]]
    table = pd.DataFrame(rows, columns=["customer_id", "period", "amount"])
    return table.assign(kind=np.where(table["customer_id"].isin(["firm", "bank"]), "group", "single"))


def test_retention_by_period(panel):
    found = retention_by_period(panel)
    assert found.index.tolist() == [1, 2]
    assert found["at_start"].tolist() == [5, 3] and found["retained"].tolist() == [3, 3]
    assert found["retention"].tolist() == [0.6, 1.0]
    assert found["expected_length"].tolist() == pytest.approx([2.5, np.inf])


def test_two_high_one_low(panel):
    found = arpu_share_churn(panel, "kind")
    assert found["arpu"].to_dict() == {"group": 60.0, "single": 10.0}
    assert found["share_of_amount"].to_dict() == pytest.approx({"group": 360 / 420, "single": 60 / 420})
    assert found["at_risk"].to_dict() == {"group": 4, "single": 4}  # single: ann twice, bob and eve once
    assert found["churn"].to_dict() == {"group": 0.0, "single": 0.5}


def test_order_of_rows_and_text_periods(panel):
    shuffled = panel.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(arpu_share_churn(shuffled, "kind"), arpu_share_churn(panel, "kind"))
    months = panel.assign(period="2024-0" + panel["period"].astype(str))
    assert retention_by_period(months)["retention"].tolist() == [0.6, 1.0]


def test_group_that_is_there_only_in_the_last_period_has_no_churn(panel):
    late = pd.concat([panel, pd.DataFrame([["zoe", 3, 5.0, "late"]], columns=panel.columns)])
    assert np.isnan(arpu_share_churn(late, "kind").loc["late", "churn"])


def test_bad_panels(panel):
    with pytest.raises(SchemaError, match="panel lacks 'kind'"):
        arpu_share_churn(panel.drop(columns="kind"), "kind")
    with pytest.raises(SchemaError) as error:
        retention_by_period(pd.concat([panel[:1], panel[:1], panel[:1].assign(customer_id=None)]))
    assert len(error.value.problems) == 3
    with pytest.raises(SchemaError, match="total amount"):
        arpu_share_churn(panel.assign(amount=0.0), "kind")
