"""Does every estimator of the package keep the same contract? One list, run over all of them.

A new estimator gets an entry in `CASES`; the first test says which one is missing.
"""

import functools
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import check_dataframe_column_names_consistency, check_estimator

import custseg
from custseg import (
    Bands,
    BetaGeoNBD,
    CustomerSegmenter,
    GammaGamma,
    Hierarchy,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ValueGrid,
)
from custseg.catalogue import list_grids, load_grid
from custseg.catalogue.index_systems import load_index_system
from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BuyingWithTraits,
    ModifiedBetaGeoCNBD,
    ShiftedBetaGeo,
    SpendWithTraits,
    period_purchase_table,
    repeat_purchase_table,
)
from custseg.segment import FeatureTransform, TierRule, WeightedGaussianMixture

# sixty customers, and the tables of scikit-learn's checks, have components that rest on a few of them
pytestmark = pytest.mark.filterwarnings("ignore:Component:custseg.schema.UnsafeValueWarning")


def numbers() -> pd.DataFrame:
    """Give sixty made-up customers."""
    random = np.random.default_rng(1)
    ids = pd.Index([f"C{n:02}" for n in range(60)], name="customer_id")
    return pd.DataFrame({"amount": random.lognormal(3, 1, 60), "visits": random.poisson(4, 60) + 1.0}, index=ids)


def words() -> pd.DataFrame:
    return numbers().assign(town=["Ayton", "Beeham", "Ceeford"] * 20)


def grid_customers(name: str) -> pd.DataFrame:
    random = np.random.default_rng(1)
    columns = {column: random.normal(1, 2, 60).round(1) for column in load_grid(name).columns}
    return pd.DataFrame(columns, index=numbers().index).assign(town=["Ayton", "Beeham"] * 30)


def outlets() -> pd.DataFrame:
    random = np.random.default_rng(1)
    keys = [indicator.key for indicator in load_index_system("five_degrees").indicators]
    return pd.DataFrame(random.integers(1, 6, (60, len(keys))), index=numbers().index, columns=keys)


@functools.cache
def histories() -> pd.DataFrame:
    return repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", log_gaps=True)


@functools.cache
def histories_with_traits() -> pd.DataFrame:
    table = histories()
    return table.assign(town=np.where(np.arange(len(table)) % 3, "Ayton", "Beeham"), rank=np.arange(len(table)) % 7)


@functools.cache
def months() -> pd.DataFrame:
    return period_purchase_table(load_cdnow(), observed_until="1997-12-31", period="M")


def contracts() -> pd.DataFrame:
    random = np.random.default_rng(1)
    end = random.geometric(random.beta(0.7, 1.2, 2_000))
    ids = pd.Index([f"C{n:04}" for n in range(2_000)], name="customer_id")
    return pd.DataFrame({"t": np.minimum(end, 8), "lost": (end <= 8).astype(int)}, index=ids)


@dataclass(frozen=True)
class Case:
    """An estimator, a table for it, and what it answers besides the usual methods."""

    estimator: BaseEstimator
    table: object
    named: bool = False  # reads its columns by name, and refuses arrays
    scored: bool = False  # has a likelihood or a loss
    answers: dict = field(default_factory=dict)


