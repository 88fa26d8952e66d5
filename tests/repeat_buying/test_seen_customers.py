import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoCNBD, BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
from custseg.repeat_buying._seen_customers import SeenCustomers
from custseg.schema import SchemaError
from custseg.tables import _customer_blocks, _shelf

MODELS = {
    "BG/NBD": BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W"),
    "MBG/NBD": ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="W"),
    "BG/CNBD-3": BetaGeoCNBD.from_params(k=3, r=0.85, alpha=1.45, a=0.79, b=2.42, unit="W"),
    "Pareto/NBD": ParetoNBD.from_params(r=0.553, alpha=10.578, s=0.606, beta=11.669, unit="W"),
}
FORCE = 0.02


@pytest.mark.parametrize("name", MODELS)
def test_what_is_expected_is_what_the_model_expects(cdnow, name):
    model, seen = MODELS[name], SeenCustomers.of(cdnow, MODELS[name])
    alive = seen.alive(model)
    np.testing.assert_allclose(alive, model.probability_alive(cdnow), rtol=1e-12)
    found = seen.expected_purchases(model, alive, 39.0, 0.0)
    np.testing.assert_allclose(found, model.expected_purchases(cdnow, horizon=39), rtol=1e-12)
    discounted = model.discounted_purchases(cdnow, discount_rate=np.expm1(FORCE), discount_per="W", horizon=39)
    np.testing.assert_allclose(seen.expected_purchases(model, alive, 39.0, FORCE), discounted, rtol=1e-10)


@pytest.mark.parametrize("name", MODELS)
def test_a_log_is_told_what_makes_a_table_of_it(name):
    log = pd.DataFrame({"customer_id": ["ann"], "date": pd.Timestamp("2024-01-01"), "amount": [5.0]})
    with pytest.raises(SchemaError, match=r"lacks 'x', 't_x', 'T'.*Make it with repeat_purchase_table"):
        SeenCustomers.of(log, MODELS[name])


@pytest.mark.heavy
@pytest.mark.parametrize("force", [0.0, FORCE])
@pytest.mark.parametrize("name", MODELS)
def test_what_is_drawn_is_on_average_what_is_expected(name, force):
    table = pd.DataFrame({"x": [0, 3, 9], "t_x": [0.0, 20.0, 36.0], "T": [30.0, 30.0, 38.0]})
    many = pd.concat([table] * 4000, ignore_index=True)
    model, seen = MODELS[name], SeenCustomers.of(many, MODELS[name])
    alive = seen.alive(model)
    owner, worth = seen.drawn_purchases(model, alive, 39.0, force, np.random.default_rng(2))
    assert (np.diff(owner) >= 0).all() and (worth > np.exp(-force * 39.0) - 1e-12).all() and (worth <= 1).all()
    drawn = np.bincount(owner, worth, seen.n).reshape(4000, 3)
    expected = seen.expected_purchases(model, alive, 39.0, force)[:3]
    errors = drawn.std(axis=0) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - expected) < 4 * errors).all()


def test_an_endless_future_is_drawn_to_where_it_is_worth_a_thousandth():
    table = pd.DataFrame({"x": [5] * 3000, "t_x": [38.0] * 3000, "T": [39.0] * 3000})
    model, seen = MODELS["Pareto/NBD"], SeenCustomers.of(table, MODELS["Pareto/NBD"])
    alive = seen.alive(model)
    owner, worth = seen.drawn_purchases(model, alive, None, FORCE, np.random.default_rng(2))
    drawn = np.bincount(owner, worth, seen.n)
    expected = seen.expected_purchases(model, alive, None, FORCE)[0]
    assert drawn.mean() == pytest.approx(expected, abs=4 * drawn.std() / np.sqrt(3000))


@pytest.mark.parametrize("name", MODELS)
def test_a_table_in_files_is_compressed_in_parts_to_the_same(cdnow, monkeypatch, name):
    model, whole = MODELS[name], SeenCustomers.of(cdnow, MODELS[name])
    monkeypatch.setattr(_shelf, "SMALL", 1)
    monkeypatch.setattr(_customer_blocks, "MOST", 1000)
    parts = SeenCustomers.of(_shelf.shelved(cdnow), model)
    assert _shelf.is_shelved(parts.row_of)
    np.testing.assert_array_equal(parts.row_of, whole.row_of)
    np.testing.assert_array_equal(parts.rows.counts, whole.rows.counts)
    for level in ("x", "t_x", "T"):
        found, told = getattr(parts.rows, level), getattr(whole.rows, level)
        np.testing.assert_array_equal(found.unique, told.unique)
        np.testing.assert_array_equal(found.codes, told.codes)
    expected = whole.expected_purchases(model, whole.alive(model), 39.0, 0.0)
    np.testing.assert_array_equal(parts.expected_by_row(model, 39.0), expected)
    assert _shelf.is_shelved(parts.expected_by_row(model, 39.0))
