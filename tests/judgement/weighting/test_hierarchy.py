import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.catalogue import load_index_system
from custseg.judgement import Hierarchy, judgement_questions
from custseg.schema import SchemaError

FIVE = load_index_system("five_degrees")


def outlets(n, seed=0):
    rng = np.random.default_rng(seed)
    index = pd.Index([f"o{number}" for number in range(n)], name="customer_id")
    return pd.DataFrame({item.key: rng.integers(1, 6, n) for item in FIVE.indicators}, index=index)


def judgements(seed=0, flat=True):
    """Nearly consistent matrices for every node."""
    rng = np.random.default_rng(seed)
    made = {}
    for node, items in judgement_questions(FIVE, flat=flat).items():
        weights = rng.uniform(1, 4, len(items))
        noise = np.exp(rng.normal(0, 0.1, (len(items), len(items))))
        ratios = np.triu(weights[:, None] / weights[None, :] * noise, 1)
        made[node] = pd.DataFrame(np.where(ratios > 0, ratios, np.nan), index=items, columns=items)
    return made


@pytest.fixture
def customers():
    return outlets(40)


@pytest.fixture
def fitted(customers):
    return Hierarchy("five_degrees", judgements()).fit(customers)


def test_total_and_every_degree_and_side(fitted, customers):
    scores = fitted.transform(customers)
    assert list(scores.columns) == ["total", *(criterion.key for criterion in FIVE.criteria)]
    assert list(scores.index) == list(customers.index)
    weights = fitted.criterion_weights_
    degrees = list(FIVE.lowest)
    np.testing.assert_allclose(scores["total"], scores[degrees] @ weights[degrees])
    sides = ["customer_side", "firm_side"]
    np.testing.assert_allclose(scores["total"], scores[sides] @ weights[sides])
    np.testing.assert_allclose(scores["customer_side"], scores["dependence"])


def test_the_total_is_also_the_sum_over_indicators(fitted, customers):
    total = fitted.values(customers) @ fitted.indicator_weights_
    np.testing.assert_allclose(fitted.transform(customers)["total"], total)
    assert fitted.indicator_weights_.sum() == pytest.approx(1)


def test_service_cost_is_inverted(fitted, customers):
    values = fitted.values(customers)
    assert values["service_cost"].to_list() == ((5 - customers["service_cost"]) / 4).to_list()
    dearer = customers.assign(service_cost=5)
    assert (fitted.transform(dearer)["total"] <= fitted.transform(customers)["total"]).all()


@pytest.mark.parametrize("end", ["worst", "best"])
def test_scores_run_from_zero_to_one(fitted, customers, end):
    extreme = customers.head(1).copy()
    for item in FIVE.indicators:
        extreme[item.key] = item.value[end]
    assert fitted.transform(extreme).iloc[0].to_list() == pytest.approx([{"worst": 0, "best": 1}[end]] * 8)


@pytest.mark.heavy
@settings(max_examples=20)
@given(seed=st.integers(0, 1000), n_more=st.integers(1, 20))
def test_ratings_do_not_change_when_customers_are_added(seed, n_more):
    few = outlets(10, seed)
    more = pd.concat([few, outlets(n_more, seed + 1).rename(index=lambda name: f"new {name}")])
    hierarchy = Hierarchy("five_degrees", weights="equal").fit(few)
    pd.testing.assert_frame_equal(hierarchy.transform(more).loc[few.index], hierarchy.transform(few), check_exact=True)
    again = Hierarchy("five_degrees", weights="equal").fit(more)
    pd.testing.assert_frame_equal(again.transform(few), hierarchy.transform(few), check_exact=True)


def test_shuffled_rows_and_columns_give_the_same_digits(fitted, customers):
    expected = fitted.transform(customers)
    shuffled = customers.sample(frac=1, random_state=1)[sorted(customers.columns)]
    pd.testing.assert_frame_equal(fitted.transform(shuffled).loc[customers.index], expected, check_exact=True)


def test_untrusted_nodes_are_said_with_the_scores(customers):
    bad = judgements()
    items = list(FIVE.children("influence"))
    bad["influence"] = {items[0]: {items[1]: 9}, items[1]: {items[2]: 9}, items[2]: {items[0]: 9}}
    hierarchy = Hierarchy("five_degrees", bad).fit(customers)
    assert not hierarchy.consistency_.loc["influence", "trusted"]
    noted = hierarchy.transform(customers).attrs["not_trusted"]
    assert list(noted) == ["influence"]
    assert "circular" in noted["influence"]
    assert "total" in hierarchy.transform(customers)


def test_trusted_scores_say_nothing(fitted, customers):
    assert fitted.transform(customers).attrs["not_trusted"] == {}
    equal = Hierarchy("five_degrees", weights="equal").fit(customers)
    assert equal.transform(customers).attrs["not_trusted"] == {}
    assert equal.consistency_.empty


def test_local_weights_say_where_they_come_from(customers):
    hierarchy = Hierarchy("five_degrees", judgements(flat=True)).fit(customers)
    table = hierarchy.local_weights_
    np.testing.assert_allclose(table.groupby("node")["weight"].sum(), 1)
    origin = table.groupby("node")["origin"].first()
    assert origin["goal"] == origin["firm_side"] == origin["credit"] == "judged"
    assert origin["customer_side"] == "only child"
    given_weights = {"goal": {"customer_side": 0.3, "firm_side": 0.7}}
    table = Hierarchy("five_degrees", weights="equal").fit(customers).local_weights_
    assert set(table["origin"]) == {"equal", "only child"}
    rest = {node: matrix for node, matrix in judgements(flat=False).items() if node != "goal"}
    table = Hierarchy("five_degrees", rest, given_weights).fit(customers).local_weights_
    assert table.groupby("node")["origin"].first()["goal"] == "given"


