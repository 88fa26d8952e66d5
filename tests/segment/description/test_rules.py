import re

import numpy as np
import pandas as pd
import pytest

from custseg.segment import CustomerSegmenter, segment_rules
from custseg.simulate import simulate_planted_segments


@pytest.fixture
def corners():
    random = np.random.default_rng(0)
    table = pd.DataFrame({"recency": random.uniform(0, 100, 600), "amount": random.uniform(0, 1000, 600)})
    labels = np.where(table["amount"] > 500, np.where(table["recency"] < 30, "best", "sleeping"), "small")
    return table, labels


def test_a_rule_that_exists_is_found_and_said(corners):
    rules = segment_rules(*corners)
    assert rules.attrs["fidelity"] > 0.98
    assert rules.attrs["largest"] < 0.6
    assert re.fullmatch(r"amount <= (49|50)\d", rules.loc["small", "rule"])
    assert "recency <=" in rules.loc["best", "rule"]
    assert (rules[["found", "right"]] > 0.95).all(axis=None)


def test_the_sentence_is_what_was_tested(corners):
    """Applying the printed rule by hand gives the printed shares."""
    table, labels = corners
    rules = segment_rules(table, labels)
    held_out = np.random.RandomState(0).permutation(600)[420:]
    chosen = table.iloc[held_out].eval(rules.loc["best", "rule"].replace(" <= ", "<="))
    truth = labels[held_out] == "best"
    assert rules.loc["best", "found"] == pytest.approx(chosen[truth].mean())
    assert rules.loc["best", "right"] == pytest.approx(truth[chosen].mean())


def test_segments_without_a_rule_say_so():
    random = np.random.default_rng(0)
    table = pd.DataFrame({"amount": random.normal(size=300)})
    labels = np.where(random.uniform(size=300) < 0.03, "rare", "common")
    rules = segment_rules(table, labels)
    assert rules.loc["rare", "rule"] == ""
    assert np.isnan(rules.loc["rare", "right"])
    assert rules.loc["common", "rule"] == "everybody"


def test_planted_segments_can_be_said_in_three_questions():
    planted = simulate_planted_segments(2000, 4, 2, separation=6, random_state=0)
    X = planted[["sim_1", "sim_2"]]
    rules = segment_rules(X, CustomerSegmenter(4).fit_predict(X))
    assert rules.attrs["fidelity"] > 0.9
    assert rules.index.tolist() == [0, 1, 2, 3]


def test_arguments_are_checked(corners):
    table, labels = corners
    with pytest.raises(ValueError, match="found 4"):
        segment_rules(table, labels, depth=4)
    with pytest.raises(ValueError, match="found 10"):
        segment_rules(table.head(10), labels[:10])
