"""Does every public name say what goes in, what comes out, what can go wrong, and show an example?"""

import ast
import importlib
import inspect
import textwrap

import numpydoc.validate
import pytest

import custseg
from custseg._rooms import ROOMS

# numpydoc's codes, and what a public docstring lacks that has one
RULES = {
    "GL08": "has no docstring",
    "SS01": "has no summary line",
    "PR01": "does not describe every parameter",
    "PR02": "describes a parameter that the signature does not have",
    "PR03": "describes the parameters in another order than the signature",
    "PR04": "leaves a parameter without its type",
    "PR07": "leaves a parameter without a description",
    "RT01": "does not say what is returned",
    "RT03": "does not describe what is returned",
    "EX01": "has no example",
}
# pairs that users confuse: each of the two names the other
CONFUSED = [
    ("value.clv_formula", "repeat_buying.lifetime_value"),
    ("tables.customer_table", "repeat_buying.repeat_purchase_table"),
    ("segment.ValueGrid", "segment.CustomerSegmenter"),
    ("value.top_share", "value.concentration_table"),
    ("read.read_transactions", "read.read_transactions_with_rejects"),
    ("resample.mean_intervals", "resample.share_intervals"),
    ("repeat_buying.BetaGeoNBD", "repeat_buying.ParetoNBD"),
    ("repeat_buying.BetaGeoNBD", "repeat_buying.ModifiedBetaGeoNBD"),
    ("segment.segment_cards", "segment.profile_segments"),
    ("value.whale_curve", "value.lorenz_curve"),
    ("judgement.priorities", "judgement.Hierarchy"),
    ("value.cohort_table", "value.repeat_rate"),
    ("repeat_buying.lifetime_value", "repeat_buying.base_value"),
    ("decide.lift_table", "decide.calibration_table"),
    ("segment.cluster_panel", "segment.cluster_verdict"),
    ("value.customer_profit", "value.clv_formula"),
]


def public_names() -> list[str]:
    """Give every name that a room or the front door offers and that can be called, as room.name."""
    found = []
    for room in ROOMS:
        module = importlib.import_module(f"custseg.{room}")
        offered = getattr(module, "__all__", None) or [
            name
            for name, thing in vars(module).items()
            if name[0] != "_" and getattr(thing, "__module__", None) == module.__name__
        ]
        found += [f"{room}.{name}" for name in sorted(offered) if is_described(getattr(module, name))]
    return found


def is_described(thing: object) -> bool:
    """Tell functions and classes from tables, lists of words and other constants, which have a line each."""
    return inspect.isroutine(thing) or inspect.isclass(thing)


def thing_of(name: str) -> object:
    room, _, short = name.partition(".")
    return getattr(importlib.import_module(f"custseg.{room}"), short)


def sections(name: str) -> numpydoc.validate.Validator:
    return numpydoc.validate.Validator(numpydoc.validate.get_doc_object(thing_of(name)))


def raises_by_itself(function: object) -> bool:
    """Say whether the function's own body has a raise statement; what its helpers raise is not seen."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    return any(isinstance(node, ast.Raise) for node in ast.walk(tree))


def faults(name: str) -> list[str]:
    """List what a docstring lacks, in words."""
    result = numpydoc.validate.validate(numpydoc.validate.get_doc_object(thing_of(name)))
    return [f"{code}: it {RULES[code]} ({text})" for code, text in result["errors"] if code in RULES]


@pytest.mark.parametrize("name", public_names())
def test_docstring_is_complete(name):
    thing, found = thing_of(name), faults(name)
    if inspect.isclass(thing) and issubclass(thing, Exception):
        found = [fault for fault in found if not fault.startswith(("PR", "RT", "EX"))]
    assert found == [], f"complete the docstring of custseg.{name} as numpydoc describes it: {found}"


@pytest.mark.parametrize(("one", "other"), CONFUSED)
def test_names_that_are_confused_point_to_each_other(one, other):
    for here, there in ((one, other), (other, one)):
        short = there.rpartition(".")[2]
        assert any(short == target.rpartition(".")[2] for target in sections(here).see_also), (
            f"custseg.{here} is often taken for {there}: add it to its See Also section, with a line on the difference"
        )


def test_what_a_function_raises_is_said():
    functions = [name for name in public_names() if inspect.isfunction(thing_of(name))]
    raising = [name for name in functions if raises_by_itself(thing_of(name))]
    silent = [name for name in raising if not sections(name).doc["Raises"]]
    assert silent == [], "these functions raise: say what, and when, in a section Raises"
    assert len(raising) > 30


def test_the_front_door_offers_nothing_else():
    rooms = {name.rpartition(".")[2] for name in public_names()}
    assert {name for name in custseg.__all__ if name[0] != "_"} <= rooms | {"Exhibit"}
