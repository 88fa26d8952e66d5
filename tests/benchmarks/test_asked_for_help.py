"""Does each benchmark say what it measures when it is asked with ``--help``, before anything runs or is stored?"""

import ast
from pathlib import Path

import pytest

SCRIPTS = sorted(Path(__file__).parents[2].joinpath("benchmarks").glob("*.py"))
OF_ANOTHER = {"repeat_buying_lifetimes.py"}  # run by repeat_buying.py, in an environment of its own


def runs(tree: ast.Module) -> list[ast.If]:
    """Give what a script does when it is run."""
    return [part for part in tree.body if isinstance(part, ast.If) and "__name__" in ast.unparse(part.test)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_first_thing_a_benchmark_does_is_to_read_its_arguments(script):
    tree = ast.parse(script.read_text(encoding="utf-8"))
    if script.name in OF_ANOTHER or not runs(tree):
        return
    words = ast.unparse(tree)
    assert "ArgumentParser(" in words and ".parse_args(" in words
