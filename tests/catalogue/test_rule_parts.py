"""Are the parts of a rule frozen, and is what a source did not print missing rather than zero?"""

import math
from dataclasses import FrozenInstanceError

import pytest

from custseg.catalogue import Item, Standard, Tier


def test_what_a_source_does_not_print_is_missing_and_not_zero():
    tier, standard = Tier("A"), Standard("visit", "visit", "A visit")
    for number in (Item("a", "A").points, tier.at_least, tier.at_most, standard.every_days, standard.within_hours):
        assert math.isnan(number)
    assert tier.penalties == 0 and standard.tiers == ()


def test_a_part_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Item("a", "A").points = 5
