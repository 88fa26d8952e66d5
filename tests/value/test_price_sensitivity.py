"""Is a difference in what discounts move found where there is one, and not where there is none?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_complete_journey
from custseg.schema import SchemaError
from custseg.value import discount_response, discount_response_terms, discount_response_twin

WINDOW = {"discount": "card", "after": "2023-12-31", "until": "2024-09-08"}


def panel(seed, loyal=1.5, others=1.5, n=240, weeks=36, kinds=4):
    """Give lines of customers, half of them loyal and four times as large, who answer to what is off as stated.

    A share of the goods, another one each week, is 40 % off; volume is linear in what is off, and each week has a
    demand of its own that moves all customers alike.
    """
    random = np.random.RandomState(seed)
    is_loyal = np.arange(n) % 2 == 1
    level = np.where(is_loyal, 4.0, 1.0) * random.gamma(2, 0.5, n)
    on_offer, season = random.uniform(0.1, 0.5, (kinds, weeks)), np.exp(0.2 * random.normal(size=(kinds, weeks)))
    answer = np.where(is_loyal, loyal, others)[:, np.newaxis, np.newaxis]
    bought = random.poisson(level[:, np.newaxis, np.newaxis] * (1 + answer * 0.4 * (on_offer - 0.3)) * season / 2)
    cheap = random.binomial(bought, np.broadcast_to(on_offer, bought.shape))
    who, kind, week = np.nonzero(bought)
    rows = pd.DataFrame(
        {
            "customer_id": who,
            "product": kind,
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(7 * week, unit="D"),
            "amount": (10.0 * bought - 4.0 * cheap)[who, kind, week],
            "card": 4.0 * cheap[who, kind, week],
        }
    )
    groups = pd.Series(np.where(is_loyal, "loyal", "others"), index=pd.RangeIndex(n, name="customer_id"))
    return rows, groups.astype(pd.CategoricalDtype(["others", "loyal"], ordered=True))


def difference(seed, **stated):
    rows, groups = panel(seed, **stated)
    return discount_response(discount_response_terms(rows, **WINDOW), groups).loc["difference"]


@pytest.mark.heavy
def test_no_difference_is_found_where_there_is_none():
    found = pd.DataFrame([difference(seed) for seed in range(20)])
    held = ((found["low"] <= 0) & (found["high"] >= 0)).sum()
    assert held >= 17, f"{held} of 20 intervals of 95 % hold the truth"
    assert abs(found["response"].mean()) < 0.2


@pytest.mark.heavy
def test_a_difference_is_found_and_has_its_size():
    found = pd.DataFrame([difference(seed, loyal=0.3) for seed in range(12)])
    assert (found["high"] < 0).sum() >= 9
    assert found["response"].mean() == pytest.approx(-1.2, abs=0.3)
    assert found["detectable"].between(0.3, 1.2).all()


@pytest.mark.slow
def test_intervals_hold_at_length():
    held = [row["low"] <= 0 <= row["high"] for row in map(difference, range(300))]
    assert 0.92 < np.mean(held) < 0.99


def test_shuffled_loyalty_shows_less_than_a_real_difference_and_as_much_as_none():
    rows, groups = panel(3, loyal=0.0)
    terms = discount_response_terms(rows, **WINDOW)
    assert discount_response_twin(terms, groups, n=199, random_state=0).p < 0.05
    rows, groups = panel(4)
    assert discount_response_twin(discount_response_terms(rows, **WINDOW), groups, n=199, random_state=0).p > 0.05


@pytest.mark.heavy
def test_the_grocers_loyal_households_do_not_mind_less():
    lines = load_complete_journey("departments").merge(load_complete_journey(), on="order_id")
    terms = discount_response_terms(
        lines, discount="retail_disc", paid="sales_value", category="department", after="2017-04-01", until="2017-12-30"
    )
    visits = lines[lines["date"] < "2017-04-02"].groupby("customer_id")["order_id"].nunique()
    groups = pd.qcut(visits.rank(method="first"), 2, labels=["fewer", "more"])
    found = discount_response(terms, groups)
    assert found.loc["more", "low"] > 0  # who comes often answers to discounts
    assert found.loc["difference", "low"] < 0 < found.loc["difference", "high"]


def test_a_customers_own_discount_is_not_what_they_answer_to():
    rows, _ = panel(5, n=30)
    lone = rows.iloc[:1].assign(customer_id=99, amount=60.0, card=0.0)
    other = lone.assign(amount=30.0, card=30.0)  # the same at list price
    terms = [discount_response_terms(pd.concat([rows, one]), **WINDOW).loc[99, "moved"] for one in (lone, other)]
    assert abs(terms[0] - terms[1]) < 0.25 * 60 * 0.5 / 36  # else the whole half of their price would count


def test_rows_may_come_in_any_order_and_money_in_any_unit():
    rows, groups = panel(6, n=40)
    found = discount_response(discount_response_terms(rows, **WINDOW), groups)
    other = discount_response_terms(rows.sample(frac=1, random_state=0), **WINDOW)
    pd.testing.assert_frame_equal(discount_response(other, groups.iloc[::-1]), found)
    cents = rows.assign(amount=100 * rows["amount"], card=100 * rows["card"])
    pd.testing.assert_frame_equal(discount_response(discount_response_terms(cents, **WINDOW), groups), found)
    split = pd.concat([rows.assign(amount=rows["amount"] / 2, card=rows["card"] / 2)] * 2)
    pd.testing.assert_frame_equal(discount_response(discount_response_terms(split, **WINDOW), groups), found)


def test_bad_input_is_refused_with_what_to_do():
    rows, groups = panel(7, n=20)
    with pytest.raises(ValueError, match="8 weeks or more between after and until are needed; found 1"):
        discount_response_terms(rows, discount="card", after="2023-12-31", until="2024-01-08")
    with pytest.raises(SchemaError, match="paid, discount and category must be different columns"):
        discount_response_terms(rows, **{**WINDOW, "discount": "amount"})
    with pytest.raises(SchemaError, match="card"):
        discount_response_terms(rows.drop(columns="card"), **WINDOW)
    with pytest.raises(ValueError, match="card was the same share of list price in every week"):
        discount_response_terms(rows.assign(card=0.0), **WINDOW)
    with pytest.raises(ValueError, match="no category was bought in every week"):
        discount_response_terms(rows.assign(product=rows.index), **WINDOW)
    terms = discount_response_terms(rows, **WINDOW)
    with pytest.raises(ValueError, match="two groups or more"):
        discount_response(terms, pd.Series("all", index=terms.index))
    with pytest.raises(ValueError, match="groups is missing for 20 customers"):
        discount_response(terms, groups.reindex(terms.index).where(groups.isna()))
    with pytest.raises(ValueError, match="different indexes"):
        discount_response(terms, groups.rename(lambda name: f"x{name}"))
    with pytest.raises(SchemaError, match="terms lacks 'moved'"):
        discount_response(terms[["volume"]], groups)


def test_one_alone_is_no_group_and_what_is_missing_or_twice_is_named():
    rows, groups = panel(7, n=20)
    terms = discount_response_terms(rows, **WINDOW)
    alone = pd.Series(np.where(terms.index == terms.index[0], "loyal", "others"), index=terms.index)
    for ask in (discount_response, lambda *both: discount_response_twin(*both, n=2, random_state=0)):
        with pytest.raises(ValueError, match="one alone has no spread; look at 'loyal'"):
            ask(terms, alone)
    for wrong in (np.nan, np.inf):
        with pytest.raises(ValueError, match="terms is missing, infinite or a negative volume"):
            discount_response(terms.assign(moved=wrong), groups)
    with pytest.raises(TypeError, match="volume must be numbers"):
        discount_response(terms.astype(str), groups)
    with pytest.raises(ValueError, match="groups names customers more than once"):
        discount_response(terms, pd.concat([groups, groups.iloc[:2]]))
    with pytest.raises(ValueError, match="terms names customers more than once"):
        discount_response(pd.concat([terms, terms]), groups)


def test_days_outside_the_rows_and_discounts_with_a_minus_are_named():
    rows, _ = panel(7, n=20)
    for after, until in (("2025-06-30", "2025-12-31"), ("2023-12-31", "2025-12-31"), ("2022-12-31", "2024-09-08")):
        with pytest.raises(ValueError, match="after and until must lie within the rows"):
            discount_response_terms(rows, discount="card", after=after, until=until)
    with pytest.raises(SchemaError, match="what was taken off must be positive"):
        discount_response_terms(rows.assign(card=-rows["card"]), **WINDOW)


def test_who_buys_alone_answers_to_nothing_that_others_got():
    rows, _ = panel(7, n=20)
    alone = discount_response_terms(rows.assign(customer_id="only"), **WINDOW)
    assert alone["moved"].tolist() == [0.0] and alone["volume"].item() > 0
