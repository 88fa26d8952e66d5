"""What the room's functions ask of a model is written down, and a model of another make goes into them."""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import (
    BetaGeoCNBD,
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    alive_map,
    frequency_table,
)
from custseg.repeat_buying._buying import Buying, ComparableBuying


@pytest.mark.parametrize("family", [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD])
def test_the_rooms_families_can_be_compared(cdnow, family):
    assert isinstance(family().fit(cdnow), ComparableBuying)


@pytest.mark.parametrize("family", [BetaGeoCNBD, ModifiedBetaGeoCNBD])
def test_regular_families_too(cdnow, family):
    assert isinstance(family(k=1).fit(cdnow.assign(litt=-9.0 * cdnow["x"])), ComparableBuying)
    regular = family.from_params(k=3, r=0.85, alpha=1.45, a=0.79, b=2.42, unit="W")
    chances = alive_map(regular, observed=39.0, most_purchases=5, steps=6)
    assert (chances.diff().iloc[1:] < 0).all(axis=None)  # the longer the silence
    assert frequency_table(cdnow, {"regular": regular})["regular"].sum() == pytest.approx(2357)


def test_a_model_of_spend_predicts_no_purchases(cdnow):
    assert not isinstance(GammaGamma().fit(cdnow), Buying)


class Poisson:
    """Everybody buys once in ten weeks for ever: a model that was never fitted and inherits from nothing."""

    unit_ = "W"

    def stated_unit(self, table, unit=None):
        return unit or self.unit_

    def probability_alive(self, table, *, ahead=0.0):
        return pd.Series(1.0, index=table.index)

    def expected_purchases(self, table, *, horizon):
        return pd.Series(0.1 * horizon, index=table.index)

    def purchase_probabilities(self, table, *, horizon, largest=10):
        raise NotImplementedError

    def discounted_purchases(self, table, *, discount_rate, discount_per="Y", horizon=None, unit=None):
        raise NotImplementedError

    def new_customer_purchases(self, *, horizon):
        return 0.1 * horizon

    def new_customer_probabilities(self, *, horizon, largest=10):
        counts = np.arange(largest + 1)
        factorials = np.cumprod(np.maximum(counts, 1))
        return pd.Series(np.exp(-0.1 * horizon) * (0.1 * horizon) ** counts / factorials)


def test_a_model_of_another_make_goes_into_the_tables(cdnow):
    model = Poisson()
    assert isinstance(model, Buying)
    assert (alive_map(model, observed=39.0) == 1.0).all(axis=None)
    assert frequency_table(cdnow, {"Poisson": model})["Poisson"].sum() == pytest.approx(2357)