def test_level_by_level_and_directly_agree_when_judged_alike(customers):
    level = {"goal": {"customer_side": {"firm_side": 1 / 4}}, "firm_side": {}}
    degrees = list(FIVE.children("firm_side"))
    level["firm_side"] = {degrees[0]: dict.fromkeys(degrees[1:], 1)}
    direct = {"goal": {"dependence": dict.fromkeys(degrees, 1)}}
    first = Hierarchy("five_degrees", level, "equal").fit(customers)
    second = Hierarchy("five_degrees", direct, "equal").fit(customers)
    pd.testing.assert_frame_equal(first.transform(customers), second.transform(customers))


def test_value_functions_grades_and_column_names_of_ones_own(customers):
    table = customers.rename(columns={"integrity": "sim_integrity"})
    table["sim_integrity"] = np.where(table["sim_integrity"] > 2, "clean", "fined")
    hierarchy = Hierarchy(
        "five_degrees",
        weights="equal",
        columns={"integrity": "sim_integrity"},
        value_functions={"integrity": {"kind": "grades", "grades": ["fined", "clean"], "value": [0.2, 1]}},
    ).fit(table)
    assert set(hierarchy.values(table)["integrity"]) == {0.2, 1}
    assert "sim_integrity" in hierarchy.feature_names_in_
    table.loc["o3", "sim_integrity"] = "unknown"
    with pytest.raises(SchemaError, match="column 'sim_integrity': grade without a value: 'unknown' for o3"):
        hierarchy.transform(table)


def test_missing_answers_are_refused_or_reweighed_and_said(customers):
    gaps = customers.astype(float)
    gaps.loc["o1", "integrity"] = np.nan
    strict = Hierarchy("five_degrees", weights="equal").fit(gaps)
    with pytest.raises(SchemaError, match="column 'integrity': 1 missing, for 'o1'"):
        strict.transform(gaps)
    scores = Hierarchy("five_degrees", weights="equal", missing="reweigh").fit(gaps).transform(gaps)
    assert scores.loc["o1", "answered"] == pytest.approx(1 - strict.indicator_weights_["integrity"])
    assert (scores.drop("o1")["answered"] == 1).all()
    others = strict.transform(customers).drop("o1")
    pd.testing.assert_frame_equal(scores.drop("o1").drop(columns="answered"), others)


def test_everything_wrong_comes_at_once(customers):
    hierarchy = Hierarchy(
        "five_degrees",
        {"goal": {"customer_side": {"firm_side": 0}}, "growth": {"weather": {"trade_area": 2}}},
        {"credit": {"integrity": 2}},
        value_functions={"service_cost": {"kind": "linear", "worst": 0, "best": 5}},
        columns={"weather": "rain"},
    )
    with pytest.raises(SchemaError) as caught:
        hierarchy.fit(customers.drop(columns="trade_area"))
    text = str(caught.value)
    for words in (
        "customer_side over firm_side is 0, not positive",
        "judgements for 'growth': unknown 'weather'",
        "weights for 'credit': 'cooperation'",
        "value function of 'service_cost': value goes up",
        "columns for unknown indicators 'weather'",
        "customers lack column 'trade_area'",
    ):
        assert words in text


def test_a_node_without_weights_is_named(customers):
    with pytest.raises(SchemaError, match="'credit' has neither judgements nor weights"):
        Hierarchy("five_degrees", {"goal": judgements()["goal"]}).fit(customers)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"missing": "drop"}, "missing must be one of 'raise', 'reweigh'; found 'drop'"),
        ({"weights": "same"}, "must be 'equal' or a mapping of nodes; found 'same'"),
        ({"judgements": judgements(), "method": "median"}, "method must be one of .*; found 'median'"),
    ],
)
def test_arguments_that_make_no_sense(customers, wrong, words):
    with pytest.raises(ValueError, match=words):
        Hierarchy("five_degrees", **{"weights": "equal"} | wrong).fit(customers)


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'key = "mine"\nname_en = "Mine"\n[[criteria]]\nkey = "worth"\nname_en = "Worth"\n'
        '[[indicators]]\nkey = "margin"\nname_en = "Margin"\nserves = ["worth"]\n'
        'value = { kind = "linear", worst = 0, best = 100 }\n',
        "utf-8",
    )
    table = pd.DataFrame({"margin": [25, 200]})
    assert Hierarchy(path).fit(table).transform(table)["total"].to_list() == [0.25, 1]


def test_names_in_and_out_and_set_output(fitted, customers):
    assert fitted.n_features_in_ == 12
    assert list(fitted.feature_names_in_) == [item.key for item in FIVE.indicators]
    assert list(fitted.get_feature_names_out()) == list(fitted.transform(customers).columns)
    fitted.set_output(transform="pandas")
    assert isinstance(fitted.transform(customers), pd.DataFrame)


def test_one_customer_and_none(fitted, customers):
    assert len(fitted.transform(customers.head(1))) == 1
    assert fitted.transform(customers.head(0)).empty


def test_an_array_has_no_columns_to_score(customers):
    with pytest.raises(TypeError, match="X must be a pandas DataFrame, found ndarray"):
        Hierarchy("five_degrees", weights="equal").fit(customers.to_numpy())
    fitted = Hierarchy("five_degrees", weights="equal").fit(customers)
    with pytest.raises(TypeError, match="X must be a pandas DataFrame, found ndarray"):
        fitted.transform(customers.to_numpy())
