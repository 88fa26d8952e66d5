"""Does the search for missed maxima go on where its file ends, model by model?"""

import pandas as pd
import pytest


def test_where_nothing_is_stored_all_cohorts_are_left(benchmark, tmp_path):
    before = benchmark.stored(tmp_path / "nothing.csv")
    assert benchmark.numbers_left(before, "random", 7) == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("families", ["random", "regular", "periods", "traits", "fast"])
def test_of_a_stored_table_the_next_cohort_is_left(benchmark, families):
    before = benchmark.stored(benchmark.result_of(families))
    drawn = int(before["cohorts"].sum())
    assert benchmark.numbers_left(before, families, drawn) == []
    assert benchmark.numbers_left(before, families, drawn + 2) == [drawn, drawn + 1]


def test_a_model_whose_rows_were_deleted_is_looked_at_again_alone(benchmark):
    before = benchmark.stored(benchmark.result_of("random"))
    drawn = int(before["cohorts"].sum())
    left = benchmark.numbers_left(before[before["model"] != "Pareto/NBD"], "random", drawn)
    assert {benchmark.cohort_of(number)[0] for number in left} == {"Pareto/NBD"}
    assert len(left) == before.loc[before["model"] == "Pareto/NBD", "cohorts"].sum()


@pytest.mark.parametrize("families", ["random", "regular", "periods", "traits", "fast"])
def test_no_miss_of_400_is_not_certain(benchmark, families, tmp_path):
    table = pd.read_csv(benchmark.result_of(families))
    assert (table["standard_error"] > 0).all()
    benchmark.write(benchmark.stored(benchmark.result_of(families)), tmp_path / "again.csv")
    again = pd.read_csv(tmp_path / "again.csv").set_index(["model", "kind"])["standard_error"]
    said = table.set_index(["model", "kind"])["standard_error"]
    pd.testing.assert_series_equal(again.sort_index(), said.sort_index(), rtol=1e-5)


def test_batches_are_counted_together(benchmark, monkeypatch, tmp_path):
    """Two looks at 4 and 8 cohorts write what one look at 12 does."""

    def found_in(number, families="random", seed=11):
        model, kind = benchmark.cohort_of(number, families)
        fit = {"evaluations": number, "at_limit": number % 2 == 0}
        return None if number == 5 else {"model": model, "kind": kind, "gap": 1e-9 * number, **fit}

    monkeypatch.setattr(benchmark, "compare", found_in)
    result = tmp_path / "result.csv"
    for numbers in (range(4), range(4, 12)):
        found = benchmark.summarise(list(numbers), "random", 11)
        benchmark.write(pd.concat([benchmark.stored(result), found]), result)
    in_parts = pd.read_csv(result)
    benchmark.write(benchmark.summarise(list(range(12)), "random", 11), result)
    pd.testing.assert_frame_equal(in_parts, pd.read_csv(result))
    assert in_parts["cohorts"].sum() == 12 and in_parts["n"].sum() == 11 and in_parts["misses"].sum() == 0


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_climb_that_went_to_and_fro_beside_a_side_comes_to_its_top(benchmark):
    """With 250 evaluations of the first climb this cohort had no maximum: RuntimeError."""
    found = benchmark.compare(3966, "traits")
    assert found["model"] == "Pareto/NBD, traits" and abs(found["gap"]) < benchmark.MISS
