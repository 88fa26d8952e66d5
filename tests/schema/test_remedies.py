"""What a sentence tells to do is there as data, and a call of it can be pasted."""

import ast
import importlib
import inspect
import pickle
import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest

from custseg._rooms import ROOMS
from custseg.judgement import pairwise_matrix, priorities
from custseg.repeat_buying import BetaGeoNBD, repeat_purchase_table
from custseg.schema import SchemaError
from custseg.schema.remedies import ARGUMENTS, merged, pasted, remedies_in, with_remedies
from custseg.tables import customer_table, log_facts


@pytest.mark.parametrize(
    ("sentence", "remedies"),
    [
        ("Pass decimal='.' for 1234 or decimal=',' for 1.234.", ({"decimal": "."}, {"decimal": ","})),
        ('Pass columns={"date": "it\'s {day}"}.', ({"columns": {"date": "it's {day}"}},)),
        ('Pass columns={"date": "Day", "cost": None}.', ({"columns": {"date": "Day", "cost": None}},)),
        ('Pass columns={"date": "..."}', ()),
        ("Try separator=';' or separator='\\t'.", ({"separator": ";"}, {"separator": "\t"})),
        ("Say which: sheet='Sales'.", ({"sheet": "Sales"},)),
        ("Set them aside with read_transactions_with_rejects.", ({"call": "read_transactions_with_rejects"},)),
        ("Pass separator=... with the character between the columns.", ()),
        ("Nothing can be done.", ()),
    ],
)  # fmt: skip
def test_remedies_of_a_sentence(sentence, remedies):
    assert remedies_in(sentence) == remedies


def test_an_error_carries_them_and_its_last_line():
    error = SchemaError("a: dayfirst=True.", "b: answers={'totals': 'keep'}.", paste="read_transactions('x.csv')")
    assert error.remedies == ({"dayfirst": True}, {"answers": {"totals": "keep"}})
    for one in (error, pickle.loads(pickle.dumps(error))):
        assert str(one).splitlines()[-1] == "All together: read_transactions('x.csv')"


def test_remedies_are_put_together():
    assert merged([{"answers": {"a": 1}}, {"answers": {"a": 2, "b": 3}}]) == {"answers": {"a": 1, "b": 3}}


def test_the_line_to_paste_is_python():
    assert pasted("table", {"call": "read_transactions_with_rejects", "sheet": 0}) == (
        "read_transactions_with_rejects(table, sheet=0)"
    )


RETURNED = pd.DataFrame(
    {
        "customer_id": ["ann", "ann", "bob"],
        "date": pd.to_datetime(["2024-01-05", "2024-02-05", "2024-02-06"]),
        "amount": [10.0, 5.0, -3.0],
    }
)
RAISING = {
    "only returns": lambda **more: customer_table(RETURNED, as_of="2024-03-01", **{"only_returns": "raise"} | more),
    "refunds": lambda **more: repeat_purchase_table(
        RETURNED, observed_until="2024-03-01", **{"refunds": "raise"} | more
    ),
    "whose log": lambda **more: log_facts(RETURNED, **more),
}


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("call", RAISING.values(), ids=RAISING)
def test_each_remedy_works_on_the_input_that_raised_it(call: Callable):
    with pytest.raises(SchemaError) as caught:
        call()
    assert caught.value.remedies, f"{caught.value} names nothing that could be done"
    for remedy in caught.value.remedies:
        call(**remedy)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_a_summary_of_other_packages_is_renamed_as_told():
    summary = pd.DataFrame({"frequency": [2, 1, 0, 4], "recency": [30.43, 2.0, 0, 9], "T": [38.86, 38, 37, 20]})
    with pytest.raises(SchemaError) as caught:
        BetaGeoNBD().fit(summary)
    renaming = ast.literal_eval(re.search(r"columns=(\{.*\})", str(caught.value))[1])
    assert BetaGeoNBD().fit(summary.rename(columns=renaming)).n_customers_ == 4


def test_a_matrix_without_names_is_named_as_told():
    with pytest.raises(SchemaError, match="pairwise_matrix"):
        importlib.import_module("custseg.judgement").comparison_groups(pd.DataFrame([[1.0, 2.0]]))
    assert pairwise_matrix(np.array([[1, 2], [0.5, 1]])).shape == (2, 2)
    assert priorities(np.array([[1, 3], [1 / 3, 1]]), items=["a", "b"]).index.to_list() == ["a", "b"]


def parameters_of_the_package() -> set[str]:
    """Give the names of all arguments of what the rooms offer, methods included."""
    found: set[str] = set()
    for room in ROOMS:
        module = importlib.import_module(f"custseg.{room}")
        for thing in vars(module).values():
            if inspect.isclass(thing):
                members = [thing, *(member for _, member in inspect.getmembers(thing, inspect.isroutine))]
            else:
                members = [thing] if inspect.isfunction(thing) else []
            for member in members:
                try:
                    found |= set(inspect.signature(member).parameters)
                except (TypeError, ValueError):
                    continue
    return found


def test_arguments_are_written_otherwise_and_all_else_stays():
    told = with_remedies("Pass columns={'date': '...'}, or x=3; decimal=',' too.", lambda name, value: f"<{name}>")
    assert told == "Pass <columns>, or x=3; <decimal> too."


def messages(root) -> Iterator[tuple[str, str]]:
    """Give every text in a raise statement of the package, with its place."""
    for path in sorted((root / "custseg").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise):
                for part in ast.walk(node):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield f"{path.name}:{part.lineno}", part.value


def test_every_argument_that_a_message_names_exists(root):
    known = parameters_of_the_package() | {
        "shape",
        "ascending",
        "shop",
    }  # of NumPy and pandas; a name that the reader chooses
    unknown = {
        f"{place}: {name}="
        for place, text in messages(root)
        for name in re.findall(r"\b([a-z_]\w*)=(?=[\[{'\"\w]|\.\.\.|$)", text)
        if name not in known
    }
    assert not unknown, "a message names an argument that nothing takes"
    assert set(ARGUMENTS) <= known