BUYING = {
    "probability_alive": {},
    "expected_purchases": {"horizon": 10},
}
WHOLE = {"expected_purchases": {"horizon": 6}}
STAYS = {"probability_stays": {"ahead": 3}}
CASES = {
    "Bands": Case(Bands(n_bands=3), numbers),
    "FeatureTransform": Case(FeatureTransform("rank"), numbers),
    "CustomerSegmenter": Case(CustomerSegmenter(3, outlier_limit=3.5), numbers, scored=True),
    "CustomerSegmenter, mixture": Case(CustomerSegmenter(2, method="mixture"), numbers, scored=True),
    "CustomerSegmenter, ward": Case(CustomerSegmenter(3, method="ward"), numbers, scored=True),
    "CustomerSegmenter, words": Case(
        CustomerSegmenter(2, method="kprototypes", categorical=["town"]), words, named=False, scored=True
    ),
    "TierRule": Case(TierRule("points", n_tiers=3), numbers, answers={"total_points": {}}),
    "TierRule, named": Case(TierRule("points", points={"amount": 60, "visits": 40}), words, named=True),
    "WeightedGaussianMixture": Case(
        WeightedGaussianMixture(2), numbers, scored=True, answers={"predict_proba": {}, "score_samples": {}}
    ),
    **{
        f"ValueGrid, {name}": Case(ValueGrid(name), functools.partial(grid_customers, name), named=True)
        for name in list_grids()
    },
    "Hierarchy": Case(Hierarchy("five_degrees", weights="equal"), outlets, named=True, answers={"values": {}}),
    "BetaGeoNBD": Case(BetaGeoNBD(), histories, named=True, scored=True, answers=BUYING),
    "ModifiedBetaGeoNBD": Case(ModifiedBetaGeoNBD(), histories, named=True, scored=True, answers=BUYING),
    "BetaGeoCNBD": Case(BetaGeoCNBD(), histories, named=True, scored=True, answers=BUYING),
    "ModifiedBetaGeoCNBD": Case(ModifiedBetaGeoCNBD(k=2), histories, named=True, scored=True, answers=BUYING),
    "ParetoNBD": Case(ParetoNBD(), histories, named=True, scored=True, answers=BUYING),
    "BetaGeoBetaBinom": Case(
        BetaGeoBetaBinom(), months, named=True, scored=True, answers={"probability_alive": {}, **WHOLE}
    ),
    "ShiftedBetaGeo": Case(ShiftedBetaGeo(), contracts, named=True, scored=True, answers=STAYS),
    "BetaDiscreteWeibull": Case(BetaDiscreteWeibull(), contracts, named=True, scored=True, answers=STAYS),
    **{
        f"BuyingWithTraits, {type(family).__name__}": Case(
            BuyingWithTraits(family, ["town"], ["rank"]), histories_with_traits, named=True, scored=True, answers=BUYING
        )
        for family in (BetaGeoNBD(), ParetoNBD())
    },
    "SpendWithTraits": Case(
        SpendWithTraits(["town", "rank"]),
        histories_with_traits,
        named=True,
        scored=True,
        answers={"expected_spend": {}},
    ),
    "GammaGamma": Case(GammaGamma(), histories, named=True, scored=True, answers={"expected_spend": {}}),
}


def over(chosen: Callable[[Case], bool]) -> pytest.MarkDecorator:
    """Run a test over some of the cases."""
    cases = {name: case for name, case in CASES.items() if chosen(case)}
    return pytest.mark.parametrize("case", cases.values(), ids=cases)


each = over(lambda case: True)


def answers(estimator: BaseEstimator, case: Case, X: object) -> dict[str, object]:
    """Ask everything that the estimator can be asked about customers."""
    usual = {name: {} for name in ("transform", "predict", "score") if hasattr(estimator, name)}
    return {name: getattr(estimator, name)(X, **more) for name, more in {**usual, **case.answers}.items()}


def assert_same(found: dict[str, object], expected: dict[str, object]) -> None:
    assert found.keys() == expected.keys()
    for name, answer in expected.items():
        np.testing.assert_array_equal(np.asarray(found[name]), np.asarray(answer), err_msg=name)


def learnt(estimator: BaseEstimator) -> list[str]:
    return [name for name in vars(estimator) if name.endswith("_") and not name.startswith("_")]


def estimators_of_the_package() -> set[type]:
    found = set()
    for module in pkgutil.walk_packages(custseg.__path__, "custseg."):
        if module.name.endswith("__main__"):
            continue
        for _, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            own = member.__module__.startswith("custseg") and issubclass(member, BaseEstimator)
            if own and not inspect.isabstract(member):
                found.add(member)
    return {cls for cls in found if not any(cls in other.__mro__[1:] for other in found)}


def test_every_estimator_has_an_entry():
    """Add one to CASES for each name that this shows."""
    covered = {type(case.estimator) for case in CASES.values()}
    assert sorted(cls.__name__ for cls in estimators_of_the_package() - covered) == []


