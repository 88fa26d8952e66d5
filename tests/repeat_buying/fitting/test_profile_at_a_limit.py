from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import chi2

from custseg.repeat_buying import BetaGeoNBD
from custseg.repeat_buying.fitting import profile_at_a_limit
from custseg.repeat_buying.fitting.profile_at_a_limit import end_off_the_limit
from custseg.repeat_buying.fitting.search import climb


@pytest.fixture(scope="module")
def model():
    """Customers who buy at equal rates: the spread of rates rests on zero."""
    truth = BetaGeoNBD.from_params(r=1e6, alpha=8e6, a=1.2, b=3.0, unit="W")
    table = truth.simulate(np.full(600, 40.0), random_state=4)[["x", "t_x", "T"]]
    with pytest.warns(match="no difference in buying rates"):
        return BetaGeoNBD().fit(table)


def test_the_likelihood_has_fallen_to_the_target(model):
    target = model.log_likelihood_ - 0.5 * chi2.ppf(0.95, 1)
    lower, upper = (bound.copy() for bound in model.bounds(model.rows_))
    end = end_off_the_limit(model, 1, target)
    assert lower[1] < end < upper[1]
    lower[1] = upper[1] = end
    held = climb(
        model, model.rows_, np.append(model.search_point_[:1], [end, *model.search_point_[2:]]), (lower, upper)
    )
    assert held.value == pytest.approx(target, abs=5e-3)


def test_there_is_none_where_the_likelihood_never_falls_so_far(model):
    assert end_off_the_limit(model, 1, -1e9) is None


@pytest.mark.parametrize(("rests_on", "sign"), [(-3.0, 1.0), (5.0, -1.0)])
@pytest.mark.parametrize(
    ("falls", "looked"),
    [(0.01, [0.02]), (0.03, [0.02, 0.04]), (0.5, [0.02, 0.04, 0.08, 0.16, 0.32, 0.64]), (0.9, None), (1.0, None)],
)
def test_the_end_is_looked_for_from_the_limit_inwards_in_doubling_steps(monkeypatch, rests_on, sign, falls, looked):
    """A likelihood that falls by a unit for each unit away from the limit, in a box of eight: the end by hand."""
    seen = []

    def height(model, coordinate, value):
        assert -3.0 <= value <= 5.0, "the box ends there"
        seen.append(abs(value - rests_on) / 8)
        return -abs(value - rests_on)

    monkeypatch.setattr(profile_at_a_limit, "_height_at", height)
    model = SimpleNamespace(
        bounds=lambda rows: (np.array([-9.0, -3.0]), np.array([9.0, 5.0])),
        rows_=None,
        search_point_=np.array([0.0, rests_on]),
    )
    end = end_off_the_limit(model, 1, -8 * falls)
    assert end == pytest.approx(rests_on + sign * 8 * falls, abs=8e-5)
    first = [0.02 * 2**step for step in range(6)] + [1.0] if looked is None else looked
    assert seen[: len(first)] == pytest.approx(first)
    # the root lies between the last two of these looks
    inner = 0.0 if len(first) == 1 else first[-1] / 2
    assert min(seen[len(first) :]) >= inner - 1e-12
    assert end_off_the_limit(model, 1, -8.001) is None


def test_what_had_no_meaning_on_the_limit_is_climbed_from_both_sides(monkeypatch):
    """Beside the limit two values of the other coordinate are likely, and the fit was left near the lower hump."""

    def two_humps(model, point, rows):
        off, other = point
        value = -off - (other**2 - 1) ** 2 + 0.3 * other
        slope = -4 * other * (other**2 - 1) + 0.3
        return value, np.array([-1.0, slope]), np.array([[0.0, 0.0], [0.0, 4 - 12 * other**2]])

    monkeypatch.setattr(profile_at_a_limit, "evaluate", two_humps)
    limit = SimpleNamespace(coordinate=0, meaningless=(1,))
    model = SimpleNamespace(
        bounds=lambda rows: (np.array([0.0, -2.0]), np.array([8.0, 2.0])),
        rows_=None,
        search_point_=np.array([0.0, -1.0]),
        reached_=(limit,),
        tolerance=1e-9,
        max_evaluations=100,
    )
    heights = []
    for reached in ((limit,), ()):
        model.reached_ = reached
        heights.append(profile_at_a_limit._height_at(model, 0, 0.5))
    # humps of 0.3 and -0.3 beside -0.5, each a little higher than at one: (0.3)^2 / 16
    assert heights[0] == pytest.approx(-0.5 + 0.3 + 0.0056, abs=5e-4)
    assert heights[1] == pytest.approx(-0.5 - 0.3 + 0.0056, abs=5e-4)


def test_the_end_of_very_many_customers_is_as_good_as_that_of_few(monkeypatch):
    """Falls by two within a millionth of the box: the end is known as well as any other."""

    def height(model, coordinate, value):
        return -2e6 * value - 5e8 * value**2

    monkeypatch.setattr(profile_at_a_limit, "_height_at", height)
    model = SimpleNamespace(bounds=lambda rows: (np.zeros(1), np.ones(1)), rows_=None, search_point_=np.zeros(1))
    assert height(model, 0, end_off_the_limit(model, 0, -2.0)) == pytest.approx(-2.0, abs=2e-5)
