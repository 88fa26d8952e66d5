"""A refund undoes what the plain loop says it undoes, and no money is lost."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.schema import SchemaError
from custseg.tables import customer_table, net_refunds
from custseg.tables.refunds import set_refunds_off
from tests.engines import ENGINES


def plain_loop(rows):
    """Net with a stack per customer and name, rule after rule; a row is (customer, day, cents, order, product)."""
    left = [max(cents, 0) for _, _, cents, _, _ in rows]
    due = [max(-cents, 0) for _, _, cents, _, _ in rows]
    in_time = sorted(range(len(rows)), key=lambda i: (rows[i][1], rows[i][2] < 0, *rows[i][3:], rows[i][2]))
    for name in (lambda row: row[3], lambda row: row[4], lambda _: 0):
        stacks = {}
        for i in in_time:
            if name(rows[i]) < 0:
                continue
            stack = stacks.setdefault((rows[i][0], name(rows[i])), [])
            if left[i] and rows[i][2] > 0:
                stack.append(i)
            while due[i] and stack:
                taken = min(left[stack[-1]], due[i])
                left[stack[-1]] -= taken
                due[i] -= taken
                if not left[stack[-1]]:
                    stack.pop()
    return left, due


ROW = st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(-4000, 4000), st.integers(-1, 3), st.integers(-1, 2))


@given(st.lists(ROW, min_size=1, max_size=40), st.booleans(), st.booleans())
def test_the_plain_loop_says_the_same_to_the_cent(rows, orders, products):
    rows = [(c, d, a, o if orders else -1, p if products else -1) for c, d, a, o, p in rows]
    customer, day, cents, order, product = (np.array(column) for column in zip(*rows, strict=True))
    found = set_refunds_off(
        customer, day, cents / 100, order=order if orders else None, product=product if products else None
    )
    left, due = plain_loop(rows)
    assert (found.left * 100).tolist() == pytest.approx(left, abs=1e-9)
    assert (found.unplaced * 100).tolist() == pytest.approx(due, abs=1e-9)
    assert (found.left == 0).tolist() == [not cents for cents in left]  # wholly given back is exactly zero
    assert found.left.sum() == pytest.approx(cents.sum() / 100 + found.unplaced.sum(), abs=1e-6)


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=30))
def test_no_money_is_lost_whatever_its_size(amounts):
    amount = np.array(amounts)
    found = set_refunds_off(np.zeros(len(amount), dtype=int), np.arange(len(amount)), amount)
    assert ((found.left >= 0) & (found.unplaced >= 0)).all()
    assert found.left.sum() - found.unplaced.sum() == pytest.approx(amount.sum(), abs=1e-3)


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e15, 1e300])
def test_what_is_given_back_whole_leaves_nothing(size):
    prices = np.array([19.99, 0.1 + 0.2, 3 * 9.99, 29.97, -29.97, -29.97, -0.3, -19.99]) * size
    found = set_refunds_off(np.zeros(8, dtype=int), np.arange(8), prices)
    assert found.left.max() <= 1e-6 * size and found.unplaced.max() <= 1e-6 * size
    assert size != 1.0 or (not found.left.any() and not found.unplaced.any())


def rows_of(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount", "order_id", "product"])
    return table.assign(date=pd.to_datetime(table["date"]))


def test_the_order_then_the_product_then_the_latest():
    log = rows_of(
        ("a", "2024-01-01", 10.0, "1", "tea"),
        ("a", "2024-01-02", 10.0, "2", "cup"),
        ("a", "2024-01-03", 10.0, "3", "pot"),
        ("a", "2024-01-09", -4.0, "1", "pot"),  # names its order
        ("a", "2024-01-09", -3.0, "C7", "cup"),  # a credit note of its own, with a product
        ("a", "2024-01-09", -2.0, "C8", "postage"),  # neither
    )
    assert net_refunds(log)["left"].tolist()[:3] == [6.0, 7.0, 8.0]
    assert net_refunds(log.drop(columns="product"))["left"].tolist()[:3] == [6.0, 10.0, 5.0]
    assert net_refunds(log.drop(columns=["product", "order_id"]))["left"].tolist()[:3] == [10.0, 10.0, 1.0]


@pytest.mark.parametrize("name", ["order_id", "product"])
@pytest.mark.parametrize("shift", [0, 7_000_000, 2**40, -3])
def test_numbers_of_orders_do_what_their_words_do(name, shift):
    """Small numbers are taken as they are, large and negative ones are counted: the order of the names is all."""
    random = np.random.default_rng(2)
    numbers = random.integers(0, 6, 200)
    log = pd.DataFrame(
        {
            "customer_id": random.integers(0, 9, 200),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 20, 200), unit="D"),
            "amount": random.choice([5.0, 8.0, 8.25, -5.0, -8.0], 200),
            name: numbers + shift,
        }
    )
    words = log.assign(**{name: pd.Series(numbers).map("o{}".format)})
    columns = ["left", "unplaced"]
    pd.testing.assert_frame_equal(net_refunds(log)[columns], net_refunds(words)[columns], check_exact=True)


@pytest.mark.parametrize("engine", ["pandas", *ENGINES])
def test_neither_the_sequence_of_rows_nor_a_list_of_categories_changes_what_is_undone(engine):
    """Two lines of order 1: which of them its refund undoes decides which order a later refund of tea undoes."""
    log = rows_of(
        ("a", "2024-01-01", 10.0, "0", "tea"),
        ("a", "2024-02-01", 10.0, "1", "tea"),
        ("a", "2024-02-01", 10.0, "1", "cup"),
        ("a", "2024-02-01", 30.0, "2", "cup"),
        ("a", "2024-02-05", -10.0, "1", None),
        ("a", "2024-02-06", -10.0, "8", "tea"),
        ("a", "2024-02-07", -25.0, "9", "oil"),
    )
    found = set()
    for sequence in itertools.islice(itertools.permutations(range(len(log))), 0, 5040, 431):
        rows = log.iloc[list(sequence)].reset_index(drop=True)
        if engine == "pandas":  # the orders as categories, in the sequence of the rows
            rows["order_id"] = pd.Categorical(rows["order_id"], categories=rows["order_id"].unique())
        table = customer_table(rows if engine == "pandas" else ENGINES[engine](rows), as_of="2024-03-01")
        found.add(tuple(table.loc["a", ["tenure", "frequency", "amount"]]))
    assert found == {(29, 2, 15.0)}


def test_more_than_the_order_goes_on_to_other_purchases():
    log = rows_of(
        ("a", "2024-01-01", 10.0, "1", None), ("a", "2024-01-02", 5.0, "2", None), ("a", "2024-01-03", -12.0, "1", None)
    )
    assert net_refunds(log)["left"].tolist() == [0.0, 3.0, 0.0]


def test_a_purchase_after_the_refund_is_not_touched():
    log = rows_of(("a", "2024-01-02", -5.0, "1", "tea"), ("a", "2024-01-03", 5.0, "1", "tea"))
    netted = net_refunds(log)
    assert netted["left"].tolist() == [0.0, 5.0] and netted["unplaced"].tolist() == [5.0, 0.0]


def test_on_one_day_purchases_come_first_and_the_input_stays():
    log = rows_of(("a", "2024-01-02 08:00", -5.0, None, None), ("a", "2024-01-02 17:00", 5.0, None, None))
    before = log.copy()
    assert net_refunds(log)["unplaced"].tolist() == [0.0, 0.0]
    pd.testing.assert_frame_equal(log, before)


def test_an_invalid_log_is_explained():
    with pytest.raises(SchemaError, match="lacks column 'amount'"):
        net_refunds(rows_of(("a", "2024-01-02", 1.0, "1", "x")).drop(columns="amount"))