@each
def test_the_constructor_only_stores(case):
    signature = inspect.signature(type(case.estimator).__init__).parameters
    own = {name: value for name, value in vars(case.estimator).items() if not name.startswith("_")}
    assert own.keys() == signature.keys() - {"self"}
    parameters = case.estimator.get_params(deep=False)
    assert all(parameters[name] is value for name, value in own.items())
    copy = clone(case.estimator)
    assert copy.set_params(**parameters) is copy


@each
def test_fit_returns_the_estimator_and_a_clone_has_learnt_nothing(case):
    estimator = clone(case.estimator)
    assert estimator.fit(case.table(), None) is estimator
    assert learnt(estimator)
    copy = clone(estimator)
    assert learnt(copy) == []
    assert str(copy.get_params()) == str(estimator.get_params())


@pytest.mark.heavy
@each
def test_the_customers_are_an_argument_called_x_in_capital(case):
    estimator = clone(case.estimator)
    estimator.fit(X=case.table(), y=None)
    for name in ("transform", "predict", "score"):
        if hasattr(estimator, name):
            ask, table = getattr(estimator, name), case.table()
            assert_same({name: ask(X=table)}, {name: ask(table)})


@each
def test_nothing_is_answered_before_fit(case):
    asked = [*case.answers, *(name for name in ("transform", "predict", "score") if hasattr(case.estimator, name))]
    for name in asked:
        with pytest.raises(NotFittedError):
            getattr(clone(case.estimator), name)(case.table(), **case.answers.get(name, {}))
    if hasattr(case.estimator, "get_feature_names_out"):
        with pytest.raises(NotFittedError):
            clone(case.estimator).get_feature_names_out()


@pytest.mark.heavy
@each
def test_a_pickle_answers_as_the_original(case):
    estimator = clone(case.estimator).fit(case.table())
    copy = pickle.loads(pickle.dumps(estimator))
    assert_same(answers(copy, case, case.table()), answers(estimator, case, case.table()))


@each
def test_the_columns_read_are_on_record(case):
    estimator = clone(case.estimator).fit(case.table())
    assert set(estimator.feature_names_in_) <= set(case.table().columns)
    assert estimator.n_features_in_ == len(estimator.feature_names_in_)


@pytest.mark.heavy
@each
def test_the_input_is_left_unchanged(case):
    table, before = case.table(), case.table().copy(deep=True)
    answers(clone(case.estimator).fit(table), case, table)
    pd.testing.assert_frame_equal(table, before)


@over(lambda case: hasattr(case.estimator, "transform"))
def test_set_output_chooses_the_container(case):
    estimator = clone(case.estimator).fit(case.table())
    expected = np.asarray(estimator.transform(case.table()))
    pandas = estimator.set_output(transform="pandas").transform(case.table())
    assert pandas.index.equals(case.table().index)
    assert pandas.columns.tolist() == list(estimator.get_feature_names_out())
    np.testing.assert_array_equal(pandas.to_numpy(), expected)
    polars = estimator.set_output(transform="polars").transform(case.table())
    assert polars.columns == pandas.columns.tolist()
    np.testing.assert_array_equal(polars.to_numpy(), expected)


@over(lambda case: hasattr(case.estimator, "transform"))
def test_a_table_in_gives_a_table_with_its_index(case):
    table = case.table()
    found = clone(case.estimator).fit(table).transform(table.tail(7))
    assert isinstance(found, pd.DataFrame)
    assert found.index.equals(table.index[-7:])
    if not case.named:
        assert isinstance(clone(case.estimator).fit_transform(table.to_numpy()), np.ndarray)


@pytest.mark.heavy
@each
def test_a_global_choice_of_containers_changes_no_answer(case):
    expected = answers(clone(case.estimator).fit(case.table()), case, case.table())
    with sklearn.config_context(transform_output="polars"):
        assert_same(answers(clone(case.estimator).fit(case.table()), case, case.table()), expected)


@over(lambda case: hasattr(case.estimator, "predict"))
def test_a_table_in_gives_a_series_with_its_index(case):
    table = case.table()
    found = clone(case.estimator).fit(table).predict(table.tail(7))
    assert isinstance(found, pd.Series) and found.name
    assert found.index.equals(table.index[-7:])


