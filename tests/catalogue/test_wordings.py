"""Are the sentences of pages where they are looked for, and is a file that breaks the rules named?"""

from importlib.resources import files
from string import Formatter

import pytest

from custseg.catalogue import phrases
from custseg.catalogue.wordings import read_wordings
from custseg.schema import SchemaError


def test_keys_name_their_file():
    assert {"grid.placed", "profile.largest", "plot.and"} <= set(phrases())
    names = {file.name.removesuffix(".toml") for file in (files("custseg.catalogue") / "phrases" / "en").iterdir()}
    assert {key.partition(".")[0] for key in phrases()} == names


def test_every_template_is_a_sentence_that_can_be_filled():
    for key, text in phrases().items():
        named = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name, _ in named), key
        assert text == text.strip(), f"{key} begins or ends with a space"
        assert text, key


def test_numbers_are_rounded_by_the_template():
    text = phrases()["grid.placed"].format(customers=2357, occupied=9, segments=11, grid="RFM")
    assert text == "2,357 customers stand in 9 of the 11 segments of the grid “RFM”."


def test_an_unknown_language_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="no set of phrases 'fr' in the catalogue; it holds 'en'"):
        phrases("fr")
    with pytest.raises(TypeError, match="must be the code of a language"):
        phrases(None)


def test_what_is_given_may_be_changed():
    phrases().clear()
    assert phrases()


def test_a_claim_has_a_key_for_each_wording():
    text = 'said = "It is {n}."\n\n[both]\nholds = "Both."\notherwise = "Not both."\n\n[alone]\nholds = "Yes."'
    assert read_wordings("fall", text) == {
        "fall.said": "It is {n}.",
        "fall.both.holds": "Both.",
        "fall.both.otherwise": "Not both.",
        "fall.alone.holds": "Yes.",
    }


def test_every_problem_of_a_file_is_named():
    text = """
    number = 3
    empty = " "
    brace = "{n"
    place = "{0} of {x.real}"
    [nothing]
    [other]
    otherwise = "No."
    [more]
    holds = "Yes."
    note = "?"
    """
    with pytest.raises(SchemaError) as refused:
        read_wordings("fall", text)
    told = refused.value.problems
    assert [problem.split(":")[0] for problem in told] == ["fall.toml"] * 7
    for name in ("[nothing]", "[other]", "[more]", "fall.number", "fall.empty", "fall.brace", "fall.place"):
        assert any(name in problem for problem in told), f"nothing is said about {name}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[both]\nholds = "a"\n[both]\nholds = "b"', "'both' stands in lines 1 and 3"),
        ('said = "a"\nother = "c"\nsaid = "b"', "'said' stands in lines 1 and 3"),
        ('[both]\nholds = "a"\nholds = "b"', r"'both\.holds' stands in lines 2 and 3"),
    ],
)
def test_an_id_that_stands_twice_is_named_with_its_lines(text, told):
    with pytest.raises(SchemaError, match=rf"fall\.toml: {told}; give one of them another name"):
        read_wordings("fall", text)


RIDDLES = (
    "carried on",
    "without first days",
    "for service",
    "counts nowhere",
    "clock",
    "has a name for who",
    "First, look",
)


def test_a_page_about_ones_own_customers_speaks_plainly():
    """A reader did not understand these: say what was bought by whom, and when, instead."""
    found = {key: one for key, text in phrases().items() if key.startswith("own_") for one in RIDDLES if one in text}
    assert not found
