import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold

from custseg.datasets import load_complete_journey
from custseg.schema import SchemaError
from custseg.segment import value_from_traits
from custseg.segment.clustering.kmeans import one_thread
from custseg.segment.evidence import traits as traits_module
from custseg.segment.evidence.held_out import ceiling_trees
from custseg.segment.evidence.traits import _check, _encoded, _ridge
from custseg.tables import amount_between, customer_table


@pytest.mark.heavy
def test_words_that_matter_are_found():
    random = np.random.default_rng(0)
    traits = pd.DataFrame({"town": random.choice(["A", "B", None], 300)})
    behaviour = pd.DataFrame({"amount": random.uniform(1, 9, 300), "town": 1.0 + np.arange(300) % 2})
    value = traits["town"].isna() * 2.0 + random.normal(0, 0.2, 300)
    table = value_from_traits(traits, behaviour, value, n_resamples=50)
    assert table.index.tolist() == ["traits", "behaviour", "both", "both, boosted trees"]
    assert table.loc["traits", "r2"] > 0.9
    assert table.loc["behaviour", "high"] < 0.1


@pytest.mark.heavy
def test_what_households_did_says_more_than_who_they_are():
    """S0-53 on the real households: demographics alone predict nothing of the next half-year."""
    baskets = load_complete_journey()
    traits = load_complete_journey("demographics").set_index("customer_id")
    customers = customer_table(baskets[baskets["date"] < "2017-07-01"], as_of="2017-06-30")
    known = customers.index.intersection(traits.index)
    later = np.log1p(amount_between(baskets, known, after="2017-06-30", until="2017-12-31"))
    behaviour = customers.loc[known, ["recency", "frequency", "amount"]]
    table = value_from_traits(traits.loc[known], behaviour, later, n_resamples=100)
    assert table.loc["traits", "high"] < 0.1
    assert table.loc["behaviour", "low"] > 0.4
    assert table.loc["both", "r2"] < table.loc["behaviour", "high"]


def test_problems_are_named_together():
    traits = pd.DataFrame({"town": ["A", "B"]})
    with pytest.raises(SchemaError, match=r"(?s)value must have the index.*zero or more.*value must be a finite"):
        value_from_traits(traits, pd.DataFrame({"amount": [-1.0, 2]}), pd.Series([1.0, np.nan], index=[5, 6]))


def test_penalties_of_the_ridge_are_tried_from_a_hundredth_to_a_thousand():
    ridge = _ridge(["town"], ["amount"])[-1]
    assert ridge.alphas == pytest.approx(10.0 ** np.arange(-2, 3.5, 0.5)), "two a decade"


def test_traits_that_are_no_table_are_refused_by_name():
    with pytest.raises(TypeError, match="value must be a pandas Series"):
        value_from_traits(pd.DataFrame({"town": ["A"]}), pd.DataFrame({"amount": [1.0]}), [1.0])


@pytest.fixture(scope="module")
def sixty():
    random = np.random.default_rng(0)
    traits = pd.DataFrame({"town": random.choice(["A", "B", None], 60)})
    behaviour = pd.DataFrame({"amount": random.uniform(0, 9, 60), "town": 1.0 + np.arange(60) % 2})
    return traits, behaviour, traits["town"].isna() * 2.0 + np.log1p(behaviour["amount"]) + random.normal(0, 0.2, 60)


def held_out_r2(columns, value, n_folds, seed, model=None):
    """Give the R² of customers who were not learnt from, of columns that are numbers already."""
    left, blank = np.zeros(len(value)), np.zeros(len(value))
    for rest, fold in KFold(n_folds, shuffle=True, random_state=seed).split(value):
        fitted = (model or RidgeCV(alphas=10.0 ** np.arange(-2, 3.5, 0.5))).fit(columns(rest)[rest], value[rest])
        left[fold] = (value[fold] - fitted.predict(columns(rest)[fold])) ** 2
        blank[fold] = (value[fold] - value[rest].mean()) ** 2
    return 1 - left.sum() / blank.sum()


