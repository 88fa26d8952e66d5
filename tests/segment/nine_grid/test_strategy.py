"""Does every possible position get one strategy, and can the rules be another file?"""

import itertools

import pandas as pd
import pytest

from custseg.catalogue import glossary
from custseg.schema import SchemaError
from custseg.segment import client_strategies, nine_grid_positions
from custseg.segment.nine_grid.positions import BANDS
from custseg.segment.nine_grid.strategy import SHIPPED

from .conftest import returns_of


def everywhere() -> pd.DataFrame:
    """Give every combination of bands, the unknown ones too."""
    bands = [(1, 2, 3)] * 2 + [(1, 2, 3, None)] * 4
    return pd.DataFrame(list(itertools.product(*bands)), columns=list(BANDS))


def test_every_position_has_a_strategy_and_every_rule_decides_somewhere():
    found = client_strategies(everywhere())
    assert found.notna().all(axis=None)
    assert set(found["strategy"]) == {"keep_investing", "dig_deep", "adjust", "exit"}
    assert set(found["rule"]) == set(range(1, found["rule"].max() + 1))


def test_the_four_are_those_of_the_source():
    names = set(client_strategies(everywhere())["name_zh"])
    assert names == {"持续投入", "深度挖潜", "调整优化", "策略退出"}
    assert names <= set(glossary()["source_zh"])


@pytest.mark.parametrize(
    ("bands", "strategy"),
    [
        ((3, 3, None, None, None, None), "keep_investing"),
        ((3, 1, 3, 3, 3, 3), "adjust"),
        ((1, 3, 1, 1, None, None), "dig_deep"),
        ((1, 1, 3, 1, None, None), "dig_deep"),
        ((1, 1, 1, 1, None, 2), "adjust"),
        ((1, 1, 1, 1, 3, 1), "exit"),
        ((2, 1, None, None, None, None), "adjust"),
        ((1, 1, None, None, None, None), "exit"),
    ],
)
def test_the_rules_that_ship(bands, strategy):
    assert client_strategies(pd.DataFrame([bands], columns=list(BANDS)))["strategy"].item() == strategy


def test_it_takes_what_positions_gives():
    found = client_strategies(nine_grid_positions(returns_of(60)))
    assert found["strategy"].notna().all()
    assert len(found) == 60


def test_another_file(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(SHIPPED.read_text("utf-8").replace('strategy = "exit"', 'strategy = "adjust"'), "utf-8")
    assert "exit" not in set(client_strategies(everywhere(), rules=own)["strategy"])
    with pytest.raises(FileNotFoundError, match="no file of strategies"):
        client_strategies(everywhere(), rules=tmp_path / "none.toml")


def test_everything_that_is_wrong_with_a_file_is_said(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[[strategies]]\nkey = "a"\nname_en = "A"\n[[strategies]]\nkey = "a"\nname_en = "A"\nname_zh = "甲"\n'
        '[[rules]]\nstrategy = "b"\nwhen = { size = [1], raroc = [9] }\n[[rules]]\nstrategy = "a"\n',
        "utf-8",
    )
    with pytest.raises(SchemaError) as error:
        client_strategies(everywhere(), rules=own)
    assert len(error.value.problems) == 7
    own.write_text("[[rules", "utf-8")
    with pytest.raises(SchemaError, match="not a TOML file"):
        client_strategies(everywhere(), rules=own)
    own.write_text("a = 1", "utf-8")
    with pytest.raises(SchemaError, match="needs"):
        client_strategies(everywhere(), rules=own)


def test_bands_are_one_two_three():
    with pytest.raises(SchemaError, match="positions lacks 'raroc'"):
        client_strategies(everywhere().drop(columns="raroc"))
    with pytest.raises(SchemaError, match="bands must be 1, 2 or 3, or missing; not so in 'revenue'"):
        client_strategies(everywhere().assign(revenue=4))


def test_columns_of_several_levels_are_refused():
    bands = pd.DataFrame(1, ["a"], pd.MultiIndex.from_product([BANDS, ["x"]]))
    with pytest.raises(SchemaError, match="columns of several levels"):
        client_strategies(bands)
