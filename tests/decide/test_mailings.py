import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_complete_journey
from custseg.decide import mailing_table, targeting_table
from custseg.schema import SchemaError

DAY = pd.to_datetime


@pytest.fixture
def shop():
    bought = pd.DataFrame(
        {
            "customer_id": ["a", "b", "a", "c"],
            "date": DAY(["2024-01-01", "2024-01-05", "2024-02-10", "2024-03-01"]),
            "amount": [10.0, 20.0, 70.0, 5.0],
        }
    )
    mailed = pd.DataFrame(
        {
            "customer_id": ["a", "b", "a", "c"],
            "campaign_id": [1, 1, 2, 2],
            "start_date": DAY(["2024-02-01", "2024-02-01", "2024-02-11", "2024-02-11"]),
        }
    )
    answers = pd.DataFrame(
        {
            "customer_id": ["a", "a", "a"],
            "campaign_id": [1, 1, 2],
            "date": DAY(["2024-02-09", "2024-02-08", "2024-02-20"]),
        }
    )
    return bought, mailed, answers


def test_nothing_in_a_row_is_younger_than_the_offer(shop):
    table = mailing_table(*shop)
    assert table.loc[(1, "a"), ["frequency", "amount", "recency"]].tolist() == [1, 10, 30]
    assert table.loc[(2, "a"), ["frequency", "amount", "recency"]].tolist() == [2, 80, 0]
    assert table["answered"].to_dict() == {(1, "a"): True, (1, "b"): False, (2, "a"): True}
    assert table["mailed_before"].tolist() == [0, 0, 1]
    assert table["answered_before"].tolist() == [0, 0, 1]


def test_customers_without_history_are_counted(shop):
    assert mailing_table(*shop).attrs == {"without_history": 1}


def test_an_answer_that_comes_later_is_not_known_before(shop):
    bought, mailed, answers = shop
    late = answers.assign(date=DAY("2024-05-01"))
    assert mailing_table(bought, mailed, late)["answered_before"].sum() == 0


def test_problems_are_named_together(shop):
    bought, mailed, answers = shop
    mailed = pd.concat([mailed, mailed.head(1).assign(start_date=DAY("2024-02-02"))])
    stray = answers.assign(campaign_id=9)
    with pytest.raises(SchemaError, match=r"(?s)1 customers twice.*1 have several.*3 answers are to campaigns"):
        mailing_table(bought, mailed, stray)
    with pytest.raises(SchemaError, match=r"(?s)mailings lacks 'start_date'.*answers lacks 'date'"):
        mailing_table(bought, mailed.drop(columns="start_date"), answers.drop(columns="date"))
    with pytest.raises(SchemaError, match="campaign 7"):
        targeting_table(bought, shop[1], campaign_id=7)


def test_a_grocer_mails_its_best_customers():
    """Targeting is selection: 908 of 1,961 known households got campaign 18, and had spent several times as much."""
    campaigns = load_complete_journey("campaigns").merge(load_complete_journey("campaign_descriptions"))
    table = targeting_table(load_complete_journey(), campaigns, campaign_id=18)
    assert table["customers"].to_dict() == {False: 1053, True: 908}
    assert table.loc[True, "amount"] > 4 * table.loc[False, "amount"]
    assert np.isfinite(table).all(axis=None)
