import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest, spearmanr

from custseg.catalogue import load_index_system
from custseg.judgement import (
    Hierarchy,
    consistency_table,
    expert_table,
    group_judgements,
    judgement_questions,
    pairwise_matrix,
)
from custseg.simulate.outlets import (
    OUTLET_VALUES,
    OUTLET_WEIGHTS,
    simulate_judgements,
    simulate_outlets,
    tilted_weights,
)

FIVE = load_index_system("five_degrees_survey")
DEGREES = list(FIVE.lowest)
COLUMNS = {item.key: f"sim_{item.key}" for item in FIVE.indicators}


@pytest.fixture(scope="module")
def many():
    return simulate_outlets(50_000, random_state=1)


def test_the_factors_are_those_of_the_index_system(many):
    outlets, truth = many
    assert list(outlets.columns) == list(COLUMNS.values())
    assert list(truth.columns) == [f"sim_true_{degree}" for degree in [*DEGREES, "total"]]
    assert {node: list(weights) for node, weights in OUTLET_WEIGHTS.items()} == judgement_questions(FIVE, flat=True)
    assert all(sum(weights.values()) == pytest.approx(1) for weights in OUTLET_WEIGHTS.values())


def test_orders_follow_the_published_store_distribution(many):
    # State of Iowa, wholesale orders of one day, 224 stores: median 2,205, mean 4,643, top fifth 62 %
    orders = many[0]["sim_monthly_order"]
    assert orders.median() == pytest.approx(2205, rel=0.03)
    assert orders.mean() == pytest.approx(4643, rel=0.05)
    assert kstest(np.log(orders / 2205) / 1.2204, "norm").pvalue > 0.001
    shares = []
    for seed in range(30):
        sample = simulate_outlets(224, random_state=seed)[0]["sim_monthly_order"].sort_values(ascending=False)
        shares.append(sample.iloc[:44].sum() / sample.sum())
    assert np.quantile(shares, 0.05) < 0.62 < np.quantile(shares, 0.95)


def test_true_scores_are_even_between_zero_and_one_and_hang_together(many):
    truth = many[1]
    for degree in DEGREES:
        assert kstest(truth[f"sim_true_{degree}"], "uniform").pvalue > 0.001
    total = truth[[f"sim_true_{degree}" for degree in DEGREES]].to_numpy() @ list(OUTLET_WEIGHTS["goal"].values())
    np.testing.assert_allclose(truth["sim_true_total"], total)
    assert truth["sim_true_credit"].corr(truth["sim_true_growth"]) == pytest.approx(0.29, abs=0.03)


def test_grades_hold_a_fifth_each(many):
    outlets, _ = many
    shares = outlets["sim_integrity"].value_counts(normalize=True)
    assert set(shares.index) == {1, 2, 3, 4, 5}
    np.testing.assert_allclose(shares, 0.2, atol=0.01)


@pytest.mark.heavy
def test_credit_lowers_the_service_cost_only_where_it_is_told_to():
    # source document S0-10: the higher the credit, the lower the cost of managing the customer
    found = {}
    for saves in (0.0, 0.5):
        outlets, truth = simulate_outlets(20_000, correlation=0.0, credit_saves=saves, random_state=0)
        found[saves] = spearmanr(truth["sim_true_credit"], outlets["sim_service_cost"])[0]
    assert found[0.0] == pytest.approx(0, abs=0.02)
    assert found[0.5] < -0.4


def test_worlds_differ_in_what_is_true():
    alike, apart = (simulate_outlets(5000, correlation=rho, random_state=0)[1] for rho in (0.6, 0.0))
    assert alike["sim_true_credit"].corr(alike["sim_true_growth"]) == pytest.approx(0.58, abs=0.03)
    assert apart["sim_true_credit"].corr(apart["sim_true_growth"]) == pytest.approx(0, abs=0.03)
    weights = tilted_weights("influence", 0.7)
    assert weights["influence"] == 0.7
    assert sum(weights.values()) == pytest.approx(1)
    truth = simulate_outlets(50, degree_weights=weights, random_state=0)[1]
    total = truth[[f"sim_true_{degree}" for degree in DEGREES]].to_numpy() @ [weights[degree] for degree in DEGREES]
    np.testing.assert_allclose(truth["sim_true_total"], total)
    assert simulate_judgements(2, n_careless=0, degree_weights=weights)[1]["goal"]["influence"] == 0.7


def test_the_same_seed_gives_the_same_outlets():
    first, second = simulate_outlets(20, random_state=3), simulate_outlets(20, random_state=3)
    for one, other in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert not simulate_outlets(20, random_state=4)[0].equals(first[0])
    assert list(first[0].index[:1]) == ["outlet 01"]


@pytest.mark.heavy
def test_judgements_scatter_around_the_true_weights():
    judgements, truth = simulate_judgements(40, n_careless=0, random_state=0)
    merged = group_judgements(judgements)["goal"]
    expected = truth["goal"].to_numpy()
    ratios = merged.to_numpy() / (expected[:, None] / expected[None, :])
    assert np.abs(np.log(ratios)).max() < 0.25  # answers are whole numbers or their reciprocals
    assert {ratio for others in judgements["expert 1"]["goal"].values() for ratio in others.values()} <= {
        *(1 / step for step in range(2, 10)),
        *range(1, 10),
    }


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_the_careless_expert_stands_out(seed):
    judgements, _ = simulate_judgements(random_state=seed)
    tables = {expert: consistency_table(judged) for expert, judged in judgements.items()}
    mean = pd.Series({expert: table["consistency_ratio"].mean() for expert, table in tables.items()})
    assert mean.idxmax() == "careless expert 1"
    assert (mean.drop("careless expert 1") <= 0.1).all()
    assert mean["careless expert 1"] > 0.1
    growth = expert_table({expert: judged["growth"] for expert, judged in judgements.items()})
    assert growth["distance"].idxmax() == "careless expert 1"


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_the_truth_is_recovered_to_a_stated_degree(seed):
    outlets, truth = simulate_outlets(300, random_state=seed)
    judgements, weights = simulate_judgements(random_state=seed)
    careful = {expert: judged for expert, judged in judgements.items() if "careless" not in expert}
    hierarchy = Hierarchy(
        "five_degrees_survey", group_judgements(careful), value_functions=OUTLET_VALUES, columns=COLUMNS
    ).fit(outlets)
    scores = hierarchy.transform(outlets)
    assert spearmanr(scores["total"], truth["sim_true_total"])[0] > 0.85
    for degree in DEGREES:
        assert spearmanr(scores[degree], truth[f"sim_true_{degree}"])[0] > 0.6
    assert (hierarchy.criterion_weights_[DEGREES] - weights["goal"]).abs().max() < 0.05


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match=r"found 0, 0\.8, 0\.3"):
        simulate_outlets(0)
    with pytest.raises(ValueError, match=r"found 300, 1\.5"):
        simulate_outlets(reliability=1.5)
    with pytest.raises(ValueError, match="above zero and adding up to one"):
        simulate_outlets(degree_weights={"credit": 1.0})
    with pytest.raises(ValueError, match="found 'trust' and"):
        tilted_weights("trust", 0.5)
    with pytest.raises(ValueError, match="no more careless ones than experts"):
        simulate_judgements(2, n_careless=3)


def test_judgements_are_what_the_package_reads():
    judgements, _ = simulate_judgements(1, n_careless=0)
    for node, judged in judgements["expert 1"].items():
        assert list(pairwise_matrix(judged).index) == list(OUTLET_WEIGHTS[node])
