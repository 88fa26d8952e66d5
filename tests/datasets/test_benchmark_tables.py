import pytest

from custseg.datasets import benchmark_table


def test_a_table_says_how_much_it_is_worth():
    power = benchmark_table("verdict_power")
    assert {"n", "sets", "power", "se", "ceiling", "target", "seed"} <= set(power.columns)
    assert (power["se"] > 0).all()


def test_an_unknown_name_lists_those_that_exist():
    with pytest.raises(ValueError, match=r"'power'.*verdict_power"):
        benchmark_table("power")
