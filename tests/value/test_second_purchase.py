import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.value import repeat_rate, second_purchase, second_purchase_curve, second_purchase_summary


def log(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount", "product"])
    return table.assign(date=pd.to_datetime(table["date"]))


def test_where_everybody_was_watched_the_share_is_the_plain_one():
    curve = second_purchase_curve(load_cdnow(), observed_until="1998-06-30", within=[30, 90, 365])
    plain = repeat_rate(load_cdnow(), observed_until="1998-06-30", within=[30, 90, 365])
    assert curve["complete"].all() and curve["repeated"].tolist() == plain["repeated"].tolist()
    for one, other in (("share", "repeat_rate"), ("low", "low"), ("high", "high")):
        assert curve[one].tolist() == pytest.approx(plain[other].tolist(), abs=1e-9)


def test_an_immature_cohort_stays_open_and_ends_where_nobody_was_watched():
    cut = load_cdnow().query("date <= '1997-04-15'")
    curve = second_purchase_curve(cut, observed_until="1997-04-15", within=[30, 60, 90], period="M")
    march = curve.loc[pd.Period("1997-03")]
    assert march["complete"].tolist() == [False] * 3 and march["share"].isna().tolist() == [False, True, True]
    assert curve.loc[pd.Period("1997-01"), "complete"].tolist() == [True, True, False]


def test_open_shares_are_those_that_came():
    """Kaplan-Meier on the cut log against what the whole log says of the same customers, within their intervals."""
    whole = second_purchase_curve(load_cdnow(), observed_until="1998-06-30", within=[45], level=0.999)
    cut = load_cdnow().query("date <= '1997-04-15'")
    found = second_purchase_curve(cut, observed_until="1997-04-15", within=[45], level=0.999)
    assert not found["complete"].item()
    assert found["low"].item() < whole["share"].item() < found["high"].item()


def test_the_estimate_is_that_of_kaplan_and_meier():
    """Four customers: second purchases on days 2 and 6, watched no longer than day 4 and day 9: 1/4, then 1 - 3/4/2."""
    rows = [("a", "2024-01-01"), ("a", "2024-01-03"), ("b", "2024-01-06"), ("c", "2024-01-01"), ("c", "2024-01-07"),
            ("d", "2024-01-01")]  # fmt: skip
    table = log(*[(who, day, 1.0, "x") for who, day in rows])
    curve = second_purchase_curve(table, observed_until="2024-01-10", within=range(1, 10))["share"]
    assert curve.tolist() == pytest.approx([0] + [0.25] * 4 + [0.625] * 4)


def test_groups_are_what_was_bought_first():
    rows = log(
        ("ann", "2024-01-01", 1.0, "pen"),
        ("ann", "2024-01-01", 5.0, "ink"),
        ("ann", "2024-01-09", 9.0, "pen"),
        ("bob", "2024-01-02", 2.0, "pen"),
        ("eve", "2024-01-03", 3.0, None),
    )
    table = second_purchase_summary(rows, observed_until="2024-06-30", within=30, by="product")
    assert table["customers"].to_dict() == {"ink": 1, "pen": 1, "unknown": 1}
    assert table["share"].tolist() == [1, 0, 0] and table["half_by"].tolist()[0] == 8
    pd.testing.assert_frame_equal(
        table, second_purchase_summary(rows[::-1], observed_until="2024-06-30", within=30, by="product")
    )


def test_a_summary_names_the_day_by_which_half_of_them_had_come_back():
    rows = [("a", 0), ("a", 3), ("b", 0), ("b", 5), ("c", 0), ("c", 200), ("d", 0)]
    day = pd.Timestamp("2023-01-01")
    table = pd.DataFrame(
        {"customer_id": [who for who, _ in rows], "date": [day + pd.Timedelta(days=n) for _, n in rows], "amount": 1.0}
    )
    summary = second_purchase_summary(table, observed_until="2024-12-31")
    assert summary[["customers", "watched", "share", "half_by"]].iloc[0].tolist() == [4, 4, 0.75, 5]


def test_a_purchase_given_back_is_no_return():
    rows = log(("a", "2024-01-01", 1.0, "x"), ("a", "2024-01-09", 2.0, "y"), ("a", "2024-01-12", -2.0, "y"))
    assert second_purchase_curve(rows, observed_until="2024-12-31", within=[30])["repeated"].tolist() == [0]


@pytest.mark.parametrize("asked", [{}, {"period": "M"}])
def test_some_customers_after_others_add_up_to_all(monkeypatch, asked):
    whole = second_purchase_curve(load_cdnow(), observed_until="1998-06-30", within=[30, 400], **asked)
    monkeypatch.setattr(second_purchase, "STEP", 1000)
    parts = second_purchase_curve(load_cdnow(), observed_until="1998-06-30", within=[30, 400], **asked)
    pd.testing.assert_frame_equal(parts, whole, check_exact=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_intervals_of_open_groups_hold(seed):
    """95 % of 1,500 groups of 60 customers, of whom a half was not watched for 60 days; half of all come back by 60."""
    rng, held, n, groups = np.random.default_rng(seed), 0, 60, 1500
    start = pd.Timestamp("2024-01-01")
    wait = np.maximum(np.ceil(rng.exponential(60 / np.log(2), (groups, n))), 1)
    begin = rng.integers(0, 120, (groups, n))
    ids = pd.Series(np.arange(groups * n)).astype("str")
    name = pd.Series(np.repeat(np.arange(groups), n)).astype("str")
    first = pd.DataFrame({"customer_id": ids, "date": start + pd.to_timedelta(begin.ravel(), "D"), "group_of": name})
    later = first.assign(date=first["date"] + pd.to_timedelta(wait.ravel(), "D"))
    rows = pd.concat([first, later[later["date"] <= "2024-04-30"]]).assign(amount=1.0)
    curve = second_purchase_curve(rows, observed_until="2024-04-30", within=[60], by="group_of")
    held = ((curve["low"] <= 0.5) & (curve["high"] >= 0.5)).mean()
    assert 0.92 <= held <= 0.98


def test_what_cannot_be_grouped_is_refused():
    rows = log(("a", "2024-01-01", 1.0, "x"))
    with pytest.raises(SchemaError, match="lacks the column 'channel'"):
        second_purchase_curve(rows, observed_until="2024-06-30", by="channel")
    with pytest.raises(ValueError, match="one way to group"):
        second_purchase_curve(rows, observed_until="2024-06-30", by="product", period="M")
    with pytest.raises(ValueError, match="within"):
        second_purchase_curve(rows, observed_until="2024-06-30", within=[0])
    with pytest.raises(ValueError, match="level"):
        second_purchase_summary(rows, observed_until="2024-06-30", level=95.0)
