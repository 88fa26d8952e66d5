"""Does everybody get one level, do minutes and money add up, and is who moves whom a border passes?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.decide import border_moves, service_by_value, service_level_table
from custseg.schema import SchemaError


def levels(*borders, minutes=(60.0, 20.0, 5.0)):
    names = pd.Index(["personal", "standard", "self-service"], name="level")
    return pd.DataFrame({"from_value": [*borders, np.nan], "minutes": list(minutes)}, index=names)


def worth(seed, n=200):
    return pd.Series(np.random.RandomState(seed).normal(50, 80, n).round(), index=[f"c{i}" for i in range(n)])


@pytest.mark.heavy
@given(st.integers(0, 10_000), st.floats(0.1, 5), st.floats(1, 20_000))
def test_all_add_up(seed, rate, capacity):
    value = worth(seed)
    assigned = service_by_value(value, levels(120.0, 0.0), rate=rate)
    table = service_level_table(assigned, capacity=capacity)
    parts, whole = table.drop(index="all"), table.loc["all"]
    assert parts["customers"].sum() == whole["customers"] == len(value)
    for column, total in {"minutes": assigned["minutes"], "cost": assigned["cost"], "value": value}.items():
        assert parts[column].sum() == pytest.approx(whole[column]) == pytest.approx(total.sum())
    assert (parts["served"] * parts["minutes"]).sum() == pytest.approx(min(capacity, whole["minutes"]))
    assert parts["served"].is_monotonic_decreasing  # the best level first
    assert np.allclose(assigned["value_after"], value - assigned["cost"])


def test_a_value_on_the_border_gets_the_better_level():
    found = service_by_value([120.0, 119.99, 0.0, -0.01], levels(120.0, 0.0), rate=1.0)
    assert found["level"].tolist() == ["personal", "standard", "standard", "self-service"]
    assert found["level"].cat.ordered and found["level"].max() == "personal"


@pytest.mark.heavy
@given(st.integers(0, 10_000), st.sampled_from([20.0, 60.0, 110.0, 119.0, 180.0]))
def test_a_border_moved_is_that_service_and_no_other(seed, border):
    value = worth(seed)
    moves = border_moves(value, levels(120.0, 0.0), level="personal", borders=[border], rate=0.5).loc[border]
    now, then = (service_by_value(value, levels(at, 0.0), rate=0.5) for at in (120.0, border))
    assert moves["cost"] == pytest.approx(then["cost"].sum())
    assert moves["cost_change"] == pytest.approx(then["cost"].sum() - now["cost"].sum())
    assert moves["move_up"] == (then["level"] > now["level"]).sum()
    assert moves["move_down"] == (then["level"] < now["level"]).sum()
    moved = value[(then["level"] != now["level"]).to_numpy()].sum()
    if moved > 0:
        assert moves["needed_rise"] == pytest.approx(moves["cost_change"] / moved)


def test_a_border_that_stays_changes_nothing():
    moves = border_moves(worth(1), levels(120.0, 0.0), level="standard", borders=[0.0], rate=0.5).iloc[0]
    assert moves[["move_up", "move_down", "cost_change"]].tolist() == [0, 0, 0] and np.isnan(moves["needed_rise"])


def test_rows_may_come_in_any_order():
    value = worth(2)
    assigned = service_by_value(value, levels(120.0, 0.0), rate=0.5)
    other = service_by_value(value.iloc[::-1], levels(120.0, 0.0), rate=0.5)
    pd.testing.assert_frame_equal(other.iloc[::-1], assigned)
    pd.testing.assert_frame_equal(service_level_table(other), service_level_table(assigned))


def test_a_level_without_customers_stands_there_with_none():
    table = service_level_table(service_by_value([5.0, 6.0], levels(120.0, 0.0), rate=0.5), capacity=40.0)
    assert table["customers"].to_dict() == {"personal": 0, "standard": 2, "self-service": 0, "all": 2}
    assert np.isnan(table.loc["personal", "cost_per_value"])


def test_bad_input_is_refused_with_what_to_do():
    with pytest.raises(SchemaError) as refused:
        service_by_value([1.0], levels(0.0, 120.0, minutes=(60.0, -20.0, 5.0)), rate=-1.0)
    assert len(refused.value.problems) == 3
    with pytest.raises(SchemaError, match="stated for each level but the last"):
        service_by_value([1.0], levels(120.0, np.nan), rate=1.0)
    with pytest.raises(SchemaError, match="minutes"):
        service_by_value([1.0], levels(120.0, 0.0)[["from_value"]], rate=1.0)
    with pytest.raises(SchemaError, match="whose border can move"):
        border_moves([1.0], levels(120.0, 0.0), level="self-service", borders=[1.0], rate=1.0)
    with pytest.raises(ValueError, match=r"beside 'standard' .-inf and 120.; found 130"):
        border_moves([1.0], levels(120.0, 0.0), level="standard", borders=[50.0, 130.0], rate=1.0)
    assigned = service_by_value([1.0], levels(120.0, 0.0), rate=1.0)
    with pytest.raises(ValueError, match="capacity must be minutes above zero; found -5"):
        service_level_table(assigned, capacity=-5.0)
    with pytest.raises(SchemaError, match="assigned lacks 'cost'"):
        service_level_table(assigned.drop(columns="cost"))


def test_an_endless_rate_a_level_called_all_and_borders_in_words_are_refused():
    value = worth(0)
    with pytest.raises(SchemaError, match="rate must be money per minute, 0 or more; found inf"):
        service_by_value(value, levels(120.0, 0.0), rate=np.inf)
    named = levels(120.0, 0.0).rename(index={"personal": "all"})
    with pytest.raises(SchemaError, match="no level may be called 'all'"):
        service_by_value(value, named, rate=1.0)
    with pytest.raises(TypeError, match="borders must be numbers"):
        border_moves(value, levels(120.0, 0.0), level="personal", borders=["many"], rate=1.0)


def test_levels_without_their_order_are_refused_for_it_says_who_is_served_first():
    assigned = service_by_value(worth(0), levels(120.0, 0.0), rate=1.0)
    for level in (assigned["level"].astype(str), assigned["level"].where(assigned["level"] != "personal")):
        with pytest.raises(SchemaError, match="ordered categories without gaps"):
            service_level_table(assigned.assign(level=level), capacity=100.0)