@over(lambda case: hasattr(case.estimator, "predict") and case.table is numbers)
def test_an_array_in_gives_an_array(case):
    array = case.table().to_numpy()
    found = clone(case.estimator).fit(array).predict(array)
    assert isinstance(found, np.ndarray)
    np.testing.assert_array_equal(found, clone(case.estimator).fit(case.table()).predict(case.table()))


@each
def test_a_likelihood_or_a_loss_is_a_score(case):
    assert hasattr(case.estimator, "score") == case.scored


@pytest.mark.heavy
@over(lambda case: case.scored)
def test_scores_are_numbers_for_customers_held_out(case):
    score = clone(case.estimator).fit(case.table()).score(case.table())
    assert isinstance(score, float)
    assert np.isfinite(cross_val_score(clone(case.estimator), case.table(), cv=2)).all()


@over(lambda case: case.named)
def test_what_is_no_table_is_refused_in_the_same_words(case):
    estimator = clone(case.estimator).fit(case.table())
    for method in ("fit", "transform", "predict", "score"):
        if hasattr(estimator, method):
            with pytest.raises(TypeError, match=r"^X must be a pandas DataFrame, found ndarray\.$"):
                getattr(estimator, method)(case.table().to_numpy())


GENERAL = [
    Bands(),
    Bands(best="low"),
    Bands("kmeans", 2),
    Bands("fixed", cuts=[0.0]),
    Bands("hurdle", cuts=[-1.0, 1.0]),
    FeatureTransform(),
    FeatureTransform("rank", scaling="none"),
    FeatureTransform("asinh", scaling="robust"),
    FeatureTransform("yeo-johnson"),
    CustomerSegmenter(),
    CustomerSegmenter(2, method="mixture", n_init=1),
    CustomerSegmenter(method="ward"),
    CustomerSegmenter(outlier_limit=3.5, transforms="rank", scaling="robust"),
    TierRule("points"),
    TierRule("points", quota=[0.3, 0.2], hysteresis=5.0, frozen=False),
    WeightedGaussianMixture(2, n_init=1, tol=0.01),
]
ON_TABLES = [
    Bands("hurdle", cuts=[-1.0, 1.0]),
    FeatureTransform("yeo-johnson"),
    CustomerSegmenter(2, method="mixture", n_init=1),
    CustomerSegmenter(outlier_limit=3.5, transforms="rank", scaling="robust"),
    WeightedGaussianMixture(2, n_init=1, tol=0.01),
]


def on_tables(estimator: BaseEstimator) -> BaseEstimator:
    """Give the same estimator, but hand it every array of numbers as a DataFrame."""
    cls = type(estimator)
    handed = {}
    for name in (
        "fit",
        "fit_predict",
        "fit_transform",
        "predict",
        "predict_proba",
        "score",
        "score_samples",
        "transform",
    ):
        method = getattr(cls, name, None)
        if method is not None:

            @functools.wraps(method)
            def on_table(self, X, *args, _method=method, **kwargs):
                plain = isinstance(X, np.ndarray) and X.ndim == 2 and X.dtype.kind in "biuf"
                return _method(self, pd.DataFrame(X) if plain else X, *args, **kwargs)

            handed[name] = on_table
    handed |= {"__init__": cls.__init__, "__module__": __name__}
    globals()[f"{cls.__name__}OnTables"] = made = type(f"{cls.__name__}OnTables", (cls,), handed)
    return made(**estimator.get_params(deep=False))


@pytest.fixture
def array_api(monkeypatch):
    """Switch on what one of scikit-learn's checks would be skipped without."""
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")


@pytest.mark.heavy
@pytest.mark.parametrize("estimator", GENERAL, ids=str)
def test_scikit_learn_finds_nothing_and_skips_nothing(estimator, array_api):
    assert {result["status"] for result in check_estimator(clone(estimator), on_skip=None)} == {"passed"}


@pytest.mark.heavy
@pytest.mark.parametrize("estimator", ON_TABLES, ids=str)
def test_nor_does_it_where_every_array_is_a_table(estimator, array_api):
    assert {result["status"] for result in check_estimator(on_tables(estimator), on_skip=None)} == {"passed"}


@pytest.mark.parametrize("estimator", GENERAL, ids=str)
def test_names_of_columns_are_kept_and_compared(estimator):
    check_dataframe_column_names_consistency(type(estimator).__name__, estimator)
