import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import ShiftedBetaGeo
from custseg.repeat_buying._period_model import (
    beta_shapes,
    fractions,
    mean_and_polarity,
    present_value,
    to_fractions,
)

CONTRACTS = pd.DataFrame({"t": [1, 2, 3, 3], "lost": [1, 1, 1, 0], "customers": [30, 20, 10, 40]})


def test_shapes_and_their_limits():
    assert mean_and_polarity(*beta_shapes(0.3, 0.2)[:2]) == pytest.approx((0.3, 0.2))
    assert beta_shapes(0.3, 0.0)[:2] == (np.inf, np.inf) and beta_shapes(0.3, 1.0)[:2] == (0.0, 0.0)
    assert beta_shapes(0.0, 0.2)[0] == 0.0 and np.isnan(beta_shapes(0.0, 0.2)[1])
    assert beta_shapes(1.0, 0.2)[1] == 0.0 and np.isnan(beta_shapes(1.0, 0.2)[0])
    _, _, slopes = beta_shapes(0.3, 0.2)
    for i, step in enumerate(((1e-6, 0), (0, 1e-6))):
        up, down = (beta_shapes(0.3 + sign * step[0], 0.2 + sign * step[1])[:2] for sign in (1, -1))
        np.testing.assert_allclose(slopes[:, i], (np.array(up) - down) / 2e-6, rtol=1e-7)


def test_search_coordinates_and_back():
    values = np.array([0.0, 0.2, 1.0])
    np.testing.assert_allclose(fractions(to_fractions(values)).value, values, atol=1e-14)


@pytest.mark.parametrize("force", [1e-4, 0.1, 2.0])
def test_present_value_of_what_survives_alike_is_a_geometric_series(force):
    stays = np.array([0.5, 0.9, 1.0])[:, None]
    found = present_value(lambda j: stays**j, force, 3)
    ratio = stays[:, 0] * np.exp(-force)
    np.testing.assert_allclose(found, ratio / (1 - ratio), rtol=1e-9)


def test_the_period_is_the_tables_or_the_models_and_unequal_ones_are_refused():
    yearly = CONTRACTS.copy()
    yearly.attrs["unit"] = "Y"
    assert ShiftedBetaGeo().fit(yearly).unit_ == "Y" and ShiftedBetaGeo(unit="M").fit(CONTRACTS).unit_ == "M"
    with pytest.raises(ValueError, match="the table is in years"):
        ShiftedBetaGeo(unit="M").fit(yearly)
    with pytest.raises(ValueError, match="unit must be one of"):
        ShiftedBetaGeo.from_params(alpha=1, beta=1, unit="Q")
    monthly = ShiftedBetaGeo(unit="M").fit(CONTRACTS)
    with pytest.raises(ValueError, match="the table is in years"):
        monthly.residual_lifetime(yearly, discount_rate=0.1)
    with pytest.raises(ValueError, match='unit="W"'):
        ShiftedBetaGeo().fit(CONTRACTS).residual_lifetime(CONTRACTS, discount_rate=0.1)
