import pytest

from custseg.repeat_buying import BetaGeoNBD, GammaGamma, base_value, lifetime_value


def test_parts_add_up_to_the_whole_and_are_less_sure(cdnow):
    models = BetaGeoNBD().fit(cdnow), GammaGamma().fit(cdnow)
    terms = {"horizon": 39, "discount_rate": 0.1, "n_draws": 20, "random_state": 1}
    again = (cdnow["x"] > 0).map({True: "again", False: "once"})
    whole = base_value(*models, cdnow, **terms).loc["all"]
    parts = base_value(*models, cdnow, by=again, **terms)
    value = lifetime_value(*models, cdnow, horizon=39, discount_rate=0.1)["lifetime_value"]
    assert whole["estimate"] == pytest.approx(value.sum())
    assert parts["estimate"].sum() == pytest.approx(whole["estimate"])
    assert whole["low"] < whole["estimate"] < whole["high"]
    assert list(parts.index) == ["again", "once"]
