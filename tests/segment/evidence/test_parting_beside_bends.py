"""Does a bend, a ring or a stroke of other columns hide the column that parts the customers?"""

from dataclasses import replace

import numpy as np
import pytest

from custseg.segment.evidence import parting
from custseg.segment.evidence.parting import _beside_bends, _Cut, part_customers
from tests.segment.evidence.even_direction import along


@pytest.mark.heavy
@pytest.mark.parametrize("shape", ["ring", "bend"])
def test_a_bend_of_other_columns_does_not_hide_the_column_that_separates(shape):
    """Hours of the day as sine and cosine, or a number and its square, beside two groups 7 sd apart."""
    for seed in range(3):
        random = np.random.default_rng(seed)
        turn, x = random.vonmises(0, 1, 300), random.normal(size=300)
        other = [np.cos(turn), np.sin(turn)] if shape == "ring" else [x, x**2 + 0.3 * random.normal(size=300)]
        group = random.random(300) < 0.3
        points = np.column_stack([*other, random.normal(size=300) + 7 * group])
        found = part_customers(points, list("abc"), 2)
        assert found.columns == ("c",)
        assert found.centres[0] >= 0.8
        assert (found.labels[0] == group).mean() > 0.99


@pytest.mark.heavy
def test_a_ring_is_hollow_whatever_is_beside_it():
    """Where the ring itself is cut its plane is asked, wherever the cut before it was."""
    random = np.random.default_rng(1)
    turn = random.uniform(0, 2 * np.pi, 600)
    group = random.random(600) < 0.3
    points = np.column_stack([np.cos(turn), np.sin(turn), random.normal(size=600) + 9 * group])
    found = part_customers(points, list("abc"), 4)
    assert found.columns[0] == "c" and found.centres[0] >= 0.8
    assert all(
        centre < 0.8 or bridge > 0.6 for centre, bridge in zip(found.centres[1:], found.bridges[1:], strict=True)
    )


def z_shape(random, n):
    """Two bars of a Z with a stroke between them, a third of the customers in each: the stroke leads across."""
    part, along_it = random.integers(0, 3, n), random.random(n)
    line = np.column_stack([along_it, np.choose(part, [np.zeros(n), along_it, np.ones(n)])])
    return line + 0.04 * random.normal(size=(n, 2))


@pytest.mark.heavy
@pytest.mark.parametrize(("n", "share"), [(600, 0.3), (300, 0.3), (600, 0.05)])
def test_a_valley_that_a_stroke_leads_across_hides_no_column_that_separates(n, share):
    """The valley between the bars is clearer than that of the groups, and is none. It is none in each group either."""
    for seed in range(2):
        random = np.random.default_rng(seed)
        group = random.permutation(n) < share * n
        points = np.column_stack([z_shape(random, n), random.normal(size=n) + 7 * group])
        found = part_customers(points, list("abc"), 4)
        assert found.columns[0] in ("c", "log c")
        assert found.chances[0] < 0.01 and found.bridges[0] < 0.6 and found.crossings[0] > 0.025
        assert (found.labels[0] == group).mean() > 0.98
        assert {column[-1] for column in found.columns} == {"c"} and min(found.chances[1:], default=1.0) > 0.01


@pytest.mark.heavy
def test_a_stroke_beside_noise_still_leads_across():
    for seed in range(3):
        random = np.random.default_rng(seed)
        found = part_customers(np.column_stack([z_shape(random, 300), random.normal(size=300)]), list("abc"), 2)
        assert found.columns == ("b",) and found.bridges[0] == 1.0


def seen_as(monkeypatch, cuts, leads):
    """Give cuts of columns, by name, and columns without which another one's bridge is gone."""

    def cut(direction):
        left = set(direction.across[0])
        chance, bridged, crossing, nested = cuts[direction.name]
        gone = direction.name in leads and leads[direction.name] not in left
        return _Cut(direction.name, chance, 0.0 if gone else bridged, nested, crossing, nothing, direction.place)

    nothing = np.zeros(40, dtype=bool)
    monkeypatch.setattr(parting, "_cut", cut)
    seen = []
    for place, name in enumerate(cuts):
        others = np.tile([float(at) for at in range(len(cuts)) if at != place], (40, 1))
        direction = replace(along(40), name=name, across=others, place=place)
        seen.append((direction, cut(direction)))
    return seen


