"""Do scripts go round their cells as they say, and do their files hold in other tables?"""

import pandas as pd
import pytest

from tests.benchmarks.again import not_as_stored

SHARE_OF = {
    "joined_groups": "compact_clusters",
    "leaning_groups": "power",
    "skewed_groups": "right_number",
    "steps_of_scales": "compact_clusters",
}


@pytest.fixture(scope="module", params=SHARE_OF)
def script(request, benchmark_script):
    """Load each script that goes round its cells."""
    return benchmark_script(request.param)


@pytest.fixture(scope="module")
def kept(script):
    """Read what it wrote, with the name of the share whose error is told."""
    return pd.read_csv(script.RESULTS), SHARE_OF[script.__name__]


def test_every_cell_was_measured(script, kept, benchmark):
    """Run the script for those that are missing."""
    stored, share = kept
    assert set(stored[script.CELL].itertuples(index=False, name=None)) == {
        tuple(cell.values()) for cell in script.cells()
    }
    assert not stored.duplicated(script.CELL).any() and (stored["seed"] == script.SEED).all()
    for row in stored.to_dict("records"):
        assert row["sets"] >= script.ROUNDS.sets_of(row, script.ROUNDS.sets)
        assert row["se"] == pytest.approx(benchmark.error_of_share(row[share], row["sets"]), abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("script", sorted(SHARE_OF.keys() - {"skewed_groups"}), indirect=True)
def test_a_tenth_of_the_file_holds_in_other_tables(script, kept):
    """Of groups with long tails the number is asked too, in their own tests."""
    unlike = not_as_stored(script, *kept, sets=10)
    assert not unlike, f"not as benchmarks/results says: {unlike}"


@pytest.mark.parametrize(
    ("name", "large", "fewer"), [("joined_groups", 2000, 2), ("steps_of_scales", 5000, 2), ("skewed_groups", 5000, 4)]
)
def test_large_tables_are_drawn_less_often_and_at_least_once(benchmark_script, name, large, fewer):
    rounds = benchmark_script(name).ROUNDS
    asked = ((600, 20), (large, 20), (large, 1))
    assert [rounds.sets_of({"n": n}, sets) for n, sets in asked] == [20, 20 // fewer, 1]


def test_where_no_table_is_large_all_are_drawn_as_often(benchmark_script):
    assert benchmark_script("leaning_groups").ROUNDS.sets_of({"n": 100_000}, 40) == 40


@pytest.mark.parametrize("name", ["joined_groups", "steps_of_scales"])
def test_clusters_that_are_called_are_counted(benchmark_script, monkeypatch, name):
    script, said = benchmark_script(name), ["compact clusters", "no compact clusters", "no clusters", "no clusters"]
    drawn = []
    panel = script.called_clusters.__globals__
    monkeypatch.setitem(panel, "verdict_of", lambda X, seed: drawn.append(X) or {"verdict": said[seed % 4]})
    cell = script.cells()[0]
    row = script.row(cell, 8, first=4)
    assert (row["compact_clusters"], row["sets"], row["seed"]) == (0.25, 8, script.SEED)
    pd.testing.assert_frame_equal(drawn[0], script.table(cell, 4))
    assert len(drawn) == 8


def test_a_run_goes_on_where_it_stopped(benchmark, tmp_path):
    """Three sets and one more are four; an elongated cell, whose z-scores are those of a round one, is not drawn."""
    cells = [{"n": 300, "shape": shape} for shape in ("round", "elongated")]
    drawn = []

    def row_of(cell, sets, first):
        drawn.append((cell["shape"], sets, first))
        return cell | {"sets": sets, "power": 1.0 if first else 0.0, "se": 0.1}

    for sets in (3, 4):
        benchmark.go_on("made", cells, row_of, lambda _, sets=sets: sets, tmp_path, fresh=False)
    made = pd.read_csv(tmp_path / "made.csv")
    assert made["sets"].tolist() == [4, 4]
    assert made.loc[made["shape"] == "round", "power"].item() == pytest.approx(0.25)
    assert drawn == [("round", 3, 0), ("round", 1, 3)]


def test_a_script_takes_its_options_and_writes_its_file(benchmark, tmp_path):
    asked, rounds = [], benchmark.Rounds(tmp_path / "held.csv", 5, (2, 5, 9), large=9, times_fewer=2)

    def row_of(cell, sets, first):
        asked.append((cell["n"], sets, first))
        return cell | {"sets": sets, "power": 0.5, "se": 0.1}

    given = rounds.options().parse_args(["--sets", "5", "--into", str(tmp_path / "new")])
    rounds.run(given, [{"n": 5}, {"n": 9}], row_of)
    assert sorted(asked) == [(5, 2, 0), (5, 3, 2), (9, 1, 0), (9, 1, 1)]
    assert pd.read_csv(tmp_path / "new" / "held.csv")["sets"].tolist() == [5, 2]


def test_a_fuller_file_is_not_begun_anew_with_fewer_sets(benchmark, tmp_path):
    def row_of(cell, sets, first):
        return cell | {"sets": sets, "power": 1.0, "se": 0.1, "seed": 3}

    file, cells = tmp_path / "held.csv", [{"n": 300}]
    rounds = benchmark.Rounds(file, 5, (2, 5))

    def run(*asked):
        rounds.run(rounds.options().parse_args(list(asked)), cells, row_of)
        return pd.read_csv(file)["sets"].item()

    assert run() == 5
    with pytest.raises(SystemExit, match=r"held.csv holds 5 sets, not 2: say where to write"):
        run("--fresh", "--sets", "2")
    assert run("--sets", "2") == 5 and run("--fresh") == 5
    assert run("--fresh", "--sets", "2", "--into", str(tmp_path)) == 2, "it is named"


@pytest.mark.parametrize("shares", [("compact_clusters",), ("right_number", "too_many")])
def test_what_more_sets_find_is_added(benchmark, shares):
    first, *others = shares
    one = {"n": 600, "sets": 1, first: 1.0, "se": 0.1, **dict.fromkeys(others, 0.0)}
    more = {"sets": 3, first: 1 / 3, **dict.fromkeys(others, 2 / 3)}
    whole = benchmark.joined(one, one | more)
    assert whole["sets"] == 4 and [whole[name] for name in shares] == [0.5] * len(shares)
    assert whole["se"] == pytest.approx(benchmark.error_of_share(0.5, 4))


def test_a_tenth_that_differs_is_named(benchmark_script):
    """Ten of ten where three of a hundred are stored is no chance; a hit of ten may be."""
    script = benchmark_script("joined_groups")
    stored = pd.read_csv(script.RESULTS).assign(compact_clusters=0.03, se=0.01)
    again = {share: (lambda cell, sets, first, share=share: {"compact_clusters": share}) for share in (0.1, 1.0)}
    assert not not_as_stored(script, stored, "compact_clusters", 10, again[0.1])
    assert len(not_as_stored(script, stored, "compact_clusters", 10, again[1.0])) == round(len(stored) / 10)
    assert not_as_stored(script, stored.assign(compact_clusters=0.99), "compact_clusters", 10, again[0.1])
