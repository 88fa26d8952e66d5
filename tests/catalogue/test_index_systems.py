import pytest

from custseg.catalogue import index_system_cross_map, list_index_systems, load_index_system
from custseg.schema import SchemaError

OWN = """
key = "mine"
name_en = "Mine"

[[criteria]]
key = "worth"
name_en = "Worth"

[[indicators]]
key = "margin"
name_en = "Margin"
serves = ["worth"]
value = { kind = "linear", worst = 0, best = 100 }
"""


@pytest.mark.parametrize("name", list_index_systems())
def test_every_system_names_everything_in_both_languages_and_says_where_it_comes_from(name, source_problem):
    system = load_index_system(name)
    assert system.key == name, f"the file is called {name}.toml: give it key = {name!r}"
    assert system.note, 'give it note = """...""": what the source leaves open, and what was put in its place'
    assert not source_problem(system.provenance, system.source)
    for item in (system, *system.criteria, *system.indicators):
        assert item.name_en and item.name_zh, f"give {item.key} a name_en and a name_zh"
        sources = item.source or system.source
        assert not source_problem(item.provenance, sources), item.key


def test_five_degrees_and_twelve_factors():
    # source documents S0-07 and S0-16: five degrees, twelve factors in this order, service cost is bad
    system = load_index_system("five_degrees")
    names = [criterion.name_zh for criterion in system.criteria if criterion.key in system.lowest]
    assert names == ["依存度", "贡献度", "信用度", "成长度", "影响度"]
    factors = (
        "历史销量 月均订货量 毛利率 条均价 服务成本 配合度 诚信度 管理规范化水平 信息化水平 资源条件 服务能力 所处商圈"
    )
    assert [indicator.name_zh for indicator in system.indicators] == factors.split()
    assert [indicator.key for indicator in system.indicators if indicator.direction == "cost"] == ["service_cost"]
    assert system.children() == ("customer_side", "firm_side")
    assert system.children("customer_side") == ("dependence",)
    assert any(len(indicator.serves) > 1 for indicator in system.indicators)
    assert all(c.action_provenance == "in the source" for c in system.criteria if c.key in system.lowest)


def test_satisfaction_and_loyalty_may_stand_under_dependence_or_beside_it():
    assert load_index_system("five_degrees_survey").children("dependence")[-2:] == ("satisfaction", "loyalty")
    assert load_index_system("two_sides").children("customer_side") == ("dependence", "satisfaction", "loyalty")


def test_four_degrees():
    # source document S1-07
    assert load_index_system("four_degrees").lowest == ("satisfaction", "loyalty", "contribution", "dependence")


@pytest.mark.parametrize(
    "name", ["intermediary_potential", "intermediary_existing", "final_potential", "final_existing"]
)
def test_the_four_systems_without_a_list_in_the_source_are_marked_as_proposed(name):
    system = load_index_system(name)
    assert system.provenance == "proposed here"
    assert {item.provenance for item in (*system.criteria, *system.indicators)} == {"proposed here"}
    assert "lists none of its indicators" in " ".join(system.note.split())


def test_three_dimensions():
    # source document S2-57
    system = load_index_system("explicit_social_potential")
    assert system.lowest == ("explicit", "social", "potential")


def test_the_cross_map_shows_what_is_shared():
    table = index_system_cross_map()
    assert set(list_index_systems()) <= set(table.columns)
    both = table.index[table["five_degrees"] & table["four_degrees"]]
    assert set(both) == {"dependence", "contribution"}
    assert "attained value (S2-32)" in table.loc["contribution", "counterparts"]


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN, "utf-8")
    for given in (path, str(path)):
        assert load_index_system(given).lowest == ("worth",)
    with pytest.raises(FileNotFoundError):
        load_index_system(tmp_path / "none.toml")


def test_all_problems_of_a_file_come_at_once(tmp_path):
    path = tmp_path / "mine.toml"
    text = (
        OWN.replace('serves = ["worth"]', "serves = []")
        .replace("best = 100", "best = -1")
        .replace("name_en", "nmae_en", 1)
    )
    path.write_text(text + "\n[[indicators]]\nkey = 3\n", "utf-8")
    with pytest.raises(SchemaError) as caught:
        load_index_system(path)
    text = str(caught.value)
    for words in (
        "mine.toml: the index system (mine) lacks 'name_en'",
        "unknown key 'nmae_en'; did you mean 'name_en'?",
        "indicator 2 (3): 'key' must be text; found 3",
        "indicator 2 (3) lacks 'serves'",
    ):
        assert words in text
    path.write_text(OWN.replace('serves = ["worth"]', "serves = []").replace("best = 100", "best = -1"), "utf-8")
    with pytest.raises(SchemaError) as caught:
        load_index_system(path)
    assert len(caught.value.problems) == 3
    assert "serves no criterion" in str(caught.value)
    assert "direction is benefit" in str(caught.value)


def test_wrong_kinds_and_broken_files(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('key = "x"\nname_en = "X"\ncriteria = "none"\nindicators = []\nsource = "S0"\n', "utf-8")
    with pytest.raises(SchemaError) as caught:
        load_index_system(path)
    assert "'criteria' must be a list of tables; found 'none'" in str(caught.value)
    assert "'source' must be a list of texts; found 'S0'" in str(caught.value)
    path.write_text("key = ", "utf-8")
    with pytest.raises(SchemaError, match=r"mine\.toml is not valid TOML"):
        load_index_system(path)


def test_an_unknown_name_is_met_with_a_suggestion():
    with pytest.raises(ValueError, match="Did you mean 'five_degrees'"):
        load_index_system("five_degree")
