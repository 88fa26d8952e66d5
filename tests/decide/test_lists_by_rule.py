from functools import partial

import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.decide import (
    action_lists,
    comeback_rates,
    draw_control,
    largest_customers,
    lists_by_rule,
    overdue,
    rhythm_table,
    silent_newcomers,
)
from custseg.schema import SchemaError

RULES = {
    "look after": partial(largest_customers, customers=10),
    "late": overdue,
    "new and silent": partial(silent_newcomers, after=50, until=57),
}


def test_every_customer_is_on_one_list_for_a_stated_reason():
    lists = action_lists(load_cdnow(), RULES, as_of="1997-04-30", for_service=["look after"], random_state=1)
    assert lists.index.is_unique and lists["list"].cat.categories.tolist() == list(RULES)
    late = lists[lists["list"] == "late"]
    assert (late["recency"] > 2 * late["usual_gap"]).all()
    assert (lists.loc[lists["list"] == "look after", "draw"] == "write").all()
    rhythm = rhythm_table(load_cdnow(), as_of="1997-04-30")
    assert overdue(rhythm).sum() == len(late) + overdue(lists[lists["list"] == "look after"]).sum()


def test_a_rule_sees_a_copy():
    def meddles(rhythm):
        rhythm["recency"] = 0
        return overdue(rhythm)

    lists = action_lists(load_cdnow(), {"meddled": meddles, "late": overdue}, as_of="1997-09-30", random_state=1)
    assert (lists["list"] == "late").all() and len(lists) > 100


@pytest.mark.parametrize("deep", [False, True])
def test_what_a_rule_writes_stays_its_own(monkeypatch, deep):
    monkeypatch.setattr(lists_by_rule, "WRITES_THROUGH", deep or lists_by_rule.WRITES_THROUGH)
    rhythm = rhythm_table(load_cdnow(), as_of="1997-09-30")
    before = rhythm.copy()

    def scribbles(own):
        own.loc[own.index[:100], "recency"] = -1
        own["tenure"] = 0
        return own["recency"] > 200

    found = lists_by_rule.lists_of_rhythm(rhythm, {"scribbled": scribbles, "late": overdue})
    pd.testing.assert_frame_equal(rhythm, before)
    pd.testing.assert_frame_equal(found.drop(columns="list"), before.loc[found.index])


def test_a_rule_must_answer_for_everybody():
    with pytest.raises(SchemaError, match="must give a Series of True or False"):
        action_lists(load_cdnow(), {"late": lambda rhythm: rhythm["recency"]}, as_of="1997-09-30")


def test_lists_and_cuts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="rules is empty"):
        action_lists(load_cdnow(), {}, as_of="1997-09-30")
    with pytest.raises(ValueError, match="for_service names 'vip'"):
        action_lists(load_cdnow(), RULES, as_of="1997-09-30", for_service=["vip"])
    with pytest.raises(ValueError, match="leave 91 days until 1998-06-30; found '1998-05-31'"):
        comeback_rates(load_cdnow(), RULES, cuts=["1998-05-31"], ahead=91, observed_until="1998-06-30")
    with pytest.raises(ValueError, match="twice: 'a'"):
        draw_control(pd.Index(["a", "a"]))
