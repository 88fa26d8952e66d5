"""Has every claim of the studies its wording, and does every wording of the catalogue belong to a claim?"""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from custseg.catalogue import phrases
from custseg.report.running.notebook_file import read_notebook

PACKAGE = "custseg"


def calls_of(source: str, *names: str) -> Iterator[ast.Call]:
    """Find the calls of a function by its name, with or without its module."""
    for node in ast.walk(ast.parse(source)):
        called = getattr(node, "func", None)
        if isinstance(node, ast.Call) and getattr(called, "attr", getattr(called, "id", None)) in names:
            yield node


def claimed(source: str, worded: Collection[str] = (), beside: Collection[str] = ()) -> list[str]:
    """Give the keys of the claims whose wordings the catalogue must have.

    A key that is put together, ``f"page.{name}"``, stands for the wordings of that page whose names are texts of the
    source, or of the files `beside` it; a wording that is told as a phrase, ``"page.name.holds"``, is used too.
    """
    keys = []
    for call in calls_of(source, "claim"):
        given = {argument.arg for argument in call.keywords}
        if call.args and "wording" not in given:
            keys += [
                key
                for node in ast.walk(call.args[0])
                for key in _keys(node, call.args[0], [*_texts(source), *beside], worded)
            ]
    return keys + [text.removesuffix(".holds") for text in _texts(source) if text.removesuffix(".holds") in worded]


def _keys(node: ast.AST, of: ast.AST, texts: list[str], worded: Collection[str]) -> list[str]:
    put_together = [one for one in ast.walk(of) if isinstance(one, ast.JoinedStr)]
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"(\w+?)" for one in node.values]
        names = {text.replace(" ", "_") for text in texts}
        found = [(key, re.fullmatch("".join(parts), key)) for key in sorted(worded)]
        return [key for key, match in found if match and all(_named(part, names) for part in match.groups())]
    inside = any(node in ast.walk(one) for one in put_together)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and not inside else []


def _named(part: str, names: set[str]) -> bool:
    return part in names or all(word in names for word in part.split("_"))


def _texts(source: str) -> list[str]:
    return [
        node.value for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]  # fmt: skip


def sources(root: Path) -> Iterator[tuple[str, str]]:
    """Give every cell of the studies and every file of the package, with its place."""
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = [cell for cell in read_notebook(path).cells if cell.cell_type == "code" and cell.source.strip()]
        yield from ((f"{path.name}, cell {number}", cell.source) for number, cell in enumerate(cells, start=1))
    for path in sorted((root / PACKAGE).rglob("*.py")):
        yield str(path.relative_to(root)), path.read_text("utf-8")


def wording_problems(claims: list[tuple[str, str]], known: set[str]) -> list[str]:
    """Say which claims have no wording, and which wordings no claim: (place, key) against the keys of the catalogue."""
    worded = {key.removesuffix(".holds") for key in known if key.endswith(".holds")}
    problems = [
        f"{place}: the claim {key!r} has no wording; write [{key.partition('.')[2]}] into "
        f"catalogue/phrases/en/{key.partition('.')[0]}.toml"
        for place, key in claims
        if key not in worded
    ]
    unused = sorted(worded - {key for _, key in claims})
    return problems + [f"no claim uses the wording {key!r}: take it out of the catalogue" for key in unused]


def test_claims_and_wordings_belong_together(root):
    worded = {key.removesuffix(".holds") for key in phrases() if key.endswith(".holds")}
    there = list(sources(root))
    texts: dict[str, list[str]] = {}
    for place, source in there:
        texts.setdefault(str(Path(place).parent), []).extend(_texts(source) if place.endswith(".py") else [])
    claims = [
        (place, key) for place, source in there for key in claimed(source, worded, texts[str(Path(place).parent)])
    ]
    problems = wording_problems(claims, set(phrases()))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("claim('a.b', holds=x)", ["a.b"]),
        ("cs.claim('a.b' if x else 'a.c', holds=x)", ["a.b", "a.c"]),
        ("claim('a.b', holds=x, wording='Yes.')", []),
        ("a = paragraph(claim('a.b', holds=claim.x))", ["a.b"]),
        ("sentence('a.b')", []),
    ],
)
def test_the_keys_of_claims_are_found(source, keys):
    assert claimed(source) == keys


def test_a_key_that_is_put_together_stands_for_the_wordings_that_the_source_names():
    source = "def said(name): return claim(f'a.{name}', holds=x)\nsaid('b'); said('two words'); said('unknown')"
    assert claimed(source, {"a.b", "a.two_words", "a.other"}) == ["a.b", "a.two_words"]
    assert claimed("phrase('a.b.holds', x=1)", {"a.b"}) == ["a.b"]


def test_a_claim_without_wording_and_a_wording_without_claim_are_named():
    known = {"a.b.holds", "a.b.otherwise", "a.old.holds", "a.phrase"}
    assert wording_problems([("01, cell 2", "a.b"), ("01, cell 3", "a.new")], known) == [
        "01, cell 3: the claim 'a.new' has no wording; write [new] into catalogue/phrases/en/a.toml",
        "no claim uses the wording 'a.old': take it out of the catalogue",
    ]
