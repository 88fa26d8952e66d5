import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.decide import rhythm_table
from custseg.schema import SchemaError
from custseg.segment import life_line, life_stage


def log(**days):
    """Make a log of purchases of 5 on the stated days since the first of January."""
    start = pd.Timestamp("2024-01-01")
    rows = [(who, start + pd.Timedelta(days=day), 5.0) for who, when in days.items() for day in when]
    return pd.DataFrame(rows, columns=["customer_id", "date", "amount"])


def test_the_columns_are_those_of_the_rhythm():
    purchases = load_cdnow()
    stages, rhythm = life_stage(purchases, as_of="1997-12-31"), rhythm_table(purchases, as_of="1997-12-31")
    shared = ["purchase_days", "recency", "tenure"]
    pd.testing.assert_frame_equal(stages[shared], rhythm[shared])
    own = stages["own_rhythm"]
    pd.testing.assert_series_equal(stages.loc[own, "usual_gap"], rhythm.loc[own, "usual_gap"])
    assert (stages.loc[~own, "usual_gap"] == rhythm["usual_gap"].median()).all()


@pytest.mark.parametrize(("shop", "cut", "counts"), [
    (load_cdnow, "1997-12-31", [0, 86, 330, 283, 1658]),
    (load_complete_journey, "2017-09-30", None),
])  # fmt: skip
def test_everybody_is_in_one_stage(shop, cut, counts):
    """At CDNOW nobody can be in cultivation half a year after the last first purchase."""
    stages = life_stage(shop(), as_of=cut)["stage"]
    assert not stages.isna().any()
    assert counts is None or stages.value_counts(sort=False).tolist() == counts


def test_rules_mind_their_borders():
    """With gaps of 10, day 20 of silence is not late yet, day 50 not gone."""
    rows = log(a=[0, 10, 20, 30], b=[0, 10, 20, 29], c=[-30, -20, -10, 0], d=[-31, -21, -11, -1], e=[20, 30])
    stages = life_stage(rows, as_of="2024-02-20", settled=0)  # day 50
    assert stages["stage"].astype(str).to_dict() == {
        "a": "trust", "b": "weakening", "c": "weakening", "d": "disappearance", "e": "confirmation",
    }  # fmt: skip
    assert stages["silence"].round(1).to_dict() == {"a": 2.0, "b": 2.1, "c": 5.0, "d": 5.1, "e": 2.0}


def test_who_came_lately_is_in_confirmation_until_settled():
    rows = log(a=[0, 10, 20, 30], b=[-60, -50, 10, 30])
    found = life_stage(rows, as_of="2024-01-31", settled=90)["stage"]
    assert found.astype(str).tolist() == ["confirmation", "trust"]


def test_a_falling_trend_weakens_who_is_not_silent():
    """Eight purchases in the first month and one lately: a steady rate would hardly leave so few for the later half."""
    rows = log(a=[*range(0, 32, 4), 120], b=range(0, 121, 15))
    found = life_stage(rows, as_of="2024-04-30", late=2.0, gone=400.0)
    assert found["falling"].tolist() == [True, False] and found["trend"].tolist() == [1 / 8, 1 / 2]
    assert found["stage"].astype(str).tolist() == ["weakening", "trust"]
    assert life_stage(rows, as_of="2024-04-30", fall=0.0)["stage"].astype(str).tolist() == ["trust", "trust"]


def test_four_repeat_purchases_never_fall():
    rows = log(a=[0, 1, 2, 3, 4], b=[0, 1, 2, 3, 4, 5])
    assert life_stage(rows, as_of="2024-12-31")["falling"].tolist() == [False, True]


def test_a_steady_rate_falls_in_one_case_of_twenty_or_fewer():
    rng = np.random.default_rng(4)
    days = {f"c{n}": np.unique(np.append(0, rng.integers(1, 366, rng.poisson(30) + 1))) for n in range(2000)}
    assert life_stage(log(**days), as_of="2024-12-31")["falling"].mean() < 0.05


def test_same_day_orders_and_what_was_given_back_are_no_purchases():
    rows = pd.concat([log(a=[0, 0, 10, 20]), log(a=[30])])
    rows.loc[len(rows)] = ["a", pd.Timestamp("2024-02-01"), -5.0]
    found = life_stage(rows.reset_index(drop=True), as_of="2024-02-10").loc["a"]
    assert (found["purchase_days"], found["recency"], found["usual_gap"]) == (3, 20, 10.0)


def test_nothing_younger_than_the_day_is_seen():
    rows = log(a=[0, 10, 20], b=[0], c=[40])
    assert life_stage(rows, as_of="2024-01-25").equals(life_stage(rows[rows["customer_id"] != "c"], as_of="2024-01-25"))


def test_where_nobody_came_back_silence_is_unknown():
    found = life_stage(log(a=[0], b=[5]), as_of="2024-12-31")
    assert found["silence"].isna().all() and (found["stage"] == "cultivation").all()


def test_the_order_of_rows_decides_nothing():
    rows = load_cdnow()
    shuffled = life_stage(rows.sample(frac=1, random_state=1), as_of="1997-12-31")
    pd.testing.assert_frame_equal(shuffled, life_stage(rows, as_of="1997-12-31"))


def test_wrong_numbers_are_answered_all_at_once():
    with pytest.raises(ValueError, match=r"late must be 1 or more.*fall must be a probability"):
        life_stage(log(a=[0]), as_of="2024-12-31", late=5.0, gone=5.0, fall=1.5)
    with pytest.raises(SchemaError, match="choose a later day"):
        life_stage(log(a=[0]), as_of="2023-12-31")


@pytest.mark.heavy
def test_a_line_says_on_each_day_what_was_known_then():
    purchases = load_cdnow()
    line = life_line(purchases, "11574", observed_until="1998-06-30")
    gap = float(life_stage(purchases, as_of="1998-06-30").query("not own_rhythm")["usual_gap"].iloc[0])
    own = purchases[purchases["customer_id"] == "11574"]
    for day in line.index[::29]:
        told = life_stage(own, as_of=day, shared_gap=gap)["stage"].iloc[0]
        assert line.loc[day, "stage"] == told, f"{day}: {told}"
    assert line["bought"].sum() == own["date"].nunique()


def test_a_refund_is_not_known_before_its_day():
    rows = log(a=[0, 10, 20], b=[0, 30])
    rows.loc[len(rows)] = ["a", pd.Timestamp("2024-02-20"), -5.0]
    line = life_line(rows, "a", observed_until="2024-02-25", shared_gap=30.0)
    assert line.loc["2024-02-19", "stage"] == "weakening" and line.loc["2024-02-20", "stage"] == "confirmation"
    assert line["bought"].sum() == 2


def test_who_never_bought_has_no_line():
    with pytest.raises(SchemaError, match="customer 'x' had not bought by 2024-12-31"):
        life_line(log(a=[0]), "x", observed_until="2024-12-31")