def test_each_contender_sees_its_own_columns_and_is_asked_of_others(sixty):
    """Words as yes and no for each of them, missing ones too; numbers as logs, standardised by those learnt from."""
    traits, behaviour, value = sixty
    words = np.column_stack([traits["town"].fillna("unknown") == word for word in ("A", "B", "unknown")]).astype(float)

    def logs(rest):
        found = np.log1p(behaviour.to_numpy())
        return (found - found[rest].mean(axis=0)) / found[rest].std(axis=0)

    columns = {
        "traits": lambda rest: words,
        "behaviour": logs,
        "both": lambda rest: np.column_stack([words, logs(rest)]),
    }
    table = value_from_traits(traits, behaviour, value, n_folds=3, n_resamples=2, random_state=4)
    assert table.index.tolist() == [*columns, "both, boosted trees"]
    for name, seen in columns.items():
        assert table.loc[name, "r2"] == pytest.approx(held_out_r2(seen, value.to_numpy(), 3, 4), rel=1e-6)
    with one_thread():
        trees = held_out_r2(columns["both"], value.to_numpy(), 3, 4, ceiling_trees(4))
    assert table.loc["both, boosted trees", "r2"] == pytest.approx(trees)
    assert table.attrs == {"n_customers": 60}


def test_unasked_there_are_five_folds_and_five_hundred_resamples(sixty, monkeypatch):
    asked = []

    def r2_table(errors, blank, *, n_resamples, random_state):
        asked.append((errors, blank, n_resamples, random_state))
        return pd.DataFrame({"r2": [0.0]}), None

    monkeypatch.setattr(traits_module, "r2_table", r2_table)
    monkeypatch.setattr(traits_module, "_trees", lambda names, numbers, seed: _ridge(names, numbers))
    traits, behaviour, value = sixty
    value_from_traits(traits, behaviour, value)
    value_from_traits(traits, behaviour, value, n_folds=5, random_state=0)
    value_from_traits(traits, behaviour, value, n_folds=4, n_resamples=3, random_state=0)
    (errors, blank, *settings), (again, *_), (fewer, _, *others) = asked
    assert settings == [500, 0] and others == [3, 0]
    assert errors.equals(again) and not errors.equals(fewer)
    assert errors.notna().all(axis=None) and len(blank) == 60


def test_numbers_may_be_nought_and_every_problem_is_named(sixty):
    traits, behaviour, value = sixty
    assert (behaviour.assign(amount=0.0).to_numpy() >= 0).all()
    _check(traits, behaviour.assign(amount=0.0), value)
    for wrong in (-1e-9, np.inf):
        with pytest.raises(
            SchemaError, match=r"behaviour must hold finite numbers of zero or more: it is taken in logs"
        ):
            _check(traits, behaviour.assign(amount=wrong), value)
    for wrong in (np.nan, np.inf):
        with pytest.raises(SchemaError, match=r"value must be a finite number for every customer\."):
            _check(traits, behaviour, value.where(value.index > 0, wrong))
    for name, (numbers, later) in {
        "behaviour": (behaviour.set_axis(range(1, 61)), value),
        "value": (behaviour, value.iloc[::-1]),
    }.items():
        with pytest.raises(SchemaError, match=f"^{name} must have the index of traits in the same order.$"):
            _check(traits, numbers, later)
    with pytest.raises(TypeError, match="behaviour must be"):
        _check(traits, [1.0], value)


def test_a_word_that_was_not_learnt_is_none_of_those_that_were():
    few = pd.DataFrame({"town": ["A", "A", "B", "B"]})
    ridge = _ridge(["town"], []).fit(few, [0.0, 0.0, 1.0, 1.0])
    assert ridge.predict(pd.DataFrame({"town": ["C"]})) == pytest.approx(0.5)


def test_many_words_are_yes_and_no_for_each_as_trees_need_them():
    """However few of them are yes: boosted trees take no sparse numbers."""
    towns = pd.DataFrame({"town": list("ABCDEFGHIJ"), "amount": np.expm1(np.arange(10.0))})
    words = make_column_transformer(*_encoded(["town"], [])).fit_transform(towns)
    assert isinstance(words, np.ndarray) and words.tolist() == np.eye(10).tolist()
    logs = make_column_transformer(*_encoded([], ["amount"])).fit_transform(towns)
    assert logs.ravel() == pytest.approx((np.arange(10) - 4.5) / np.arange(10).std())
    assert make_column_transformer(*_encoded(["town"], ["amount"])).fit_transform(towns).shape == (10, 11)
