"""Do the simulated accounts follow the mechanism that their docstrings state?"""

import numpy as np
import pandas as pd
import pytest

from custseg.simulate import simulate_bank, simulate_broker, simulate_supplier

SIMULATORS = [simulate_broker, simulate_bank, simulate_supplier]


@pytest.mark.parametrize("simulate", SIMULATORS)
def test_the_same_seed_gives_the_same_customers(simulate):
    pd.testing.assert_frame_equal(simulate(50, random_state=3), simulate(50, random_state=3))
    assert not simulate(50, random_state=3).equals(simulate(50, random_state=4))


@pytest.mark.parametrize("simulate", SIMULATORS)
def test_everything_simulated_is_called_so(simulate):
    table = simulate(30)
    assert all(name.startswith("sim_") for name in table.columns)
    assert table.index.is_unique
    assert np.isfinite(table).all(axis=None)
    with pytest.raises(ValueError, match="at least 1; found 0"):
        simulate(0)


def slope(x, y):
    return np.polyfit(np.log(x), np.log(y), 1)[0]


def test_broker_recovers_its_elasticities():
    broker = simulate_broker(20_000, turnover_elasticity=-0.4, rate_elasticity=-0.1, random_state=0)
    assert slope(broker["sim_assets"], broker["sim_turnover"] / broker["sim_assets"]) == pytest.approx(-0.4, abs=0.02)
    assert slope(broker["sim_assets"], broker["sim_rate"]) == pytest.approx(-0.1, abs=1e-9)
    assert broker["sim_assets"].median() == pytest.approx(50_000, rel=0.05)
    earned = broker["sim_turnover"] * broker["sim_rate"] - broker["sim_service_cost"]
    assert broker["sim_profit"].to_numpy() == pytest.approx(earned.to_numpy())


def test_bank_loses_more_on_bad_credit():
    bank = simulate_bank(20_000, random_state=0)
    borrowers = bank[bank["sim_loan"] > 0]
    assert len(borrowers) / len(bank) == pytest.approx(1 / 3, abs=0.02)
    rate = borrowers["sim_expected_loss"] / borrowers["sim_loan"]
    assert rate.corr(borrowers["sim_credit_score"], method="spearman") == pytest.approx(-1)
    assert rate.max() <= 0.6


def test_supplier_gives_discounts_for_size_and_loyalty():
    supplier = simulate_supplier(20_000, random_state=0)
    explained = np.column_stack(
        [np.ones(len(supplier)), np.log(supplier["sim_sales"] / 20_000), supplier["sim_tenure"]]
    )
    coefficients = np.linalg.lstsq(explained, supplier["sim_margin_rate"], rcond=None)[0]
    assert coefficients == pytest.approx([0.24, -0.03, -0.008], abs=0.004)  # a few rates are clipped
