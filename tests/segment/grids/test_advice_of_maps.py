"""Is a contradiction between maps counted where one was planted, and nowhere else?"""

import numpy as np
import pandas as pd
import pytest

from custseg.catalogue import list_grids, load_grid
from custseg.schema import SchemaError
from custseg.segment import advice_against_profit, map_advice, map_agreement

MAPS = ("shapiro", "margin_cost", "conway", "gold_meteor")


def words(**columns):
    return pd.DataFrame({name: list(column) for name, column in columns.items()}).replace(
        {"i": "invest", "h": "hold", "w": "withdraw"}
    )


@pytest.mark.parametrize("name", MAPS)
def test_each_map_of_profit_has_one_best_and_one_worst_cell(name):
    said = [segment.advice for segment in load_grid(name).segments]
    assert sorted(said) == ["hold", "hold", "invest", "withdraw"]


def test_a_word_that_is_none_is_refused():
    assert set(MAPS) <= set(list_grids())
    with pytest.raises(SchemaError, match="advice must be one of"):
        from dataclasses import replace

        spec = load_grid("conway")
        replace(spec, segments=tuple(replace(segment, advice="sell") for segment in spec.segments))


def test_advice_is_that_of_the_cell():
    axes = pd.DataFrame({"profit": [9.0, 1.0, 5.0, 2.0], "loyalty": [1, 9, 8, 2]}, index=list("abcd"))
    assert map_advice({"conway": axes})["conway"].tolist() == ["hold", "hold", "invest", "withdraw"]
    own = {"conway": {"at_risk": "invest"}}
    assert map_advice({"conway": axes}, advice=own)["conway"].tolist()[0] == "invest"


def test_maps_without_words_and_with_other_customers():
    table = pd.DataFrame({"realised_price": [1.0, 2.0], "cost_to_serve": [1.0, 2.0]}, index=["a", "b"])
    with pytest.raises(ValueError, match="has other customers"):
        map_advice({"shapiro": table, "margin_cost": table.rename(columns={"realised_price": "gross_margin"})[::-1]})
    with pytest.raises(SchemaError, match="has no segments 'gold'"):
        map_advice({"shapiro": table}, advice={"shapiro": {"gold": "invest"}})
    octants = pd.DataFrame({"crv": [1.0, 2.0], "clv": [2.0, 1.0]}, index=["a", "b"])
    columns = load_grid("clv_crv").columns
    with pytest.raises(SchemaError, match="says nothing about"):
        map_advice({"clv_crv": octants.set_axis(list(columns), axis=1)})


def test_shares_of_planted_words():
    advice = words(one="iiwwhh", other="iwiwhi", third="iiwwhh")
    table = map_agreement(advice)
    assert table.loc["one and other", ["agreed", "contradicted"]].tolist() == pytest.approx([3 / 6, 2 / 6])
    assert table.loc["one and third", ["agreed", "contradicted"]].tolist() == [1, 0]
    assert table.loc["any two", ["agreed", "contradicted"]].tolist() == pytest.approx([3 / 6, 2 / 6])
    assert table["low"].isna().all()


def test_the_range_over_assumptions():
    advice, turned = words(one="iiww", other="iiww"), words(one="iiww", other="wwii")
    half = words(one="iiww", other="iwiw")
    table = map_agreement(advice, over=[advice, turned, half])
    assert table.loc["any two", ["contradicted", "low", "high"]].tolist() == [0, 0, 1]


def test_maps_that_are_none():
    with pytest.raises(ValueError, match="two maps or more"):
        map_agreement(words(one="iw"))
    with pytest.raises(ValueError, match="found 'sell'"):
        map_agreement(pd.DataFrame({"a": ["sell"], "b": ["hold"]}))
    with pytest.raises(ValueError, match=r"over\[0\] must have the maps"):
        map_agreement(words(one="i", other="i"), over=[words(one="i", another="i")])


def test_independent_maps_contradict_as_often_as_chance_says():
    random = np.random.RandomState(0)
    axes = pd.DataFrame(random.normal(size=(20_000, 6)))
    tables = {
        "shapiro": axes[[0, 1]].set_axis(["realised_price", "cost_to_serve"], axis=1),
        "margin_cost": axes[[2, 3]].set_axis(["gross_margin", "cost_to_serve"], axis=1),
        "conway": axes[[4, 5]].set_axis(["profit", "loyalty"], axis=1),
    }
    table = map_agreement(map_advice(tables))
    assert table.loc["shapiro and conway", "contradicted"] == pytest.approx(2 / 16, abs=0.01)
    # of three maps: one says invest and another withdraw, each in a quarter of the customers
    assert table.loc["any two", "contradicted"] == pytest.approx(1 - 2 * (3 / 4) ** 3 + (1 / 2) ** 3, abs=0.01)


def test_advice_against_profit():
    table = advice_against_profit(words(one="iwhw", other="wwii"), pd.Series([-5.0, 3.0, 1.0, 0.0]))
    assert table.loc["one"].tolist() == [1, 2, 1, 1, 0.5]
    assert table.loc["other"].tolist() == [2, 2, 0, 1, 0.25]
    with pytest.raises(ValueError, match="different indexes"):
        advice_against_profit(words(one="iw"), pd.Series([1.0]))


def test_other_customers_under_another_assumption_are_refused():
    advice = words(one="iwh", other="wwh")
    for other in (advice.iloc[::-1], advice.iloc[:1], advice.set_axis([7, 8, 9])):
        with pytest.raises(ValueError, match=r"over\[0\].* has other customers than advice"):
            map_agreement(advice, over=[other])