STANDS, BRIDGED = (0.001, 0.1, 1.0, 0.0), (1e-9, 1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("cuts", "leads", "expected", "bent"),
    [
        ({"a": BRIDGED, "b": STANDS, "c": (1.0, np.inf, 1.0, 0.0)}, {"a": 2.0}, "b", {0}),
        ({"a": BRIDGED, "b": STANDS, "c": (1.0, np.inf, 1.0, 0.0)}, {"a": 1.0}, None, None),  # b is part of the bend
        ({"c": (1.0, np.inf, 1.0, 0.0), "b": STANDS, "a": BRIDGED}, {"a": 1.0}, None, None),
        ({"c": (1.0, np.inf, 1.0, 0.0), "b": STANDS, "a": BRIDGED}, {"a": 0.0}, "b", {2}),
        ({"a": BRIDGED, "b": BRIDGED, "c": STANDS}, {"a": 1.0, "b": 0.0}, "c", {0, 1}),
        ({"a": BRIDGED, "b": BRIDGED, "c": STANDS}, {"a": 1.0, "b": 2.0}, None, None),
        ({"a": BRIDGED, "b": STANDS, "c": (0.0005, 0.1, 1.0, 0.0)}, {}, "c", {0}),  # the clearest of those that stand
        ({"a": BRIDGED, "b": (0.005, 0.6, 0.025, 0.3)}, {}, "b", {0}),  # a second look counts twice
        ({"a": BRIDGED, "b": (np.nextafter(0.005, 1), 0.6, 0.025, 0.3)}, {}, None, None),
        ({"a": BRIDGED, "b": (0.005, np.nextafter(0.6, 1), 0.025, 0.3)}, {}, None, None),
        ({"a": BRIDGED, "b": (0.005, 0.6, np.nextafter(0.025, 0), 0.3)}, {}, None, None),
        ({"a": BRIDGED, "b": (0.005, 0.6, 0.025, np.nextafter(0.3, 1))}, {}, None, None),
        ({"a": (1e-9, 0.1, 0.001, 0.0), "b": STANDS}, {}, "b", {0}),  # a line crosses
        ({"a": (1e-9, 0.1, 1.0, 0.5), "b": STANDS}, {}, "b", {0}),  # a piece around another
        ({"a": (0.02, 1.0, 1.0, 0.0), "b": STANDS}, {"a": 1.0}, "b", set()),  # what may be chance is asked nothing
    ],
)
def test_a_column_that_stands_without_a_part_in_the_bends_of_others_is_cut(monkeypatch, cuts, leads, expected, bent):
    found = _beside_bends(seen_as(monkeypatch, cuts, leads))
    assert (found and found.name, found and found.bent) == (expected, bent)


@pytest.mark.parametrize(("on_log", "expected"), [(5e-10, "log a"), (6e-10, None)])
def test_a_logarithm_that_is_less_clear_does_not_mend_its_own_column(monkeypatch, on_log, expected):
    seen = seen_as(monkeypatch, {"a": BRIDGED, "log a": (on_log, 0.1, 1.0, 0.0)}, {})
    (plain, cut), (log, other) = seen
    found = _beside_bends([(plain, cut), (replace(log, place=0), replace(other, place=0))])
    assert (found and found.name) == expected
    assert not found or found.bent == frozenset()


def test_mixtures_of_columns_neither_give_way_nor_are_preferred(monkeypatch):
    seen = seen_as(monkeypatch, {"a": BRIDGED, "b": STANDS}, {})
    mixed = [(replace(one, place=None), replace(cut, place=None)) for one, cut in seen]
    assert _beside_bends(mixed) is None
    assert _beside_bends([seen[0], mixed[1]]) is None
    assert _beside_bends([*seen, mixed[0]]).bent == {0}


def test_groups_are_not_cut_in_the_columns_that_are_bent(monkeypatch):
    cuts = {"a": BRIDGED, "b": STANDS, "c": (0.02, 0.1, 1.0, 0.0), "d": (1.0, np.inf, 1.0, 0.0)}
    asked = []

    def cut(direction):
        asked.append((len(direction.values), direction.name, direction.place))
        chance, bridged, crossing, nested = cuts.get(direction.name, cuts["d"])
        right = direction.values > np.median(direction.values)
        chance = 0.03 if chance == 0.001 and len(right) < 80 else chance
        return _Cut(direction.name, chance, bridged, nested, crossing, right, direction.place)

    monkeypatch.setattr(parting, "_cut", cut)
    found = part_customers(np.random.default_rng(0).normal(size=(80, 4)), list("abcd"), 4)
    assert found.columns == ("b", "c", "c") and found.chances == (0.002, 0.02, 0.02) and found.bridges == (0.1,) * 3
    assert {name for n, name, _ in asked if n == 80} >= {"a", "b", "c", "d", "principal direction 1"}
    assert {place for n, _, place in asked if n < 80} == {1, 2, 3}  # of a few customers a logarithm, too
