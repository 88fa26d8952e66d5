import ast
import re
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

import custseg
from custseg.exhibit.numbers import WRITERS
from custseg.judgement.pairwise._weight_methods import METHODS
from custseg.judgement.pairwise.random_index import RANDOM_INDEX
from custseg.schema import (
    NumberKind,
    Period,
    RandomIndex,
    Unit,
    WeightMethod,
    check_choice,
    choice_problems,
    choices,
)

LISTS = {name: get_args(value) for name, value in vars(choices).items() if get_args(value)}


def parameters(path: Path):
    """Give every argument that is annotated with a list of `choices`, with the docstring that describes it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        functions = [node] if isinstance(node, ast.FunctionDef) else []
        if isinstance(node, ast.ClassDef):
            functions = [part for part in node.body if getattr(part, "name", "") == "__init__"]
        for function in functions:
            text = ast.get_docstring(node) or ""
            for argument in [*function.args.args, *function.args.kwonlyargs]:
                named = {part.id for part in ast.walk(argument) if isinstance(part, ast.Name)} & set(LISTS)
                if named and "Parameters\n" in text:
                    yield argument.arg, named.pop(), text


def described(name: str, text: str) -> list[str]:
    """Give the words of a list that stands after the name, or, where it is too long for a line, below it."""
    found = re.search(rf"^{name} : (?:\{{(.*?)\}}|\w+\n((?:    .*\n)+))", text, flags=re.MULTILINE)
    return re.findall(r'"([^"]*)"', found[1] or found[2]) if found else []


def test_docstrings_show_the_lists_that_the_signatures_name():
    """Copy the list of `custseg/schema/choices.py` into the docstring: ``name : {"one", "other"}``."""
    package, wrong, seen = Path(custseg.__file__).parent, [], 0
    for path in sorted(package.rglob("*.py")):
        for name, choice, text in parameters(path):
            if not re.search(rf"^(.*, )?{name}(, .*)?$", text, flags=re.MULTILINE):  # "as in another function"
                seen += 1
                if set(described(name, text)) != set(LISTS[choice]):
                    wrong.append(f"{path.relative_to(package)}: {name} should be {LISTS[choice]}")
    assert wrong == []
    assert seen > 15


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_different_words(name):
    assert all(isinstance(word, str) for word in LISTS[name])
    assert len(set(LISTS[name])) == len(LISTS[name]) > 1


@pytest.mark.parametrize("period", get_args(Period))
def test_pandas_knows_every_period(period):
    assert pd.Timestamp("2024-02-29").to_period(period).freqstr[0] == period


def test_every_word_has_something_behind_it():
    assert tuple(METHODS) == get_args(WeightMethod)
    assert tuple(RANDOM_INDEX) == get_args(RandomIndex)
    assert tuple(WRITERS) == get_args(NumberKind)


def test_a_wrong_choice_names_the_list():
    check_choice("W", "period", Unit)
    with pytest.raises(ValueError, match=r"^period must be one of 'D', 'W', 'M', 'Y'; found 'Q'\.$"):
        check_choice("Q", "period", Unit)
    with pytest.raises(ValueError, match=r"'D', 'W', 'M', 'Y', or a number of days; found \['D'\]"):
        check_choice(["D"], "period", Unit, or_else="a number of days")
    assert choice_problems("D", "unit", Unit) == []
